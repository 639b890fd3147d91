package web

import (
	"net/http"
	"strings"
	"time"

	"lathe/studio"
)

// arrivedLink is a share link: what is behind it, how far it is, and what came.
type arrivedLink struct {
	ID      studio.ID
	Chip    Chip
	Source  string
	Found   string // how much is behind it
	Way     *Way   // nil when it has ended
	Trouble string // one sentence, with what to change
	Failed  bool
	Again   bool // the same link can be tried again
	Kept    []behindFile
	Left    []behindFile
	Said    string // for those who hear the page; it changes with every quarter
}

// behindFile is a file behind a link: with its size, or why it is left out.
type behindFile struct{ File, Size, Why string }

// linkOf makes a link readable.
func linkOf(f studio.Fetched) arrivedLink {
	l := arrivedLink{ID: f.ID, Source: f.Source, Trouble: f.Trouble, Again: f.Again()}
	for _, b := range f.Behind {
		if b.Why != "" {
			l.Left = append(l.Left, behindFile{File: b.File, Why: sentence(b.Why)})
		} else {
			l.Kept = append(l.Kept, behindFile{File: b.File, Size: amount(b.Bytes)})
		}
	}
	if len(l.Kept) > 0 {
		l.Found = count(len(l.Kept), "file") + ", " + amount(f.Moved.Total)
	}
	switch f.State {
	case studio.FetchDone:
		l.Chip = Chip{"ok", "ok", count(f.Files, "file") + " came"}
		l.Found = amount(f.Moved.Total)
	case studio.FetchFailed:
		l.Chip, l.Failed = Chip{"bad", "bad", "Nothing came"}, true
	default:
		l.Chip, l.Way = fetchingOf(f)
	}
	l.Said = strings.TrimSpace(l.Chip.Word + ". " + l.Trouble)
	if l.Way != nil && l.Found != "" && l.Trouble == "" {
		l.Said = l.Found + quarters[int(4*max(0, min(1, l.Way.Share)))]
	}
	return l
}

// quarters are how far something is, as it is said aloud.
var quarters = []string{" found. Fetching.", ". A quarter is here.", ". Half is here.", ". Three quarters are here.", ". All is here."}

// fetchingOf is how far a link is that has not ended.
func fetchingOf(f studio.Fetched) (Chip, *Way) {
	switch {
	case f.Trouble != "":
		return Chip{"warn", "work", "Trying again"}, &Way{Word: "We try again by ourselves", Share: -1}
	case len(f.Behind) == 0:
		return Chip{"info", "work", "Looking"}, &Way{Word: "Looking at what is behind the link", Share: -1}
	}
	w := &Way{Word: amount(f.Moved.Bytes) + " so far", Share: -1}
	if f.Moved.Total > 0 {
		w.Word, w.Share = amount(f.Moved.Bytes)+" of "+amount(f.Moved.Total), float64(f.Moved.Bytes)/float64(f.Moved.Total)
	}
	if f.Moved.LeftS >= 0 {
		w.Left = left(time.Duration(f.Moved.LeftS*float64(time.Second))) + " left"
	}
	return Chip{"info", "work", "Fetching"}, w
}

// linksOf are a session's links, and what is left to say of its trouble once
// theirs is told beside them.
func linksOf(all []studio.Fetched, trouble string) (list []arrivedLink, rest string) {
	for _, f := range all {
		list = append(list, linkOf(f))
		if f.Trouble == trouble {
			trouble = ""
		}
	}
	return list, trouble
}

// linkAgain tries a link again that brought nothing.
func (p *Pages) linkAgain(w http.ResponseWriter, r *http.Request) {
	room, err := p.room(r)
	if err == nil {
		_, err = room.FetchAgain(r.Context(), studio.ID(r.PathValue("id")), studio.ID(r.FormValue("fetch")))
	}
	p.done(w, r, err, intakeHref(r)+"#links", "We try it again")
}
