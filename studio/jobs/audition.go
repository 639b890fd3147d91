package jobs

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/sync/errgroup"

	"lathe/audio"
	"lathe/chain"
	"lathe/chain/audition"
	"lathe/chain/intake"
	"lathe/session"
	"lathe/studio"
)

// audition makes tracks of a session's files: what players and waveforms need.
// Files that cannot be heard are passed over; the findings speak of them.
func (b *Bench) audition(ctx context.Context, j studio.Audition, _ *one) error {
	var s studio.Session
	var stems []studio.Stem
	err := b.rows.Read(ctx, j.Studio, func(d studio.Desk) (err error) {
		if s, err = d.Session(j.Session); err == nil {
			stems, err = d.Stems(j.Session)
		}
		return err
	})
	if err != nil {
		return err
	}
	h, err := b.arrive(ctx, s, stems)
	if err != nil {
		return err
	}
	defer h.close()
	list, err := b.tracks(ctx, j.Task, h.arrived.Session, stems)
	if err != nil {
		return err
	}
	late := lateness(s.Check)
	for i := range list {
		if list[i].Kind == studio.RoughTrack {
			list[i].OffsetFrames = late(list[i].Sound.Rate)
		}
	}
	return b.rows.Write(ctx, j.Studio, func(d studio.Desk) error {
		s, err := d.Session(j.Session)
		if err != nil {
			return err
		}
		now, err := d.Stems(j.Session)
		if err != nil || !slices.Equal(now, stems) { // files came or went: another audition follows
			return err
		}
		s.Updated = b.Now()
		return errors.Join(d.SetTracks(j.Session, "", list), d.SetSession(s))
	})
}

// tracks prepares every file of a session that can be heard, several at a time,
// in session order.
func (b *Bench) tracks(ctx context.Context, t studio.Task, s *session.Session, stems []studio.Stem) ([]studio.Track, error) {
	type part struct {
		kind studio.TrackKind
		of   session.Track
	}
	var parts []part
	for _, st := range s.Stems {
		parts = append(parts, part{studio.StemTrack, st.Track})
	}
	if s.Rough != nil {
		parts = append(parts, part{studio.RoughTrack, *s.Rough})
	}
	for _, r := range s.References {
		parts = append(parts, part{studio.ReferenceTrack, r.Track})
	}
	known := map[string]string{}
	for _, st := range stems {
		known[st.File] = st.SHA256
	}
	list := make([]*studio.Track, len(parts))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(b.Threads)
	for i, p := range parts {
		g.Go(func() error {
			sum := known[p.of.File]
			if sum == "" { // it came in an archive
				var err error
				if sum, err = intake.Digest(ctx, p.of.Path); err != nil {
					return err
				}
			}
			sound, err := b.sound(ctx, t.Studio, p.of.Path, sum)
			switch {
			case errors.Is(err, audio.ErrMalformed), errors.Is(err, audio.ErrUnsupported), errors.Is(err, audio.ErrNotFinite):
				return nil
			case err != nil:
				return err
			}
			list[i] = &studio.Track{Session: t.Session, Kind: p.kind, File: p.of.File, SHA256: sum, Sound: sound}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	var heard []studio.Track
	for _, one := range list {
		if one != nil {
			heard = append(heard, *one)
		}
	}
	return heard, nil
}

// sound prepares a file, unless the studio has heard one with the same bytes.
func (b *Bench) sound(ctx context.Context, room studio.ID, path, sum string) (s studio.Sound, err error) {
	err = b.rows.Read(ctx, room, func(d studio.Desk) error {
		s, err = d.SoundOf(sum)
		return err
	})
	if studio.CodeOf(err) != studio.NotFound {
		return s, err
	}
	pcm, err := os.CreateTemp(b.room(), "pcm-*")
	if err != nil {
		return s, audio.WithoutPath(err)
	}
	defer os.Remove(pcm.Name())
	defer pcm.Close()
	heard, pages, err := audition.Prepare(ctx, path, pcm)
	if err != nil {
		return s, err
	}
	s = studio.Sound{
		Rate: heard.Rate, Channels: heard.Channels, Frames: heard.Frames, SampleBytes: heard.Encoding.Bytes, Float: heard.Encoding.Float,
		PCM: sum, At: heard.At, Integrated: number(float64(heard.Integrated)), TruePeakDBTP: number(float64(heard.TruePeak)),
	}
	if s.Peaks, _, err = b.blobs.Keep(ctx, bytes.NewReader(pages.Peaks)); err != nil {
		return s, err
	}
	if s.Energies, _, err = b.blobs.Keep(ctx, bytes.NewReader(pages.Energies)); err != nil {
		return s, err
	}
	if heard.At < 0 {
		s.At = 0
		if _, err = pcm.Seek(0, 0); err == nil {
			s.PCM, _, err = b.blobs.Keep(ctx, pcm)
		}
		return s, err
	}
	if _, err := b.blobs.Has(ctx, sum); studio.CodeOf(err) != studio.NotFound {
		return s, err
	}
	whole, err := os.Open(path) // of an archive: the file itself is no blob yet
	if err != nil {
		return s, audio.WithoutPath(err)
	}
	defer whole.Close()
	s.PCM, _, err = b.blobs.Keep(ctx, whole)
	return s, err
}

// number is a reading as JSON has it: nil when there is nothing to be read.
func number(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}

// lateness reads from a check by how many frames, at a rate, the rough mix is
// late.
func lateness(check []byte) func(rate int) int64 {
	var said struct {
		Session struct {
			Rate float64 `json:"sample_rate"`
		}
		Proof *struct {
			Offset *float64 `json:"offset_frames"`
		}
	}
	if json.Unmarshal(check, &said) != nil || said.Proof == nil || said.Proof.Offset == nil || said.Session.Rate <= 0 {
		return func(int) int64 { return 0 }
	}
	return func(rate int) int64 { return int64(math.Round(*said.Proof.Offset / said.Session.Rate * float64(rate))) }
}

// masters are the tracks of a print: its 24-bit master.
func (b *Bench) masters(ctx context.Context, j studio.Make, r *chain.Report, files []studio.PrintFile, out string) ([]studio.Track, error) {
	if r.Master == nil {
		return nil, nil
	}
	for _, f := range files {
		if f.Name != r.Master.File {
			continue
		}
		s, err := b.sound(ctx, j.Studio, filepath.Join(out, f.Name), f.SHA256)
		return []studio.Track{{Session: j.Session, Print: j.Print, Kind: studio.MasterTrack, File: f.Name, SHA256: f.SHA256, Sound: s}}, err
	}
	return nil, nil
}
