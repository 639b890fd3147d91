package spoil

import "fmt"

var stereoKinds = []Kind{
	{Name: "mono.dual", Doses: []float64{0}, Recorded: true, Spoil: dualMono},
	{Name: "side.dead", Doses: []float64{-300, -75}, Spoil: sideDead},
	{Name: "polarity.sides", Doses: []float64{0.9}, Recorded: true, Spoil: polaritySides},
	{Name: "polarity.stems", Doses: []float64{0.1, 0.3, 0.5}, Recorded: true, Spoil: polarityStems},
	{Name: "silent", Doses: []float64{-300, -96, -84}, Spoil: silent},
	{Name: "duplicate.exact", Doses: []float64{0}, Spoil: duplicate(0)},
	{Name: "duplicate.scaled", Doses: []float64{-6, -2.3, 1.5}, Spoil: duplicate(0)},
	{Name: "duplicate.shifted", Doses: []float64{-3, 0}, Spoil: duplicate(2000)},
}

// dualMono makes both sides of a stereo stem the same.
func dualMono(j *Job) (Label, error) {
	i, err := j.inOrder(func(i int) bool { return j.Stems[i].Sound.likeness() < 0.9999 })
	if err != nil {
		return Label{}, err
	}
	s := j.Stems[i].Sound.clone()
	for k, l := range s[0] {
		s[0][k] = onGrid((l + s[1][k]) / 2)
	}
	j.put(i, Sound{s[0], s[0]})
	return Label{Accept: []string{"mono.dual"}, Cause: []string{"mono.dual"}, Stems: []string{j.Stems[i].File}}, nil
}

// sideDead takes a side away, all of it or all but a cross-talk that is more
// than 60 dB down.
func sideDead(j *Job) (Label, error) {
	i, side := j.c.below(len(j.Stems)), j.c.below(2)
	s := j.Stems[i].Sound.clone()
	for k, v := range s[1-side] {
		s[side][k] = onGrid(v * lin(j.Dose))
	}
	j.put(i, s)
	return Label{
		Accept: []string{"side.dead"}, Cause: []string{"side.dead"}, Stems: []string{j.Stems[i].File},
		Also: []string{"level", "missing-stem", "other-version"}, Dose: fmt.Sprintf("a side at %g dB of the other", j.Dose),
	}, nil
}

// polaritySides turns the right side of a stem over whose sides are alike: a
// correlation above the dose before, below its negative after.
func polaritySides(j *Job) (Label, error) {
	i, err := j.inOrder(func(i int) bool { return j.Stems[i].Sound.likeness() > j.Dose })
	if err != nil {
		return Label{}, err
	}
	s := j.Stems[i].Sound
	j.put(i, Sound{s[0], Sound{s[1]}.gain(0).each(func(v float64) float64 { return -v })[0]})
	return Label{
		Accept: []string{"polarity.sides"}, Cause: []string{"polarity.sides"}, Stems: []string{j.Stems[i].File},
		Dose: fmt.Sprintf("correlation %+.2f becomes negative", s.likeness()),
	}, nil
}

// polarityStems adds a second microphone on the kick, dose ms further away and
// darker, wired the wrong way round. The two together have to lose 3 dB and
// more against the same with the wire turned.
func polarityStems(j *Job) (Label, error) {
	i := 0
	for i < len(j.Stems) && j.Stems[i].Name != "Kick" {
		i++
	}
	if i == len(j.Stems) {
		return Label{}, ErrUnfit
	}
	in := j.Stems[i].Sound
	out := in.filter(lowPass(900, float64(j.Rate), 0.6)).late(int(j.Dose*float64(j.Rate)/1000) + 1).gain(-1)
	out = out.each(func(v float64) float64 { return onGrid(-v) })
	with, turned := in.clone(), in.clone()
	with.add(out, 1, 0)
	turned.add(out, -1, 0)
	if turned.rmsDB()-with.rmsDB() < 3 {
		return Label{}, ErrUnfit
	}
	j.change(i, func(t *Track) { t.Name, t.File = "Kick In", j.file("Kick In") })
	j.Stems = append(j.Stems, &Track{Name: "Kick Out", File: j.file("Kick Out"), Sound: out, Form: Form{Rate: j.Rate, Bits: 24}})
	j.FadersDB = append(j.FadersDB, j.FadersDB[i])
	return Label{
		Accept: []string{"polarity.stems"}, Cause: []string{"polarity.stems"}, Stems: []string{j.Stems[i].File, j.file("Kick Out")},
		Dose: fmt.Sprintf("%g ms away, the flip restores %.1f dB", j.Dose, turned.rmsDB()-with.rmsDB()),
	}, nil
}

// silent exports a muted track: zeros, or the noise of its last effect.
func silent(j *Job) (Label, error) {
	i := j.c.below(len(j.Stems))
	g := lin(j.Dose)
	j.put(i, j.Stems[i].Sound.each(func(float64) float64 { return onGrid(g * j.c.bell()) }))
	return Label{
		Accept: []string{"silent"}, Cause: []string{"silent"}, Stems: []string{j.Stems[i].File},
		Also: []string{"missing-stem", "other-version", "level", "region.start", "tail.cut", "noise.floor", "indistinguishable"},
		Dose: fmt.Sprintf("noise at %g dBFS", j.Dose),
	}, nil
}

// duplicate adds a stem again under another name: at a gain of so many dB, up
// to so many frames late. The rough mix has it once.
func duplicate(lateMost int) func(*Job) (Label, error) {
	return func(j *Job) (Label, error) {
		i, late := j.c.below(len(j.Stems)), 0
		if lateMost > 0 {
			late = 5 + j.c.below(lateMost)
		}
		t := *j.Stems[i]
		t.Name += " 2"
		t.File, t.kept = j.file(t.Name), ""
		t.Sound = t.Sound.late(late).gain(j.Dose).each(onGrid)
		j.Stems = append(j.Stems, &t)
		j.FadersDB = append(j.FadersDB, 0)
		return Label{
			Accept: []string{"duplicate", "doubled-stem"}, Cause: []string{"duplicate", "doubled-stem"}, Stems: []string{j.Stems[i].File, t.File},
			Also: []string{"level", "stem-late", "indistinguishable", "other-version", "sum.hot"}, Dose: fmt.Sprintf("%+g dB, %d frames late", j.Dose, late),
		}, nil
	}
}
