package web

import (
	"time"

	"lathe/studio"
)

// songs are sessions at every stage, by these titles.
func songs(titles ...string) (all []studio.Session) {
	at := []studio.Status{studio.Collecting, studio.Checking, studio.Planned, studio.Printing, studio.Review, studio.Approved, studio.Delivered, studio.Failed}
	for i, title := range titles {
		s := studio.Session{ID: "x", Title: title, Artist: "Maya", Status: at[i%len(at)], Updated: noon}
		if s.Status != studio.Collecting {
			s.Check = []byte(`{"findings":[{"code":"clip.runs","severity":"warning"},{"code":"hum","severity":"info"}]}`)
			is := s.Status
			s.Turn(studio.Checking, noon.Add(-time.Duration([]int{0, 5, 98, 20, 30, 40, 50, 123}[i%8])*time.Hour))
			s.Turn(is, noon.Add(-time.Hour))
		}
		all = append(all, s)
	}
	return all
}

func queueAt(show, search string, titles ...string) view {
	return inside(queueFrame(queueOf(songs(titles...), noon, show, search)))
}

var week = []string{"Billie Jean", "Night Bus", "Snooze", "Hallelujah", "Clair", "Roads", "Idioteque", "Teardrop"}

var _ = fix("queue", "empty", queueAt("", "")) &&
	fix("queue", "full", queueAt("", "", week...)) &&
	fix("queue", "nothing found", queueAt("late", "zzz", week...)) &&
	fix("queue", "odd names", queueAt("", "", hostile, rtl, long, "")) &&
	fix("sign-in", "fresh", signInFrame(newSignIn("/", "", true))) &&
	fix("sign-in", "again", signInFrame(newSignIn("/", "", false))) &&
	fix("sign-in", "wrong", signInFrame(newSignIn("/", "This token is not known here.", false))) &&
	fix("set-up", "fresh", setUpFrame(newSetUp("", "", "", ""))) &&
	fix("set-up", "wrong", setUpFrame(newSetUp("Jo", "", hostile, "The studio needs a name."))) &&
	fix("ended", "link", endedFrame(studio.House{Contact: "jo at the North Room"})) &&
	fix("licences", "all", view{Heading: "Licences", Body: []struct{ Name, What, Text string }{{"htmx", "0BSD", hostile}}}) &&
	fix("trouble", "not found", view{Heading: "There is nothing here", Lead: "The page was moved."}) &&
	fix("trouble", "hostile", inside(view{Heading: hostile, Lead: hostile}))
