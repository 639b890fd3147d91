package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"lathe/studio"
)

// givenFile is a file of a master, to be downloaded.
type givenFile struct {
	Name, Word, Size, SHA256, Href string
}

// service is what a streaming service does to a song's level.
type service struct {
	Name string
	LUFS float64 // what it plays songs at; on its default setting
}

// services are the levels that services play at by default, as they stated them
// in November 2026. None of these turns a quieter song up beyond its peaks.
var services = []service{{"Spotify", -14}, {"Apple Music", -16}, {"YouTube", -14}, {"TIDAL", -14}, {"Amazon Music", -14}, {"Deezer", -15}}

// servicesAsOf is when that was looked up.
const servicesAsOf = "November 2026"

// played is what a service does to this master.
type played struct{ Name, Does string }

// playedAt says what services do to a master of a loudness.
func playedAt(lufs float64) (list []played) {
	for _, s := range services {
		does := "left as it is"
		if d := s.LUFS - lufs; d < -0.05 {
			does = "turned down by " + level(-d, "dB")
		}
		list = append(list, played{s.Name, does})
	}
	return list
}

// masterView is a master that is ready.
type masterView struct {
	ID       studio.ID
	N        int // of the masters, oldest first
	Plan     int
	Made     time.Time
	Files    []givenFile
	Numbers  []Pair
	Services []played
	Approved string
	Newest   bool
	Failed   string
	Work     bool
}

// givenLink is a delivery that was made.
type givenLink struct {
	ID      studio.ID
	Label   string
	Expires time.Time
	Chip    Chip
	Hold    bool
	Open    bool
	Taken   []string // what was downloaded, by whom, when
}

// deliveryView is the delivery page, the studio's or an artist's.
type deliveryView struct {
	Head    sessionHead
	Inside  bool
	Masters []masterView
	Links   []givenLink
	NewLink string
	Held    bool // downloads are not open yet
	Until   time.Time
	Changes string
	AsOf    string
	Empty   Empty
}

var noDelivery = Empty{Icon: "box", Title: "No master yet", Text: "When one is printed it is here, in every format, with its numbers and check sums."}

var formatWords = []struct{ ending, word string }{
	{"(16-bit", "For CD"}, {".wav", "For streaming and release"}, {".flac", "To share and keep"}, {".mp3", "To send around"}, {".m4a", "To send around"},
	{"report.html", "The report"}, {"report.json", "The report's numbers"}, {"plan.yaml", "The plan it was made from"}, {"SHA256SUMS", "Check sums"},
}

func fileWord(name string) string {
	for _, f := range formatWords {
		if strings.Contains(name, f.ending) {
			return f.word
		}
	}
	return "A file"
}

// masterOf lays a finished print out.
func masterOf(p studio.Print, n int, given []studio.Verdict) masterView {
	v := masterView{ID: p.ID, N: n, Plan: p.Plan, Made: p.Updated, Work: p.Status == studio.PrintQueued || p.Status == studio.PrintPrinting}
	if p.Status == studio.PrintFailed {
		v.Failed = p.Trouble
	}
	for _, f := range p.Files {
		v.Files = append(v.Files, givenFile{f.Name, fileWord(f.Name), amount(f.Bytes), f.SHA256, "/api/v1/prints/" + string(p.ID) + "/files/" + url.PathEscape(f.Name) + "?session=" + string(p.Session)})
	}
	var report struct {
		Master struct {
			LUFS  *float64 `json:"integrated_lufs"`
			Peak  *float64 `json:"true_peak_dbtp"`
			Range *float64 `json:"loudness_range_lu"`
		}
	}
	if json.Unmarshal(p.Report, &report) == nil && report.Master.LUFS != nil {
		v.Numbers = []Pair{{"Loudness", levelOf(report.Master.LUFS, "LUFS")}, {"True peak", levelOf(report.Master.Peak, "dBTP")}, {"Range", levelOf(report.Master.Range, "LU")}}
		v.Services = playedAt(*report.Master.LUFS)
	}
	for _, g := range given {
		if g.Print == p.ID && g.Kind == studio.Approve {
			v.Approved = g.Author
		}
	}
	return v
}

// deliveryOf is the page of somebody who may see the whole session.
func (p *Pages) deliveryOf(r *http.Request, room studio.Room, id studio.ID) (v deliveryView, s studio.Session, err error) {
	var prints []studio.Print
	var given []studio.Verdict
	plans := 0
	err = room.See(r.Context(), id, func(d studio.Desk) error {
		var e1, e2, e3 error
		if s, err = d.Session(id); err != nil {
			return err
		}
		brief, e1 := d.Prints(id)
		given, e2 = d.Verdicts(id)
		all, e3 := d.Plans(id)
		plans = len(all)
		for _, one := range brief { // the list comes without reports
			whole, err := d.Print(one.ID)
			if err != nil {
				return err
			}
			prints = append(prints, whole)
		}
		return errors.Join(e1, e2, e3)
	})
	if err != nil {
		return v, s, err
	}
	c, err := checkOf(s)
	v = deliveryView{Head: sessionHead{string(id), "delivery", len(c.Findings), plans, len(prints)}, Inside: room.Caller.Session == "", AsOf: servicesAsOf, Empty: noDelivery}
	n := 0
	for _, one := range prints {
		if one.Status == studio.PrintCanceled {
			continue
		}
		if one.Status == studio.PrintDone {
			n++
		}
		v.Masters = append(v.Masters, masterOf(one, n, given))
	}
	slices.Reverse(v.Masters)
	if i := slices.IndexFunc(v.Masters, func(m masterView) bool { return len(m.Files) > 0 }); i >= 0 {
		v.Masters[i].Newest = true
	}
	v.Changes = count(studio.ChangesLeft(s.Terms, given), "change") + " left to ask for"
	if err == nil && room.Caller.May(studio.MayOpen) {
		v.Links, err = p.givenLinks(r, room, id)
	}
	return v, s, err
}

