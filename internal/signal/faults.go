package signal

import (
	"math"

	"lathe/dsp"
	"lathe/dsp/dither"
)

// Fault is something that is wrong with a stem of the demo song on purpose, so
// that the checks and the repair have something to show.
type Fault struct {
	Track string // its name
	Code  string // region.short, dc, rumble, edge, depth.low
	What  string // in a sentence, with numbers
}

// Faults are all of them. Everything else that a check may find in the demo
// song is not meant.
//
//   - FX Riser ends 3 s early: its last sound is long over, and the artist
//     exported the clip and not the song.
//   - Bass stands off centre by 0.004 of full scale, as old synthesizers do.
//   - Acoustic Guitar was recorded with a foot on the floor: noise around 24 Hz,
//     44 dB below full scale.
//   - Synth Pad is cut off while it sounds, which clicks.
//   - Percussion was exported with 16 bits.
var Faults = []Fault{
	{"FX Riser - " + demoTitle, "region.short", "ends 3 s before the other stems"},
	{"Bass - " + demoTitle, "dc", "stands 0.004 off centre"},
	{"Acoustic Guitar - " + demoTitle, "rumble", "has noise around 24 Hz, at -44 dBFS"},
	{"Synth Pad - " + demoTitle, "edge", "ends in the middle of a wave"},
	{"Percussion - " + demoTitle, "depth.low", "is a 16-bit file"},
}

const (
	shortS    = 3
	offCentre = 0.004
	rumbleHz  = 24
	rumbleLin = 0.0063 // -44 dBFS
)

// fault is what is done to one chair's file. That the pad is cut off is in how
// it plays the last bar.
type fault struct {
	shortS float64
	bits   int
	spoil  func(*piece) dsp.Processor // nil for nothing
}

func faultOf(name string) fault {
	switch name {
	case "FX Riser":
		return fault{bits: 24, shortS: shortS}
	case "Bass":
		return fault{bits: 24, spoil: func(*piece) dsp.Processor { return offset(offCentre) }}
	case "Acoustic Guitar":
		return fault{bits: 24, spoil: func(p *piece) dsp.Processor { return newRumble(p) }}
	case "Percussion":
		return fault{bits: 16}
	}
	return fault{bits: 24}
}

// offset lifts everything by a constant.
type offset float64

func (o offset) Reset()       {}
func (o offset) Latency() int { return 0 }

// Process lifts one block in place.
func (o offset) Process(channels [][]float64) {
	for _, x := range channels {
		for i := range x {
			x[i] += float64(o)
		}
	}
}

// rumble is a floor that moves: noise around rumbleHz, the same in both
// channels.
//
// Shape: any channels, in place. Latency: none. State: the noise and its filter.
type rumble struct {
	start, noise chance
	band         sweep
	loudness     float64
}

func newRumble(p *piece) *rumble {
	r := &rumble{start: *p.chance("rumble", 0)}
	const q = 1.5
	r.band.tune(rumbleHz/p.rate, q)
	// White noise between -1 and 1 has the power 1/3, evenly up to half the rate;
	// the band pass is q high and as wide as a box of pi/2 f/q: together
	// pi/3 q f/rate.
	r.loudness = rumbleLin / math.Sqrt(math.Pi/3*q*rumbleHz/p.rate)
	r.Reset()
	return r
}

func (r *rumble) Reset() {
	r.noise = r.start
	r.band.s1, r.band.s2 = 0, 0
}

func (r *rumble) Latency() int { return 0 }

// Process adds the floor to one block in place.
func (r *rumble) Process(channels [][]float64) {
	for i := range channels[0] {
		_, band := r.band.next(r.noise.noise())
		for _, x := range channels {
			x[i] += float64(r.loudness * band)
		}
	}
}

// dithered is a file of 16 bits.
type dithered struct {
	*dither.Ditherer
	chair chair
}

func newDithered(ch chair) *dithered {
	d := &dithered{chair: ch}
	d.Reset()
	return d
}

func (d *dithered) Reset() {
	d.Ditherer = dither.New(16, d.chair.channels, dither.Flat, keyOf(d.chair.name))
}

func (d *dithered) Latency() int { return 0 }
