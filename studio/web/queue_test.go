package web

import (
	"testing"
	"time"

	"lathe/studio"
)

func TestClockInWords(t *testing.T) {
	began := func(ago time.Duration) studio.Session {
		s := studio.Session{}
		s.Turn(studio.Checking, noon.Add(-ago)) // noon is a Tuesday's
		return s
	}
	paused := began(20 * time.Hour)
	paused.Turn(studio.Review, noon.Add(-10*time.Hour))
	promised := began(time.Hour)
	promised.Terms.Promised = noon.Add(5 * time.Hour)
	for _, tt := range []struct {
		says string
		s    studio.Session
		want Chip
	}{
		{"intake is not complete", studio.Session{Status: studio.Collecting}, Chip{}},
		{"20 h of 72", began(20 * time.Hour), Chip{"info", "clock", "2 d 4 h left"}},
		{"98 h, of which Saturday and Sunday are 48", began(98 * time.Hour), Chip{"warn", "clock", "22 h left"}},
		{"115 h, less 48", began(115 * time.Hour), Chip{"bad", "clock", "5 h left"}},
		{"123 h, less 48", began(123 * time.Hour), Chip{"bad", "clock", "3 h late"}},
		{"10 h, then it was the artist's turn", paused, Chip{"idle", "pause", "paused, 2 d 14 h left"}},
		{"a promise goes before the clock", promised, Chip{"bad", "clock", "5 h left"}},
	} {
		if got, _ := clockOf(tt.s, noon); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.says, got, tt.want)
		}
	}
}

func TestTheMostUrgentIsFirst(t *testing.T) {
	all := songs(week...)
	v := queueOf(all, noon, "", "")
	if len(v.Rows) != 7 || v.Rows[0].Title != "Teardrop" {
		t.Errorf("%d open, first %q; want 7, the late one", len(v.Rows), v.Rows[0].Title)
	}
	for _, tile := range v.Tiles { // Snooze has 22 h left and Teardrop is 3 h late, as in TestClockInWords
		if want := map[string]int{"Open": 7, "Your turn": 4, "Due in 24 h": 1, "Late": 1, "Waiting for artist": 1, "To approve": 1, "Delivered": 1}[tile.Word]; tile.N != want {
			t.Errorf("%s: %d, want %d", tile.Word, tile.N, want)
		}
	}
	if v := queueOf(all, noon, "", "idio"); len(v.Rows) != 1 || v.Rows[0].Title != "Idioteque" {
		t.Errorf("a search for idio finds %d rows", len(v.Rows))
	}
}