func (p *Pages) givenLinks(r *http.Request, room studio.Room, id studio.ID) (list []givenLink, err error) {
	all, taken, err := room.Deliveries(r.Context(), id)
	for _, d := range all {
		g := givenLink{ID: d.ID, Label: d.Label, Expires: d.Expires, Hold: d.Hold, Open: !d.Revoked && d.Expires.After(room.Now)}
		switch {
		case d.Revoked:
			g.Chip = Chip{"idle", "cross", "Ended"}
		case !g.Open:
			g.Chip = Chip{"idle", "clock", "Expired"}
		case d.Hold:
			g.Chip = Chip{"warn", "pause", "Held"}
		default:
			g.Chip = Chip{"ok", "ok", "Open"}
		}
		for _, t := range taken {
			if t.Delivery == d.ID {
				g.Taken = append(g.Taken, t.File+", "+t.At.UTC().Format("2 Jan, 15:04")+" UTC")
			}
		}
		list = append(list, g)
	}
	return list, err
}

func deliveryFrame(s studio.Session, v deliveryView) view {
	f := sessionFrame(s, view{Title: "Delivery: " + s.Title, Body: v})
	if !v.Inside {
		f.Crumbs, f.Nav, f.Lead, f.Kind = nil, "", "Your master, in every format.", "given"
		f.Home = "/sessions/" + v.Head.ID + "/delivery"
	}
	return f
}

func (p *Pages) delivery(w http.ResponseWriter, r *http.Request) { p.showDelivery(w, r, nil) }

func (p *Pages) showDelivery(w http.ResponseWriter, r *http.Request, change func(*view, *deliveryView)) {
	room, err := p.room(r)
	id := studio.ID(r.PathValue("id"))
	var v deliveryView
	var s studio.Session
	switch {
	case err != nil:
	case room.Caller.Print != "":
		v, s, err = givenView(r, room, id)
	default:
		v, s, err = p.deliveryOf(r, room, id)
	}
	if err != nil {
		p.fail(w, r, err)
		return
	}
	f := deliveryFrame(s, v)
	if change != nil {
		change(&f, &v)
		f.Body = v
	}
	p.show(w, r, http.StatusOK, "delivery", f)
}

// givenView is the page of somebody who was given one master.
func givenView(r *http.Request, room studio.Room, id studio.ID) (v deliveryView, s studio.Session, err error) {
	g, err := room.Given(r.Context())
	if err == nil && g.Session.ID != id {
		err = studio.Errorf(studio.NotFound, "there is no such session")
	}
	if err != nil {
		return v, s, err
	}
	m := masterOf(g.Print, 0, g.Verdicts)
	m.Newest = true
	return deliveryView{Head: sessionHead{ID: string(id)}, Masters: []masterView{m}, Held: g.Hold, Until: g.Expires, Changes: count(g.ChangesLeft, "change") + " left to ask for", AsOf: servicesAsOf}, g.Session, nil
}

// deliver makes a link to one master.
func (p *Pages) deliver(w http.ResponseWriter, r *http.Request) {
	room, err := p.room(r)
	var secret studio.Secret
	if err == nil {
		secret, _, err = room.Deliver(r.Context(), studio.Delivery{Session: studio.ID(r.PathValue("id")), Print: studio.ID(r.FormValue("print")), Label: r.FormValue("label"), Hold: r.FormValue("hold") != ""})
	}
	var known *studio.Error
	if errors.As(err, &known) && known.Code != studio.NotSignedIn && known.Code != studio.NotFound {
		p.showDelivery(w, r, func(f *view, _ *deliveryView) {
			f.Told = &Note{Kind: "bad", Title: "No link was made", Text: sentence(known.Message), Live: true}
		})
		return
	}
	if err != nil {
		p.fail(w, r, err)
		return
	}
	p.showDelivery(w, r, func(f *view, v *deliveryView) {
		v.NewLink = origin(r) + "/d/" + secret.Reveal()
		f.Told = &Note{Kind: "ok", Title: "The link is made", Text: "It stands below, this once. Copy it now.", Live: true}
	})
}

// redeliver holds a delivery or lets it go, renews it, or ends it.
func (p *Pages) redeliver(w http.ResponseWriter, r *http.Request) {
	room, err := p.room(r)
	if err == nil {
		var hold *bool
		var expires *time.Time
		switch r.FormValue("do") {
		case "hold", "open":
			on := r.FormValue("do") == "hold"
			hold = &on
		case "renew":
			at := room.Now.AddDate(0, 0, house(r).LinkDays)
			expires = &at
		}
		_, err = room.Redeliver(r.Context(), studio.ID(r.PathValue("id")), studio.ID(r.FormValue("delivery")), hold, expires, r.FormValue("do") == "end")
	}
	p.done(w, r, err, sessionHref(r)+"/delivery#links", "Done")
}
