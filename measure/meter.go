package measure

import "lathe/dsp/unit"

// Result is what a meter has to say about a whole file.
type Result struct {
	Integrated   unit.Reading `json:"integrated_lufs"`
	Range        unit.Reading `json:"loudness_range_lu"`
	MaxMomentary unit.Reading `json:"max_momentary_lufs"`
	MaxShortTerm unit.Reading `json:"max_short_term_lufs"`
	TruePeak     unit.Reading `json:"true_peak_dbtp"`
	SamplePeak   unit.Reading `json:"sample_peak_dbfs"`
	PLR          unit.Reading `json:"plr_lu"`     // true peak less integrated loudness
	MinPSR       unit.Reading `json:"psr_min_lu"` // true peak less short-term loudness, at its least
	DC           unit.Ratio   `json:"dc"`         // linear, of the channel that has more
	Correlation  unit.Ratio   `json:"correlation"`
	Width        unit.Reading `json:"width_db"` // side against middle
	ThirdOctaves []Band       `json:"third_octaves"`
}

// Band is one third-octave band of a Result.
type Band struct {
	Hz unit.Hz      `json:"hz"`
	DB unit.Reading `json:"db"` // mean square; a full-scale sine is -3.01
}

// Meter is every meter at once: what `lathe measure` shows.
type Meter struct {
	loudness *Loudness
	peaks    *Peaks
	stereo   Stereo
	spectrum *Spectrum
}

// NewMeter prepares a meter for one or two channels.
func NewMeter(rate, channels int) *Meter {
	return &Meter{
		loudness: NewLoudness(rate),
		peaks:    NewPeaks(rate, channels, true),
		spectrum: NewSpectrum(rate, channels),
	}
}

// Feed hears the next block.
func (m *Meter) Feed(block [][]float64) {
	m.loudness.Feed(block)
	m.peaks.Feed(block)
	m.stereo.Feed(block)
	m.spectrum.Feed(block)
}

// Loudness gives access to loudness over time.
func (m *Meter) Loudness() *Loudness { return m.loudness }

// WorstPeak is [Peaks.WorstPeak], once Finish has heard the end.
func (m *Meter) WorstPeak() unit.Reading { return m.peaks.WorstPeak() }

// Finish hears the end and tells the result.
func (m *Meter) Finish() Result {
	m.peaks.Finish()
	m.spectrum.Finish()
	r := Result{
		Integrated:   m.loudness.Integrated(),
		Range:        m.loudness.Range(),
		MaxMomentary: m.loudness.MaxMomentary(),
		MaxShortTerm: m.loudness.MaxShortTerm(),
		TruePeak:     m.peaks.TruePeak(),
		SamplePeak:   m.peaks.SamplePeak(),
		MinPSR:       MinPSR(m.peaks.Hops(), m.loudness.Ticks()),
		DC:           m.stereo.DC(),
		Correlation:  m.stereo.Correlation(),
		Width:        m.stereo.Width(),
	}
	r.PLR = r.TruePeak - r.Integrated
	for b, db := range m.spectrum.ThirdOctaves() {
		r.ThirdOctaves = append(r.ThirdOctaves, Band{BandHz(b), db})
	}
	return r
}
