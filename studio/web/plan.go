package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"lathe/studio"
)

// planValue is one number of a move on the page.
type planValue struct {
	Name, Label, Unit, Value string
	Machine                  string // what the engine said; empty when it is the same
	Least, Most, Step        string
	Known                    bool // its span is known: it can be turned here
}

// planMove is a move on the page.
type planMove struct {
	ID, Stem, What string
	Heard, Why     string
	On             bool
	Own            bool // the engine did not make it
	Changed        bool // from what the engine said
	Values         []planValue
}

// planStage is a list of moves of one kind.
type planStage struct {
	N     int
	Word  string
	Moves []planMove
}

// planVersion is a version in the list.
type planVersion struct {
	N       int
	Author  string
	Created time.Time
	Here    bool
}

// planView is the plan's page.
type planView struct {
	Head     sessionHead
	N        int
	Tag      string
	Newest   int
	Goal     string
	Target   []planValue
	Stages   []planStage
	Versions []planVersion
	Against  int // the version that Diff compares with
	Diff     []difference
	Locked   string // why nothing can be changed now
	Work     *Way
	Empty    Empty
	Formats  []Option
}

var noPlan = Empty{Icon: "plan", Title: "No plan yet", Text: "It is written when the files have been checked. That begins as soon as the artist sends them."}

// planFormats are what can be made besides the 24-bit WAV.
var planFormats = []Option{{"wav16", "16-bit WAV for CD"}, {"flac", "FLAC"}, {"mp3", "MP3"}, {"aac", "AAC"}}

// values are a move's numbers, beside what the engine said.
func values(prefix, kind string, list []setting, machine map[string]json.Number) (out []planValue, changed bool) {
	for _, s := range list {
		sp, known := spanOf(kind, s.key)
		v := planValue{Name: prefix + s.path, Label: s.label + sp.label, Unit: sp.unit, Value: s.number.String(), Known: known}
		if !known {
			v.Label = s.label + strings.ReplaceAll(s.key, "_", " ")
		}
		v.Least, v.Most, v.Step = short(sp.least), short(sp.most), short(sp.step)
		if n, ok := machine[s.path]; ok && n != s.number {
			v.Machine, changed = signed(n.String()), true
		}
		out = append(out, v)
	}
	return out, changed
}

