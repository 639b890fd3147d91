package signal

import (
	"time"

	"lathe/dsp"
	"lathe/dsp/biquad"
	"lathe/dsp/dynamics"
	"lathe/dsp/shape"
	"lathe/dsp/unit"
)

// paperLanterns is the reference: four bars to begin with, a refrain of eight
// and four to end; 108 beats a minute, in D.
func paperLanterns(rate float64) *piece {
	return &piece{
		rate: rate, tempo: 108, key: 2, seed: 108,
		form: []section{lanternsOpening, lanternsRefrain, lanternsEnding},
	}
}

var lanternsOpening = section{
	bars: 4, loud: 0.85,
	chords: []string{"C", "Em7", "Fmaj7", "G"},
	kick:   []string{"X...x...X...x...", "X...x...X...x.x."},
	snare:  []string{"....X.......X...", "....X.......X.ox"},
	hats:   []string{"x.O.x.O.x.O.x.O."},
	shaker: []string{"xoxoxoxoxoxoxoxo"},
	bass:   []string{"R.r-r.r-R.r-r.o-"},
	keys:   []string{"C--.c-C--.c-C---"},
	guitar: []string{"D---d-u-..u-D-u-"},
	bells:  []string{"G4 . C5 . E5 . D5 C5", "B4 . . . G4 . . .", "A4 . C5 . E5 . F5 E5", "D5 . . . . . . ."},
	pad:    0.5, crash: true, riser: true,
}

var lanternsRefrain = section{
	bars: 8, loud: 1,
	chords: []string{"C", "Em7", "Fmaj7", "G", "Am7", "Fmaj7", "C", "Gsus"},
	kick:   []string{"X...x...X...x...", "X...x...X..xx.x."},
	snare:  []string{"....X.......X..o", "....X..o....X.ox"},
	hats:   []string{"xxOxxxOxxxOxxxOx"},
	shaker: []string{"xoxoxoxoxoxoxoxo"}, tambourine: []string{"....x.......x..."}, congas: []string{"......o...x..o..", "..x...o...x.x.o."},
	bass:   []string{"R.r-r.r-R.r-r.o-", "R.r-r.5-R.r-o.5-"},
	keys:   []string{"C--.c-C--.c-C---"},
	guitar: []string{"D---d-u-..u-D-u-", "D---d-u-..u-d-du"},
	bells:  []string{". . . . . . G5 E5", "D5 - - . . . . ."},
	pad:    0.7, crash: true,
	lead: []line{
		{0, "E4 - G4 - A4 - G4 ~E4 | - - - . . . . .", "P EY, P ER, L AE N, T ER N Z"},
		{2, "F4 - A4 G4 F4 - E4 - | D4 - - - . . . .", "OW, V ER, DH AX, S L IY, P IH NG, B EY"},
		{4, "A4 - G4 E4 G4 - E4 - | C4 - D4 - C4 - - .", "K AE, R IY, DH AX, L AY T, IH N, T UW, DH AX, D EY"},
		{6, "E4 - G4 - A4 - G4 - | - - - - . . . .", "AO L, DH AX, W EY, HH OW M"},
	},
	high: []line{
		{2, "A4 - C5 B4 A4 - G4 - | B4 - - - . . . .", "OW, V ER, DH AX, S L IY, P IH NG, B EY"},
		{4, "E5 - - - - - - - | C5 - - - - - - .", "AA, AA"},
		{6, "G4 - C5 - C5 - B4 - | - - - - . . . .", "AO L, DH AX, W EY, HH OW M"},
	},
	middle: []line{
		{0, "G4 - - - - - - - | - - - - B4 - - .", "UW, UW"},
		{4, "C5 - - - - - - - | A4 - - - - - - .", "AA, AA"},
		{6, "E4 - E4 - E4 - D4 - | - - - - . . . .", "AO L, DH AX, W EY, HH OW M"},
	},
	low: []line{
		{0, "E4 - - - - - - - | - - - - G4 - - .", "UW, UW"},
		{2, "C4 - F4 E4 C4 - C4 - | G4 - - - . . . .", "OW, V ER, DH AX, S L IY, P IH NG, B EY"},
		{4, "E4 - - - - - - - | F4 - - - - - - .", "AA, AA"},
	},
}

