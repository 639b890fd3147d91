package portal

import (
	"context"
	"net/http"
	"time"

	"lathe/session"
	"lathe/studio"
)

// briefBody is what the artist says about a song beside the files.
type briefBody struct {
	Love           string                  `json:"love,omitempty" maxLength:"5000" doc:"about the reference: the bass-to-vocal relationship"`
	Like           []string                `json:"like,omitempty" maxItems:"10" doc:"tone, loudness, dynamics, width, bass-to-vocal, vocal-level"`
	Notes          string                  `json:"notes,omitempty" maxLength:"5000"`
	DAW            string                  `json:"daw,omitempty" maxLength:"100"`
	MasterBypassed *bool                   `json:"master_bypassed,omitempty" doc:"left out: nobody said"`
	Contact        string                  `json:"contact,omitempty" maxLength:"300"`
	Stems          map[string]stemOverride `json:"stems,omitempty" doc:"by file: what a stem is, against what its name says"`
}

type stemOverride struct {
	Role       string   `json:"role,omitempty" maxLength:"30"`
	Importance *float64 `json:"importance,omitempty" minimum:"0" maximum:"1"`
}

func (b briefBody) brief() studio.Brief {
	out := studio.Brief{Love: b.Love, Notes: b.Notes, DAW: b.DAW, MasterBypassed: b.MasterBypassed, Contact: b.Contact}
	for _, l := range b.Like {
		out.Like = append(out.Like, session.Likeness(l))
	}
	for file, o := range b.Stems {
		if out.Stems == nil {
			out.Stems = map[string]studio.Override{}
		}
		out.Stems[file] = studio.Override{Role: session.Role(o.Role), Importance: o.Importance}
	}
	return out
}

func briefOf(b studio.Brief) briefBody {
	out := briefBody{Love: b.Love, Notes: b.Notes, DAW: b.DAW, MasterBypassed: b.MasterBypassed, Contact: b.Contact}
	for _, l := range b.Like {
		out.Like = append(out.Like, string(l))
	}
	for file, o := range b.Stems {
		if out.Stems == nil {
			out.Stems = map[string]stemOverride{}
		}
		out.Stems[file] = stemOverride{string(o.Role), o.Importance}
	}
	return out
}

type briefMade struct {
	ETag string `header:"ETag"`
	Body briefBody
}

type briefEdit struct {
	ID      string `path:"id" maxLength:"64"`
	IfMatch string `header:"If-Match" doc:"when it is given, only what has this ETag is replaced"`
	Body    briefBody
}

type ignoring struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Code   string `json:"code" minLength:"1" maxLength:"100"`
		Stem   string `json:"stem,omitempty" maxLength:"1000"`
		Reason string `json:"reason,omitempty" maxLength:"5000" doc:"empty: the finding counts again"`
	}
}

type stemAt struct {
	ID   string `path:"id" maxLength:"64"`
	File string `query:"file" minLength:"1" maxLength:"1000" required:"true" doc:"its name, as the session lists it"`
}

type amendment struct {
	ID      string `path:"id" maxLength:"64"`
	IfMatch string `header:"If-Match" doc:"when it is given, only what has this terms_etag is changed"`
	Body    struct {
		Title    *string    `json:"title,omitempty" maxLength:"300"`
		Artist   *string    `json:"artist,omitempty" maxLength:"300"`
		Waiting  *string    `json:"waiting,omitempty" maxLength:"5000" doc:"what the artist is asked; the clock stands until it is empty again, or they submit"`
		Promised *time.Time `json:"promised,omitempty" doc:"a date instead of the clock's; 0001-01-01T00:00:00Z takes it back"`
		Changes  *int       `json:"changes,omitempty" minimum:"0" maximum:"100" doc:"how many the artist may ask for"`
	}
}

// clockView is how much time the studio has left.
type clockView struct {
	State string     `json:"state" enum:"not_started,running,paused,stopped"`
	LeftS float64    `json:"left_s"` // of working days; negative when late
	Due   *time.Time `json:"due"`    // null while it does not run
}

// termsView is what a session's terms are on the wire.
type termsView struct {
	Brief       briefBody        `json:"brief"`
	BriefETag   string           `json:"brief_etag"`
	TermsETag   string           `json:"terms_etag"`
	Expected    *time.Time       `json:"expected"` // promised, or as the clock says if it ran on from now
	Changes     int              `json:"changes"`
	ChangesLeft int              `json:"changes_left"`
	Ignored     []studio.Ignored `json:"ignored"`
	Verdicts    []verdictView    `json:"verdicts"`
}

