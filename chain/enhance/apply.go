package enhance

import (
	"fmt"
	"math"
	"time"

	"lathe/dsp"
	"lathe/dsp/dynamics"
	"lathe/dsp/reverb"
	"lathe/dsp/shape"
	"lathe/dsp/unit"
	"lathe/dsp/vec"
)

// Apply turns a stem's page into a processor, without its sends. A page with
// nothing on is nil.
func Apply(page Page, rate unit.Hz) (dsp.Series, error) {
	var series dsp.Series
	for _, m := range page {
		if !m.On {
			continue
		}
		var p dsp.Processor
		var err error
		switch {
		case m.Saturate != nil:
			p, err = shape.NewSaturator(rate, m.Saturate.settings())
		case m.Multiband != nil:
			p, err = m.Multiband.processor(rate)
		default:
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.ID, err)
		}
		series = append(series, p)
	}
	return series, nil
}

func (m *Multiband) processor(rate unit.Hz) (dsp.Processor, error) {
	edges := make([]unit.Hz, len(m.CrossoversHz))
	for i, f := range m.CrossoversHz {
		edges[i] = unit.Hz(f)
	}
	bands := make([]dynamics.Band, len(m.Bands))
	for i, b := range m.Bands {
		bands[i] = dynamics.Band{
			Settings: dynamics.Settings{
				Curve:  dynamics.Curve{Threshold: unit.DB(b.ThresholdDB), Ratio: b.Ratio, Knee: unit.DB(b.KneeDB)},
				Attack: milliseconds(b.AttackMS), Release: milliseconds(b.ReleaseMS),
			},
			Makeup: unit.DB(b.MakeupDB),
		}
	}
	return dynamics.NewMultiband(rate, edges, bands, 2)
}

func milliseconds(ms float64) time.Duration { return time.Duration(ms * float64(time.Millisecond)) }

// SendLevel is the linear gain with which the stem goes to the room, 0 when it
// does not.
func SendLevel(page Page) float64 {
	sum := 0.0
	for _, m := range page {
		if m.On && m.Send != nil {
			sum += unit.DB(m.Send.LevelDB).Gain()
		}
	}
	return sum
}

// ApplyBus turns the bus page into the room that the sends are put through. A
// page with nothing on is nil: nothing comes back.
func ApplyBus(page BusPage, rate unit.Hz) (dsp.Processor, error) {
	for _, m := range page {
		if !m.On {
			continue
		}
		r, err := newRoom(*m.Room, rate)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.ID, err)
		}
		return r, nil
	}
	return nil, nil
}

// room is a reverb.Room scaled so that noise comes back as loud as it went in:
// then a send's level is the level of its reverberation.
type room struct {
	*reverb.Room
	gainLin float64
}

func newRoom(r Room, rate unit.Hz) (*room, error) {
	settings := reverb.Settings{
		Decay: time.Duration(r.DecayS * float64(time.Second)), PreDelay: milliseconds(r.PreDelayMS),
		Highpass: unit.Hz(r.HighpassHz), Lowpass: unit.Hz(r.LowpassHz), Damping: r.Damping,
	}
	made, err := reverb.New(rate, settings)
	if err != nil {
		return nil, err
	}
	// The energy of the answer to a click is the power gain for white noise;
	// what the highpass and lowpass keep out is meant to be kept out.
	const block = 4096
	energy, passed := 0.0, bandShare(r, rate)
	answer := [][]float64{make([]float64, block), make([]float64, block)}
	answer[0][0] = 1
	for n := 0; n < int(2*r.DecayS*float64(rate)); n += block {
		made.Process(answer)
		energy += vec.Energy(answer[0]) + vec.Energy(answer[1])
		vec.Zero(answer[0])
		vec.Zero(answer[1])
	}
	made.Reset()
	return &room{made, math.Sqrt(passed / energy)}, nil
}

// bandShare is the share of white noise between the room's two corners.
func bandShare(r Room, rate unit.Hz) float64 {
	top := float64(rate) / 2
	return max(0.01, (min(r.LowpassHz, top)-r.HighpassHz)/top)
}

// Process turns one block into its reverberation.
func (r *room) Process(channels [][]float64) {
	r.Room.Process(channels)
	for _, x := range channels {
		vec.Scale(x, r.gainLin)
	}
}
