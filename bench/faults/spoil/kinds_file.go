package spoil

import (
	"fmt"
	"math"
)

var fileKinds = []Kind{
	{Name: "file.not-finite", Doses: []float64{1, 100}, Spoil: notFinite},
	{Name: "file.truncated", Doses: []float64{0.3, 2, 6}, Spoil: truncated},
	{Name: "file.unreadable", Doses: []float64{0, 10, 5000}, Spoil: unreadable},
}

// notFinite puts values that are no numbers into a float file.
func notFinite(j *Job) (Label, error) {
	i := j.c.below(len(j.Stems))
	at := j.frames()/4 + j.c.below(j.frames()/2)
	s := j.Stems[i].Sound.clone()
	for k := range int(j.Dose) {
		s[0][at+k] = math.NaN()
	}
	j.put(i, s)
	j.change(i, func(t *Track) { t.Form.Bits = 32 })
	return Label{
		Accept: []string{"file.not-finite"}, Cause: []string{"file.not-finite"}, Stems: []string{j.Stems[i].File},
		Also: []string{"region.short", "tail.cut", "missing-stem", "other-version", "level"}, Dose: fmt.Sprintf("%g values that are no numbers, at frame %d", j.Dose, at),
	}, nil
}

// truncated breaks a file off before the length that its header promises.
func truncated(j *Job) (Label, error) {
	i := j.c.below(len(j.Stems))
	gone := int(j.Dose * float64(j.Rate))
	j.change(i, func(t *Track) { t.Form.Short = gone*3*len(t.Sound) + 1 })
	end := j.frames() - gone - 1
	return Label{
		Accept: []string{"file.truncated"}, Cause: []string{"file.truncated"}, Stems: []string{j.Stems[i].File},
		Also:   []string{"region.short", "tail.cut", "missing-stem", "other-version", "level", "silent"},
		Places: j.span(end, end), Dose: fmt.Sprintf("%g s are missing in the file", j.Dose),
	}, nil
}

// unreadable leaves bytes that are no sound.
func unreadable(j *Job) (Label, error) {
	i := j.c.below(len(j.Stems))
	b := make([]byte, int(j.Dose))
	for k := range b {
		b[k] = byte(j.c.bits())
	}
	j.change(i, func(t *Track) { t.Bytes = b })
	return Label{
		Accept: []string{"file.unreadable"}, Cause: []string{"file.unreadable"}, Stems: []string{j.Stems[i].File},
		Also: []string{"missing-stem", "other-version"}, Dose: fmt.Sprintf("%g bytes of noise", j.Dose),
	}, nil
}
