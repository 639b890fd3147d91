package spoil

import (
	"fmt"
	"strings"

	"lathe/internal/signal"
)

var mixKinds = []Kind{
	{Name: "missing-stem", Doses: []float64{-6, -12, -18}, Spoil: missingStem},
	{Name: "doubled-stem", Doses: []float64{0}, Spoil: doubledStem},
	{Name: "other-version", Doses: []float64{0}, Spoil: otherVersion},
	{Name: "polarity-flipped", Doses: []float64{0}, Spoil: polarityFlipped},
	{Name: "level", Doses: []float64{-6, -3, -1.5, 1.5, 3, 6}, Spoil: level},
	{Name: "wrong-song", Doses: []float64{0.853, 1.137, 1.241}, Spoil: wrongSong},
}

// missingStem leaves a stem out that holds more than the dose of the mix.
func missingStem(j *Job) (Label, error) {
	i, err := j.inOrder(func(i int) bool {
		s := j.Stems[i].Sound
		return j.shareDB(i, silence(len(s), s.frames())) > j.Dose
	})
	if err != nil {
		return Label{}, err
	}
	t := j.Stems[i]
	share := j.shareDB(i, silence(2, t.Sound.frames()))
	j.Stems = append(j.Stems[:i:i], j.Stems[i+1:]...)
	return Label{
		Accept: []string{"missing-stem", "other-version"}, Cause: []string{"missing-stem"},
		Dose: fmt.Sprintf("%s, %.0f dB of the mix", t.Name, share),
	}, nil
}

// doubledStem prints one stem into another as well, as a bus and its member.
func doubledStem(j *Job) (Label, error) {
	b := j.c.below(len(j.Stems))
	a, err := j.inOrder(func(a int) bool {
		s := j.Stems[a].Sound
		return a != b && j.audible(a, silence(len(s), s.frames())) && s.rmsDB() > j.Stems[b].Sound.rmsDB()-20
	})
	if err != nil {
		return Label{}, err
	}
	s := j.Stems[b].Sound.stereo().clone()
	s.add(j.Stems[a].Sound.stereo(), 1, 0)
	j.put(b, s.each(onGrid))
	return Label{
		Accept: []string{"doubled-stem", "level", "bleed", "other-version"}, Cause: []string{"doubled-stem"}, Stems: []string{j.Stems[a].File, j.Stems[b].File},
		Also: []string{"bleed", "sum.hot", "tail.cut", "role.conflict"}, Dose: j.Stems[a].Name + " is in " + j.Stems[b].Name + " too",
	}, nil
}

// otherVersion sends another take of a stem than the one in the rough mix.
func otherVersion(j *Job) (Label, error) {
	startS := 0.0
	if j.Number%2 == 1 {
		startS = 8 * barS
	}
	i, err := j.inOrder(func(i int) bool {
		t := j.Stems[i]
		first, end := t.Sound.bounds()
		for _, take := range signal.Bench(perSong, startS+bodyS+0.1, j.Rate, j.c.bits()) {
			if name, _, _ := strings.Cut(take.Name, " - "); name != t.Name {
				continue
			}
			s := excerpt(Sound(take.Render()), j.Rate, startS, j.seconds(first), 0.4, 0.5).cut(0, t.Sound.frames())
			if p := s.power(0, end); p > 0 {
				s = s.gain(t.Sound.rmsDB() - s.rmsDB()).each(onGrid)
				if j.audible(i, s) && j.shareDB(i, s) > -25 {
					j.put(i, s)
					return true
				}
			}
		}
		return false
	})
	if err != nil {
		return Label{}, err
	}
	return Label{
		Accept: []string{"other-version", "missing-stem", "level", "stem-late"}, Cause: []string{"other-version"}, Stems: []string{j.Stems[i].File},
		Also: []string{"sum.hot", "clip.runs"}, Dose: fmt.Sprintf("another take, %.0f dB of the mix change", j.shareDB(i, j.Stems[i].Sound)),
	}, nil
}

func polarityFlipped(j *Job) (Label, error) {
	return j.shifted(func(s Sound) Sound { return s.each(func(v float64) float64 { return -v }) }, Label{
		Accept: []string{"polarity-flipped", "stem-late", "level", "other-version"}, Cause: []string{"polarity-flipped"},
		Also: []string{"polarity.stems", "sum.hot"}, Dose: "turned over",
	})
}

// level turns one stem up or down after the rough mix was made of the plain
// sum. In a mix with faders or a bus nothing tells it from the artist's fader.
func level(j *Job) (Label, error) {
	j.Mode, j.Bus, j.FadersDB = AtUnity, Bus{}, make([]float64, len(j.Stems))
	j.mix()
	j.base = j.Session.fork()
	return j.shifted(func(s Sound) Sound { return s.gain(j.Dose) }, Label{
		Accept: []string{"level"}, Cause: []string{"level"}, Also: []string{"sum.hot"}, Dose: fmt.Sprintf("%+g dB", j.Dose),
	})
}

// wrongSong puts the rough mix of other music beside the stems: another take of
// the other half of the made band's song, in another key and tempo.
func wrongSong(j *Job) (Label, error) {
	other := Made(j.seed^0x5A, j.Number+1)
	r := float64(other.Rate) / float64(j.Rate)
	sound := other.Rough.Sound.resampled(0, r*j.Dose, j.frames())
	j.changeRough(func(t *Track) { t.Sound = sound.each(onGrid) })
	return Label{
		Accept: []string{"wrong-song"}, Cause: []string{"wrong-song"}, Also: []string{"other-version", "missing-stem", "rate-mislabel"},
		Dose: fmt.Sprintf("other music, %g times as fast", j.Dose),
	}, nil
}
