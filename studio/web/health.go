package web

import (
	"context"
	"net/http"
	"slices"
	"time"

	"lathe/studio"
)

// Hands are the processes that work, and what waits for them.
type Hands struct {
	Alive      int // seen within the last minute
	Silent     int // missed, and not yet forgotten
	Unfinished int // jobs that wait or run
}

// Symptom is one thing that the doctor looked at.
type Symptom struct {
	About string `json:"about"`
	State string `json:"state"` // well, watch or ill
	Found string `json:"found"`
	Cure  string `json:"cure,omitempty"`
}

// The states of a symptom.
const (
	Well  = "well"
	Watch = "watch" // it works, and a person should know
	Ill   = "ill"
)

// Health is how studio and machine are, asked for when somebody looks.
type Health interface {
	Hands(ctx context.Context) (Hands, error)
	Examine(ctx context.Context) []Symptom
}

// inHand is a session that something is being done for.
type inHand struct {
	Href, Title, Artist string
	Stage               Chip
	Work                *Way
}

// workersView is who works, and at what.
type workersView struct {
	Hands Hands
	Rows  []inHand
	Alone bool // nobody works, and something waits
	Empty Empty
}

var noWork = Empty{Icon: "ok", Title: "Nothing is in hand", Text: "When an artist sends files, or a master is printed, the work appears here with the time it still takes."}

func workersFrame(v workersView) view {
	v.Empty, v.Alone = noWork, v.Hands.Alive == 0 && v.Hands.Unfinished > 0
	return view{Heading: "Workers", Lead: "What is being listened to, planned and printed at the moment.", Nav: "workers", Body: v}
}

// workers shows what is being done.
func (p *Pages) workers(w http.ResponseWriter, r *http.Request) {
	room, err := p.runs(r)
	var v workersView
	if err == nil {
		v.Hands, err = p.Health.Hands(r.Context())
	}
	if err == nil {
		err = room.See(r.Context(), "", func(d studio.Desk) error {
			all, err := d.Sessions(room.Now.Add(time.Hour), mostSessions)
			for _, s := range all {
				if work := workOf(s); work != nil {
					chip, _, _ := stands(s.Status)
					v.Rows = append(v.Rows, inHand{"/sessions/" + string(s.ID), s.Title, s.Artist, chip, work})
				}
			}
			return err
		})
	}
	if err != nil {
		p.fail(w, r, err)
		return
	}
	p.show(w, r, http.StatusOK, "workers", workersFrame(v))
}

// runs is the studio as its owner meets it.
func (p *Pages) runs(r *http.Request) (studio.Room, error) {
	room, err := p.room(r)
	if err == nil && !room.Caller.May(studio.MayRun) {
		err = studio.Errorf(studio.NotAllowed, "only owners see how the studio is")
	}
	if err == nil && p.Health == nil {
		err = studio.Errorf(studio.NotFound, "nobody looks after this studio's health")
	}
	return room, err
}

// examined is a symptom on the page.
type examined struct {
	Symptom
	Chip Chip
}

// doctorView is what the doctor found, the worst first.
type doctorView struct {
	Rows       []examined
	Ill, Watch int
}

var conditions = map[string]Chip{Ill: {"bad", "bad", "Ill"}, Watch: {"warn", "warn", "Watch"}, Well: {"ok", "ok", "Well"}}

func doctorFrame(found []Symptom) view {
	var v doctorView
	for _, s := range found {
		switch s.State {
		case Ill:
			v.Ill++
		case Watch:
			v.Watch++
		}
		s.Found, s.Cure = sentence(s.Found), sentence(s.Cure)
		v.Rows = append(v.Rows, examined{s, conditions[s.State]})
	}
	order := []string{Ill, Watch, Well}
	slices.SortStableFunc(v.Rows, func(a, b examined) int { return slices.Index(order, a.State) - slices.Index(order, b.State) })
	return view{Heading: "Doctor", Lead: "Whether studio and machine are well, looked at just now. It is what lathe doctor says on the machine.", Nav: "workers", Body: v}
}

// doctor examines studio and machine.
func (p *Pages) doctor(w http.ResponseWriter, r *http.Request) {
	if _, err := p.runs(r); err != nil {
		p.fail(w, r, err)
		return
	}
	p.show(w, r, http.StatusOK, "doctor", doctorFrame(p.Health.Examine(r.Context())))
}
