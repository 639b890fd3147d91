package spoil

import (
	"fmt"
	"math"
	"strings"

	"lathe/internal/signal"
)

// nearKinds are music that looks like a fault and is none.
var nearKinds = []Kind{
	{Name: "clean.square", Control: true, Recorded: true, Doses: []float64{0, 1}, Spoil: square},
	{Name: "clean.second-take", Control: true, Recorded: true, Doses: []float64{-3, 0}, Spoil: secondTake},
	{Name: "clean.echo", Control: true, Recorded: true, Doses: []float64{-6, -12}, Spoil: echo},
	{Name: "clean.sampler", Control: true, Recorded: true, Doses: []float64{22050, 32000}, Spoil: sampler},
}

// and gives the session one more stem, at its own level in the rough mix.
func (j *Job) and(name string, s Sound) {
	j.Stems = append(j.Stems, &Track{Name: name, File: j.file(name), Sound: s.each(onGrid), Form: Form{Rate: j.Rate, Bits: 24}})
	j.FadersDB = append(j.FadersDB, 0)
}

// square adds a square-wave melody, at one level as from an old games console,
// or with notes that decay: its flat tops are the wave and no clipping
// (specs/dsp.md section 2 names it among the pitfalls).
func square(j *Job) (Label, error) {
	s := silence(2, j.frames())
	from, to := j.Rate, j.frames()-j.Rate
	note, phase := 0.0, 0.0
	length := j.Rate / 4
	for i := from; i < to; i++ {
		k := (i - from) % length
		if k == 0 {
			note = 220 * math.Exp2(float64(j.c.below(25))/12)
		}
		phase = math.Mod(phase+note/float64(j.Rate), 1)
		a := 0.12 * math.Exp(-j.Dose*4*float64(k)/float64(length))
		edge := min(1, float64(k)/200, float64(length-k)/200) // no clicks
		v := a * edge
		if phase >= 0.5 {
			v = -v
		}
		s[0][i], s[1][i] = v, 0.8*v
	}
	j.and("Synth Lead", s)
	return Label{Dose: fmt.Sprintf("decay %g", j.Dose)}, nil
}

// secondTake adds another take of a part, as singers and guitarists double
// theirs: alike, and not the same.
func secondTake(j *Job) (Label, error) {
	startS := 0.0
	if j.Number%2 == 1 {
		startS = 8 * barS
	}
	for _, want := range []string{"Acoustic Guitar", "Lead Vocals"} {
		for _, t := range j.Stems {
			if t.Name != want {
				continue
			}
			first, _ := t.Sound.bounds()
			for _, take := range signal.Bench(perSong, startS+bodyS+0.1, j.Rate, j.c.bits()) {
				if name, _, _ := strings.Cut(take.Name, " - "); name != want {
					continue
				}
				s := excerpt(Sound(take.Render()), j.Rate, startS, j.seconds(first), 0.4, 0.5).cut(0, j.frames())
				j.and(want+" Double", s.gain(t.Sound.rmsDB()-s.rmsDB()+j.Dose))
				return Label{Dose: fmt.Sprintf("a second take at %+g dB", j.Dose)}, nil
			}
		}
	}
	return Label{}, ErrUnfit
}

// echo adds the return of a delay on the voice: four repeats, each darker.
func echo(j *Job) (Label, error) {
	for _, t := range j.Stems {
		if t.Name != "Lead Vocals" {
			continue
		}
		wet, s := silence(2, j.frames()), t.Sound.stereo()
		for k := 1; k <= 4; k++ {
			s = s.filter(lowPass(3000, float64(j.Rate), 0.7), highPass(200, float64(j.Rate), 0.7)).late(j.Rate * 375 / 1000).gain(j.Dose)
			wet.add(Sound{s[k%2], s[(k+1)%2]}, 1, 0)
		}
		for _, ch := range wet { // it dies away within the file
			end := len(ch) - int(emptyS/2*float64(j.Rate))
			for i := range j.Rate / 2 {
				ch[end-j.Rate/2+i] *= 0.5 + 0.5*math.Cos(math.Pi*float64(i)/float64(j.Rate/2))
			}
			clear(ch[end:])
		}
		j.and("Vocal Delay", wet)
		return Label{Dose: fmt.Sprintf("repeats of 375 ms at %g dB", j.Dose)}, nil
	}
	return Label{}, ErrUnfit
}

// sampler plays one stem at a lower rate, as samplers of the time did: the
// treble ends in one place, and no codec was at work.
func sampler(j *Job) (Label, error) {
	i := j.c.below(len(j.Stems))
	j.put(i, throughRate(j.Stems[i].Sound, j.Rate, j.Dose).each(onGrid))
	return Label{Dose: fmt.Sprintf("%s at %g Hz", j.Stems[i].Name, j.Dose)}, nil
}
