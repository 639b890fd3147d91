package preflight

import (
	"fmt"
	"strings"

	"lathe/audio"
	"lathe/session"
)

// sameRegionS is how far two ends may be apart and still be the same: 10 ms.
const sameRegionS = 0.01

// noAudio blocks a session in which nothing sounds.
func noAudio(h Heard) []session.Finding {
	for _, s := range h.Stems {
		if !s.Portrait.Silent() {
			return nil
		}
	}
	return []session.Finding{{
		Code: "session.no-audio", Severity: session.Blocker,
		Heard:   "no stem rises above -70 LUFS",
		Message: "There is no sound in any of the stems.",
		Fix:     "Check that the tracks are not muted, and export them again.",
	}}
}

// damage passes on what the readers had to say.
func damage(h Heard) []session.Finding {
	var out []session.Finding
	tell := func(file string, rate int, flaws []audio.Flaw) {
		for _, f := range flaws {
			finding := session.Finding{
				Code: "file." + f.Code, Severity: session.Warning, Stem: file,
				Heard:   f.Message,
				Message: fmt.Sprintf("%s is damaged: %s.", file, f.Message),
				Fix:     "It was read as far as it is valid. If something is missing, export it again.",
			}
			if f.Code == "header" || f.Code == "junk" { // nothing is lost
				finding.Severity = session.Info
				finding.Message = fmt.Sprintf("%s was written oddly: %s.", file, f.Message)
				finding.Fix = "Nothing to do: all of it could be read."
			}
			if f.Frame >= 0 && rate > 0 {
				at := float64(f.Frame) / float64(rate)
				finding.At = []session.Span{{StartS: at, EndS: at}}
			}
			out = append(out, finding)
		}
	}
	for _, s := range h.Stems {
		tell(s.File, s.Format.Rate, s.Flaws)
	}
	if h.Rough != nil {
		tell(h.Rough.File, h.Rough.Format.Rate, h.Rough.Flaws)
	}
	return out
}

// region is the length that most stems have, in seconds, and how many have it.
func region(h Heard) (length float64, common int) {
	for _, a := range h.Stems {
		n := 0
		for _, b := range h.Stems {
			if near(a.Portrait.Seconds(), b.Portrait.Seconds()) {
				n++
			}
		}
		if n > common || n == common && a.Portrait.Seconds() > length {
			length, common = a.Portrait.Seconds(), n
		}
	}
	return length, common
}

func near(a, b float64) bool { return a-b < sameRegionS && b-a < sameRegionS }

// regionShort finds stems that end before the others.
func regionShort(h Heard) []session.Finding {
	length, common := region(h)
	if common == len(h.Stems) {
		return nil
	}
	end := seconds(h)
	var out []session.Finding
	for _, s := range h.Stems {
		own := s.Portrait.Seconds()
		if own >= length-sameRegionS {
			continue
		}
		out = append(out, session.Finding{
			Code: "region.short", Severity: session.Warning, Stem: s.File,
			At:      []session.Span{{StartS: own, EndS: end}},
			Heard:   fmt.Sprintf("%s long, %d of %d stems are %s", clock(own), common, len(h.Stems), clock(length)),
			Message: fmt.Sprintf("%s ends at %s; the other stems end at %s.", s.File, clock(own), clock(length)),
			Fix:     fmt.Sprintf("Lathe takes it to begin at 0:00 and fills the end with silence. If it plays on, export it again from 0:00 to %s, even where it is silent.", clock(length)),
		})
	}
	return out
}

// regionLong finds stems that end after the others.
func regionLong(h Heard) []session.Finding {
	length, common := region(h)
	var out []session.Finding
	for _, s := range h.Stems {
		if own := s.Portrait.Seconds(); common > 1 && own > length+sameRegionS {
			out = append(out, session.Finding{
				Code: "region.long", Severity: session.Info, Stem: s.File,
				At:      []session.Span{{StartS: length, EndS: own}},
				Heard:   fmt.Sprintf("%s long, %d of %d stems are %s", clock(own), common, len(h.Stems), clock(length)),
				Message: fmt.Sprintf("%s ends at %s; the other stems end at %s.", s.File, clock(own), clock(length)),
				Fix:     fmt.Sprintf("The master will be %s long, as long as the longest stem. Nothing is cut off.", clock(seconds(h))),
			})
		}
	}
	return out
}

// seconds is the length of the session's region.
func seconds(h Heard) float64 { return float64(h.Session.Frames) / float64(h.Session.Rate) }

func clock(s float64) string { return audio.Clock(int64(s*1000+0.5), 1000) }

// ratesDiffer finds stems of another sample rate than the session's.
func ratesDiffer(h Heard) []session.Finding {
	var out []session.Finding
	for _, s := range h.Stems {
		if s.Format.Rate != h.Session.Rate {
			out = append(out, session.Finding{
				Code: "rate.differs", Severity: session.Warning, Stem: s.File,
				Heard:   fmt.Sprintf("%d Hz, the session has %d Hz", s.Format.Rate, h.Session.Rate),
				Message: fmt.Sprintf("%s has a sample rate of %s; the other stems have %s.", s.File, kilohertz(s.Format.Rate), kilohertz(h.Session.Rate)),
				Fix:     fmt.Sprintf("Lathe converts it to %s. Better: export all stems at one rate.", kilohertz(h.Session.Rate)),
			})
		}
	}
	return out
}

func kilohertz(rate int) string { return fmt.Sprintf("%g kHz", float64(rate)/1000) }

// depthLow finds stems of 16 bits or less.
func depthLow(h Heard) []session.Finding {
	var files []string
	bits := 64
	for _, s := range h.Stems {
		if !s.Format.Float && s.Format.BitDepth > 0 && s.Format.BitDepth <= 16 {
			files = append(files, s.File)
			bits = min(bits, s.Format.BitDepth)
		}
	}
	if len(files) == 0 {
		return nil
	}
	f := session.Finding{
		Code: "depth.low", Severity: session.Info, Stem: oneOf(files),
		Heard:   fmt.Sprintf("%d bits in %s", bits, strings.Join(files, ", ")),
		Message: fmt.Sprintf("%s in 16 bits or less.", stemsAre(files)),
		Fix:     "It works, but quiet passages keep more detail when exported in 24 bits.",
	}
	if bits < 16 {
		f.Severity = session.Warning
		f.Fix = "Quiet passages will hiss. Export again in 24 bits."
	}
	return []session.Finding{f}
}

// depthPadded finds files that are deeper than their samples.
func depthPadded(h Heard) []session.Finding {
	var files []string
	for _, s := range h.Stems {
		used := s.Portrait.Defects.Depth
		if !s.Format.Lossy && !s.Format.Float && s.Format.BitDepth >= 24 && used > 0 && used <= 16 && s.Format.Rate == h.Session.Rate {
			files = append(files, s.File)
		}
	}
	if len(files) == 0 {
		return nil
	}
	return []session.Finding{{
		Code: "depth.padded", Severity: session.Info, Stem: oneOf(files),
		Heard:   fmt.Sprintf("only 16 bits are used in %s", strings.Join(files, ", ")),
		Message: fmt.Sprintf("%s 24-bit files that hold 16-bit sound.", stemsAre(files)),
		Fix:     "Nothing to do, unless there is a 24-bit original.",
	}}
}

// stemsAre begins a sentence about one file or several.
func stemsAre(files []string) string {
	if len(files) == 1 {
		return files[0] + " is"
	}
	return fmt.Sprintf("%d stems are", len(files))
}

// oneOf names the file when there is only one.
func oneOf(files []string) string {
	if len(files) == 1 {
		return files[0]
	}
	return ""
}
