package spoil

import (
	"fmt"
	"math"
)

var timeKinds = []Kind{
	{Name: "late.whole", Doses: []float64{1, -1, 10, -64, 441, -1000, 4410, 22050}, Spoil: lateWhole},
	{Name: "late.fraction", Doses: []float64{0.5, -2.25, 17.4, -130.6}, Spoil: lateFraction},
	{Name: "mislabel.header", Doses: []float64{0}, Spoil: mislabelHeader},
	{Name: "mislabel.stretch", Doses: []float64{0}, Spoil: mislabelStretch},
	{Name: "mislabel.rough", Doses: []float64{0}, Spoil: mislabelRough},
	{Name: "drift.stem", Doses: []float64{50, -100, 200}, Spoil: driftStem},
	{Name: "drift.rough", Doses: []float64{20, -50, 100}, Spoil: driftRough},
}

// shifted replaces a stem that can be heard to have moved.
func (j *Job) shifted(move func(Sound) Sound, l Label) (Label, error) {
	var now Sound
	i, err := j.inOrder(func(i int) bool {
		now = move(j.Stems[i].Sound)
		return j.audible(i, now)
	})
	if err != nil {
		return l, err
	}
	j.put(i, now.each(onGrid))
	l.Stems = []string{j.Stems[i].File}
	l.Dose += fmt.Sprintf(", %.0f dB of the mix change", j.shareDB(i, now))
	return l, nil
}

func lateWhole(j *Job) (Label, error) {
	return j.shifted(func(s Sound) Sound { return s.late(int(j.Dose)) }, Label{
		Accept: []string{"stem-late", "drift", "other-version", "level"}, Cause: []string{"stem-late"},
		Also: []string{"region.start", "tail.cut"}, Dose: fmt.Sprintf("%+g frames", j.Dose),
	})
}

func lateFraction(j *Job) (Label, error) {
	return j.shifted(func(s Sound) Sound { return s.resampled(-j.Dose, 1, s.frames()) }, Label{
		Accept: []string{"stem-late", "drift", "other-version", "level"}, Cause: []string{"stem-late"},
		Also: []string{"region.start", "tail.cut"}, Dose: fmt.Sprintf("%+g frames", j.Dose),
	})
}

// mislabelHeader writes the other rate into a stem's header: it plays slower
// or faster, and at another pitch.
func mislabelHeader(j *Job) (Label, error) {
	other := 44100 + 48000 - j.Rate
	i, err := j.inOrder(j.heardInMix)
	if err != nil {
		return Label{}, err
	}
	j.change(i, func(t *Track) { t.Form.Rate = other })
	return Label{
		Accept: []string{"rate-mislabel", "rate.differs", "other-version", "drift"}, Cause: []string{"rate-mislabel"}, Stems: []string{j.Stems[i].File},
		Also: []string{"rate.differs", "region.long", "region.short", "tail.cut", "region.start"}, Dose: fmt.Sprintf("%d Hz of sound, the header says %d", j.Rate, other),
	}, nil
}

// mislabelStretch is the same after a program has believed the header and
// converted the stem to the session's rate.
func mislabelStretch(j *Job) (Label, error) {
	i, err := j.inOrder(j.heardInMix)
	if err != nil {
		return Label{}, err
	}
	step := 44100.0 / 48000
	if j.c.below(2) == 1 {
		step = 1 / step
	}
	s := j.Stems[i].Sound
	j.put(i, s.resampled(0, step, int(float64(s.frames())/step)).each(onGrid))
	return Label{
		Accept: []string{"rate-mislabel", "other-version", "drift"}, Cause: []string{"rate-mislabel"}, Stems: []string{j.Stems[i].File},
		Also: []string{"region.long", "region.short", "tail.cut", "rate.upsampled", "region.start"}, Dose: fmt.Sprintf("plays %.4f times as fast", step),
	}, nil
}

// mislabelRough writes the other rate into the rough mix's header.
func mislabelRough(j *Job) (Label, error) {
	other := 44100 + 48000 - j.Rate
	j.changeRough(func(t *Track) { t.Form.Rate = other })
	return Label{
		Accept: []string{"rate-mislabel", "wrong-song"}, Cause: []string{"rate-mislabel"}, Stems: []string{j.Rough.File},
		Also: []string{"rate.differs"}, Dose: fmt.Sprintf("%d Hz of sound, the header says %d", j.Rate, other),
	}, nil
}

func driftStem(j *Job) (Label, error) {
	return j.shifted(func(s Sound) Sound { return s.resampled(0, 1+j.Dose*1e-6, s.frames()) }, Label{
		Accept: []string{"drift", "stem-late", "other-version", "level"}, Cause: []string{"drift"},
		Also: []string{"region.start", "tail.cut"}, Dose: fmt.Sprintf("%+g ppm", j.Dose),
	})
}

// driftRough lets the rough mix run at another clock. It counts where the end
// has moved by half a frame.
func driftRough(j *Job) (Label, error) {
	if math.Abs(j.Dose)*1e-6*float64(j.frames()) < 0.5 {
		return Label{}, ErrUnfit
	}
	j.changeRough(func(t *Track) { t.Sound = t.Sound.resampled(0, 1+j.Dose*1e-6, t.Sound.frames()) })
	return Label{
		Accept: []string{"drift"}, Cause: []string{"drift"}, Stems: []string{j.Rough.File}, Dose: fmt.Sprintf("%+g ppm", j.Dose),
	}, nil
}
