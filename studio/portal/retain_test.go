//go:build unix

package portal_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"lathe/studio"
)

// kept puts a session with two stems and a master into a studio, delivered at a
// time, with real bytes.
func (d *door) kept(t *testing.T, delivered time.Time, words ...string) (id studio.ID, sums []string) {
	t.Helper()
	for _, w := range words {
		sum, _, err := d.Blobs.Keep(t.Context(), strings.NewReader(w))
		if err != nil {
			t.Fatal(err)
		}
		sums = append(sums, sum)
	}
	id = studio.NewID()
	err := d.Rows.Write(t.Context(), d.studio, func(desk studio.Desk) error {
		s := studio.Session{ID: id, Title: "Billie Jean", Artist: "The Artist", Status: studio.Delivered, Created: delivered, Updated: delivered}
		err := errors.Join(desk.AddSession(s), desk.AddPlan(studio.Plan{Session: id, N: 1, Text: "x", Tag: studio.TagOf("x"), Created: delivered}),
			desk.AddPrint(studio.Print{ID: studio.NewID(), Session: id, Plan: 1, Status: studio.PrintDone, Created: delivered, Updated: delivered,
				Files: []studio.PrintFile{{Name: "Master.wav", SHA256: sums[2], Bytes: int64(len(words[2]))}}}))
		for i, name := range []string{"Bass.wav", "Drums.wav"} {
			err = errors.Join(err, desk.SetStem(studio.Stem{Session: id, File: name, SHA256: sums[i], Bytes: int64(len(words[i])), Created: delivered}))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id, sums
}

func (d *door) has(t *testing.T, sum string) bool {
	t.Helper()
	_, err := d.Blobs.Has(t.Context(), sum)
	if err != nil && studio.CodeOf(err) != studio.NotFound {
		t.Fatal(err)
	}
	return err == nil
}

func (d *door) receipt(t *testing.T, a answer, status int) (list []studio.Removed) {
	t.Helper()
	var out struct{ Items []studio.Removed }
	if err := json.Unmarshal([]byte(a.text), &out); err != nil || a.StatusCode != status {
		t.Fatalf("the receipt: %d %s", a.StatusCode, a.text)
	}
	return out.Items
}

// TestRetention lets the days go by on both set-ups: stems of what was delivered
// go when they were kept as long as was promised, with a receipt; masters stay
// until somebody asks; bytes that another session has stay with it.
func TestRetention(t *testing.T) {
	for where, open := range map[string]func(*testing.T) *door{"SQLite and files": onFiles, "PostgreSQL and S3": onServers} {
		t.Run(where, func(t *testing.T) {
			d := open(t)
			day := time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)
			id, sums := d.kept(t, day, "bass", "shared drums", "master")
			young, _ := d.kept(t, day.AddDate(0, 0, 60), "other bass", "shared drums", "other master")
			keep := studio.NewHouse().KeepDays
			for _, c := range []struct {
				at   time.Time
				want int
			}{{day.AddDate(0, 0, keep-1), 0}, {day.AddDate(0, 0, keep).Add(time.Hour), 1}, {day.AddDate(0, 0, keep).Add(2 * time.Hour), 0}} {
				if n, err := studio.Retire(t.Context(), d.Rows, c.at); err != nil || n != c.want {
					t.Errorf("%s: %d sessions were emptied (%v), want %d", c.at.Format(time.DateOnly), n, err, c.want)
				}
			}
			path := "/api/v1/sessions/" + string(id)
			list := d.receipt(t, d.ask(t, "GET", path+"/receipt", ""), 200)
			if len(list) != 2 || list[0].SHA256 != sums[0] || list[0].Bytes != 4 || list[0].What != "stem" || !strings.Contains(list[0].Why, "kept 90 days") || list[1].SHA256 != sums[1] {
				t.Errorf("the receipt is %+v, want the two stems", list)
			}
			d.onLedger(t, list)
			if _, err := studio.Sweep(t.Context(), d.Rows, d.Blobs, time.Now().Add(studio.SweptWithin)); err != nil {
				t.Fatal(err)
			}
			if d.has(t, sums[0]) || !d.has(t, sums[1]) || !d.has(t, sums[2]) {
				t.Errorf("bass, drums, master are there: %v %v %v; want only the drums, which another session has, and the master", d.has(t, sums[0]), d.has(t, sums[1]), d.has(t, sums[2]))
			}
			if a := d.ask(t, "DELETE", path+"/files?all=true", ""); len(d.receipt(t, a, 200)) != 3 {
				t.Errorf("after everything was removed the receipt is %s, want three files", a.text)
			}
			if a := d.ask(t, "GET", path, ""); strings.Contains(a.text, "Billie") || strings.Contains(a.text, "The Artist") || strings.Contains(a.text, "Bass.wav") {
				t.Errorf("the session still says what it was: %s", a.text)
			}
			d.token = d.link(t, string(young), studio.ArtistScopes())
			if a := d.ask(t, "DELETE", "/api/v1/sessions/"+string(young)+"/files", ""); a.StatusCode != 403 {
				t.Errorf("an artist removes files: %d, want 403", a.StatusCode)
			}
			if _, err := studio.Sweep(t.Context(), d.Rows, d.Blobs, time.Now().Add(studio.SweptWithin)); err != nil {
				t.Fatal(err)
			}
			if d.has(t, sums[2]) || !d.has(t, sums[1]) {
				t.Error("the master is still there, or the other session's drums are not")
			}
		})
	}
}

// onLedger holds a receipt against the ledger: the lines are there, with these
// sums, and the chain is whole.
func (d *door) onLedger(t *testing.T, list []studio.Removed) {
	t.Helper()
	v, err := studio.Verify(t.Context(), d.Rows, d.Blobs)
	if err != nil || len(v.Wrong) > 0 {
		t.Errorf("verify says %v, %v", v.Wrong, err)
	}
	err = d.Rows.Read(t.Context(), d.studio, func(desk studio.Desk) error {
		for _, r := range list {
			lines, err := desk.Entries(r.Line-1, 1)
			if err != nil {
				return err
			}
			if len(lines) != 1 || lines[0].Sum != r.Sum || !strings.Contains(lines[0].About, r.SHA256) {
				t.Errorf("line %d of the ledger is %+v, the receipt says %+v", r.Line, lines, r)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
