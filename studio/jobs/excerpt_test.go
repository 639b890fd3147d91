package jobs_test

import (
	"encoding/binary"
	"math"
	"testing"
	"time"

	"lathe/chain"
	"lathe/studio"
)

// TestExcerpt has a move's excerpt made, asks for it again, and asks for a move
// that is none.
func TestExcerpt(t *testing.T) {
	s := open(t)
	id := s.send(t, map[string][]byte{"Bass.wav": tone(), "Keys.wav": append(tone(), 0), "Rough mix.wav": append(tone(), 0, 0)})
	s.until(t, id, func(_ studio.Desk, got studio.Session) bool { return got.Status == studio.Planned })
	var plan *chain.Plan
	err := s.See(t.Context(), id, func(d studio.Desk) error {
		p, err := d.Plan(id, 1)
		if err == nil {
			plan, err = chain.DecodePlan("plan.yaml", []byte(p.Text))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	move := plan.Bus.Master[len(plan.Bus.Master)-1].ID
	order := func(move string, from float64) studio.Excerpt {
		t.Helper()
		x, err := s.OrderExcerpt(t.Context(), studio.Excerpt{Session: id, Plan: 1, Move: move, FromS: from})
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	made := func(x studio.Excerpt) (studio.Excerpt, []studio.Track) {
		t.Helper()
		for began := time.Now(); time.Since(began) < time.Minute; time.Sleep(20 * time.Millisecond) {
			x, heard, err := s.Excerpt(t.Context(), id, x.ID)
			if err != nil {
				t.Fatal(err)
			}
			if x.Status != studio.PrintQueued {
				return x, heard
			}
		}
		t.Fatal("the excerpt is not made")
		return x, nil
	}
	x := order(move, 0.5)
	x, heard := made(x)
	if x.Status != studio.PrintDone || len(heard) != 3 {
		t.Fatalf("the excerpt is %+v with %d tracks", x, len(heard))
	}
	parts := map[string][]byte{}
	for _, h := range heard {
		if h.Kind != studio.ExcerptTrack || h.Sound.Frames != 22050 || !h.Sound.Float || h.Sound.Channels != 2 {
			t.Errorf("%s is %+v", h.File, h)
		}
		parts[h.File] = s.samples(t, h.Sound)
	}
	at := func(name string, i int) float64 {
		return float64(math.Float32frombits(binary.LittleEndian.Uint32(parts[name][4*i:])))
	}
	for i := range 44100 {
		if got, want := at("removed", i), at("off", i)-at("on", i); math.Abs(got-want) > 1e-6 { // three roundings to 32-bit floats
			t.Fatalf("sample %d of what was removed is %g, want %g", i, got, want)
		}
	}
	if again := order(move, 0.5); again.ID != x.ID || again.Status != studio.PrintDone {
		t.Errorf("asked for again it is %+v, want the one that is there", again)
	}
	if other := order(move, 0.6); other.ID == x.ID {
		t.Error("another place gives the same excerpt")
	}
	lost, _ := made(order("none", 0))
	if lost.Status != studio.PrintFailed || lost.Trouble != "The plan has no such move." {
		t.Errorf("a move that is none: %+v", lost)
	}
	if again := order("none", 0); again.Status != studio.PrintQueued {
		t.Errorf("what failed, asked for again, is %+v", again)
	}
}
