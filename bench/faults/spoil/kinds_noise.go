package spoil

import (
	"fmt"
	"math"
)

var noiseKinds = []Kind{
	{Name: "hum.50", Doses: []float64{-46, -52, -58}, Recorded: true, Spoil: hum(50)},
	{Name: "hum.60", Doses: []float64{-46, -52, -58}, Recorded: true, Spoil: hum(60)},
	{Name: "noise.floor", Doses: []float64{-46, -52, -58}, Recorded: true, Spoil: hiss},
	{Name: "bleed", Doses: []float64{-14, -18, -22}, Recorded: true, Spoil: bleed},
}

// quiet is the share of tenths of a second in which a stem, between its first
// and last sound, is at least 6 dB below a level: where a noise of that level
// can be heard by itself.
func (j *Job) quiet(s Sound, levelDB float64) float64 {
	n := j.Rate / 10
	first, end := s.bounds()
	all, low := 0, 0
	for from := first; from+n <= end; from += n {
		all++
		if powerDB(s.power(from, from+n)) < levelDB-6 {
			low++
		}
	}
	if all == 0 {
		return 0
	}
	return float64(low) / float64(all)
}

const quietShare = 0.1

// hum adds mains lines and their multiples, the dose being their level
// together. It counts on stems that are quieter for a tenth of the time.
func hum(mainsHz float64) func(*Job) (Label, error) {
	return func(j *Job) (Label, error) {
		i, err := j.inOrder(func(i int) bool { return j.quiet(j.Stems[i].Sound, j.Dose) >= quietShare })
		if err != nil {
			return Label{}, err
		}
		line := make([]float64, j.frames())
		wanders := j.c.between(-0.05, 0.05) // Hz, as mains do
		for k := 1.0; k <= 7; k++ {
			w, phase := 2*math.Pi*k*(mainsHz+wanders)/float64(j.Rate), j.c.between(0, 2*math.Pi)
			a := 1 / k
			if k == 2 {
				a = 0.8 // rectifiers
			}
			for n := range line {
				line[n] += a * math.Sin(w*float64(n)+phase)
			}
		}
		return j.noisy(i, Sound{line, line}, "hum", []string{"hum"}, []string{"noise.floor"}), nil
	}
}

// hiss adds white noise, the sides apart. It counts like a hum.
func hiss(j *Job) (Label, error) {
	i, err := j.inOrder(func(i int) bool { return j.quiet(j.Stems[i].Sound, j.Dose) >= quietShare })
	if err != nil {
		return Label{}, err
	}
	n := silence(2, j.frames()).each(func(float64) float64 { return j.c.bell() })
	return j.noisy(i, n, "hiss", []string{"noise.floor"}, nil), nil
}

// noisy adds a noise, brought to the dose's level, to a stem.
func (j *Job) noisy(i int, noise Sound, what string, codes, also []string) Label {
	s := j.Stems[i].Sound.clone()
	s.add(noise, lin(j.Dose-noise.rmsDB()), 0)
	j.put(i, s.each(onGrid))
	return Label{
		Accept: append([]string{"hum", "noise.floor"}, codes...), Cause: codes, Stems: []string{j.Stems[i].File},
		Also: append(also, "region.start"), Dose: fmt.Sprintf("%s of %g dBFS", what, j.Dose),
	}
}

// bleed lets one stem be heard in another: darker, 2 to 8 ms late, and so many
// dB below itself. It counts when it stands alone for a tenth of the time.
func bleed(j *Job) (Label, error) {
	var spill Sound
	from := -1
	to, err := j.inOrder(func(to int) bool {
		for _, from = range j.c.order(len(j.Stems)) {
			spill = j.Stems[from].Sound.filter(lowPass(6000, float64(j.Rate), 0.7)).gain(j.Dose).late(j.Rate * (2 + j.c.below(6)) / 1000)
			if from != to && spill.loudest(j.Rate/10) > -50 && j.quiet(j.Stems[to].Sound, spill.loudest(j.Rate/10)) >= quietShare {
				return true
			}
		}
		return false
	})
	if err != nil {
		return Label{}, err
	}
	s := j.Stems[to].Sound.clone()
	s.add(spill, 1, 0)
	j.put(to, s.each(onGrid))
	return Label{
		Accept: []string{"bleed"}, Cause: []string{"bleed"}, Stems: []string{j.Stems[to].File}, Also: []string{"noise.floor", "region.start", "tail.cut"},
		Dose: fmt.Sprintf("%s in it, %g dB down", j.Stems[from].Name, j.Dose),
	}, nil
}
