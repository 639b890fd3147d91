package spoil

import "fmt"

var regionKinds = []Kind{
	{Name: "region.short", Doses: []float64{0.3, 1, 3}, Spoil: regionShort},
	{Name: "region.long", Doses: []float64{0.5, 2, 5}, Spoil: regionLong},
	{Name: "region.start", Doses: []float64{0}, Spoil: regionStart},
	{Name: "head.trimmed", Doses: []float64{0}, Spoil: headTrimmed},
	{Name: "onset.cut", Doses: []float64{1, 3, 8}, Spoil: onsetCut},
	{Name: "tail.cut", Doses: []float64{0, -6, -12}, Spoil: tailCut},
	{Name: "tail.cut.all", Doses: []float64{-1}, Spoil: tailCutAll},
}

// regionShort ends a stem's file so many seconds early, where the stem has been
// silent for 50 ms.
func regionShort(j *Job) (Label, error) {
	i, end := j.c.below(len(j.Stems)), j.frames()-int(j.Dose*float64(j.Rate))
	s := j.Stems[i].Sound.clone()
	fade := j.Rate
	for _, ch := range s {
		for k := range fade {
			ch[end-fade-j.Rate/20+k] *= 1 - float64(k)/float64(fade)
		}
		clear(ch[end-j.Rate/20:])
	}
	j.put(i, s)
	j.mix() // the rough mix has the fade; only the file's end is missing
	j.put(i, s.cut(0, end))
	return Label{
		Accept: []string{"region.short"}, Cause: []string{"region.short"}, Stems: []string{j.Stems[i].File},
		Places: j.span(end, j.frames0()), Dose: fmt.Sprintf("%g s short, silent before", j.Dose),
	}, nil
}

// frames0 is the length of the clean session.
func (j *Job) frames0() int { return j.base.frames() }

// regionLong adds silence to a stem's file.
func regionLong(j *Job) (Label, error) {
	i, end := j.c.below(len(j.Stems)), j.frames()+int(j.Dose*float64(j.Rate))
	j.put(i, j.Stems[i].Sound.cut(0, end))
	return Label{
		Accept: []string{"region.long"}, Cause: []string{"region.long"}, Stems: []string{j.Stems[i].File},
		Places: j.span(j.frames0(), end), Dose: fmt.Sprintf("%g s long", j.Dose),
	}, nil
}

// regionStart exports the whole session from its first sound on: no silence
// before.
func regionStart(j *Job) (Label, error) {
	first := j.frames()
	for _, t := range j.Stems {
		f, _ := t.Sound.bounds()
		first = min(first, f)
	}
	j.trimAll(first)
	return Label{
		Accept: []string{"region.start"}, Cause: []string{"region.start"},
		Places: []Span{{0, 0}}, Dose: "every file begins with the first sound",
	}, nil
}

// trimAll takes frames off the beginning of every file.
func (j *Job) trimAll(frames int) {
	for i, t := range j.Stems {
		j.put(i, t.Sound.cut(frames, j.frames0()))
	}
	j.changeRough(func(t *Track) { t.Sound = t.Sound.cut(frames, j.frames0()) })
}

// headTrimmed exports one stem from its own first sound on, so it plays early.
func headTrimmed(j *Job) (Label, error) {
	i := j.c.below(len(j.Stems))
	s := j.Stems[i].Sound
	first, _ := s.bounds()
	now := s.cut(first, j.frames0())
	if !j.audible(i, now.cut(0, j.frames0())) {
		return Label{}, ErrUnfit
	}
	j.put(i, now)
	return Label{
		Accept: []string{"stem-late", "region.short", "region.start"}, Cause: []string{"stem-late"}, Stems: []string{j.Stems[i].File},
		Also: []string{"tail.cut"}, Dose: fmt.Sprintf("%d frames of silence taken off", first),
	}, nil
}