func short(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// planPage lays a plan out, beside the engine's own.
func planPage(doc, machine document) (stages []planStage, target []planValue) {
	was := map[string]move{}
	for _, m := range machine.moves() {
		was[m.id] = m
	}
	all := doc.moves()
	for _, st := range stagesOf {
		s := planStage{Word: st.word}
		for _, m := range all {
			if m.stage != st.key {
				continue
			}
			o, mine := was[m.id]
			numbers := map[string]json.Number{}
			for _, n := range o.settings() {
				numbers[n.path] = n.number
			}
			v := planMove{ID: m.id, Stem: stemWord(m.stem), What: m.sentence(), Heard: m.text("heard"), Why: m.text("why"), On: m.on(), Own: !mine}
			v.Values, v.Changed = values("v:"+m.id+":", m.kind, m.settings(), numbers)
			v.Changed = v.Changed || mine && o.on() != m.on()
			s.Moves = append(s.Moves, v)
		}
		if len(s.Moves) > 0 {
			s.N = len(stages) + 1
			stages = append(stages, s)
		}
	}
	numbers := map[string]json.Number{}
	mt, _ := machine["target"].(map[string]any)
	dt, _ := doc["target"].(map[string]any)
	var list []setting
	for _, key := range []string{"integrated_lufs", "ceiling_dbtp"} {
		if n, ok := mt[key].(json.Number); ok {
			numbers[key] = n
		}
		if n, ok := dt[key].(json.Number); ok {
			list = append(list, setting{path: key, key: key, number: n})
		}
	}
	target, _ = values("target:", "target", list, numbers)
	return stages, target
}

// planOf is the page of one version; 0 is the newest.
func (p *Pages) planOf(d studio.Desk, id studio.ID, n, against int) (v planView, s studio.Session, doc document, err error) {
	if s, err = d.Session(id); err != nil {
		return v, s, nil, err
	}
	all, err := d.Plans(id)
	if err != nil {
		return v, s, nil, err
	}
	c, err := checkOf(s)
	if err != nil {
		return v, s, nil, err
	}
	v.Head, v.Empty, v.Work, v.Formats = sessionHead{ID: string(id), At: "plan", Findings: len(c.Findings), Plans: len(all)}, noPlan, workOf(s), planFormats
	if len(all) == 0 {
		return v, s, nil, nil
	}
	v.Newest = all[len(all)-1].N
	if n == 0 {
		n = v.Newest
	}
	at, err := d.Plan(id, n)
	if err != nil {
		return v, s, nil, err
	}
	v.N, v.Tag = n, at.Tag
	engine := n
	for _, one := range all {
		v.Versions = append(v.Versions, planVersion{one.N, whoWord(one.Author), one.Created, one.N == n})
		if one.Author == "lathe" && one.N <= n {
			engine = one.N
		}
	}
	if doc, err = p.document(d, id, n); err != nil {
		return v, s, nil, err
	}
	machine, err := p.document(d, id, engine)
	if err != nil {
		return v, s, nil, err
	}
	v.Stages, v.Target = planPage(doc, machine)
	if t, ok := doc["target"].(map[string]any); ok {
		v.Goal, _ = t["name"].(string)
	}
	switch {
	case s.Status == studio.Checking:
		v.Locked = "The files are being checked; a new plan follows."
	case s.Status == studio.Approved || s.Status == studio.Delivered:
		v.Locked = "The master is approved. To change something, ask the artist first."
	case n != v.Newest:
		v.Locked = fmt.Sprintf("This is an earlier version. The newest is version %d.", v.Newest)
	}
	if against > 0 && against != n {
		other, err := p.document(d, id, against)
		if err != nil {
			return v, s, nil, err
		}
		v.Against, v.Diff = against, differences(other, doc)
	}
	return v, s, doc, nil
}

// document reads a version of a plan.
func (p *Pages) document(d studio.Desk, id studio.ID, n int) (document, error) {
	at, err := d.Plan(id, n)
	if err != nil {
		return nil, err
	}
	text, err := p.Reader.JSON([]byte(at.Text))
	if err != nil {
		return nil, err
	}
	return readDocument(text)
}

// whoWord is a name of the ledger as people read it.
func whoWord(who string) string {
	if who == "lathe" {
		return "Lathe"
	}
	for _, head := range []string{"user:", "link:"} {
		who = strings.TrimPrefix(who, head)
	}
	return who
}

func planFrame(s studio.Session, v planView) view {
	f := sessionFrame(s, view{Title: "Plan: " + s.Title, Scripts: []string{"plan.js"}, Body: v})
	f.Lead = "Every move with its reason. Turn one off, or another way; then print."
	return f
}

func (p *Pages) plan(w http.ResponseWriter, r *http.Request) { p.showPlan(w, r, nil) }

// showPlan shows a version, with what has just happened and edits laid over it.
func (p *Pages) showPlan(w http.ResponseWriter, r *http.Request, change func(*view, *planView, document)) {
	room, err := p.room(r)
	id := studio.ID(r.PathValue("id"))
	n, _ := strconv.Atoi(r.FormValue("n"))
	against, _ := strconv.Atoi(r.FormValue("against"))
	var v planView
	var s studio.Session
	var doc document
	if err == nil && room.Caller.Session != "" {
		err = studio.Errorf(studio.NotFound, "the plan is the studio's")
	}
	if err == nil {
		err = room.See(r.Context(), id, func(d studio.Desk) (err error) {
			if change != nil { // what failed was about the newest
				n = 0
			}
			v, s, doc, err = p.planOf(d, id, n, against)
			return err
		})
	}
	if err != nil {
		p.fail(w, r, err)
		return
	}
	f := planFrame(s, v)
	if change != nil && doc != nil {
		change(&f, &v, doc)
		f.Body = v
	}
	p.show(w, r, http.StatusOK, "plan", f)
}

// save makes the next version from a form.
func (p *Pages) save(w http.ResponseWriter, r *http.Request) {
	p.editPlan(w, r, func(doc document) ([]edit, error) { return editsIn(r.PostForm, doc) })
}

// grant makes the next version from a wish.
func (p *Pages) grant(w http.ResponseWriter, r *http.Request) {
	p.editPlan(w, r, func(doc document) ([]edit, error) {
		step := func(name string) int { n, _ := strconv.Atoi(r.PostForm.Get(name)); return max(-3, min(3, n)) }
		return nil, doc.grant(planWish{step("louder"), step("warmer"), step("vocal")})
	})
}

// editPlan makes the next version of a plan: do changes the document it is
// given, and returns further edits. When somebody else was faster, the edits are
// laid over what they made, to look at and save again.
func (p *Pages) editPlan(w http.ResponseWriter, r *http.Request, do func(document) ([]edit, error)) {
	room, err := p.room(r)
	id := studio.ID(r.PathValue("id"))
	if err == nil {
		err = r.ParseForm()
	}
	n, nerr := strconv.Atoi(r.PostFormValue("n"))
	if err == nil && nerr != nil {
		err = studio.Errorf(studio.BadInput, "say which version was edited")
	}
	var doc document
	if err == nil {
		err = room.See(r.Context(), id, func(d studio.Desk) (err error) {
			doc, err = p.document(d, id, n)
			return err
		})
	}
	var edits []edit
	if err == nil {
		edits, err = do(doc)
	}
	var made studio.Plan
	if err == nil {
		doc.apply(edits)
		var text []byte
		if text, err = json.Marshal(doc); err == nil {
			made, err = room.EditPlan(r.Context(), id, n, r.PostFormValue("tag"), text, p.Reader)
		}
	}
	p.edited(w, r, made, edits, err)
}

// edited answers what became of an edit.
func (p *Pages) edited(w http.ResponseWriter, r *http.Request, made studio.Plan, edits []edit, err error) {
	var known *studio.Error
	switch {
	case err == nil:
		http.Redirect(w, r, fmt.Sprintf("/sessions/%s/plan?against=%d", r.PathValue("id"), made.N-1), http.StatusSeeOther)
	case errors.As(err, &known) && known.Code == studio.Stale:
		p.showPlan(w, r, func(f *view, v *planView, doc document) {
			lost := doc.apply(edits)
			author := "Somebody"
			if len(v.Versions) > 0 {
				author = v.Versions[len(v.Versions)-1].Author
			}
			text := fmt.Sprintf("%s made version %d meanwhile. Your %s are laid over it below; look at them and save again.", author, v.Newest, count(len(edits)-len(lost), "change"))
			if len(edits) == 0 {
				text = fmt.Sprintf("%s made version %d meanwhile. Look at it, and ask again.", author, v.Newest)
			}
			f.Told = &Note{Kind: "warn", Title: "This plan was changed by somebody else", Text: text, Live: true}
			v.Stages, v.Target = planPage(doc, doc)
		})
	case errors.As(err, &known) && (known.Code == studio.BadInput || known.Code == studio.Conflict):
		p.showPlan(w, r, func(f *view, v *planView, doc document) {
			f.Told = &Note{Kind: "bad", Title: "This was not saved", Text: sentence(known.Message), Live: true}
			doc.apply(edits)
			v.Stages, v.Target = planPage(doc, doc)
		})
	default:
		p.fail(w, r, err)
	}
}

// takePlan makes the next version from a file.
func (p *Pages) takePlan(w http.ResponseWriter, r *http.Request) {
	room, err := p.room(r)
	var text []byte
	if err == nil {
		f, _, ferr := r.FormFile("plan")
		if ferr != nil {
			err = studio.Errorf(studio.BadInput, "choose the plan's file first")
		} else {
			text, err = io.ReadAll(f)
			f.Close()
		}
	}
	var made studio.Plan
	if err == nil {
		n, _ := strconv.Atoi(r.FormValue("n"))
		made, err = room.EditPlan(r.Context(), studio.ID(r.PathValue("id")), n, r.FormValue("tag"), text, p.Reader)
	}
	p.edited(w, r, made, nil, err)
}

// order has a version printed.
func (p *Pages) order(w http.ResponseWriter, r *http.Request) {
	room, err := p.room(r)
	if err == nil {
		err = r.ParseForm()
	}
	n, _ := strconv.Atoi(r.PostFormValue("n"))
	if err == nil {
		_, err = room.OrderPrint(r.Context(), studio.ID(r.PathValue("id")), n, strings.Join(r.PostForm["format"], ","), p.Reader)
	}
	var known *studio.Error
	if errors.As(err, &known) && known.Code != studio.NotSignedIn {
		p.showPlan(w, r, func(f *view, _ *planView, _ document) {
			f.Told = &Note{Kind: "bad", Title: "It cannot be printed", Text: sentence(known.Message), Live: true}
		})
		return
	}
	p.done(w, r, err, "/sessions/"+r.PathValue("id")+"/plan", "")
}

// wishSteps are how much may be wished for at once.
func wishSteps() []Option {
	return []Option{{"-3", "much, this way"}, {"-2", "more, this way"}, {"-1", "a little, this way"}, {"0", "as it is"}, {"1", "a little, that way"}, {"2", "more, that way"}, {"3", "much, that way"}}
}
