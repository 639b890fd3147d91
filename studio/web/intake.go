package web

import (
	"cmp"
	"errors"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"lathe/session"
	"lathe/session/advice"
	"lathe/studio"
)

// NameRead is what a file's name says of it.
type NameRead struct {
	Kind       string       `json:"kind"` // stem, rough or reference
	Instrument string       `json:"instrument"`
	Role       session.Role `json:"role"`
	Importance float64      `json:"importance"`
	Reason     string       `json:"reason"`
}

// arrivedFile is a file that is here, as its artist sees it.
type arrivedFile struct {
	File, Size, Role, Weight string
	RoleID                   session.Role
	Unknown                  bool // nobody knows what it is
}

// arrivedView is what has arrived, and what was found: the part of the intake
// that changes while the artist looks on.
type arrivedView struct {
	ID         studio.ID
	Rough      []arrivedFile
	References []arrivedFile
	Stems      []arrivedFile
	Sheets     []arrivedFile // session.yaml, archives: what is neither
	Links      []arrivedLink
	Coming     []arrivedFile // whole, and being taken in
	Open       int           // uploads that were begun
	Quiet      bool          // nothing is being made of it: files and links may come
	Bytes      string
	Findings   []findingView
	Work       *Way // what is being done, when something is
	Status     studio.Status
	Trouble    string
	Question   string // what the studio asks
	Sendable   bool
	Roles      []Option // of every stem's menu; nil: the page's script fills the menu that is opened
}

// intakeView is the artist's page.
type intakeView struct {
	Arrived   arrivedView
	EveryRole []Option
	Steps     []guideStep
	DAWs      []dawAdvice
	DAW       advice.DAW
	Likes     []Option
	Liked     []session.Likeness
	Bypassed  bool
	Love      Field
	Notes     Field
	Contact   Field
	Title     string
	House     studio.House
	Expected  time.Time // when the master will be ready, if it is sent now
	Sent      bool      // the studio has it
	Busy      bool      // the engine works on it: no file may be changed
	Link      linkForm
	Upload    uploadForm
}

// arrivedIn is what has arrived, from the whole page or from news of it.
func arrivedIn(body any) (arrivedView, error) {
	switch v := body.(type) {
	case intakeView:
		return v.Arrived, nil
	case arrivedView:
		return v, nil
	}
	return arrivedView{}, errors.New("this part shows what has arrived")
}

// dawAdvice is how parts of an export are done in one program.
type dawAdvice struct {
	ID, Name string
	Texts    map[string]string
}

type linkForm struct {
	ID            studio.ID
	URL, Password Field
}

type uploadForm struct {
	ID   studio.ID
	Full bool
}

var likeOptions = []Option{{"tone", "Its tone"}, {"loudness", "How loud it is"}, {"dynamics", "How it breathes"}, {"width", "How wide it is"},
	{"bass-to-vocal", "The bass-to-vocal relationship"}, {"vocal-level", "How far in front the voice is"}}

// kindsOf sorts files into what they are for, by their names.
func (p *Pages) kindsOf(stems []studio.Stem) []NameRead {
	names := make([]string, len(stems))
	for i, s := range stems {
		names[i] = s.File
	}
	if p.Names == nil {
		return make([]NameRead, len(stems))
	}
	return p.Names(names)
}

// noSound are endings of files of a session that hold no sound by themselves.
var noSound = []string{".zip", ".yaml", ".yml", ".txt", ".md", ".pdf"}

// arrivedOf is what has arrived of a session.
func (p *Pages) arrivedOf(d studio.Desk, s studio.Session) (v arrivedView, err error) {
	stems, err1 := d.Stems(s.ID)
	ups, err2 := d.Uploads(s.ID)
	links, err3 := d.Fetches(s.ID)
	c, err4 := checkOf(s)
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return v, err
	}
	v = arrivedView{ID: s.ID, Status: s.Status, Question: s.Terms.Waiting, Work: workOf(s)}
	bytes, reads := int64(0), p.kindsOf(stems)
	for i, st := range stems {
		f := arrivedFile{File: st.File, Size: amount(st.Bytes), RoleID: reads[i].Role}
		bytes += st.Bytes
		importance := reads[i].Importance
		if o, ok := s.Brief.Stems[st.File]; ok {
			if o.Role != "" {
				f.RoleID = o.Role
			}
			if o.Importance != nil {
				importance = *o.Importance
			}
		}
		switch {
		case slices.Contains(noSound, strings.ToLower(path.Ext(st.File))):
			v.Sheets = append(v.Sheets, f)
		case reads[i].Kind == "rough":
			v.Rough = append(v.Rough, f)
		case reads[i].Kind == "reference":
			v.References = append(v.References, f)
		default:
			f.RoleID = cmp.Or(f.RoleID, session.Other)
			f.Role, f.Weight, f.Unknown = roleWord(f.RoleID), weightWord(importance), f.RoleID == session.Other
			v.Stems = append(v.Stems, f)
		}
	}
	v.Bytes = amount(bytes)
	for _, u := range ups {
		switch u.State {
		case studio.UploadOpen:
			v.Open++
		case studio.UploadComplete:
			v.Coming = append(v.Coming, arrivedFile{File: u.File, Size: amount(u.Bytes)})
		}
	}
	v.Links, v.Trouble = linksOf(links, s.Trouble)
	v.Quiet = s.Status != studio.Checking && s.Status != studio.Printing
	for _, f := range c.Findings {
		v.Findings = append(v.Findings, findingOf(f, dawOf(s.Brief.DAW), false))
	}
	pending, err := studio.Pending(d, s.ID)
	v.Sendable = len(stems)+pending > 0 && v.Open == 0
	return v, err
}