var lanternsEnding = section{
	bars: 4, loud: 0.95,
	chords: []string{"Am7", "Fmaj7", "C", "C"},
	kick:   []string{"X...x...X...x...", "X...x...X...x.x.", "X...............", "................"},
	snare:  []string{"....X.......X...", "....X.......XoXX", "................", "................"},
	hats:   []string{"x.O.x.O.x.O.x.O.", "x.O.x.O.x.O.x.O.", "................", "................"},
	bass:   []string{"R.r-r.r-R.r-r.o-", "R.r-r.r-R.r-r.o-", "R---------------", "................"},
	keys:   []string{"C--.c-C--.c-C---", "C--.c-C--.c-C---", "C---------------", "................"},
	guitar: []string{"D---d-u-..u-D-u-", "D---d-u-..u-d-du", "D---------------", "................"},
	bells:  []string{"C5 . E5 . G5 . E5 .", "F5 . E5 . C5 . A4 .", "G4 C5 E5 G5 . . . .", ". . . . . . . ."},
	pad:    0.5, crash: true,
	lead: []line{{0, "A4 - G4 E4 G4 - E4 - | C4 - D4 - E4 - D4 - | C4 - - - - - . .", "K AE, R IY, DH AX, L AY T, IH N, T UW, DH AX, L AO NG, L AO NG, D EY"}},
}

// lanternsFaders are those of somebody who has done this for a living.
var lanternsFaders = map[string]unit.DB{
	"Kick": 2, "Snare": 2, "Hi-Hat": 1.5, "Percussion": 1, "Bass": 2,
	"Electric Piano": 0, "Acoustic Guitar": 1, "Synth Pad": 0, "Bells": 0,
	"Lead Vocals": 2, "Backing Vocals": 3, "FX Riser": 1,
}

// reference is a finished master of the same kind of music: another song,
// denser, brighter and louder, at about -11 LUFS and -1 dBTP.
func reference() Track {
	const title = "Paper Lanterns"
	p := paperLanterns(demoRate)
	frames := p.frame(p.bars(), 3)
	return Track{
		Name: "Reference - " + title, Channels: 2, BitDepth: 24, Frames: frames,
		Play: func() Player {
			m := &mixdown{}
			for _, ch := range band {
				if ch.name == "Lead Vocals" {
					ch.through, ch.channels = hall(1.5, -13), 2
				}
				m.add(ch.record(p, ch.channels, nil, frames), ch.channels, lanternsFaders[ch.name])
			}
			return newDeck(m, lanternsBus(p), 2, frames)
		},
	}
}

// lanternsDrive is how hard the limiter is met: it makes -11 LUFS; its tests
// measure that.
const lanternsDrive unit.DB = 7.2

// lanternsBus is a mastering chain of the usual kind.
func lanternsBus(p *piece) dsp.Series {
	rate := unit.Hz(p.rate)
	return dsp.Series{
		biquad.NewFilter(biquad.HighPass(rate, 28, 0.7), biquad.LowShelf(rate, 90, 1, 0.7),
			biquad.Peak(rate, 320, -1.5, 0.9), biquad.HighShelf(rate, 7000, 3, 0.7)),
		must(dynamics.NewCompressor(rate, dynamics.Settings{
			Curve:  dynamics.Curve{Threshold: -20, Ratio: 2, Knee: 8},
			Attack: 20 * time.Millisecond, Release: 150 * time.Millisecond, Sustain: 600 * time.Millisecond, Highpass: 90})),
		fader(lanternsDrive.Gain()),
		must(shape.NewSaturator(rate, shape.Settings{Drive: -6, Even: 0.2, Mix: 0.7})),
		biquad.NewFilter(biquad.LowPass(rate, 17000, 0.54), biquad.LowPass(rate, 17000, 1.31)), // what a limiter can hold to its ceiling
		must(dynamics.NewLimiter(rate, dynamics.LimiterSettings{
			Ceiling: -1, Lookahead: 3 * time.Millisecond, Release: 60 * time.Millisecond, Sustain: 400 * time.Millisecond})),
		grid{},
	}
}