// clockOf is a session's clock, read now.
func clockOf(s studio.Session, now time.Time) clockView {
	c := s.Terms.Clock
	switch {
	case c.Began.IsZero():
		return clockView{State: "not_started", LeftS: studio.Turnaround.Seconds()}
	case !c.Since.IsZero():
		due := c.Due(now)
		return clockView{"running", c.At(now).Seconds(), &due}
	case s.Status == studio.Approved || s.Status == studio.Delivered:
		return clockView{State: "stopped", LeftS: c.Left.Seconds()}
	}
	return clockView{State: "paused", LeftS: c.Left.Seconds()}
}

// expected is when a session will be ready: as promised, or as the clock says if
// it ran on from now. It is nil when nothing is expected any more.
func expected(s studio.Session, now time.Time) *time.Time {
	c, at := s.Terms.Clock, s.Terms.Promised
	switch {
	case s.Status == studio.Approved || s.Status == studio.Delivered:
		return nil
	case !at.IsZero():
	case c.Began.IsZero(): // if intake were complete now
		at = studio.AddWorkTime(now, studio.Turnaround)
	default:
		at = c.Due(now)
	}
	return &at
}

func termsOf(s studio.Session, given []studio.Verdict, now time.Time) termsView {
	return termsView{
		Brief: briefOf(s.Brief), BriefETag: quoteTag(s.Brief.Tag()), TermsETag: quoteTag(s.TermsTag()), Expected: expected(s, now), Changes: s.Terms.Changes,
		ChangesLeft: studio.ChangesLeft(s.Terms, given), Ignored: append([]studio.Ignored{}, s.Terms.Ignored...), Verdicts: verdictsOf(given),
	}
}

func (p *Portal) briefRoutes(t *table) {
	described(t, http.MethodGet, "/sessions/{id}/brief", studio.MayView, 0, "What the artist says about the song",
		func(ctx context.Context, in *byID) (*briefMade, error) {
			var s studio.Session
			err := p.room(ctx).See(ctx, studio.ID(in.ID), func(d studio.Desk) (err error) {
				s, err = d.Session(studio.ID(in.ID))
				return err
			})
			return &briefMade{quoteTag(s.Brief.Tag()), briefOf(s.Brief)}, err
		})
	described(t, http.MethodPut, "/sessions/{id}/brief", studio.MayUpload, 0, "Say it",
		func(ctx context.Context, in *briefEdit) (*briefMade, error) {
			b, err := p.room(ctx).SetBrief(ctx, studio.ID(in.ID), tagIn(in.IfMatch), in.Body.brief())
			return &briefMade{quoteTag(b.Tag()), briefOf(b)}, err
		})
	described(t, http.MethodPut, "/sessions/{id}/ignored", studio.MayUpload, 0, "Live with a finding, and say why; or let it count again",
		func(ctx context.Context, in *ignoring) (*body[list[studio.Ignored]], error) {
			s, err := p.room(ctx).Ignore(ctx, studio.ID(in.ID), in.Body.Code, in.Body.Stem, in.Body.Reason)
			return &body[list[studio.Ignored]]{list[studio.Ignored]{append([]studio.Ignored{}, s.Terms.Ignored...)}}, err
		})
	described(t, http.MethodPatch, "/sessions/{id}", studio.MayPlan, 0, "Change what the engineer decides: title, question to the artist, promised date, changes",
		func(ctx context.Context, in *amendment) (*body[briefView], error) {
			b := in.Body
			s, err := p.room(ctx).Amend(ctx, studio.ID(in.ID), studio.Amendment{IfMatch: tagIn(in.IfMatch), Title: b.Title, Artist: b.Artist, Waiting: b.Waiting, Promised: b.Promised, Changes: b.Changes})
			return &body[briefView]{brief(s, p.Now())}, err
		})
	described(t, http.MethodDelete, "/sessions/{id}/stems", studio.MayUpload, http.StatusNoContent, "Take a file out, so that another can come in its place",
		func(ctx context.Context, in *stemAt) (*struct{}, error) {
			return nil, p.room(ctx).TakeOut(ctx, studio.ID(in.ID), in.File)
		})
}
