package spoil

import (
	"fmt"
	"math"
)

var levelKinds = []Kind{
	{Name: "clip.hard", Doses: []float64{3, 6, 9, 12}, Spoil: clipHard},
	{Name: "clip.turned-down", Doses: []float64{3, 6, 9, 12}, Spoil: clipTurnedDown},
	{Name: "clip.soft", Doses: []float64{15, 21, 27}, Spoil: clipSoft},
	{Name: "peak.inter-sample", Doses: []float64{4, 6, 8}, Recorded: true, Spoil: interSample},
	{Name: "peak.hot", Doses: []float64{0.05, 0.1, 0.3}, Spoil: peakHot},
	{Name: "peak.float", Doses: []float64{0.5, 2, 6}, Spoil: peakFloat},
	{Name: "sum.hot", Doses: []float64{2, 4, 6}, Spoil: sumHot},
	{Name: "dc", Doses: []float64{0.002, 0.005, 0.02}, Spoil: offCentre},
}

const (
	flatRun  = 3 // samples at the same level make a flat top: specs/dsp.md section 2
	flatTops = 10
)

// flats are the flat tops at a level, as stretches in seconds; those less than
// a quarter of a second apart are one.
func (j *Job) flats(s Sound, level float64) (spans []Span, runs int) {
	marked := make([]bool, s.frames())
	for _, ch := range s {
		n := 0
		for i := range len(ch) + 1 {
			if i < len(ch) && math.Abs(ch[i]) >= level {
				n++
				continue
			}
			if n >= flatRun {
				runs++
				for k := i - n; k < i; k++ {
					marked[k] = true
				}
			}
			n = 0
		}
	}
	for i, m := range marked {
		if !m {
			continue
		}
		if n := len(spans); n > 0 && j.seconds(i)-spans[n-1].EndS < 0.25 {
			spans[n-1].EndS = j.seconds(i + 1)
			continue
		}
		spans = append(spans, Span{j.seconds(i), j.seconds(i + 1)})
	}
	return spans, runs
}

// clipped cuts a stem's peaks off, overDB below them, at a level.
func clipped(s Sound, overDB, level float64) Sound {
	g := level / s.peak() * lin(overDB)
	return s.each(func(v float64) float64 { return max(-level, min(level, g*v)) })
}

// clipHard turns a stem up until it passes full scale, and cuts it there. It
// counts with ten flat tops of three samples.
func clipHard(j *Job) (Label, error) {
	return clipAt(j, 1-1.0/(1<<23), 0, Label{Accept: []string{"clip.runs", "clip.turned-down"}, Cause: []string{"clip.runs"}})
}

// clipTurnedDown does the same and turns the stem down afterwards.
func clipTurnedDown(j *Job) (Label, error) {
	return clipAt(j, 1-1.0/(1<<23), j.c.between(-10, -1), Label{Accept: []string{"clip.turned-down", "clip.runs"}, Cause: []string{"clip.turned-down"}})
}

func clipAt(j *Job, level, thenDB float64, l Label) (Label, error) {
	var now Sound
	i, err := j.inOrder(func(i int) bool {
		now = clipped(j.Stems[i].Sound, j.Dose, level)
		_, runs := j.flats(now, level-1e-9)
		return runs >= flatTops
	})
	if err != nil {
		return l, err
	}
	l.Places, _ = j.flats(now, level-1e-9)
	g := lin(thenDB)
	j.put(i, now.each(func(v float64) float64 { return onGrid(g * v) }))
	l.Stems, l.Dose = []string{j.Stems[i].File}, fmt.Sprintf("%g dB cut off, then %.1f dB", j.Dose, thenDB)
	l.Also = []string{"level", "bus.on", "clip.soft", "peak.hot", "sum.hot", "other-version"}
	return l, nil
}

// clipSoft bends a stem's peaks: so many dB into a hyperbolic tangent. A stem
// counts when its loudest half second holds 5 % of its samples in the top dB.
// Where that leaves ten flat tops in 24 bits, it has clipped as well.
func clipSoft(j *Job) (Label, error) {
	var now Sound
	i, err := j.inOrder(func(i int) bool {
		s := j.Stems[i].Sound
		p, d := s.peak(), lin(j.Dose)
		now = s.each(func(v float64) float64 { return onGrid(0.8 * math.Tanh(d*v/p)) })
		return crowded(now, j.Rate/2) >= 0.05
	})
	if err != nil {
		return Label{}, err
	}
	j.put(i, now)
	cause := []string{"clip.soft"}
	if _, runs := j.flats(now, now.peak()-1e-9); runs >= flatTops {
		cause = append(cause, "clip.turned-down")
	}
	return Label{
		Accept: []string{"clip.soft", "clip.turned-down", "clip.runs"}, Cause: cause, Stems: []string{j.Stems[i].File},
		Also: []string{"level", "other-version", "bus.on", "sum.hot"}, Dose: fmt.Sprintf("%g dB into a tanh", j.Dose),
	}, nil
}

