package jobs

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"

	"lathe/session"
	"lathe/studio"
)

// What a session takes at most, as upper bounds of what was measured (decision
// 131): 10 stems of 50 s took 351 MB to master, the same stems of 300 s took
// 300 MB to check and 227 MB to master; sessions of 2 to 5 stems took 58 MB.
const (
	restBytes     = 256 << 20 // the program, its tables, the proof, the final mix
	stemBytes     = 8 << 20   // of a stem: its strip, its reader, its portrait's frame
	portraitBytes = 40_000    // of a second of a stem: energies and bands
	spooledBytes  = 3 * 8     // of a frame of the song: spools of two channels, 32 bits, at most three at a time
	longestHours  = 6         // specs/intake.md C2
)

// framesPerByte is how many frames a byte of a file holds at most when its
// header does not say: those of a lossy file of 48 kbit/s.
const framesPerByte = 8

// length is how long a file is, in frames and in seconds, from its header alone.
func length(t *session.Track) (frames, seconds int64) {
	if t == nil {
		return 0, 0
	}
	if frames = t.Format.Frames; frames < 0 {
		if at, err := os.Stat(t.Path); err == nil {
			frames = at.Size() * framesPerByte
		}
	}
	return frames, frames/int64(max(1, t.Format.Rate)) + 1
}

// needs are what a session is expected to take.
type needs struct{ seconds, memory, disk int64 }

func need(s *session.Session) (n needs) {
	n.memory = restBytes
	tracks := []*session.Track{s.Rough}
	for i := range s.Stems {
		tracks = append(tracks, &s.Stems[i].Track)
	}
	for i := range s.References {
		tracks = append(tracks, &s.References[i].Track)
	}
	for _, t := range tracks {
		frames, seconds := length(t)
		n.seconds, n.disk = max(n.seconds, seconds), max(n.disk, frames*spooledBytes)
		n.memory += stemBytes + seconds*portraitBytes
	}
	return n
}

// admit refuses a session before work starts that would not fit into the memory
// a job may have, and lets one wait that would not fit on the disk.
func (b *Bench) admit(s *session.Session) error {
	n := need(s)
	if n.seconds > longestHours*3600 {
		return &hopeless{fmt.Sprintf("One of the files is longer than %d hours.", longestHours), fmt.Errorf("%d s", n.seconds)}
	}
	if b.JobBytes > 0 && n.memory > b.JobBytes {
		return &hopeless{fmt.Sprintf("The session is too large for this studio: it needs about %d MB of memory, and a job may have %d MB.", n.memory>>20, b.JobBytes>>20),
			fmt.Errorf("%d stems of up to %d s", len(s.Stems), n.seconds)}
	}
	if b.Room == nil {
		return nil
	}
	if free, known := b.Room(b.Dir); known && free < n.disk {
		return studio.Errorf(studio.NoRoom, "the song needs %d MB of room to work in, and there are %d MB", n.disk>>20, free>>20)
	}
	return nil
}

// full says whether an error is that there is no room on a disk.
func full(err error) bool {
	return studio.CodeOf(err) == studio.NoRoom || errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

// waits says, as well as it can, that a session's work waits for room.
func (b *Bench) waits(ctx context.Context, run *one) {
	switch run.kind {
	case (studio.Audition{}).Kind(), (studio.Preview{}).Kind(), (studio.Notify{}).Kind(): // no session waits for them
		return
	}
	err := b.rows.Write(ctx, run.task.Studio, func(d studio.Desk) error {
		s, err := d.Session(run.task.Session)
		if err != nil {
			return err
		}
		return d.SetWorking(s.ID, studio.Working{Pass: "waiting for room on the disk", LeftS: -1, Attempts: run.failures, Round: s.Working.Round})
	})
	if err != nil {
		b.Log.Warn("it could not be written that work waits for room", "session", run.task.Session, "error", err)
	}
}
