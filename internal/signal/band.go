package signal

import (
	"lathe/dsp"
	"lathe/dsp/biquad"
	"lathe/dsp/unit"
)

// chair is one seat in the band: who plays, and what the sound goes through on
// its way to the tape.
type chair struct {
	name     string // as the artist writes it on the file
	channels int
	part     func(*piece) part
	through  func(*piece) dsp.Series // nil for nothing
	level    unit.DB                 // of the recording
}

// band is everybody. Levels are such that the stems at unity make a mix, as
// the tracks of a sequencer do whose faders were left alone.
var band = []chair{
	{"Kick", 1, func(p *piece) part { return p.kick }, nil, -16},
	{"Snare", 2, func(p *piece) part { return p.snare }, smallRoom(0.4, -7), -17},
	{"Hi-Hat", 2, func(p *piece) part { return p.hats }, nil, -15},
	{"Percussion", 2, func(p *piece) part { return p.percussion }, smallRoom(0.35, -16), -13},
	{"Bass", 1, func(p *piece) part { return p.bass }, nil, -16.5},
	{"Electric Piano", 2, func(p *piece) part { return p.keys }, pianoCase, -18.5},
	{"Acoustic Guitar", 2, func(p *piece) part { return p.guitar }, guitarBody, -20.5},
	{"Synth Pad", 2, func(p *piece) part { return p.pad }, hall(2.6, -5), -18.5},
	{"Bells", 2, func(p *piece) part { return p.bells }, bellRack, -19},
	{"Lead Vocals", 1, func(p *piece) part { return p.leadVoice }, nil, -15.5},
	{"Backing Vocals", 2, func(p *piece) part { return p.choir }, hall(1.4, -12), -26.5},
	{"FX Riser", 2, func(p *piece) part { return p.effects }, hall(1.8, -10), -16.5},
}

// record sets the chair before a microphone: what the piece gives it to play,
// through its effects, at its level.
func (ch chair) record(p *piece, channels int, after dsp.Series, frames int64) *deck {
	var through dsp.Series
	switch {
	case ch.through != nil:
		through = ch.through(p)
	case channels > ch.channels: // a little of the room, so that left and right are two
		through = smallRoom(0.3, -20)(p)
	}
	through = append(append(through, fader(ch.level.Gain())), after...)
	return newDeck(&performance{piece: p, part: ch.part(p)}, through, channels, frames)
}

// must takes what cannot fail: the settings of effects are constants of this
// package, and its tests try every one of them.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// smallRoom is where drums and guitars stand; hall is where others may float.
func smallRoom(decayS float64, wet unit.DB) func(*piece) dsp.Series {
	return func(p *piece) dsp.Series { return dsp.Series{newAmbience(p.rate, 0.5, decayS, 7000, wet)} }
}

func hall(decayS float64, wet unit.DB) func(*piece) dsp.Series {
	return func(p *piece) dsp.Series { return dsp.Series{newAmbience(p.rate, 1, decayS, 4500, wet)} }
}

// pianoCase is the electric piano's amplifier: tremolo, and a loudspeaker
// without much treble.
func pianoCase(p *piece) dsp.Series {
	rate := unit.Hz(p.rate)
	return dsp.Series{
		newTremolo(p.rate, 2*p.tempo/60, 0.22),
		biquad.NewFilter(biquad.HighPass(rate, 70, 0.7), biquad.Peak(rate, 1800, 2.5, 0.8), biquad.LowPass(rate, 6500, 0.7)),
	}
}

// guitarBody is the box below the strings, whose air and top swing at about
// 105 and 205 Hz, and the room before it.
func guitarBody(p *piece) dsp.Series {
	rate := unit.Hz(p.rate)
	return append(dsp.Series{
		biquad.NewFilter(biquad.HighPass(rate, 75, 0.7), biquad.Peak(rate, 105, 4, 2.5), biquad.Peak(rate, 205, 4, 3),
			biquad.Peak(rate, 410, 2, 3), biquad.Peak(rate, 1100, -3, 1), biquad.HighShelf(rate, 3500, 5, 0.7)),
	}, smallRoom(0.42, -15)(p)...)
}

// bellRack echoes three eighths later, in a hall.
func bellRack(p *piece) dsp.Series {
	return append(dsp.Series{newEcho(p.frames(0.75), 0.42, 0.4)}, hall(1.9, -12)(p)...)
}
