package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"lathe/audio"
	"lathe/audio/wav"
	"lathe/chain"
	"lathe/chain/intake"
	"lathe/studio"
)

// near keeps the files of the session whose excerpt was made last: whoever asks
// for one is about to ask for another.
type near struct {
	mu    sync.Mutex
	id    studio.ID
	stems []studio.Stem
	it    *heard
}

func (n *near) put(id studio.ID, stems []studio.Stem, h *heard) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.it != nil {
		n.it.close()
	}
	n.id, n.stems, n.it = id, stems, h
}

func (n *near) take(id studio.ID, stems []studio.Stem) *heard {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.it == nil || n.id != id || !slices.Equal(n.stems, stems) {
		return nil
	}
	h := n.it
	n.it = nil
	return h
}

func (n *near) clear() { n.put("", nil, nil) }

// excerpt makes a part of the song with a move and without it.
func (b *Bench) excerpt(ctx context.Context, j studio.Preview, _ *one) error {
	var s studio.Session
	var x studio.Excerpt
	var plan studio.Plan
	var stems []studio.Stem
	var tracks []studio.Track
	var drive *float64
	err := b.rows.Read(ctx, j.Studio, func(d studio.Desk) error {
		var err1, err2, err3, err4, err5 error
		x, err1 = d.Excerpt(j.Excerpt)
		s, err2 = d.Session(j.Session)
		stems, err3 = d.Stems(j.Session)
		tracks, err4 = d.Tracks(j.Session)
		if err1 == nil {
			plan, err1 = d.Plan(j.Session, x.Plan)
		}
		drive, err5 = driveOf(d, j.Session, x.Plan)
		return errors.Join(err1, err2, err3, err4, err5)
	})
	if err != nil || x.Status == studio.PrintDone {
		return err
	}
	page, err := chain.DecodePlan("plan.yaml", []byte(plan.Text))
	if err != nil {
		return &hopeless{"The plan cannot be read by this version of the program.", err}
	}
	h := b.near.take(j.Session, stems)
	if h == nil {
		if h, err = b.arrive(ctx, s, stems); err != nil {
			return err
		}
	}
	defer b.near.put(j.Session, stems, h)
	at := chain.Place{Move: x.Move, FromS: x.FromS, LengthS: studio.ExcerptSeconds, Strip: x.Strip, DriveDB: drive}
	if drive == nil {
		at.AboveLU = b.above(ctx, tracks, x.FromS)
	}
	got, err := chain.MakeExcerpt(ctx, h.arrived, page, at, chain.Options{Workers: b.Threads, TempDir: b.room()})
	switch {
	case errors.Is(err, chain.ErrNoMove):
		return &hopeless{"The plan has no such move.", err}
	case errors.Is(err, chain.ErrNoStrip):
		return &hopeless{"The move is on the bus, which has no strip of its own.", err}
	case errors.Is(err, intake.ErrNothing):
		return &hopeless{"The plan names a stem that is not in the session.", err}
	case err != nil:
		return err
	}
	var list []studio.Track
	for _, part := range []struct {
		name  string
		block [][]float64
	}{{"on", got.On}, {"off", got.Off}, {"removed", got.Removed}} {
		t, err := b.heardOf(ctx, j, part.name, part.block, got.Rate)
		if err != nil {
			return err
		}
		list = append(list, t)
	}
	return b.rows.Write(ctx, j.Studio, func(d studio.Desk) error {
		x, err := d.Excerpt(j.Excerpt)
		if err != nil || x.Status == studio.PrintDone {
			return err
		}
		x.Status, x.Trouble, x.Updated = studio.PrintDone, "", b.Now()
		return errors.Join(d.SetTracks(j.Session, x.ID, list), d.SetExcerpt(x))
	})
}

// heardOf makes a track of a part of an excerpt, as 32-bit floats: without a
// limiter it may be louder than full scale.
func (b *Bench) heardOf(ctx context.Context, j studio.Preview, name string, block [][]float64, rate int) (t studio.Track, err error) {
	f, err := os.CreateTemp(b.room(), "excerpt-*.wav")
	if err != nil {
		return t, audio.WithoutPath(err)
	}
	defer os.Remove(f.Name())
	defer f.Close()
	w, err := wav.NewWriter(f, audio.Format{Rate: rate, Channels: len(block), BitDepth: 32, Float: true}, wav.Tags{})
	if err == nil {
		err = w.Write(block, len(block[0]))
	}
	if err == nil {
		err = w.Close()
	}
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return t, audio.WithoutPath(err)
	}
	sum, _, err := b.blobs.Keep(ctx, f)
	if err != nil {
		return t, err
	}
	sound, err := b.sound(ctx, j.Studio, filepath.Join(b.room(), filepath.Base(f.Name())), sum)
	return studio.Track{Session: j.Session, Print: j.Excerpt, Kind: studio.ExcerptTrack, File: name, SHA256: sum, Sound: sound}, err
}

// driveOf is the gain into the limiter that a print of the plan found, or the
// newest print of another version; nil when there is none.
func driveOf(d studio.Desk, session studio.ID, plan int) (*float64, error) {
	prints, err := d.Prints(session)
	if err != nil {
		return nil, err
	}
	var best studio.ID
	same := false
	for _, p := range prints {
		if p.Status == studio.PrintDone && (p.Plan == plan || !same) {
			best, same = p.ID, p.Plan == plan
		}
	}
	if best == "" {
		return nil, nil
	}
	p, err := d.Print(best)
	if err != nil {
		return nil, err
	}
	var said struct {
		Limiter struct {
			DriveDB *float64 `json:"drive_db"`
		}
	}
	if json.Unmarshal(p.Report, &said) != nil { // the report of another program
		return nil, nil
	}
	return said.Limiter.DriveDB, nil
}

// above is by how much a place of the rough mix is louder than its whole, in LU:
// what the master is there too, near enough to choose a level by. It is 0
// without a rough mix.
func (b *Bench) above(ctx context.Context, tracks []studio.Track, fromS float64) float64 {
	for _, t := range tracks {
		if t.Kind != studio.RoughTrack || t.Sound.Integrated == nil {
			continue
		}
		blob, err := b.blobs.Open(ctx, t.Sound.Energies)
		if err != nil {
			return 0
		}
		defer blob.Close()
		var page struct{ Energies []float64 }
		if json.NewDecoder(blob).Decode(&page) != nil {
			return 0
		}
		const hz = 10
		from := min(len(page.Energies), int(fromS*hz))
		part := page.Energies[from:min(len(page.Energies), from+studio.ExcerptSeconds*hz)]
		sum := 0.0
		for _, e := range part {
			sum += e
		}
		lufs := -0.691 + 10*math.Log10(sum/float64(len(part)))
		if math.IsNaN(lufs) || math.IsInf(lufs, 0) {
			return 0
		}
		return max(-20, min(10, lufs-*t.Sound.Integrated))
	}
	return 0
}

// previewFailed says why an excerpt will not come.
func (b *Bench) previewFailed(ctx context.Context, run *one, say string) error {
	return b.rows.Write(ctx, run.task.Studio, func(d studio.Desk) error {
		x, err := d.Excerpt(run.excerpt)
		if err != nil || x.Status == studio.PrintDone {
			return err
		}
		x.Status, x.Trouble, x.Updated = studio.PrintFailed, say, b.Now()
		return d.SetExcerpt(x)
	})
}
