package deliver

import "math"

// servicesListed is when the list below was made.
const servicesListed = "2026-11"

// service is where music is streamed, and how loud it is played there when
// the listener has not chosen otherwise.
type service struct {
	Name  string
	LUFS  float64
	Lifts bool // turns quiet music up too
}

// services play at what they publish, or what engineers have measured there
// (specs/dsp.md section 1).
var services = []service{
	{"Spotify", -14, true},
	{"Apple Music", -16, false},
	{"YouTube", -14, false},
	{"Tidal", -14, false},
	{"Amazon Music", -14, false},
	{"Deezer", -15, false},
}

// liftPeak is how far a service lifts a true peak, in dBTP: it keeps 1 dB for
// the codec (Spotify for Artists, "Loudness normalization").
const liftPeak = -1

// gain is what a service does to a track of this loudness and true peak, in dB;
// NaN when that cannot be told.
func (s service) gain(lufs, peakDBTP float64) float64 {
	gain := s.LUFS - lufs
	switch {
	case !measurable(gain):
		return math.NaN()
	case gain <= 0:
		return gain
	case !s.Lifts:
		return 0
	case !measurable(peakDBTP):
		return math.NaN()
	}
	return max(0, min(gain, liftPeak-peakDBTP))
}

// playback is one service's row.
type playback struct {
	service
	At, Gain, Plays string // dB and LUFS
	Does            string
}

// playbacks says what every service will do to the master.
func (p Page) playbacks() []playback {
	m := p.track(masterLetter)
	if m == nil {
		return nil
	}
	var out []playback
	lufs, peak := float64(m.File.Integrated), float64(m.File.TruePeak)
	for _, s := range services {
		gain := s.gain(lufs, peak)
		row := playback{service: s, At: tenths(s.LUFS), Gain: signed(gain), Plays: tenths(lufs + gain), Does: "leaves it as it is"}
		switch {
		case !measurable(gain):
			row.Does = "cannot be told"
		case row.Gain == "0.0" && s.Lifts && lufs < s.LUFS-0.05:
			row.Does = "would turn it up, but the true peak leaves no room"
		case row.Gain == "0.0":
		case gain < 0:
			row.Does = "turns it down"
		case lufs+gain < s.LUFS-0.05: // is shown as another tenth
			row.Does = "turns it up as far as the true peak allows"
		default:
			row.Does = "turns it up"
		}
		out = append(out, row)
	}
	return out
}
