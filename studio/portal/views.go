package portal

import (
	"encoding/json"
	"net/url"
	"time"

	"lathe/studio"
)

// stemView is a file of a session on the wire.
type stemView struct {
	File   string `json:"file"`
	SHA256 string `json:"sha256"`
	Bytes  int64  `json:"bytes"`
}

type uploadView struct {
	ID      string    `json:"id"`
	File    string    `json:"file"`
	Bytes   int64     `json:"bytes"`
	Offset  int64     `json:"offset"`
	State   string    `json:"state"`
	URL     string    `json:"url"`
	Expires time.Time `json:"expires"`
}

type fetchView struct {
	ID      string       `json:"id"`
	Source  string       `json:"source"` // what kind of link, in words; never the link
	State   string       `json:"state" enum:"fetching,done,failed"`
	Trouble string       `json:"trouble"`
	Again   bool         `json:"again" doc:"the same link can be tried again"`
	Files   int          `json:"files" doc:"that came"`
	Behind  []behindView `json:"behind" doc:"what is behind the link; empty before that is known"`
	Bytes   int64        `json:"bytes" doc:"fetched so far"`
	Total   *int64       `json:"total_bytes" doc:"of all files; null when not known"`
	LeftS   *float64     `json:"left_s" doc:"seconds left; null when not known"`
	Created time.Time    `json:"created"`
}

// behindView is a file behind a link.
type behindView struct {
	File  string `json:"file"`
	Bytes *int64 `json:"bytes" doc:"null when not known"`
	Why   string `json:"why" doc:"it is left out; empty: it is fetched"`
}

type workingView struct {
	Pass     string   `json:"pass"`
	Share    float64  `json:"share"`
	LeftS    *float64 `json:"left_s"` // null when not known
	Attempts int      `json:"failures"`
}

type planView struct {
	N       int       `json:"n"`
	ETag    string    `json:"etag"`
	Author  string    `json:"author"`
	Created time.Time `json:"created"`
	URL     string    `json:"url"`
}

type fileView struct {
	Name   string `json:"name"`
	Format string `json:"format"`
	SHA256 string `json:"sha256"`
	Bytes  int64  `json:"bytes"`
	URL    string `json:"url"`
}

type printView struct {
	ID       string     `json:"id"`
	Session  string     `json:"session"`
	Plan     int        `json:"plan"`
	Formats  string     `json:"formats"`
	Status   string     `json:"status" enum:"queued,printing,done,failed,canceled"`
	Progress float64    `json:"progress"`
	Trouble  string     `json:"trouble"`
	Report   any        `json:"report"` // report.json; null before it is done
	Files    []fileView `json:"files"`
	Created  time.Time  `json:"created"`
	Updated  time.Time  `json:"updated"`
}

// briefView is a session in a list.
type briefView struct {
	ID      string    `json:"id"`
	Title   string    `json:"title"`
	Artist  string    `json:"artist"`
	Status  string    `json:"status" enum:"collecting,checking,planned,printing,review,approved,delivered,failed"`
	Trouble string    `json:"trouble"`
	Created time.Time `json:"created"`
	Updated time.Time `json:"updated"`
	Clock   clockView `json:"clock"`
	Waiting string    `json:"waiting"` // what the artist was asked; empty: nothing
}

// sessionView is a session with all that belongs to it.
type sessionView struct {
	briefView
	termsView
	Revision int64        `json:"revision"`
	Working  *workingView `json:"working"` // null when nothing is being done
	Stems    []stemView   `json:"stems"`
	Uploads  []uploadView `json:"uploads"`
	Fetches  []fetchView  `json:"fetches"`
	Checked  any          `json:"checked"`  // the session as it was understood; null before the check
	Findings any          `json:"findings"` // as `lathe check --json`
	Proof    any          `json:"proof"`
	Plans    []planView   `json:"plans"`
	Prints   []printView  `json:"prints"`
}

func brief(s studio.Session, now time.Time) briefView {
	return briefView{string(s.ID), s.Title, s.Artist, string(s.Status), s.Trouble, s.Created, s.Updated, clockOf(s, now), s.Terms.Waiting}
}

func fetchOf(f studio.Fetched) fetchView {
	v := fetchView{
		ID: string(f.ID), Source: f.Source, State: string(f.State), Trouble: f.Trouble, Again: f.Again(), Files: f.Files, Behind: []behindView{},
		Bytes: f.Moved.Bytes, Total: known(f.Moved.Total), LeftS: known(f.Moved.LeftS), Created: f.Created,
	}
	for _, b := range f.Behind {
		v.Behind = append(v.Behind, behindView{b.File, known(b.Bytes), b.Why})
	}
	return v
}

// known is null on the wire for what is not: a negative number.
func known[T int64 | float64](v T) *T {
	if v < 0 {
		return nil
	}
	return &v
}

func planOf(p studio.Plan) planView {
	return planView{p.N, quoteTag(p.Tag), p.Author, p.Created, base + "/sessions/" + string(p.Session) + "/plans/" + itoa(p.N)}
}

func printOf(p studio.Print) printView {
	v := printView{
		ID: string(p.ID), Session: string(p.Session), Plan: p.Plan, Formats: p.Formats, Status: string(p.Status), Progress: p.Progress,
		Trouble: p.Trouble, Files: []fileView{}, Created: p.Created, Updated: p.Updated,
	}
	if p.Report != nil {
		v.Report = p.Report
	}
	for _, f := range p.Files {
		v.Files = append(v.Files, fileView{f.Name, f.Format, f.SHA256, f.Bytes, base + "/prints/" + string(p.ID) + "/files/" + url.PathEscape(f.Name)})
	}
	return v
}

// whole reads a session with all that belongs to it.
func whole(d studio.Desk, id studio.ID, now time.Time) (*sessionView, error) {
	w, err := d.Whole(id)
	if err != nil {
		return nil, err
	}
	s := w.Session
	v := &sessionView{
		briefView: brief(s, now), termsView: termsOf(s, w.Verdicts, now), Revision: s.Revision, Stems: []stemView{}, Uploads: []uploadView{}, Fetches: []fetchView{}, Findings: []any{},
		Plans: []planView{}, Prints: []printView{},
	}
	if s.Working.Pass != "" {
		v.Working = &workingView{Pass: s.Working.Pass, Share: s.Working.Share, LeftS: known(s.Working.LeftS), Attempts: s.Working.Attempts}
	}
	if s.Check != nil {
		var parts struct{ Session, Findings, Proof json.RawMessage }
		if err := json.Unmarshal(s.Check, &parts); err != nil {
			return nil, err
		}
		v.Checked, v.Findings, v.Proof = parts.Session, parts.Findings, parts.Proof
	}
	for _, st := range w.Stems {
		v.Stems = append(v.Stems, stemView{st.File, st.SHA256, st.Bytes})
	}
	for _, u := range w.Uploads {
		if u.State == studio.UploadOpen || u.State == studio.UploadComplete {
			v.Uploads = append(v.Uploads, uploadView{string(u.ID), u.File, u.Bytes, u.Offset, string(u.State), uploadPath(u.ID), u.Expires})
		}
	}
	for _, f := range w.Fetches {
		v.Fetches = append(v.Fetches, fetchOf(f))
	}
	for _, p := range w.Plans {
		v.Plans = append(v.Plans, planOf(p))
	}
	for _, p := range w.Prints {
		v.Prints = append(v.Prints, printOf(p))
	}
	return v, nil
}
