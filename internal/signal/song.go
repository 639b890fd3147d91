package signal

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"lathe/dsp"
	"lathe/dsp/dynamics"
	"lathe/dsp/unit"
)

// Song is a session that was never recorded.
type Song struct {
	Title, Artist, Notes string
	Rate                 int     // Hz
	Frames               int64   // of the region that every stem should cover
	Tracks               []Track // the stems, then the rough mix, then the reference
}

const (
	demoRate  = 48000
	demoTitle = "Quiet Machine"
	demoBand  = "The Lathe Hands"
	demoNotes = "Please keep the vocal on top and the verse quiet; the chorus may open up like the reference does. We love how bass and kick lean on each other there."
)

// faders is where the artist has the stems in the rough mix: the vocal loud,
// the bass too, and the cymbals kept down.
var faders = map[string]unit.DB{
	"Kick": 1, "Snare": -0.5, "Hi-Hat": -3, "Percussion": -2, "Bass": 2,
	"Electric Piano": -1, "Acoustic Guitar": 0.5, "Synth Pad": -2.5, "Bells": -1.5,
	"Lead Vocals": 3, "Backing Vocals": 1.5, "FX Riser": -4,
}

// Demo is the demo song: twelve stems with the small [Faults] of life, the
// artist's rough mix of them, and a reference.
func Demo() Song {
	p := quietMachine(demoRate)
	frames := p.frame(p.bars(), 2) // two beats to ring out
	s := Song{Title: demoTitle, Artist: demoBand, Notes: demoNotes, Rate: demoRate, Frames: frames}
	for _, ch := range band {
		s.Tracks = append(s.Tracks, demoStem(p, ch, frames))
	}
	s.Tracks = append(s.Tracks, roughMix(p, frames), reference())
	return s
}

// Stems are the tracks that are neither rough mix nor reference.
func (s Song) Stems() []Track { return slices.Clip(s.Tracks[:len(s.Tracks)-2]) }

// demoStem is one chair's file.
func demoStem(p *piece, ch chair, frames int64) Track {
	f := faultOf(ch.name)
	t := Track{
		Name: ch.name + " - " + demoTitle, Channels: ch.channels, BitDepth: f.bits,
		Frames: frames - int64(f.shortS*p.rate), Fader: faders[ch.name],
	}
	t.Play = func() Player { return ch.file(p, t.Frames) }
	return t
}

// file is what the artist exports of a chair, faults and all.
func (ch chair) file(p *piece, frames int64) *deck {
	f := faultOf(ch.name)
	var after dsp.Series
	if f.spoil != nil {
		after = append(after, f.spoil(p))
	}
	if f.bits == 16 {
		after = append(after, newDithered(ch))
	}
	return ch.record(p, ch.channels, append(after, grid{}), frames)
}

// roughBus is the artist's own: one compressor, 2:1 and slow, and a gain that
// brings the peak near full scale.
var roughBus = dynamics.Settings{
	Curve:  dynamics.Curve{Threshold: -18, Ratio: 2, Knee: 6},
	Attack: 25 * time.Millisecond, Release: 180 * time.Millisecond,
}

// roughGain leaves the rough mix at a peak of -1 dBFS; its tests measure it.
const roughGain unit.DB = 3

// roughMix is the stems, as exported, at the artist's faders.
func roughMix(p *piece, frames int64) Track {
	return Track{
		Name: "Rough Mix - " + demoTitle, Channels: 2, BitDepth: 24, Frames: frames,
		Play: func() Player {
			m := &mixdown{}
			for _, ch := range band {
				stem := demoStem(p, ch, frames)
				m.add(stem.Play(), stem.Channels, stem.Fader)
			}
			return newDeck(m, roughThrough(p), 2, frames)
		},
	}
}

func roughThrough(p *piece) dsp.Series {
	return dsp.Series{must(dynamics.NewCompressor(unit.Hz(p.rate), roughBus)), fader(roughGain.Gain()), grid{}}
}

// SessionYAML is the sheet that the artist sends along: session.yaml, for
// files with the ending .wav.
func (s Song) SessionYAML() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "title: %s\nartist: %s\nnotes: %q\nreferences:\n", s.Title, s.Artist, s.Notes)
	fmt.Fprintf(&b, "  - file: %s.wav\n    like: [tone, loudness]\n", s.Tracks[len(s.Tracks)-1].Name)
	return []byte(b.String())
}
