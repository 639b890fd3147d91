package signal

import (
	"fmt"
	"math"

	"lathe/dsp"
)

// verses is what the bench's band plays, over and over: the quiet song's verse
// and chorus, which have everything to do.
func verses(rate, key float64, seed uint64) *piece {
	return &piece{rate: rate, tempo: 104, key: key, seed: seed, form: []section{quietVerse, quietChorus}, again: true}
}

// Bench is a session of any length to measure with: so many stereo stems of
// 24 bits, with the dynamics of real ones, called "Kick - Bench" and so on.
// When the band runs out of players, others double them: "Kick 2 - Bench". A
// track is made while it is played, a hundred times faster than it sounds, and
// takes no more memory for being longer.
func Bench(stems int, seconds float64, rate int, seed uint64) []Track {
	frames := int64(math.Round(seconds * float64(rate)))
	var out []Track
	for i := range stems {
		ch, again := band[i%len(band)], i/len(band)
		name := ch.name
		if again > 0 {
			name = fmt.Sprintf("%s %d", name, again+1)
		}
		p := verses(float64(rate), -3, chanceFor(seed, uint64(again)).bits())
		out = append(out, Track{
			Name: name + " - Bench", Channels: 2, BitDepth: 24, Frames: frames,
			Play: func() Player {
				return ch.record(p, 2, dsp.Series{grid{}}, frames)
			},
		})
	}
	return out
}
