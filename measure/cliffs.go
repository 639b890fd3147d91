package measure

import (
	"math"
	"slices"
)

// Cliffs is where the spectrum breaks off, frame by frame: a codec leaves
// nothing above its cut-off, and frame for frame leaves out bands below it,
// from one line of its transform to the next. Instruments fade.
type Cliffs struct {
	Frames int       // that are within 45 dB of the loudest
	Steep  float64   // share of them in which the spectrum breaks off
	DB     float64   // the median over all of them of the deepest break
	HzMid  float64   // the median of where it breaks off, over those that do
	Mode   float64   // share of the breaks within 150 Hz of that
	Breaks []float64 // Hz, in rising order: all of them
	Places int       // how many different places there are, 200 Hz wide, with two breaks or more
}

const (
	cliffCell  = 8     // bins, about 90 Hz
	cliffLow   = 4500  // Hz
	cliffQuiet = -45   // dB of the loudest frame: below, a frame does not count
	cliffSteep = 20    // dB within three cells
	cliffFloor = -140. // dBFS of a cell: what is less is nothing
	modeHz     = 150.
	placeHz    = 200.
)

// Between is the share of the frames that break off between two frequencies.
func (c *Cliffs) Between(lowHz, highHz float64) float64 {
	from, _ := slices.BinarySearch(c.Breaks, lowHz)
	to, _ := slices.BinarySearch(c.Breaks, highHz)
	return float64(to-from) / float64(max(c.Frames, 1))
}

// cliffer finds the breaks in the frames of a framer.
type cliffer struct {
	cells []float64 // dB
	hz    float64   // width of a cell
	first int
	loud  []float32 // by frame: its power in dB,
	at    []float32 // the cell that it breaks off behind, in Hz,
	deep  []float32 // and by how much
}

func newCliffer(rate, n int) *cliffer {
	c := &cliffer{hz: cliffCell * float64(rate) / float64(n), cells: make([]float64, n/2/cliffCell)}
	c.first = min(len(c.cells), int(cliffLow/c.hz))
	return c
}

// turn looks at one frame: the deepest drop from the lowest of three cells to
// the highest of three cells that lie one further up.
func (c *cliffer) turn(power []float64) {
	total := 0.0
	for _, p := range power {
		total += p
	}
	for j := max(0, c.first-3); j < len(c.cells); j++ {
		sum := 0.0
		for _, p := range power[j*cliffCell : (j+1)*cliffCell] {
			sum += p
		}
		c.cells[j] = 10 * math.Log10(sum+1e-16)
	}
	best, at := 0.0, 0
	for j := c.first; j+4 < len(c.cells); j++ {
		if c.cells[j] < cliffFloor+best {
			continue
		}
		drop := min(c.cells[j], c.cells[j-1], c.cells[j-2]) - max(c.cells[j+2], c.cells[j+3], c.cells[j+4])
		if drop > best {
			best, at = drop, j
		}
	}
	c.loud = append(c.loud, float32(10*math.Log10(total+1e-16)))
	c.at, c.deep = append(c.at, float32((float64(at)+0.5)*c.hz)), append(c.deep, float32(best))
}

func (c *cliffer) finish() (out Cliffs) {
	if len(c.loud) == 0 {
		return out
	}
	least := slices.Max(c.loud) + cliffQuiet
	var all, places []float64
	counts := map[int]int{}
	for i, loud := range c.loud {
		if loud < least {
			continue
		}
		all = append(all, float64(c.deep[i]))
		if c.deep[i] >= cliffSteep {
			places = append(places, float64(c.at[i]))
			counts[int(float64(c.at[i])/placeHz)]++
		}
	}
	out.Frames = len(all)
	slices.Sort(all)
	out.DB = all[len(all)/2]
	if len(places) == 0 {
		return out
	}
	slices.Sort(places)
	out.Breaks = places
	out.Steep, out.HzMid = float64(len(places))/float64(len(all)), places[len(places)/2]
	near := 0
	for _, f := range places {
		if math.Abs(f-out.HzMid) < modeHz {
			near++
		}
	}
	out.Mode = float64(near) / float64(len(places))
	for _, n := range counts {
		if n >= 2 {
			out.Places++
		}
	}
	return out
}
