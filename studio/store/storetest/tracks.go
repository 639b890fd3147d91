package storetest

import (
	"errors"
	"testing"
	"time"

	"lathe/studio"
)

// tracks are replaced per print, listed in order, and hold their blobs.
func tracks(t *testing.T, b *bench) {
	s, other := b.song(t), b.song(t)
	loud := -14.25
	track := func(kind studio.TrackKind, file, sum string) studio.Track {
		return studio.Track{Session: s.ID, Kind: kind, File: file, SHA256: sum, OffsetFrames: -7, Sound: studio.Sound{
			Rate: 44100, Channels: 2, Frames: 1 << 40, SampleBytes: 3, Float: true, PCM: sum, At: 44, Peaks: "p" + sum, Energies: "e" + sum, Integrated: &loud,
		}}
	}
	master := func(print studio.ID, sum string) studio.Track {
		m := track(studio.MasterTrack, "Master.wav", sum)
		m.Print = print
		return m
	}
	bass, rough := track(studio.StemTrack, "Bass \x01.wav", "s1"), track(studio.RoughTrack, "Rough.wav", "s2")
	old, new := studio.NewID(), studio.NewID()
	b.write(t, func(d studio.Desk) error {
		return errors.Join(d.AddPlan(studio.Plan{Session: s.ID, N: 1, Created: now}),
			d.AddPrint(studio.Print{ID: new, Session: s.ID, Plan: 1, Created: now.Add(time.Hour), Updated: now}),
			d.AddPrint(studio.Print{ID: old, Session: s.ID, Plan: 1, Created: now, Updated: now}),
			d.SetTracks(s.ID, "", []studio.Track{bass, bass}), // the same file under two names, and then only one
			d.SetTracks(s.ID, new, []studio.Track{master(new, "m2")}),
			d.SetTracks(s.ID, old, []studio.Track{master(old, "m1")}),
			d.SetTracks(s.ID, "", []studio.Track{bass, rough}))
	})
	b.read(t, func(d studio.Desk) error {
		got, err1 := d.Tracks(s.ID)
		want(t, "tracks", got, []studio.Track{bass, rough, master(old, "m1"), master(new, "m2")})
		none, err2 := d.Tracks(other.ID)
		want(t, "tracks of another session", len(none), 0)
		sound, err3 := d.SoundOf("s2")
		want(t, "sound", sound, rough.Sound)
		_, missing := d.SoundOf("s3")
		wantCode(t, "the sound of what nobody heard", missing, studio.NotFound)
		held, err4 := d.Holds()
		for _, sum := range []string{"s1", "ps1", "es1", "m2", "em1"} {
			want(t, "blob "+sum+" is held", held[sum], true)
		}
		return errors.Join(err1, err2, err3, err4)
	})
	elsewhere, _, err := b.Found(b.ctx, "Blue Room", "ann", now)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Read(b.ctx, elsewhere, func(d studio.Desk) error {
		_, err := d.SoundOf("s2")
		wantCode(t, "a sound of another studio", err, studio.NotFound)
		list, err := d.Tracks(s.ID)
		want(t, "tracks of another studio", len(list), 0)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	wantCode(t, "tracks for another studio's session", b.Write(b.ctx, elsewhere, func(d studio.Desk) error {
		return d.SetTracks(s.ID, "", nil)
	}), studio.NotFound)
}
