package spoil

import (
	"fmt"
	"slices"
)

var musicKinds = []Kind{
	{Name: "clean", Control: true, Doses: []float64{0}, Spoil: clean},
	{Name: "clean.float-mono", Control: true, Doses: []float64{0}, Spoil: floatMono},
	{Name: "clean.bus-on-rough", Control: true, Doses: []float64{4, 7, 10}, Spoil: busOnRough},
	{Name: "clean.sidechain", Control: true, Recorded: true, Doses: []float64{4, 8}, Spoil: sidechain},
	{Name: "clean.group-comp", Control: true, Recorded: true, Doses: []float64{3, 6}, Spoil: groupComp},
	{Name: "clean.own-limiter", Control: true, Recorded: true, Doses: []float64{6}, Spoil: ownLimiter},
	{Name: "clean.dark", Control: true, Recorded: true, Doses: []float64{1500, 4000}, Spoil: dark},
	{Name: "clean.rough-mp3", Control: true, Doses: []float64{128, 192, 320}, Spoil: roughMP3},
	{Name: "clean.rough-elsewhere", Control: true, Doses: []float64{-7777, 1234, 12345.5, 60000.25}, Spoil: roughElsewhere},
	{Name: "clean.rough-excerpt", Control: true, Doses: []float64{2, 4}, Spoil: roughExcerpt},
}

func clean(*Job) (Label, error) { return Label{Late: new(float64)}, nil }

// floatMono writes half the stems as float, and those without sides as mono.
func floatMono(j *Job) (Label, error) {
	for i, t := range j.Stems {
		j.change(i, func(t *Track) { t.Form.Bits = 24 + 8*j.c.below(2) })
		if t.Sound.likeness() > 0.999999 && gainDB(Sound{t.Sound[0]}.peak()) == gainDB(Sound{t.Sound[1]}.peak()) {
			j.change(i, func(t *Track) { t.Sound = t.Sound[:1] })
		}
	}
	return Label{Late: new(float64)}, nil
}

func busOnRough(j *Job) (Label, error) {
	j.Bus = Bus{GlueDB: j.c.between(2, 5), ShelfDB: j.c.between(0, 3), DriveDB: j.Dose}
	j.mix()
	return Label{Late: new(float64), Dose: fmt.Sprintf("glue %.1f dB, limiter driven %g dB", j.Bus.GlueDB, j.Dose)}, nil
}

// sidechain lets the kick duck bass and pad, as dance music does.
func sidechain(j *Job) (Label, error) {
	var g []float64
	for _, t := range j.Stems {
		if t.Name == "Kick" {
			g = glueGain(t.Sound, j.Rate, 2*j.Dose)
		}
	}
	if g == nil {
		return Label{}, ErrUnfit
	}
	for i, t := range j.Stems {
		if slices.Contains([]string{"Bass", "Synth Pad"}, t.Name) {
			j.put(i, t.Sound.ride(g).each(onGrid))
		}
	}
	return Label{Dose: fmt.Sprintf("bass and pad duck by %g dB", j.Dose)}, nil
}

// groupComp prints one compressor into all drums.
func groupComp(j *Job) (Label, error) {
	drums := []string{"Kick", "Snare", "Hi-Hat", "Percussion"}
	group := silence(2, j.frames())
	for _, t := range j.Stems {
		if slices.Contains(drums, t.Name) {
			group.add(t.Sound, 1, 0)
		}
	}
	g := glueGain(group, j.Rate, j.Dose)
	for i, t := range j.Stems {
		if slices.Contains(drums, t.Name) {
			j.put(i, t.Sound.ride(g).each(onGrid))
		}
	}
	return Label{Dose: fmt.Sprintf("the drums' bus takes %g dB", j.Dose)}, nil
}

// ownLimiter puts a limiter on one stem, with a ceiling of its own.
func ownLimiter(j *Job) (Label, error) {
	i := j.c.below(len(j.Stems))
	s := j.Stems[i].Sound
	j.put(i, s.gain(j.Dose).ride(limitGain(s.gain(j.Dose), j.Rate, s.peak())).each(onGrid))
	return Label{Dose: j.Stems[i].Name}, nil
}

// dark takes the top off a stem: music, and no codec.
func dark(j *Job) (Label, error) {
	i := j.c.below(len(j.Stems))
	f := lowPass(j.Dose, float64(j.Rate), 0.7)
	j.put(i, j.Stems[i].Sound.filter(f, f).each(onGrid))
	return Label{Dose: fmt.Sprintf("%s below %g Hz", j.Stems[i].Name, j.Dose)}, nil
}

// roughMP3 sends the rough mix as an MP3. How late it is depends on whether a
// decoder takes the encoder's delay off, so the offset is not asked.
func roughMP3(j *Job) (Label, error) {
	b, err := encode(j.Rough.Sound, j.Rate, "mp3", j.Dose)
	if err != nil {
		return Label{}, err
	}
	j.changeRough(func(t *Track) { t.Bytes, t.File = b, "Rough Mix - "+j.Title+".mp3" })
	return Label{Dose: fmt.Sprintf("%g kbit/s", j.Dose)}, nil
}

// roughElsewhere lets the rough mix begin later or earlier than the stems.
func roughElsewhere(j *Job) (Label, error) {
	late := j.Dose
	j.changeRough(func(t *Track) {
		if whole := int(late); float64(whole) == late {
			t.Sound = t.Sound.cut(-whole, t.Sound.frames())
			return
		}
		t.Sound = t.Sound.resampled(-late, 1, t.Sound.frames()+int(late)+1)
	})
	return Label{Late: &late, Dose: fmt.Sprintf("%+g frames", late)}, nil
}

// roughExcerpt cuts the rough mix's head and tail off.
func roughExcerpt(j *Job) (Label, error) {
	from := int(j.Dose * float64(j.Rate))
	late := -float64(from)
	j.changeRough(func(t *Track) { t.Sound = t.Sound.cut(from, t.Sound.frames()-2*j.Rate) })
	return Label{Late: &late, Dose: fmt.Sprintf("without its first %g s", j.Dose)}, nil
}
