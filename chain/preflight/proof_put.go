package preflight

import (
	"math"
)

// put is where and how a stem has to be put so that it fits the rough mix.
type put struct {
	flip  bool
	late  float64 // frames by which the rough mix has it later than its file
	speed float64 // of its clock, besides a mix-up of rates: 0 for right, 1e-6 for a part per million
	mixUp float64 // of rates; 0 for none
	score float64 // of the evidence: timing.best, or what the search says of itself
	here  float64 // timing.now before it was put right
}

// ratio is how many frames of the file go by in one of the session.
func (p put) ratio() float64 {
	r := 1 + p.speed
	if p.mixUp != 0 {
		r *= p.mixUp
	}
	return r
}

// moved is the put, later by some frames. What is next to a whole frame is one.
func (p put) moved(frames float64) put {
	p.late += frames
	if whole := math.Round(p.late); math.Abs(p.late-whole) < wholeLate && p.ratio() == 1 {
		p.late = whole
	}
	return p
}

// placed is a stem put right.
func placed(stem Player, p put) Player {
	out := stem
	if whole := math.Round(p.late); p.ratio() != 1 || whole != p.late {
		out = newWarped(stem, p.ratio(), p.late)
	} else if whole != 0 {
		out = delayed{out, int64(whole)}
	}
	if p.flip {
		out = flipped{out}
	}
	return out
}

// delayed is a player that begins later.
type delayed struct {
	Player
	frames int64
}

// At fills left and right from a frame on.
func (d delayed) At(frame int64, left, right []float64) error {
	return d.Player.At(frame-d.frames, left, right)
}

// flipped is a player upside down.
type flipped struct{ Player }

// At fills left and right from a frame on.
func (f flipped) At(frame int64, left, right []float64) error {
	if err := f.Player.At(frame, left, right); err != nil {
		return err
	}
	for i := range left {
		left[i], right[i] = -left[i], -right[i]
	}
	return nil
}
