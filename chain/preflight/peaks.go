package preflight

import (
	"fmt"

	"lathe/dsp/unit"
	"lathe/measure"
	"lathe/session"
)

const (
	fullScale  = 0.989 // linear, -0.1 dBFS: a ceiling above is the file's own
	fewRuns    = 3     // fewer flat tops at full scale than this are told, but do not worry,
	fewBelow   = 10    // and fewer below it,
	squareTops = 10    // such tops to one that is cut off: a square wave whose notes swell; clipped cymbals have three
	longRun    = 6     // unless one is so many samples long: a low note that a limiter holds is flat for three
	spikeCount = 8     // samples at the peak, and as many different neighbours: clean stems had 4 at most
	overCount  = 100   // samples beyond full scale that make a decoded file a clipped one
	softShare  = 0.06  // of the samples within an octave of the peak, in its upper half decibel: 0.03 at most in clean stems
	softSum    = 100   // such samples, per million of the file
)

// clipped finds waves whose tops are cut off, at full scale or below it.
func clipped(h Heard) []session.Finding {
	var out []session.Finding
	for _, s := range h.Stems {
		p := s.Portrait
		switch {
		case s.Format.Lossy && p.Tops.OverFull >= overCount:
			out = append(out, overFull(s))
		case p.Defects.Squares > squareTops*p.Defects.ClippedAll: // a square wave is flat by itself
		case few(p) && pressed(p): // rounded, and here and there so flat
		case len(p.Defects.Clipped) > 0 && p.Defects.Clipped[0].Level >= fullScale, spike(p) && held(p) && unit.DB(p.SamplePeak) >= unit.FromGain(fullScale):
			out = append(out, clipping(s, "clip.runs"))
		case len(p.Defects.Clipped) > 0, spike(p) && held(p):
			out = append(out, clipping(s, "clip.turned-down"))
		}
	}
	return out
}

// Bent says of every stem whether its tops were cut off, pressed or rounded.
func Bent(h Heard) []bool {
	out := make([]bool, len(h.Stems))
	for _, f := range append(clipped(h), limited(h)...) {
		for i, s := range h.Stems {
			out[i] = out[i] || s.File == f.Stem
		}
	}
	return out
}

// spike says whether samples crowd on the file's very peak, as they do at a
// ceiling. The same drum sample over and over does that too, but always with
// the same neighbours.
func spike(p *measure.Portrait) bool {
	t := p.Tops
	return t.AtPeak >= spikeCount && t.Shapes >= spikeCount && t.AtPeak > 2*t.Near
}

// held says whether the wave stays on the ceiling, which a clipper makes it do
// and a limiter does not.
func held(p *measure.Portrait) bool { return p.Tops.Paired >= p.Tops.AtPeak/10+1 }

// few says whether there are flat tops, but too few to worry.
func few(p *measure.Portrait) bool {
	runs := p.Defects.Clipped
	if len(runs) == 0 || spike(p) {
		return false
	}
	if runs[0].Level < fullScale && longest(runs) < longRun {
		return len(runs) < fewBelow
	}
	return len(runs) < fewRuns
}

// pressed says whether the wave crowds in the half decibel below its peak.
func pressed(p *measure.Portrait) bool {
	share, count := p.Tops.Share(0.5)
	return share > softShare && float64(count) > softSum*float64(p.Length)*float64(p.Channels)/1e6
}

// clipping tells of flat tops.
func clipping(s Stem, code string) session.Finding {
	runs := s.Portrait.Defects.Clipped
	level := float64(s.Portrait.SamplePeak)
	f := session.Finding{
		Code: code, Severity: session.Warning, Stem: s.File,
		At:    places(runs, s.Portrait.Rate),
		Heard: fmt.Sprintf("%d samples stand on one ceiling at %.1f dBFS, hardly any just below", s.Portrait.Tops.AtPeak, level),
		Fix:   "If it is not meant, turn the track down where it clips and export again. Lathe does not make it louder.",
	}
	at := ""
	if len(runs) > 0 {
		level = float64(unit.FromGain(runs[0].Level))
		f.Heard = fmt.Sprintf("%d flat tops at %.1f dBFS, the longest %d samples", s.Portrait.Defects.ClippedAll, level, longest(runs))
		at = fmt.Sprintf(" at %s", clock(float64(runs[0].Frame)/float64(s.Portrait.Rate))) + more(s.Portrait.Defects.ClippedAll)
		if few(s.Portrait) {
			f.Severity = session.Info
		}
	}
	f.Message = fmt.Sprintf("%s clips: its peaks are cut off%s.", s.File, at)
	if code == "clip.turned-down" {
		f.Message = fmt.Sprintf("%s clipped before it was turned down to %.1f dBFS: its peaks are cut off%s.", s.File, level, at)
		f.Fix = "If it is not meant, find the plug-in or track that clips, turn down what feeds it and export again. Turning down the fader behind it does not help."
	}
	return f
}

