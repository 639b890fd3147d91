package preflight

import (
	"fmt"
	"math"
	"strings"

	"lathe/measure"
	"lathe/session"
)

// What a codec leaves in the spectrum: measured on 21 lossless stems, real and
// made, and their round trips through LAME at 128, 192 and 320 kbit/s, AAC and
// Opus at 128 and Vorbis at quality 3 and 5. Samples that were recorded at a
// lower rate break off too, but always in one place, and at most 43 % of the
// frames of a clean stem did below 20.6 kHz.
const (
	codecFrames = 15 // below, there is too little to tell

	wanderSteep  = 0.45 // an edge that moves from frame to frame: bands are left out
	wanderPlaces = 6
	oftenSteep   = 0.6 // the more often it does, the fewer places will do,
	oftenPlaces  = 5
	seldomSteep  = 0.15 // and a drum that has treble in its click alone does it seldom: then no place may
	seldomPlaces = 7    // stand out, as it does for samples that are played at other pitches
	seldomMode   = 0.25

	standSteep = 0.5 // one that stands where no converter has it
	standMode  = 0.5
	standDB    = 20.
	standLow   = 16400. // Hz; a sampler at 32 kHz ends at 16000,
	standGap   = 16750. // or with a short filter a twentieth above,
	standSure  = 17000. // and MP3 at 128 kbit/s is not there
	standHigh  = 20450. // and converters to 44.1 kHz begin at 20500

	sheerLow    = 15700. // Hz: AAC at 96 and Vorbis at 80 kbit/s end where a sampler may too,
	sheerHigh   = 16000.
	sheerDB     = 28.
	sheerMode   = 0.95 // but not quite always there,
	sheerPlaces = 3    // or elsewhere as well
)

// ownEdge is where a codec cuts the treble off, for all that is seen above a
// frequency.
type ownEdge struct {
	lowHz, highHz float64
	least         float64 // share of the frames that have to break off there,
	aboveHz       float64
	most          float64 // and of all that break off above this
	places        int     // and how many places besides there have to be
}

// ownEdges are Opus and LAME at 320 kbit/s; AAC and Vorbis at 128; and MP3's
// last band, which a converter from 32 kHz comes close to, but never leaves.
var ownEdges = []ownEdge{
	{19850, 20450, 0.06, 17000, 0.6, 0},
	{17100, 17350, 0.12, 14000, 0.5, 0},
	{15880, 16060, 0.5, 14000, 0.5, 3},
}

// codec says what a spectrum shows of a codec, or nothing.
func codec(c measure.Cliffs) string {
	switch {
	case c.Frames < codecFrames:
		return ""
	case c.Steep >= wanderSteep && c.Places >= wanderPlaces, c.Steep >= oftenSteep && c.Places >= oftenPlaces, c.Steep >= seldomSteep && c.Places >= seldomPlaces && c.Mode <= seldomMode:
		return fmt.Sprintf("in %.0f %% of its frames the treble breaks off by 20 dB or more, at %d different frequencies", 100*c.Steep, c.Places)
	case c.Steep >= standSteep && c.Mode >= standMode && (stands(c) || sheer(c)):
		return fmt.Sprintf("the treble breaks off by %.0f dB at %.1f kHz", c.DB, c.HzMid/1000)
	}
	for _, e := range ownEdges {
		if share := c.Between(e.lowHz, e.highHz); share >= e.least && share >= e.most*c.Between(e.aboveHz, 1e6) && c.Places >= e.places {
			return fmt.Sprintf("in %.0f %% of its frames the treble breaks off between %.1f and %.1f kHz, where codecs cut it", 100*share, e.lowHz/1000, e.highHz/1000)
		}
	}
	return ""
}

// stands says whether a spectrum breaks off where no converter ends.
func stands(c measure.Cliffs) bool {
	return c.DB >= standDB && (c.HzMid > standLow && c.HzMid < standGap || c.HzMid > standSure && c.HzMid < standHigh)
}

// sheer says whether it does so where a sampler may end, as no sampler does.
func sheer(c measure.Cliffs) bool {
	return c.HzMid > sheerLow && c.HzMid < sheerHigh && c.DB >= sheerDB && (c.Mode < sheerMode || c.Places >= sheerPlaces)
}

