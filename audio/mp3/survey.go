package mp3

import (
	"errors"
	"fmt"
	"io"

	"lathe/audio"
)

// survey is what the headers of all frames tell.
type survey struct {
	format audio.Format
	tagged bool  // the first frame is the encoder's tag
	count  int64 // frames of Layer III, the tag left out
	gaps   []gap // where frames are lost, in order
	begin  int64 // frames decoded before the music
	flaws  []audio.Flaw
}

// gap is a place where frames are lost.
type gap struct {
	before int64 // the number of the frame that follows
	lost   int64
}

// takeSurvey walks over all frames without decoding them.
func takeSurvey(r io.ReadSeeker, end int64) (survey, error) {
	scan, err := rewind(r, end)
	if err != nil {
		return survey{}, err
	}
	var s survey
	var t tag
	each := int64(0) // frames a frame of Layer III plays
	alone := 0       // channels of a tag that nothing follows
	for n := 0; ; n++ {
		f, err := scan.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return survey{}, err
		}
		if n == 0 {
			s.format = audio.Format{Container: "mp3", Rate: f.rate, Lossy: true}
			each = int64(f.frames())
			if t, s.tagged = parseTag(f); s.tagged {
				alone = f.channels
				continue
			}
		}
		if err := f.refused(); err != nil {
			return survey{}, err
		}
		if lost := (f.gap + int64(f.bytes)/2) / int64(f.bytes); lost > 0 && s.count > 0 && len(s.gaps) < 1000 {
			s.gaps = append(s.gaps, gap{s.count, lost})
		}
		s.format.Channels = max(s.format.Channels, f.channels)
		s.count++
	}
	if s.count == 0 {
		s.format.Channels = alone
	}
	if s.format.Channels == 0 {
		return survey{}, fmt.Errorf("it has no MP3 frame: %w", audio.ErrMalformed)
	}
	s.fill(t)
	s.measure(t, each)
	s.judge(scan, t)
	return s, s.format.Check()
}

// refused is why a frame cannot be read, if it cannot.
func (h header) refused() error {
	what := ""
	switch {
	case h.word&modeBits == jointStereo && h.word&intensity != 0:
		what = "with intensity stereo"
	case h.rate == 8000:
		what = "at 8 kHz"
	default:
		return nil
	}
	return fmt.Errorf("it is MP3 %s, which is not read here, and ffmpeg reads it: %w", what, audio.ErrUnsupported)
}

// fill decides which gaps are filled with silence: as many frames as the tag
// counts and the file does not have. Without a tag nobody knows.
func (s *survey) fill(t tag) {
	missing := max(0, t.frames-s.count)
	if !s.tagged {
		missing = 0
	}
	for i := range s.gaps {
		s.gaps[i].lost = min(s.gaps[i].lost, missing)
		missing -= s.gaps[i].lost
		s.count += s.gaps[i].lost
	}
}

// measure finds where the music begins and ends. The end is cut only when all
// frames the tag counts are there, and no others.
func (s *survey) measure(t tag, each int64) {
	end := s.count * each
	if s.tagged && t.gapless {
		s.begin = min(int64(t.delay+settle), end)
		if t.frames == s.count && t.padding > settle {
			end = max(s.begin, end-int64(t.padding-settle))
		}
	}
	s.format.Frames = end - s.begin
}

// judge lists what is wrong with the file as a whole.
func (s *survey) judge(scan *scanner, t tag) {
	flaw := func(code string, frame int64, format string, args ...any) {
		s.flaws = append(s.flaws, audio.Flaw{Code: code, Frame: frame, Message: fmt.Sprintf(format, args...)})
	}
	at := audio.Clock(s.format.Frames, s.format.Rate)
	if scan.junk > 0 {
		flaw("junk", -1, "it holds %s of something else", plural(scan.junk, "byte"))
	}
	switch {
	case scan.changed:
		flaw("header", s.format.Frames, "its sample rate changes at %s, and reading ends there", at)
	case scan.cut, s.tagged && t.frames > s.count:
		flaw("truncated", s.format.Frames, "it ends early: it breaks off at %s", at)
	case s.tagged && t.frames >= 0 && t.frames < s.count:
		flaw("header", -1, "its tag counts %s, and it has %d", plural(t.frames, "MP3 frame"), s.count)
	}
}
