package measure

import "lathe/dsp/unit"

// Portrait is all that the stages know about one track: heard once, small
// enough to keep, and enough to decide from.
type Portrait struct {
	Rate     int
	Channels int
	Length   int64     // frames
	Ticks    []float64 // K-weighted mean square of every 10 ms, channels added
	Frames   Frames
	Defects  Defects
	Tops     Tops
	Edges    Edges
	Low      LowBand

	SamplePeak  unit.Reading // dBFS
	TruePeak    unit.Reading // dBTP
	TruePeakAt  int64        // frame
	Integrated  unit.Reading // LUFS
	Correlation unit.Ratio
	Width       unit.Reading // dB
	Balance     unit.Reading // dB, the right channel against the left; mono has none
	Offset      [2]float64   // linear, by channel
	MeanPower   float64      // mean square over all of it, averaged over channels
}

// Seconds is the length of the track.
func (p *Portrait) Seconds() float64 { return float64(p.Length) / float64(p.Rate) }

// Silent says whether there is nothing to hear: no sound at all, or nothing
// above the absolute gate.
func (p *Portrait) Silent() bool { return p.Defects.FirstSound < 0 || !p.Integrated.Known() }

// Crest is the sample peak against the mean power while the track plays, in dB.
func (p *Portrait) Crest() unit.DB {
	return unit.DB(p.SamplePeak) - unit.DB(p.Integrated)
}

// Painter listens to one track and makes its portrait.
type Painter struct {
	rate, channels int
	length         int64
	loudness       *Loudness
	peaks          *Peaks
	stereo         Stereo
	framer         *framer
	defector       *defector
	topper         *topper
	edger          *edger
	lower          *lower
}

// NewPainter prepares to listen to one or two channels.
func NewPainter(rate, channels int) *Painter {
	return &Painter{
		rate: rate, channels: channels,
		loudness: NewLoudness(rate),
		peaks:    NewPeaks(rate, channels, false),
		framer:   newFramer(rate, channels),
		defector: newDefector(),
		topper:   newTopper(),
		edger:    newEdger(rate, channels),
		lower:    newLower(rate),
	}
}

// Feed hears the next block.
func (p *Painter) Feed(block [][]float64) {
	for _, x := range block {
		p.topper.feed(x, p.length)
	}
	p.edger.feed(block)
	p.lower.feed(block)
	p.length += int64(len(block[0]))
	p.loudness.Feed(block)
	p.peaks.Feed(block)
	p.stereo.Feed(block)
	p.framer.feed(block)
	p.defector.feed(block)
}

// Finish hears the end and hands the portrait over.
func (p *Painter) Finish() *Portrait {
	p.peaks.Finish()
	out := &Portrait{
		Rate: p.rate, Channels: p.channels, Length: p.length,
		Ticks:       p.loudness.Ticks(),
		Frames:      p.framer.finish(),
		SamplePeak:  p.peaks.SamplePeak(),
		TruePeak:    p.peaks.TruePeak(),
		TruePeakAt:  p.peaks.TruePeakAt(),
		Integrated:  p.loudness.Integrated(),
		Correlation: p.stereo.Correlation(),
		Width:       p.stereo.Width(),
		Balance:     p.stereo.Balance(),
		Offset:      [2]float64{p.stereo.Offset(0), p.stereo.Offset(1)},
		MeanPower:   p.stereo.MeanPower(),
		Tops:        p.topper.finish(),
		Edges:       p.edger.out,
		Low:         p.lower.finish(),
	}
	out.Defects = p.defector.finish(p.peaks.sample, p.channels)
	return out
}