// lossy finds stems that are MP3, AAC, Vorbis or Opus, and stems that once were.
func lossy(h Heard) []session.Finding {
	var out []session.Finding
	var files []string
	kind := ""
	for _, s := range h.Stems {
		if s.Format.Lossy {
			files = append(files, s.File)
			kind = codecName(s.Format.Container)
			continue
		}
		if seen := codec(s.Portrait.Frames.Cliff); seen != "" && !s.Portrait.Silent() {
			out = append(out, session.Finding{
				Code: "lossy", Severity: session.Warning, Stem: s.File,
				Heard:   seen,
				Message: fmt.Sprintf("%s seems to have been an MP3, AAC, Vorbis or Opus file once: what such a codec took away cannot be brought back.", s.File),
				Fix:     "If you have the session, export this stem from it instead. Otherwise we work with what there is.",
			})
		}
	}
	if len(files) == 0 {
		return out
	}
	return append([]session.Finding{{
		Code: "lossy", Severity: session.Warning, Stem: oneOf(files),
		Heard:   fmt.Sprintf("%s: %s", strings.ToLower(kind), strings.Join(files, ", ")),
		Message: fmt.Sprintf("%s lossy (%s): what the codec took away cannot be brought back, and mastering makes its traces louder.", stemsAre(files), strings.ToUpper(kind)),
		Fix:     "If you have the session, export the stems again as 24-bit WAV. Otherwise we work with these.",
	}}, out...)
}

// Where a converter from a lower rate shows, as shares of that rate's Nyquist
// frequency.
const (
	wholeLow, wholeHigh = 0.80, 0.88  // passed whole by any converter
	upperLow, upperHigh = 0.935, 0.95 // and nearly so: a codec's cut-off is below
	emptyFrom           = 1.06        // a slow converter's images end here
	emptyNear           = 1.12        // and what was made at the next higher rate still has something here
	upperDB             = 20.         // the most that the upper part may lie below the whole one
	emptyDB             = 45.         // the least that the empty part lies below it
	wholeDBFS           = -118.       // of a bin; what is quieter tells nothing
)

// upsampled finds stems that were converted up from a lower rate.
func upsampled(h Heard) []session.Finding {
	var out []session.Finding
	for _, s := range h.Stems {
		if s.Format.Rate != h.Session.Rate || s.Portrait.Silent() {
			continue // Lathe converts it itself, and says so
		}
		f := s.Portrait.Frames
		for _, old := range []int{44100, 48000, 88200, 96000} {
			nyquist := float64(old) / 2
			if emptyFrom*nyquist > 0.98*float64(f.Rate)/2 {
				break
			}
			whole := binLevel(f, wholeLow*nyquist, wholeHigh*nyquist)
			upper := binLevel(f, upperLow*nyquist, upperHigh*nyquist)
			top := 0.99 * float64(f.Rate) / 2
			empty := max(binLevel(f, emptyFrom*nyquist, min(top, emptyNear*nyquist)), binLevel(f, emptyFrom*nyquist, top))
			if whole < wholeDBFS || upper < whole-upperDB || empty > upper-emptyDB {
				continue
			}
			out = append(out, session.Finding{
				Code: "rate.upsampled", Severity: session.Warning, Stem: s.File,
				Heard:   fmt.Sprintf("%.0f dB less above %.1f kHz than just below it", upper-empty, nyquist/1000),
				Message: fmt.Sprintf("%s was made at %s and converted up to %s: above %.1f kHz there is nothing.", s.File, kilohertz(old), kilohertz(f.Rate), nyquist/1000),
				Fix:     fmt.Sprintf("If the project runs at %s, export at that rate. If a plug-in or sample is at the lower rate, all is well.", kilohertz(old)),
			})
			break
		}
	}
	return out
}

// binLevel is the mean power of the bins between two frequencies in dB.
func binLevel(f measure.Frames, lowHz, highHz float64) float64 {
	hz, sum, n := f.BinHz(), 0.0, 0.0
	for k := int(math.Ceil(lowHz / hz)); k <= int(highHz/hz) && k < len(f.Bins); k++ {
		sum, n = sum+f.Bins[k], n+1
	}
	return 10 * math.Log10(sum/max(n, 1)+1e-20)
}