// overFull tells of a lossy file that decodes to more than full scale in many
// places: what it was made from stood at full scale, or was cut off there.
func overFull(s Stem) session.Finding {
	t := s.Portrait.Tops
	return session.Finding{
		Code: "clip.runs", Severity: session.Warning, Stem: s.File,
		At:      places(t.Over, s.Portrait.Rate),
		Heard:   fmt.Sprintf("%d samples beyond full scale once decoded, up to %+.1f dBFS", t.OverFull, float64(s.Portrait.SamplePeak)),
		Message: fmt.Sprintf("%s clips: it was at full scale when it was made into a %s file, at %s.", s.File, kindOf(s), clock(float64(t.Over[0].Frame)/float64(s.Portrait.Rate))+more(len(t.Over))),
		Fix:     "If you have the session, turn the track down and export it again as 24-bit WAV. Lathe decodes it without clipping it once more.",
	}
}

// limited finds waves that were pressed against a ceiling.
func limited(h Heard) []session.Finding {
	var out []session.Finding
	for _, s := range h.Stems {
		p := s.Portrait
		if len(p.Defects.Clipped) > 0 && !(few(p) && pressed(p)) || spike(p) && held(p) || p.Silent() {
			continue
		}
		f := session.Finding{
			Code: "clip.soft", Severity: session.Info, Stem: s.File,
			Message: fmt.Sprintf("%s was limited or saturated hard before it was exported.", s.File),
			Fix:     "If that is the sound you want, leave it. A limiter that is only there for loudness is better left to the master.",
		}
		switch {
		case spike(p):
			f.Heard = fmt.Sprintf("%d peaks reach exactly %.2f dBFS, and hardly any stop just below", p.Tops.AtPeak, float64(p.SamplePeak))
		case pressed(p):
			share, _ := p.Tops.Share(0.5)
			f.Heard = fmt.Sprintf("of the samples in the upper 6 dB, %.0f %% are in the topmost half decibel", 100*share)
		default:
			continue
		}
		out = append(out, f)
	}
	return out
}

// between finds waves that pass full scale only between their samples.
func between(h Heard) []session.Finding {
	var out []session.Finding
	for _, s := range h.Stems {
		peak, between := float64(s.Portrait.SamplePeak), float64(s.Portrait.TruePeak)
		if peak > 0 || between <= 0 || s.Portrait.Silent() {
			continue
		}
		out = append(out, session.Finding{
			Code: "peak.inter-sample", Severity: session.Info, Stem: s.File, At: truePeakAt(s.Portrait),
			Heard:   fmt.Sprintf("true peak %+.2f dBTP, sample peak %.2f dBFS", between, peak),
			Message: fmt.Sprintf("Between its samples %s rises above full scale, by %.1f dB.", s.File, between),
			Fix:     "Lathe works with it without clipping, and its master stays below its ceiling. Next time leave 6 dB of headroom.",
		})
	}
	return out
}

// truePeakAt is the moment of the highest one.
func truePeakAt(p *measure.Portrait) []session.Span {
	s := unit.Round(float64(p.TruePeakAt)/float64(p.Rate), 1e-4)
	return []session.Span{{StartS: s, EndS: s}}
}

func kindOf(s Stem) string { return codecName(s.Format.Container) }

// codecName is a codec as people write it.
func codecName(container string) string {
	switch container {
	case "vorbis":
		return "Vorbis"
	case "opus":
		return "Opus"
	case "mp3":
		return "MP3"
	case "aac", "m4a", "mp4":
		return "AAC"
	}
	return container
}
