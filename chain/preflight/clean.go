package preflight

import (
	"fmt"

	"lathe/dsp/unit"
	"lathe/measure"
	"lathe/session"
)

const (
	joinRunsS  = 0.25 // flat tops this close together are told as one place
	mostPlaces = 20   // places told
)

func more(n int) string {
	if n == 1 {
		return ""
	}
	return fmt.Sprintf(" and in %d places in all", n)
}

func longest(runs []measure.Run) int {
	n := 0
	for _, r := range runs {
		n = max(n, r.Length)
	}
	return n
}

// places joins runs that are close together.
func places(runs []measure.Run, rate int) []session.Span {
	var out []session.Span
	for _, r := range runs {
		from := float64(r.Frame) / float64(rate)
		to := float64(r.Frame+int64(r.Length)) / float64(rate)
		if n := len(out); n > 0 && from-out[n-1].EndS < joinRunsS {
			out[n-1].EndS = unit.Round(to, 1e-4)
			continue
		}
		if len(out) == mostPlaces {
			break
		}
		out = append(out, session.Span{StartS: unit.Round(from, 1e-4), EndS: unit.Round(to, 1e-4)})
	}
	return out
}

// hot finds stems without headroom. It is information: levels are Lathe's
// business, and a float file above full scale has lost nothing.
func hot(h Heard) []session.Finding {
	var out []session.Finding
	for _, s := range h.Stems {
		peak, between := s.Portrait.SamplePeak, s.Portrait.TruePeak
		switch {
		case len(s.Portrait.Defects.Clipped) > 0 || !peak.Known() || s.Format.Lossy && s.Portrait.Tops.OverFull >= overCount:
		case s.Format.Float && peak > 0:
			out = append(out, session.Finding{
				Code: "peak.float", Severity: session.Info, Stem: s.File,
				Heard:   fmt.Sprintf("sample peak %+.1f dBFS in a float file", float64(peak)),
				Message: fmt.Sprintf("%s peaks above full scale, but as a float file it has lost nothing.", s.File),
				Fix:     "Nothing to do.",
			})
		case between > -1:
			out = append(out, session.Finding{
				Code: "peak.hot", Severity: session.Info, Stem: s.File,
				Heard:   fmt.Sprintf("sample peak %.1f dBFS, true peak %+.1f dBTP", float64(peak), float64(between)),
				Message: fmt.Sprintf("%s is very hot: it peaks at %.1f dBFS.", s.File, float64(peak)),
				Fix:     "It does not clip, so it is used as it is. Next time leave 6 dB of headroom, without a limiter.",
			})
		}
	}
	return out
}

// sumHot tells when the stems together pass full scale.
func sumHot(h Heard) []session.Finding {
	if h.Sum == nil || h.Sum.SamplePeakDBFS <= 0 {
		return nil
	}
	return []session.Finding{{
		Code: "sum.hot", Severity: session.Info,
		At:      []session.Span{h.Sum.At},
		Heard:   fmt.Sprintf("the sum of the stems peaks at %+.1f dBFS", h.Sum.SamplePeakDBFS),
		Message: fmt.Sprintf("Added together the stems peak at %+.1f dBFS, above full scale.", h.Sum.SamplePeakDBFS),
		Fix:     "Lathe adds them in floating point, so nothing clips. Next time leave more headroom.",
	}}
}

// offsetDB is where an offset is worth telling: specs/dsp.md section 2.
const offsetDB = -60

// offset finds waves that stand off centre.
func offset(h Heard) []session.Finding {
	var out []session.Finding
	for _, s := range h.Stems {
		dc := max(abs(s.Portrait.Offset[0]), abs(s.Portrait.Offset[1]))
		if db := float64(unit.FromGain(dc)); db > offsetDB {
			out = append(out, session.Finding{
				Code: "dc", Severity: session.Info, Stem: s.File,
				Heard:   fmt.Sprintf("mean of the samples is %.4f (%.0f dBFS)", dc, db),
				Message: fmt.Sprintf("The wave of %s stands off centre.", s.File),
				Fix:     "Lathe takes the offset away.",
			})
		}
	}
	return out
}

func abs(v float64) float64 { return max(v, -v) }