// attacks are frames where a stem's level in 5 ms rises by 20 dB over that of
// the 50 ms before, to within 6 dB of its loudest.
func (j *Job) attacks(s Sound) []int {
	n := j.Rate / 200
	loud := s.loudest(n)
	var at []int
	for from := 10 * n; from+2*n < s.frames(); from += n / 4 {
		here := powerDB(s.power(from, from+n))
		if here > loud-6 && powerDB(s.power(from-10*n, from-n/2))+20 < here {
			at = append(at, from)
			from += 10 * n
		}
	}
	return at
}

// onsetCut begins every file so many ms into a hit of one stem. It counts when
// the first 2 ms of that stem's file are within 12 dB of its loudest, and the
// millisecond that was cut off is within 20 dB of them: a hit that comes after
// the cut is whole.
func onsetCut(j *Job) (Label, error) {
	n, cut := j.Rate/500, 0
	i, err := j.inOrder(func(i int) bool {
		s := j.Stems[i].Sound
		for _, at := range j.attacks(s) {
			cut = at + int(j.Dose*float64(j.Rate)/1000)
			kept := powerDB(s.power(cut, cut+n))
			if cut < s.frames()/2 && kept > s.loudest(n)-12 && powerDB(s.power(cut-n/2, cut)) > kept-20 {
				return true
			}
		}
		return false
	})
	if err != nil {
		return Label{}, err
	}
	j.trimAll(cut)
	return Label{
		Accept: []string{"onset.cut", "region.start"}, Cause: []string{"onset.cut"}, Stems: []string{j.Stems[i].File},
		Also: []string{"region.start"}, Around: []string{"onset.cut", "region.start"}, Places: []Span{{0, 0}},
		Dose: fmt.Sprintf("begins %g ms into a hit", j.Dose),
	}, nil
}

// tailCut ends one stem's file while it sounds: its last 10 ms are at the
// stem's mean level plus the dose, or louder, and so it goes on for the 10 ms
// that are cut off.
func tailCut(j *Job) (Label, error) {
	n, end := j.Rate/100, 0
	i, err := j.inOrder(func(i int) bool {
		s := j.Stems[i].Sound
		_, last := s.bounds()
		for at := last - 2*j.Rate; at < last-j.Rate/4; at += n {
			if powerDB(s.power(at-n, at)) > s.rmsDB()+j.Dose && j.goesOn(s, at) {
				end = at
				return true
			}
		}
		return false
	})
	if err != nil {
		return Label{}, err
	}
	j.put(i, j.Stems[i].Sound.cut(0, end))
	return Label{
		Accept: []string{"tail.cut", "region.short"}, Cause: []string{"tail.cut"}, Stems: []string{j.Stems[i].File},
		Also: []string{"region.short", "level", "other-version", "missing-stem"}, Places: j.span(end, end),
		Dose: fmt.Sprintf("ends while it sounds at %+g dB of its mean", j.Dose),
	}, nil
}

// goesOn says whether a sound is about as loud after a frame as it was before.
func (j *Job) goesOn(s Sound, at int) bool {
	n := j.Rate / 100
	return powerDB(s.power(at, at+n)) > powerDB(s.power(at-n, at))-20
}

// tailCutAll ends the whole export within the music. The stem that has to be
// named is the one whose last 10 ms are loudest against its mean.
func tailCutAll(j *Job) (Label, error) {
	n, worst, most := j.Rate/100, 0, -200.0
	end := j.frames() - int(j.c.between(2, 4)*float64(j.Rate))
	for i, t := range j.Stems {
		if over := powerDB(t.Sound.power(end-n, end)) - t.Sound.rmsDB(); over > most && j.goesOn(t.Sound, end) {
			worst, most = i, over
		}
	}
	if most < -6 {
		return Label{}, ErrUnfit
	}
	for i, t := range j.Stems {
		j.put(i, t.Sound.cut(0, end))
	}
	j.changeRough(func(t *Track) { t.Sound = t.Sound.cut(0, end) })
	return Label{
		Accept: []string{"tail.cut"}, Cause: []string{"tail.cut"}, Stems: []string{j.Stems[worst].File},
		Around: []string{"tail.cut"}, Places: j.span(end, end), Dose: fmt.Sprintf("all end while this one sounds at %+.0f dB of its mean", most),
	}, nil
}
