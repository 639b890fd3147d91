package spoil

import "fmt"

var formatKinds = []Kind{
	{Name: "lossy.mp3", Doses: []float64{96, 128, 192}, Spoil: roundTrip("mp3")},
	{Name: "lossy.aac", Doses: []float64{96, 128}, Spoil: roundTrip("aac")},
	{Name: "lossy.vorbis", Doses: []float64{80, 128}, Spoil: roundTrip("vorbis")},
	{Name: "lossy.opus", Doses: []float64{64, 96}, Spoil: roundTrip("opus")},
	{Name: "lossy.file", Doses: []float64{128, 256}, Spoil: lossyFile},
	{Name: "rate.upsampled", Doses: []float64{44100}, Spoil: upsampled},
	{Name: "rate.differs", Doses: []float64{0}, Spoil: rateDiffers},
	{Name: "depth.padded", Doses: []float64{1, 0}, Spoil: depthPadded},
	{Name: "depth.low", Doses: []float64{1, 0}, Spoil: depthLow},
}

const brightDBFS = -80 // in the loudest tenth of a second, above the frequency that matters

// bright says whether a sound has something above a frequency.
func (j *Job) bright(s Sound, freqHz float64) bool {
	return s.above(freqHz, j.Rate).loudest(j.Rate/10) > brightDBFS
}

// edge says whether a sound has lost 20 dB of what it had above some frequency
// between 15 and 20 kHz: the edge that a codec leaves.
func (j *Job) edge(before, after Sound) bool {
	for freqHz := 15000.0; freqHz <= 20000; freqHz += 1000 {
		had := before.above(freqHz, j.Rate).loudest(j.Rate / 10)
		if had > brightDBFS && after.above(freqHz, j.Rate).loudest(j.Rate/10) < had-20 {
			return true
		}
	}
	return false
}

// roundTrip sends a stem through a codec and back into a 24-bit WAV. It counts
// where the codec left an edge; a dark stem has nothing to lose there. What the
// codec threw away is in the rough mix and in no stem.
func roundTrip(name string) func(*Job) (Label, error) {
	return func(j *Job) (Label, error) {
		var now Sound
		var failed error
		i, err := j.inOrder(func(i int) bool {
			s := j.Stems[i].Sound
			if failed != nil || !j.bright(s, 15000) {
				return false
			}
			var b []byte
			if b, failed = encode(s, j.Rate, name, j.Dose); failed != nil {
				return false
			}
			now, failed = decode(b, j.Rate, len(s), s.frames())
			return failed == nil && j.edge(s, now)
		})
		if failed != nil {
			return Label{}, failed
		}
		if err != nil {
			return Label{}, err
		}
		j.put(i, now.each(onGrid))
		return Label{
			Accept: []string{"lossy", "rate.upsampled"}, Cause: []string{"lossy"}, Stems: []string{j.Stems[i].File},
			Also: []string{"other-version", "level", "missing-stem", "region.start", "tail.cut", "noise.floor", "stem-late"}, Dose: fmt.Sprintf("%s at %g kbit/s", name, j.Dose),
		}, nil
	}
}

// lossyFile sends a stem as an MP3.
func lossyFile(j *Job) (Label, error) {
	i := j.c.below(len(j.Stems))
	b, err := encode(j.Stems[i].Sound, j.Rate, "mp3", j.Dose)
	if err != nil {
		return Label{}, err
	}
	j.change(i, func(t *Track) { t.Bytes, t.File = b, t.Name+" - "+j.Title+".mp3" })
	return Label{
		Accept: []string{"lossy"}, Cause: []string{"lossy"}, Stems: []string{j.Stems[i].File},
		Also: []string{"other-version", "level", "stem-late", "region.long", "region.short", "tail.cut", "region.start"}, Dose: fmt.Sprintf("an MP3 of %g kbit/s", j.Dose),
	}, nil
}

// upsampled prints a stem of a session of 48 kHz at 44.1 and converts it up
// again. It counts where what is lost above the old Nyquist frequency could be
// measured. Lower rates are those of samplers, and music: see [sampler].
func upsampled(j *Job) (Label, error) {
	if float64(j.Rate) <= j.Dose {
		return Label{}, ErrUnfit
	}
	var now Sound
	i, err := j.inOrder(func(i int) bool {
		s := j.Stems[i].Sound
		now = throughRate(s, j.Rate, j.Dose)
		lost := s.clone()
		lost.add(now, -1, 0)
		return lost.loudest(j.Rate/10) > brightDBFS
	})
	if err != nil {
		return Label{}, err
	}
	j.put(i, now.each(onGrid))
	return Label{
		Accept: []string{"rate.upsampled", "lossy"}, Cause: []string{"rate.upsampled"}, Stems: []string{j.Stems[i].File},
		Also: []string{"other-version", "level", "missing-stem", "noise.floor", "region.start", "tail.cut"}, Dose: fmt.Sprintf("from %g Hz", j.Dose),
	}, nil
}

// throughRate converts a sound down to a rate and up again.
func throughRate(s Sound, rate int, lowHz float64) Sound {
	down := float64(rate) / lowHz
	return s.resampled(0, down, int(float64(s.frames())/down)+1).resampled(0, 1/down, s.frames())
}

// rateDiffers converts a stem's file to the other rate, properly.
func rateDiffers(j *Job) (Label, error) {
	i, other := j.c.below(len(j.Stems)), 44100+48000-j.Rate
	s, down := j.Stems[i].Sound, float64(j.Rate)/float64(other)
	j.put(i, s.resampled(0, down, int(float64(s.frames())/down)))
	j.change(i, func(t *Track) { t.Form.Rate = other })
	return Label{
		Accept: []string{"rate.differs"}, Cause: []string{"rate.differs"}, Stems: []string{j.Stems[i].File},
		Also: []string{"region.start", "tail.cut"}, Dose: fmt.Sprintf("%d Hz in a session of %d", other, j.Rate),
	}, nil
}

// depthPadded rounds to 16 bits, with or without dither, in a file of 24.
func depthPadded(j *Job) (Label, error) {
	i := j.c.below(len(j.Stems))
	j.put(i, j.Stems[i].Sound.each(func(v float64) float64 { return float64(step(v, 15, j.Dose*dither(v, j.c))) / (1 << 15) }))
	return Label{
		Accept: []string{"depth.padded", "depth.fake"}, Cause: []string{"depth.padded", "depth.fake"}, Stems: []string{j.Stems[i].File},
		Also: []string{"noise.floor"}, Dose: fmt.Sprintf("dither %g", j.Dose),
	}, nil
}

// depthLow writes one stem, or all of them, with 16 bits.
func depthLow(j *Job) (Label, error) {
	one := j.c.below(len(j.Stems))
	l := Label{Accept: []string{"depth.low"}, Cause: []string{"depth.low"}, Around: []string{"noise.floor"}}
	for i := range j.Stems {
		if j.Dose == 1 && i != one {
			continue
		}
		j.change(i, func(t *Track) { t.Form.Bits = 16 })
		l.Stems = append(l.Stems, j.Stems[i].File)
	}
	l.Dose = fmt.Sprintf("%d stems of 16 bits", len(l.Stems))
	return l, nil
}
