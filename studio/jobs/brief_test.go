package jobs_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"lathe/session"
	"lathe/studio"
)

// TestBriefIsHeard says what a stem is whose name says nothing: check and plan go
// by that, the finding is gone, and the clock runs.
func TestBriefIsHeard(t *testing.T) {
	s := open(t)
	song, _, err := s.OpenSession(t.Context(), "Song", "")
	if err != nil {
		t.Fatal(err)
	}
	some := 0.3
	if _, err := s.SetBrief(t.Context(), song.ID, "", studio.Brief{Stems: map[string]studio.Override{
		"Audio 1.wav": {Role: session.Keys}, "Audio 2.wav": {Role: session.GuitarLead, Importance: &some},
	}}); err != nil {
		t.Fatal(err)
	}
	for i, name := range []string{"Audio 1.wav", "Audio 2.wav", "Audio 3.wav"} {
		sum, n, err := s.blobs.Keep(t.Context(), bytes.NewReader(append(tone(), make([]byte, i)...)))
		if err != nil {
			t.Fatal(err)
		}
		err = s.Rows.Write(t.Context(), s.Caller.Studio, func(d studio.Desk) error {
			return d.SetStem(studio.Stem{Session: song.ID, File: name, SHA256: sum, Bytes: n, Created: s.Now})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Submit(t.Context(), song.ID); err != nil {
		t.Fatal(err)
	}
	got := s.until(t, song.ID, func(_ studio.Desk, got studio.Session) bool { return got.Status == studio.Planned })
	var said struct {
		Session struct {
			Stems []struct {
				File, Role string
				Importance float64
			}
		}
		Findings []struct{ Code, Stem string }
	}
	if err := json.Unmarshal(got.Check, &said); err != nil {
		t.Fatal(err)
	}
	is := map[string]any{}
	for _, st := range said.Session.Stems {
		is[st.File] = []any{st.Role, st.Importance}
	}
	for file, want := range map[string][]any{"Audio 1.wav": {"keys", session.Keys.Importance()}, "Audio 2.wav": {"guitar.lead", 0.3}} {
		if got, ok := is[file].([]any); !ok || got[0] != want[0] || got[1] != want[1] {
			t.Errorf("%s is taken for %v, want %v", file, is[file], want)
		}
	}
	asked := map[string]bool{}
	for _, f := range said.Findings {
		if f.Code == "name.unknown" {
			asked[f.Stem] = true
		}
	}
	if !asked["Audio 3.wav"] || asked["Audio 1.wav"] || asked["Audio 2.wav"] {
		t.Errorf("asked what these are: %v, want Audio 3.wav alone", asked)
	}
	if got.Terms.Clock.Since.IsZero() || got.Terms.Clock.Began.IsZero() {
		t.Errorf("the clock stands: %+v", got.Terms.Clock)
	}
}