// crowded is the largest share of samples within a dB of the peak that any
// stretch has.
func crowded(s Sound, stretch int) float64 {
	limit, most := s.peak()*lin(-1), 0
	for from := 0; from+stretch <= s.frames(); from += stretch {
		n := 0
		for _, v := range s[0][from : from+stretch] {
			if math.Abs(v) > limit {
				n++
			}
		}
		most = max(most, n)
	}
	return float64(most) / float64(stretch)
}

// interSample adds a short tone of a quarter, a sixth or an eighth of the rate
// whose crests lie just between the samples, and sets the sample peak to -0.05
// dBFS. The crest passes the samples by 1/cos(pi/n): 3.01, 1.25, 0.69 dB
// (EBU Tech 3341, signals 15 to 18, use the same tones).
func interSample(j *Job) (Label, error) {
	i := j.c.below(len(j.Stems))
	n := j.Dose
	s := j.Stems[i].Sound
	now := s.gain(-12 - gainDB(s.peak()))
	frames := j.Rate * 60 / 1000
	at := j.Rate + j.c.below(s.frames()-2*j.Rate-frames)
	for _, ch := range now {
		for k := range frames {
			w := math.Sin(math.Pi * float64(k) / float64(frames))
			ch[at+k] = 0.1*ch[at+k] + w*w*math.Cos(2*math.Pi*(float64(k)+0.5)/n)
		}
	}
	g := -0.05 - gainDB(now.peak())
	j.put(i, now.gain(g).each(onGrid))
	return Label{
		Accept: []string{"peak.inter-sample", "peak.hot"}, Cause: []string{"peak.inter-sample"}, Stems: []string{j.Stems[i].File},
		Also: []string{"level", "other-version", "sum.hot"}, Places: j.span(at, at+frames),
		Dose: fmt.Sprintf("crests %.2f dB over the samples", -gainDB(math.Cos(math.Pi/n))),
	}, nil
}

// peakHot turns a stem up until it has no headroom, and no more.
func peakHot(j *Job) (Label, error) {
	i := j.c.below(len(j.Stems))
	j.put(i, j.Stems[i].Sound.gain(-j.Dose-gainDB(j.Stems[i].Sound.peak())).each(onGrid))
	return Label{
		Accept: []string{"peak.hot", "peak.inter-sample"}, Cause: []string{"peak.hot", "peak.inter-sample"}, Stems: []string{j.Stems[i].File},
		Also: []string{"level", "sum.hot"}, Dose: fmt.Sprintf("peaks at -%g dBFS", j.Dose),
	}, nil
}

// peakFloat passes full scale in a float file.
func peakFloat(j *Job) (Label, error) {
	i := j.c.below(len(j.Stems))
	j.put(i, j.Stems[i].Sound.gain(j.Dose-gainDB(j.Stems[i].Sound.peak())))
	j.change(i, func(t *Track) { t.Form.Bits = 32 })
	return Label{
		Accept: []string{"peak.float"}, Cause: []string{"peak.float"}, Stems: []string{j.Stems[i].File},
		Also: []string{"level", "sum.hot"}, Dose: fmt.Sprintf("peaks at +%g dBFS in float", j.Dose),
	}, nil
}

// sumHot turns all stems up until their plain sum passes full scale while none
// of them does.
func sumHot(j *Job) (Label, error) {
	faders := j.FadersDB
	j.FadersDB = make([]float64, len(faders))
	sum := j.sum()
	j.FadersDB = faders
	g := j.Dose - gainDB(sum.peak())
	for i, t := range j.Stems {
		if gainDB(t.Sound.peak())+g > -0.5 {
			return Label{}, ErrUnfit
		}
		j.put(i, t.Sound.gain(g).each(onGrid))
	}
	return Label{
		Accept: []string{"sum.hot"}, Cause: []string{"sum.hot"}, Also: []string{"level"}, Around: []string{"peak.hot"},
		Dose: fmt.Sprintf("the sum peaks at +%g dBFS", j.Dose),
	}, nil
}

// offCentre adds a constant.
func offCentre(j *Job) (Label, error) {
	i := j.c.below(len(j.Stems))
	d := j.Dose
	if j.c.below(2) == 1 {
		d = -d
	}
	j.put(i, j.Stems[i].Sound.each(func(v float64) float64 { return onGrid(v + d) }))
	return Label{
		Accept: []string{"dc"}, Cause: []string{"dc"}, Stems: []string{j.Stems[i].File},
		Also: []string{"region.start"}, Dose: fmt.Sprintf("%+g of full scale", d),
	}, nil
}
