package portal

import (
	"context"
	"net/http"
	"time"

	"lathe/studio"
)

type commentView struct {
	ID      string    `json:"id"`
	Print   string    `json:"print"`
	ReplyTo string    `json:"reply_to"`
	Author  string    `json:"author"`
	Mine    bool      `json:"mine"`    // the caller may take it back
	StartS  *float64  `json:"start_s"` // null: about the whole
	EndS    *float64  `json:"end_s"`   // null: a moment
	Text    string    `json:"text"`
	State   string    `json:"state" enum:"open,done,wont"`
	Created time.Time `json:"created"`
	Updated time.Time `json:"updated"`
}

func commentOf(c studio.Comment, caller studio.Caller) commentView {
	return commentView{string(c.ID), string(c.Print), string(c.ReplyTo), c.Author, c.By == caller.Name, c.StartS, c.EndS, c.Text, string(c.State), c.Created, c.Updated}
}

type verdictView struct {
	ID      string    `json:"id"`
	Print   string    `json:"print"`
	Verdict string    `json:"verdict" enum:"approve,change"`
	Text    string    `json:"text"`
	Keep    string    `json:"keep"`
	Louder  float64   `json:"louder"`
	Warmer  float64   `json:"warmer"`
	Vocal   float64   `json:"vocal"`
	Author  string    `json:"author"`
	Created time.Time `json:"created"`
}

func verdictOf(v studio.Verdict) verdictView {
	return verdictView{string(v.ID), string(v.Print), string(v.Kind), v.Text, v.Keep, v.Louder, v.Warmer, v.Vocal, v.Author, v.Created}
}

func verdictsOf(all []studio.Verdict) []verdictView {
	out := []verdictView{}
	for _, v := range all {
		out = append(out, verdictOf(v))
	}
	return out
}

type newComment struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Print   string   `json:"print" maxLength:"64"`
		ReplyTo string   `json:"reply_to,omitempty" maxLength:"64"`
		Author  string   `json:"author,omitempty" maxLength:"300" doc:"how a guest is called; users are called by their name"`
		StartS  *float64 `json:"start_s,omitempty"`
		EndS    *float64 `json:"end_s,omitempty"`
		Text    string   `json:"text" minLength:"1" maxLength:"5000"`
	}
}

type markComment struct {
	ID      string `path:"id" maxLength:"64"`
	Comment string `path:"comment" maxLength:"64"`
	Body    struct {
		State string `json:"state" enum:"open,done,wont"`
	}
}

type commentAt struct {
	ID      string `path:"id" maxLength:"64"`
	Comment string `path:"comment" maxLength:"64"`
}

type newVerdict struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Print   string  `json:"print" maxLength:"64"`
		Verdict string  `json:"verdict" enum:"approve,change"`
		Text    string  `json:"text,omitempty" maxLength:"5000"`
		Keep    string  `json:"keep,omitempty" maxLength:"5000" doc:"what should stay exactly as it is"`
		Louder  float64 `json:"louder,omitempty" minimum:"-3" maximum:"3"`
		Warmer  float64 `json:"warmer,omitempty" minimum:"-3" maximum:"3"`
		Vocal   float64 `json:"vocal,omitempty" minimum:"-3" maximum:"3"`
		Author  string  `json:"author,omitempty" maxLength:"300"`
	}
}

func (p *Portal) talkRoutes(t *table) {
	described(t, http.MethodGet, "/sessions/{id}/comments", studio.MayComment, 0, "What was said about the prints, oldest first",
		func(ctx context.Context, in *byID) (*body[list[commentView]], error) {
			all, err := p.room(ctx).Comments(ctx, studio.ID(in.ID))
			out := &body[list[commentView]]{list[commentView]{Items: []commentView{}}}
			for _, c := range all {
				out.Body.Items = append(out.Body.Items, commentOf(c, who(ctx)))
			}
			return out, err
		})
	described(t, http.MethodPost, "/sessions/{id}/comments", studio.MayComment, http.StatusCreated, "Say something about a print: as a whole, at a moment, about a stretch, or as a reply",
		func(ctx context.Context, in *newComment) (*body[commentView], error) {
			b := in.Body
			c, err := p.room(ctx).Say(ctx, studio.Comment{
				Session: studio.ID(in.ID), Print: studio.ID(b.Print), ReplyTo: studio.ID(b.ReplyTo), Author: b.Author, StartS: b.StartS, EndS: b.EndS, Text: b.Text,
			})
			return &body[commentView]{commentOf(c, who(ctx))}, err
		})
	described(t, http.MethodPatch, "/sessions/{id}/comments/{comment}", studio.MayComment, 0, "Say what became of a comment",
		func(ctx context.Context, in *markComment) (*body[commentView], error) {
			c, err := p.room(ctx).Mark(ctx, studio.ID(in.ID), studio.ID(in.Comment), studio.CommentState(in.Body.State))
			return &body[commentView]{commentOf(c, who(ctx))}, err
		})
	described(t, http.MethodDelete, "/sessions/{id}/comments/{comment}", studio.MayComment, http.StatusNoContent, "Take a comment of your own back, with its replies",
		func(ctx context.Context, in *commentAt) (*struct{}, error) {
			return nil, p.room(ctx).Unsay(ctx, studio.ID(in.ID), studio.ID(in.Comment))
		})
	described(t, http.MethodPost, "/sessions/{id}/verdicts", studio.MayApprove, http.StatusCreated, "Approve a print, or ask for a change",
		func(ctx context.Context, in *newVerdict) (*body[verdictView], error) {
			b := in.Body
			v, err := p.room(ctx).Judge(ctx, studio.Verdict{
				Session: studio.ID(in.ID), Print: studio.ID(b.Print), Kind: studio.VerdictKind(b.Verdict), Text: b.Text, Keep: b.Keep,
				Louder: b.Louder, Warmer: b.Warmer, Vocal: b.Vocal, Author: b.Author,
			})
			return &body[verdictView]{verdictOf(v)}, err
		})
}

