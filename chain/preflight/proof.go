package preflight

import (
	"context"
	"fmt"
	"math"

	"lathe/dsp/unit"
	"lathe/measure"
)

// Verdict is what the proof says about stems and rough mix.
type Verdict string

// The verdicts, best first.
const (
	Unity     Verdict = "unity"     // the stems, simply added, are the rough mix
	Balanced  Verdict = "balanced"  // they are, at other levels
	Processed Verdict = "processed" // they are, through EQ, compression or limiting on the master bus
	Mismatch  Verdict = "mismatch"  // they are not
	NoRough   Verdict = "no-rough"
)

// Proof is the answer to the one question that tells: do these stems make this
// rough mix?
type Proof struct {
	Verdict   Verdict      `json:"verdict"`
	Message   string       `json:"message"`
	NullDepth unit.Reading `json:"null_depth_db"` // of the rough mix less the stems at the gains found, through the bus found
	NullUnity unit.Reading `json:"null_unity_db"` // of the rough mix less the plain sum at one gain
	Offset    unit.Reading `json:"offset_frames"` // by how much the rough mix is late
	Drift     unit.Reading `json:"drift_ppm"`     // by how much more frames it has in the same time
	SumGain   unit.Reading `json:"sum_gain_db"`   // that all stems have in common
	Gains     []Gain       `json:"gains"`
	BusEQ     []BusBand    `json:"bus_eq"`
	NullBands []NullBand   `json:"null_bands"`     // the null depth by band
	NullTime  []NullMoment `json:"null_over_time"` // and along the song
	Causes    []Cause      `json:"causes"`
}

// Gain is the level of one stem in the rough mix, without the sum gain and
// through the bus.
type Gain struct {
	File  string       `json:"file"`
	DB    unit.Reading `json:"gain_db"`
	Left  unit.Reading `json:"gain_left_db"`
	Right unit.Reading `json:"gain_right_db"`
	CI    unit.Reading `json:"ci_db"` // 95 % confidence, either way; null when it cannot be told
}

// BusBand is what the bus of the rough mix does to a band, as found.
type BusBand struct {
	Hz unit.Hz      `json:"hz"`
	DB unit.Reading `json:"db"`
}

// Unproven is the proof of a session without a rough mix.
func Unproven() *Proof {
	none := unit.NotMeasurable()
	return &Proof{
		Verdict: NoRough, Message: "There is no rough mix to prove the stems against.",
		NullDepth: none, NullUnity: none, Offset: none, Drift: none, SumGain: none,
		Gains: []Gain{}, BusEQ: []BusBand{}, NullBands: []NullBand{}, NullTime: []NullMoment{}, Causes: []Cause{},
	}
}

// Player plays one track in stereo, at the session's rate.
type Player interface {
	// At fills left and right from a frame on; what lies outside the track is
	// silence.
	At(frame int64, left, right []float64) error
}

// Given is what the proof needs.
type Given struct {
	Stems      []Player
	Files      []string // names of the stems
	Rough      Player
	StemTicks  [][]float64 // K-weighted power every 10 ms of each stem
	StemFrames []int64     // length of each stem; none when it is not known
	RoughTicks []float64
	Bent       []bool // stems whose tops were cut off or rounded: the rough mix may hold them whole
	Lost       bool   // a stem could not be read
	Frames     int64  // of the session's region
	Rate       int
}

// Prove aligns the rough mix with the stems and finds the gains and the bus
// that make one of the other.
func Prove(ctx context.Context, g Given) (*Proof, error) {
	course, playing, found, err := align(ctx, g)
	if err != nil {
		return nil, err
	}
	p := &Proof{Gains: []Gain{}, Causes: []Cause{}, BusEQ: []BusBand{}, NullBands: []NullBand{}, NullTime: []NullMoment{}}
	if !found {
		p.wrongSong("no lag at which the sum of the stems and the rough mix correlate")
		return p, nil
	}
	g.Rough = playing
	q := &inquiry{given: g, lag: course.lag, puts: make([]put, len(g.Stems))}
	if err := q.hear(ctx); err != nil {
		return nil, err
	}
	if err := q.correct(ctx); err != nil {
		return nil, err
	}
	if q.strange() {
		p.wrongSong(fmt.Sprintf("at the best lag and gains the two null to %.1f dB, and no stem's phase agrees with the rough mix's", q.fit.nullDB))
		return p, nil
	}
	p.Offset = unit.Reading(unit.Round(q.lag*course.ratio, 0.001))
	p.fill(q)
	p.NullBands, p.NullTime = q.nulls()
	p.Drift = unit.Reading(unit.Round(course.ppm, 0.01))
	causes, err := q.explain(ctx, p)
	if err != nil {
		return nil, err
	}
	p.Causes = append(course.causes(g), causes...)
	p.conclude()
	return p, nil
}

