package enhance

import (
	"fmt"
	"math"
	"slices"

	"lathe/session"
)

// wetness is how far below a stem its reverberation should stand, by role, in
// dB. Roles that are not listed stay out of the room: the bottom of the mix
// becomes mud there, and effects bring their own.
var wetness = map[session.Role]float64{
	session.VoxLead: -21, session.VoxBacking: -19, session.VoxAdlib: -19, session.DrumsSnare: -22,
	session.Keys: -23, session.Guitar: -24, session.GuitarLead: -22, session.SynthLead: -23,
	session.Strings: -21, session.Brass: -21, session.Winds: -21, session.Percussion: -23,
}

const (
	dryS         = 0.4 // seconds: what dies sooner has no room around it
	leastDecays  = 6   // to judge by
	decayDropDB  = 20.
	decayWithinS = 1.5
	leastFall    = 2    // ticks that the fall has to take to be judged
	leastSendDB  = -40. // below, the room would not be heard behind the stem
)

// send gives a dry stem a little of the shared room.
func send(h Heard, amount float64) (Move, bool) {
	level, ok := wetness[h.Stem.Role]
	if !ok {
		return Move{}, false
	}
	decay, n := decayTime(h.Portrait.Ticks)
	if n < leastDecays || decay > dryS {
		return Move{}, false
	}
	if level = math.Round(level + 20*math.Log10(amount)); level < leastSendDB {
		return Move{}, false
	}
	return Move{
		ID:   "enhance." + h.Slug + ".room",
		Send: &Send{LevelDB: level},
		Note: session.Note{
			Heard: fmt.Sprintf("its notes die in %.2f s (to -60 dB, median of %d): there is no room around it", decay, n),
			Why:   "a little of the shared room sets it beside the others",
			On:    true,
		},
	}, true
}

// decayTime is the median time to fall by 60 dB, judged from how long it takes
// from 5 to 20 dB below a peak, over all falls that go that far, and their
// number. ticks are powers every 10 ms.
func decayTime(ticks []float64) (seconds float64, n int) {
	const within = int(decayWithinS * 100)
	gate := slices.Max(append([]float64{0}, ticks...)) * 1e-3 // only from notes at most 30 dB below the loudest
	var times []float64
	for i := 1; i < len(ticks); i++ {
		if ticks[i] < gate || ticks[i] < ticks[i-1] || i+1 < len(ticks) && ticks[i] < ticks[i+1] {
			continue
		}
		from, to := fall(ticks, i, 5, within), fall(ticks, i, decayDropDB, within)
		if from >= 0 && to >= from+leastFall { // what falls quicker was cut off, or is the beat of a low note
			times = append(times, float64(to-from)/100*60/(decayDropDB-5))
			i = to
		}
	}
	if len(times) == 0 {
		return 0, 0
	}
	slices.Sort(times)
	return times[len(times)/2], len(times)
}

// fall is the tick at which the power has dropped by db below tick i and not
// risen above that tick in between, or -1.
func fall(ticks []float64, i int, db float64, within int) int {
	limit := ticks[i] * math.Pow(10, -db/10)
	for k := i + 1; k < min(len(ticks), i+within); k++ {
		if ticks[k] > ticks[i] {
			return -1
		}
		if ticks[k] <= limit {
			return k
		}
	}
	return -1
}
