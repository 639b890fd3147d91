package spoil

import (
	"fmt"
	"math"
)

var busKinds = []Kind{
	{Name: "bus-printed.glue", Doses: []float64{3, 5, 8}, Spoil: printedGlue},
	{Name: "bus-printed.limiter", Doses: []float64{6, 9, 12}, Spoil: printedLimiter},
	{Name: "bus.on", Doses: []float64{6, 9, 12}, Spoil: busOn},
}

// busCodes all ask the same question; which of them it is depends on whether
// the rough mix or the stems gave the evidence.
var busCodes = []string{"bus-printed", "bus.on"}

// printed rides one gain over all stems, and makes the rough mix of them. It
// counts when the gain moves: a standard deviation of 0.7 dB while it sounds.
func (j *Job) printed(g []float64, l Label) (Label, error) {
	var sum, squares, n float64
	first, end := j.sum().bounds()
	for _, v := range g[first:end] {
		db := gainDB(v)
		sum, squares, n = sum+db, squares+db*db, n+1
	}
	moves := math.Sqrt(squares/n - sum/n*sum/n)
	if moves < 0.7 {
		return l, ErrUnfit
	}
	for i, t := range j.Stems {
		j.put(i, t.Sound.ride(g).each(onGrid))
	}
	j.Bus = Bus{}
	j.mix()
	l.Accept, l.Cause = busCodes, busCodes
	l.Around = append(l.Around, "bus.on", "clip.soft", "peak.hot", "bus-printed")
	l.Also = []string{"sum.hot"}
	l.Dose += fmt.Sprintf(", moving by %.1f dB", moves)
	return l, nil
}

func printedGlue(j *Job) (Label, error) {
	return j.printed(glueGain(j.sum(), j.Rate, j.Dose), Label{Dose: fmt.Sprintf("a compressor takes %g dB off all stems", j.Dose)})
}

func printedLimiter(j *Job) (Label, error) {
	s := j.sum()
	g := limitGain(s.gain(j.Dose-gainDB(s.peak())), j.Rate, lin(ceilingDB))
	return j.printed(g, Label{Dose: fmt.Sprintf("a limiter driven %g dB rides all stems", j.Dose)})
}

// busOn exports every stem alone through the master's limiter, driven by the
// dose, and the rough mix through the same. It counts when three stems and more
// reach the ceiling.
func busOn(j *Job) (Label, error) {
	sum := j.sum()
	drive := j.Dose + 6 - gainDB(sum.peak())
	reached := 0
	rough := Sound(nil)
	for i, t := range j.Stems {
		s := t.Sound.gain(drive + j.FadersDB[i])
		if gainDB(s.peak()) > ceilingDB+0.5 {
			reached++
		}
		j.put(i, s.ride(limitGain(s, j.Rate, lin(ceilingDB))).each(onGrid))
	}
	if reached < 3 {
		return Label{}, ErrUnfit
	}
	s := sum.gain(drive)
	rough = s.ride(limitGain(s, j.Rate, lin(ceilingDB)))
	j.changeRough(func(t *Track) { t.Sound = rough })
	return Label{
		Accept: busCodes, Cause: busCodes, Also: []string{"sum.hot", "other-version", "wrong-song"},
		Around: []string{"bus.on", "bus-printed", "peak.hot", "clip.soft", "clip.turned-down", "level", "peak.inter-sample"},
		Dose:   fmt.Sprintf("%d stems at the ceiling of %g dBFS", reached, ceilingDB),
	}, nil
}
