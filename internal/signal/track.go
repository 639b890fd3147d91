package signal

import (
	"errors"
	"io"

	"lathe/audio"
	"lathe/dsp/unit"
)

// Track is one file of a session, still to be played.
type Track struct {
	Name     string // of the file, without its ending: "Kick - Quiet Machine"
	Channels int
	BitDepth int
	Frames   int64
	Fader    unit.DB // where the artist has it in the rough mix
	// Play starts from the first frame. Players of one track or of several
	// may run at the same time, and every one plays the same samples.
	Play func() Player
}

// Player gives the frames of one track, from first to last. They lie on the
// integer grid of the track's bit depth, so a file loses nothing of them.
type Player interface {
	// Read fills dst, one slice per channel and all of one length, and returns
	// how many frames it filled: fewer than asked for only together with io.EOF.
	Read(dst [][]float64) (frames int, err error)
}

// Render plays the whole track into memory.
func (t Track) Render() [][]float64 {
	out := audio.NewBlock(t.Channels, int(t.Frames))
	player, view := t.Play(), [][]float64(nil)
	for at := 0; at < int(t.Frames); {
		view = audio.Slice(view, out, at, min(at+blockFrames, int(t.Frames)))
		n, err := player.Read(view)
		at += n
		if errors.Is(err, io.EOF) {
			break
		}
	}
	return out
}

// blockFrames is how much is played at a time here, where nobody asked.
const blockFrames = 4096