const (
	nullsDB    = -35. // below, two signals are the same: specs/dsp.md section 2
	explainsDB = -10. // above, they are not
	strangeDB  = -6.  // above, they may have nothing in common
	betterDB   = 1.5  // a model with more freedom has to null deeper by at least this
)

// wrongSong is the answer when stems and rough mix have nothing in common.
func (p *Proof) wrongSong(heard string) {
	none := unit.NotMeasurable()
	p.NullDepth, p.NullUnity, p.SumGain, p.Offset, p.Drift = none, none, none, none, none
	p.Verdict, p.Message = Mismatch, "The rough mix and the stems have nothing in common: one of them is of another song, or of another version."
	p.Causes = append(p.Causes, Cause{
		Code: "wrong-song", Confidence: 0.9, Message: p.Message, Heard: heard,
		Fix: "Put the rough mix of this song and this version beside the stems.",
	})
}

// strange says whether no stem at all is in the rough mix.
func (q *inquiry) strange() bool {
	for i, t := range q.times {
		if q.fit.known[i] && math.Abs(t.best) > lateScore {
			return false
		}
	}
	return q.fit.nullDB > strangeDB
}

// fill turns the fit into what people read.
func (p *Proof) fill(q *inquiry) {
	g, c, f := q.given, q.cells, q.fit
	p.NullDepth, p.NullUnity = unit.Reading(f.nullDB), unit.Reading(f.unityDB)
	common, even := q.shared()
	if !even {
		common = commonGain(c, f)
	}
	p.SumGain = unit.Reading(common)
	unity := f.unityDB <= nullsDB || f.unityDB-f.balancedDB < betterDB && f.unityBusDB-f.nullDB < betterDB
	unity = unity && len(q.levels(nil, 0)) == 0
	for i, file := range g.Files {
		gain := Gain{File: file, DB: unit.NotMeasurable(), Left: unit.NotMeasurable(), Right: unit.NotMeasurable(), CI: unit.NotMeasurable()}
		if l, r := f.left[i], f.right[i]; f.known[i] && (l > 0 || r > 0) {
			gain.DB = unit.Reading(10*math.Log10((l*l*c.power[0][i]+r*r*c.power[1][i])/(c.power[0][i]+c.power[1][i])) - common)
			gain.Left, gain.Right = unit.Reading(20*math.Log10(l)-common), unit.Reading(20*math.Log10(r)-common)
			gain.CI = unit.Reading(f.ciDB[i])
			if unity {
				gain.DB, gain.Left, gain.Right = 0, 0, 0
			}
		}
		p.Gains = append(p.Gains, gain)
	}
	for b, db := range f.eqDB {
		p.BusEQ = append(p.BusEQ, BusBand{measure.BandHz(b + firstBand), unit.Reading(db)})
	}
	switch {
	case f.nullDB > explainsDB:
		p.Verdict = Mismatch
		p.Message = fmt.Sprintf("The stems do not make this rough mix: with the best gains and bus that could be found, the two differ by %.1f dB.", f.nullDB)
	case unity && f.unityDB <= explainsDB-5 && f.unityDB-f.nullDB < 3:
		p.Verdict = Unity
		p.Message = fmt.Sprintf("The stems, simply added, are the rough mix: they null to %.1f dB.", f.unityDB)
	case f.balancedDB-f.nullDB < betterDB:
		p.Verdict = Balanced
		p.Message = fmt.Sprintf("The stems make the rough mix at the levels found: they null to %.1f dB.", f.nullDB)
	default:
		p.Verdict = Processed
		p.Message = fmt.Sprintf("The stems make the rough mix, through processing on its master bus: they null to %.1f dB, without it to %.1f dB. That is fine for a rough mix.", f.nullDB, f.balancedDB)
	}
}

// commonGain is what all stems share: the gain of the sum's power.
func commonGain(c *cells, f fit) float64 {
	before, after := 0.0, 0.0
	for i := range f.left {
		before += c.power[0][i] + c.power[1][i]
		after += f.left[i]*f.left[i]*c.power[0][i] + f.right[i]*f.right[i]*c.power[1][i]
	}
	if before == 0 || after == 0 {
		return 0
	}
	return 10 * math.Log10(after/before)
}