type deliveryView struct {
	ID        string         `json:"id"`
	Print     string         `json:"print"`
	Label     string         `json:"label"`
	Hold      bool           `json:"hold"` // downloads are not open yet
	Created   time.Time      `json:"created"`
	Expires   time.Time      `json:"expires"`
	Revoked   bool           `json:"revoked"`
	Downloads []downloadView `json:"downloads"`
}

type downloadView struct {
	File string    `json:"file"`
	Who  string    `json:"who"`
	At   time.Time `json:"at"`
}

func deliveryOf(v studio.Delivery, taken []studio.Download) deliveryView {
	out := deliveryView{string(v.ID), string(v.Print), v.Label, v.Hold, v.Created, v.Expires, v.Revoked, []downloadView{}}
	for _, t := range taken {
		if t.Delivery == v.ID {
			out.Downloads = append(out.Downloads, downloadView{t.File, t.Who, t.At})
		}
	}
	return out
}

type newDelivery struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Print   string    `json:"print" maxLength:"64"`
		Label   string    `json:"label,omitempty" maxLength:"100" doc:"for whom"`
		Hold    bool      `json:"hold,omitempty" doc:"downloads are not open yet"`
		Expires time.Time `json:"expires,omitzero" doc:"in 30 days unless it says otherwise"`
	}
}

type madeDelivery struct {
	deliveryView
	Link string `json:"link"` // shown this once
}

type changeDelivery struct {
	ID       string `path:"id" maxLength:"64"`
	Delivery string `path:"delivery" maxLength:"64"`
	Body     struct {
		Hold    *bool      `json:"hold,omitempty"`
		Expires *time.Time `json:"expires,omitempty"`
		Revoke  bool       `json:"revoke,omitempty" doc:"for good"`
	}
}

// givenView is what the holder of a delivery sees.
type givenView struct {
	ID          string        `json:"id"`
	Session     string        `json:"session"`
	Title       string        `json:"title"`
	Artist      string        `json:"artist"`
	Status      string        `json:"status"`
	Hold        bool          `json:"hold"`
	Expires     time.Time     `json:"expires"`
	ChangesLeft int           `json:"changes_left"`
	Verdicts    []verdictView `json:"verdicts"`
	Print       printView     `json:"print"`
}

func (p *Portal) deliveryRoutes(t *table) {
	described(t, http.MethodPost, "/sessions/{id}/deliveries", studio.MayOpen, http.StatusCreated, "Make a link that gives one print away",
		func(ctx context.Context, in *newDelivery) (*body[madeDelivery], error) {
			b := in.Body
			link, v, err := p.room(ctx).Deliver(ctx, studio.Delivery{Session: studio.ID(in.ID), Print: studio.ID(b.Print), Label: b.Label, Hold: b.Hold, Expires: b.Expires})
			return &body[madeDelivery]{madeDelivery{deliveryOf(v, nil), "/d/" + link.Reveal()}}, err
		})
	described(t, http.MethodGet, "/sessions/{id}/deliveries", studio.MayOpen, 0, "The links that give prints away, and who has downloaded what",
		func(ctx context.Context, in *byID) (*body[list[deliveryView]], error) {
			all, taken, err := p.room(ctx).Deliveries(ctx, studio.ID(in.ID))
			out := &body[list[deliveryView]]{list[deliveryView]{Items: []deliveryView{}}}
			for _, v := range all {
				out.Body.Items = append(out.Body.Items, deliveryOf(v, taken))
			}
			return out, err
		})
	described(t, http.MethodPatch, "/sessions/{id}/deliveries/{delivery}", studio.MayOpen, 0, "Hold a delivery or let it go, renew it, end it",
		func(ctx context.Context, in *changeDelivery) (*body[deliveryView], error) {
			v, err := p.room(ctx).Redeliver(ctx, studio.ID(in.ID), studio.ID(in.Delivery), in.Body.Hold, in.Body.Expires, in.Body.Revoke)
			return &body[deliveryView]{deliveryOf(v, nil)}, err
		})
	described(t, http.MethodGet, "/delivery", studio.MayFetch, 0, "What the holder of a delivery's link was given",
		func(ctx context.Context, _ *struct{}) (*body[givenView], error) {
			if !who(ctx).May(studio.MayFetch) {
				return nil, studio.Errorf(studio.NotAllowed, "this token or link does not allow downloads")
			}
			g, err := p.room(ctx).Given(ctx)
			return &body[givenView]{givenView{
				string(g.Delivery.ID), string(g.Session.ID), g.Session.Title, g.Session.Artist, string(g.Session.Status), g.Hold, g.Expires,
				g.ChangesLeft, verdictsOf(g.Verdicts), printOf(g.Print),
			}}, err
		})
}