// passes are the engine's passes in words.
var passes = map[string]string{
	"waiting": "Waiting for its turn", "listening": "Listening to every file", "proving": "Comparing the stems with the rough mix",
	"planning": "Writing the plan", "mixing": "Mixing", "mastering": "Mastering", "levelling": "Finding the level", "cutting": "Writing the files",
}

// workOf is what is being done for a session.
func workOf(s studio.Session) *Way {
	if s.Working.Pass == "" {
		return nil
	}
	w := &Way{Word: passes[s.Working.Pass], Share: s.Working.Share}
	if w.Word == "" {
		w.Word = "Working"
	}
	if s.Working.LeftS > 0 {
		w.Left = left(time.Duration(s.Working.LeftS*float64(time.Second))) + " left"
	}
	if s.Working.Pass == "waiting" {
		w.Share = -1
	}
	return w
}

// dawOf is the artist's program, or none.
func dawOf(text string) advice.DAW {
	d, err := advice.ParseDAW(text)
	if err != nil {
		return ""
	}
	return d
}

func dawTexts() (list []dawAdvice) {
	for _, d := range advice.DAWs {
		a := dawAdvice{ID: string(d), Name: d.Name(), Texts: map[string]string{}}
		for _, t := range []advice.Topic{advice.Bypass, advice.Names, advice.Region, advice.Headroom, advice.Format, advice.Tracks} {
			a.Texts[string(t)] = advice.Export(t, d)
		}
		list = append(list, a)
	}
	return list
}

// intakeOf is the whole page.
func (p *Pages) intakeOf(r *http.Request, d studio.Desk, id studio.ID) (v intakeView, s studio.Session, err error) {
	if s, err = d.Session(id); err != nil {
		return v, s, err
	}
	if v.Arrived, err = p.arrivedOf(d, s); err != nil {
		return v, s, err
	}
	if v.EveryRole = roleOptions(); r.URL.Query().Get("roles") == "all" {
		v.Arrived.Roles = v.EveryRole
	}
	b := s.Brief
	v.Steps, v.DAWs, v.Likes, v.Liked = guideSteps, dawTexts(), likeOptions, b.Like
	if v.DAW = dawOf(b.DAW); v.DAW == "" {
		if c, err := r.Cookie("daw"); err == nil { // the artist's last song told
			v.DAW = dawOf(c.Value)
		}
	}
	v.Bypassed = b.MasterBypassed != nil && *b.MasterBypassed
	v.Love = Field{ID: "love", Name: "love", Label: "What do you love about it?", Value: b.Love, Most: 5000, Optional: true, Hint: "The bass-to-vocal relationship, the air on top, how the chorus opens up."}
	v.Notes = Field{ID: "notes", Name: "notes", Label: "Anything we should know?", Value: b.Notes, Most: 5000, Optional: true, Long: true, Hint: "They drive this bass hard. That crash makes the transition. Keep the vocal on top."}
	v.Contact = Field{ID: "contact", Name: "contact", Label: "Where we reach you", Value: b.Contact, Most: 300, Optional: true, Hint: "A mail address or a number, for questions about this song alone."}
	v.Title, v.House = s.Title, house(r)
	v.Sent, v.Busy = s.Status != studio.Collecting, s.Status == studio.Checking || s.Status == studio.Printing
	v.Expected = expected(s, p.Now().UTC())
	v.Link = linkForm{ID: id,
		URL:      Field{ID: "url", Name: "url", Label: "Link", Type: "url", Most: 4096, Must: true, Hint: "Google Drive, Dropbox, WeTransfer, or any address of a file or zip."},
		Password: Field{ID: "password", Name: "password", Label: "Its password", Type: "password", Complete: "off", Most: 200, Optional: true}}
	free, known := p.Blobs.Free()
	v.Upload = uploadForm{ID: id, Full: known && free < p.Limits.SpareBytes}
	return v, s, nil
}

// expected is when the master will be ready: as promised, or as the clock says.
func expected(s studio.Session, now time.Time) time.Time {
	switch {
	case !s.Terms.Promised.IsZero():
		return s.Terms.Promised
	case s.Terms.Clock.Began.IsZero():
		return studio.AddWorkTime(now, studio.Turnaround)
	}
	return s.Terms.Clock.Due(now)
}

func intakeFrame(s studio.Session, v intakeView) view {
	f := view{Title: "Send your stems: " + s.Title, Heading: s.Title, Kind: "intake", Scripts: []string{"htmx.js", "intake.js"}, Home: "/sessions/" + string(s.ID) + "/intake", Body: v,
		Lead: "Five steps, and your song is with us. Nothing is lost if you stop in between."}
	if v.Sent {
		chip, _, _ := stands(s.Status)
		f.Chip, f.Lead = &chip, "Your song is with us. You can still send another file, or replace one."
	}
	return f
}

func (p *Pages) intake(w http.ResponseWriter, r *http.Request) {
	p.showIntake(w, r, http.StatusOK, nil)
}

// showIntake shows the artist's page, with what was just done.
func (p *Pages) showIntake(w http.ResponseWriter, r *http.Request, status int, change func(*view, *intakeView)) {
	room, err := p.room(r)
	var v intakeView
	var s studio.Session
	if err == nil {
		id := studio.ID(r.PathValue("id"))
		err = room.See(r.Context(), id, func(d studio.Desk) (err error) {
			v, s, err = p.intakeOf(r, d, id)
			return err
		})
	}
	if err != nil {
		p.fail(w, r, err)
		return
	}
	f := intakeFrame(s, v)
	if change != nil {
		change(&f, &v)
		f.Body = v
	}
	p.show(w, r, status, "intake", f)
}
