package ogg_test

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"lathe/audio"
	"lathe/audio/audiotest"
	"lathe/audio/ogg"
)

// song is a stream of four pages: 100 frames each, numbered from 0.
func song() []sheaf {
	return []sheaf{
		{flags: 2, serial: 7, number: 0, packets: [][]byte{[]byte("tone head")}},
		{granule: 100, serial: 7, number: 1, packets: [][]byte{tone(0, 60), tone(60, 40)}},
		{granule: 200, serial: 7, number: 2, packets: [][]byte{tone(100, 100)}},
		{granule: 300, serial: 7, number: 3, packets: [][]byte{tone(200, 100)}},
		{granule: 400, serial: 7, number: 4, flags: 4, packets: [][]byte{tone(300, 50), tone(350, 50)}},
	}
}

func file(pages ...sheaf) []byte {
	var raw []byte
	for _, p := range pages {
		raw = append(raw, p.write()...)
	}
	return raw
}

func play(raw []byte, timing ogg.Timing) (audio.Reader, error) {
	s, err := ogg.Open(bytes.NewReader(raw), "tone")
	if err != nil {
		return nil, err
	}
	if _, err := s.Packet(); err != nil {
		return nil, err
	}
	timing.MaxFrames = 1000
	return s.Play(&counting{}, audio.Format{Container: "tone", Rate: 8000, Channels: 1, Lossy: true}, timing)
}

// runs writes a signal as its stretches: "0-99 silence*50 150-399".
func runs(samples []float64) string {
	var words []string
	for i := 0; i < len(samples); {
		j := i + 1
		if samples[i] == 0 && j < len(samples) && samples[j] == 0 {
			for j < len(samples) && samples[j] == 0 {
				j++
			}
			if j < len(samples) && samples[j] == 1 { // the last zero is the first frame
				j--
			}
			words = append(words, fmt.Sprintf("silence*%d", j-i))
			i = j
			continue
		}
		for j < len(samples) && samples[j] == samples[j-1]+1 {
			j++
		}
		words = append(words, fmt.Sprintf("%g-%g", samples[i], samples[j-1]))
		i = j
	}
	return strings.Join(words, " ")
}

// hearing is a song and what is to be heard of it.
type hearing struct {
	name   string
	raw    []byte
	timing ogg.Timing
	want   string
	frames int64
	flaws  string
}

func hearings() []hearing {
	change := func(edit func(p []sheaf) []sheaf) []byte { return file(edit(song())...) }
	whole := file(song()...)
	return []hearing{
		{"a sound song", whole, ogg.Timing{}, "0-399", 400, ""},
		{"frames the decoder settles in are not heard", whole, ogg.Timing{PreSkip: 130}, "130-399", 270, ""},
		{"the last page is cut at its end", change(func(p []sheaf) []sheaf { p[4].granule = 330; return p }), ogg.Timing{}, "0-329", 330, ""},
		{"even to nothing", change(func(p []sheaf) []sheaf { p[4].granule = 300; return p }), ogg.Timing{}, "0-299", 300, ""},
		{"the first page is cut at its beginning", change(func(p []sheaf) []sheaf {
			for i := range p[1:] {
				p[i+1].granule -= 25
			}
			return p
		}), ogg.Timing{LeadIn: true}, "25-399", 375, ""},
		{"a song of one page is cut at its end", file(song()[0], sheaf{flags: 4, granule: 70, serial: 7, number: 1, packets: [][]byte{tone(0, 60), tone(60, 40)}}),
			ogg.Timing{LeadIn: true}, "0-69", 70, ""},
		{"cut from a longer stream", change(func(p []sheaf) []sheaf {
			for i := range p[1:] {
				p[i+1].granule += 5000
			}
			return p
		}), ogg.Timing{}, "0-399", 400, ""},
		{"a lost page is silence", file(slices.Delete(song(), 2, 3)...), ogg.Timing{}, "0-99 silence*100 200-399", 400, "checksum"},
		{"so is the first", file(slices.Delete(song(), 1, 2)...), ogg.Timing{}, "silence*100 100-399", 400, "checksum"},
		{"also where it is not heard in full", file(slices.Delete(song(), 1, 2)...), ogg.Timing{PreSkip: 30}, "silence*70 100-399", 370, "checksum"},
		{"a damaged page is silence", bytes.Replace(whole, tone(100, 100), tone(100, 99), 1), ogg.Timing{}, "0-99 silence*100 200-399", 400, "checksum"},
		{"a lost last page is missed", file(song()[:4]...), ogg.Timing{}, "0-299", 300, "truncated"},
		{"half a page is missed", whole[:len(whole)-3], ogg.Timing{}, "0-299", 300, "truncated"},
		{"a hole too long to be true", change(func(p []sheaf) []sheaf {
			p[3].granule, p[3].number, p[4].granule, p[4].number = 1<<60, 9, 1<<60+100, 10
			return p
		}), ogg.Timing{}, "0-199", -1, "checksum truncated"},
		{"a packet the codec cannot read", change(func(p []sheaf) []sheaf { p[2].packets[0][0] = 2; return p }), ogg.Timing{}, "0-99 silence*100 200-399", 400, "junk"},
		{"one it breaks on", change(func(p []sheaf) []sheaf { p[2].packets[0][0] = 3; return p }), ogg.Timing{}, "0-99 silence*100 200-399", 400, "junk"},
		{"one it cannot measure", change(func(p []sheaf) []sheaf { p[2].packets = append(p[2].packets, []byte("x")); return p }), ogg.Timing{}, "0-399", 400, "junk"},
		{"junk between pages", slices.Concat(file(song()[:3]...), []byte("OggS and other words"), file(song()[3:]...)), ogg.Timing{}, "0-399", 400, "junk"},
		{"another stream after it", slices.Concat(whole, file(sheaf{flags: 2, serial: 8, packets: [][]byte{[]byte("tone head")}})), ogg.Timing{}, "0-399", 400, "junk"},
		{"another stream beside it", change(func(p []sheaf) []sheaf {
			film := sheaf{flags: 2, serial: 8, packets: [][]byte{[]byte("film")}}
			more := sheaf{serial: 8, granule: 1 << 40, number: 1, packets: [][]byte{make([]byte, 3000)}}
			return []sheaf{film, p[0], p[1], more, p[2], p[3], more, p[4], more}
		}), ogg.Timing{}, "0-399", 400, ""},
		{"a packet across pages", file(song()[0], sheaf{granule: -1, serial: 7, number: 1, packets: [][]byte{slices.Concat(tone(0, 9), make([]byte, 250))}, open: true},
			sheaf{flags: 1 | 4, granule: 100, serial: 7, number: 2, packets: [][]byte{{}, tone(0, 100)}}), ogg.Timing{}, "0-99", 100, "junk"},
		{"a granule that is only large", change(func(p []sheaf) []sheaf { p[4].granule = math.MaxInt64; return p }), ogg.Timing{}, "0-399", -1, ""},
	}
}

func TestGranulesSayWhatIsHeard(t *testing.T) {
	for _, tt := range hearings() {
		t.Run(tt.name, func(t *testing.T) {
			r, err := play(tt.raw, tt.timing)
			if err != nil {
				t.Fatal(err)
			}
			if got := r.Format().Frames; got != tt.frames {
				t.Errorf("the format says %d frames, want %d", got, tt.frames)
			}
			all, err := audiotest.ReadAll(r, 37)
			if err != nil {
				t.Fatal(err)
			}
			if got := runs(all[0]); got != tt.want {
				t.Errorf("heard %s, want %s", got, tt.want)
			}
			var codes []string
			for _, f := range r.Flaws() {
				codes = append(codes, f.Code)
			}
			if got := strings.Join(codes, " "); got != tt.flaws {
				t.Errorf("flaws are %v, want %q", r.Flaws(), tt.flaws)
			}
		})
	}
}

func TestFlawsAreSentences(t *testing.T) {
	pages := slices.Delete(song(), 2, 3)
	pages[1].packets[1][0] = 2
	r, err := play(file(pages[:3]...), ogg.Timing{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := audiotest.ReadAll(r, 64); err != nil {
		t.Fatal(err)
	}
	want := []audio.Flaw{
		{Code: "checksum", Frame: 100, Message: "pages are damaged or missing in 1 place, first at 0:00.01; silence is in their place"},
		{Code: "junk", Frame: 60, Message: "1 packet cannot be decoded, first at 0:00.01; silence is in their place"},
		{Code: "truncated", Frame: 300, Message: "it ends early: it breaks off at 0:00.04 without an end mark"},
	}
	if got := r.Flaws(); !slices.Equal(got, want) {
		t.Errorf("flaws are\n%+v\nwant\n%+v", got, want)
	}
}

func TestWhatIsNoStreamIsRefused(t *testing.T) {
	for _, tt := range []struct {
		name string
		raw  []byte
		want string
	}{
		{"nothing", nil, "it has no Ogg page that can be read: malformed"},
		{"no page", bytes.Repeat([]byte("OggS\x00"), 100), "it has no Ogg page that can be read: malformed"},
		{"a film", file(sheaf{flags: 2, packets: [][]byte{[]byte("film")}}, sheaf{number: 1}), "it has no stream of that kind: unsupported"},
	} {
		if _, err := ogg.Open(bytes.NewReader(tt.raw), "tone"); err == nil || err.Error() != tt.want {
			t.Errorf("%s is refused with %v, want %s", tt.name, err, tt.want)
		}
	}
}

// A cover picture among the tags may have megabytes; what is kept of it may not.
func TestALongPacketIsCut(t *testing.T) {
	raw := file(song()[0])
	picture := make([]byte, 255*255)
	for n := range uint32(40) {
		flags := byte(1)
		if n == 0 {
			flags = 0
		}
		raw = append(raw, sheaf{flags: flags, granule: -1, serial: 7, number: 1 + n, packets: [][]byte{picture}, open: true}.write()...)
	}
	raw = append(raw, sheaf{flags: 1, serial: 7, number: 41, packets: [][]byte{{}, []byte("after")}}.write()...)
	s, err := ogg.Open(bytes.NewReader(raw), "tone")
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []int{9, 1 << 20, 5} {
		p, err := s.Packet()
		if err != nil || len(p) != want {
			t.Errorf("packet %d has %d bytes (%v), want %d", i, len(p), err, want)
		}
	}
	if _, err := s.Packet(); err != io.EOF {
		t.Errorf("after the last packet there is %v, want EOF", err)
	}
}

// A file that is all beginnings of pages must not take as long as its square.
func TestAFileOfBeginningsEnds(t *testing.T) {
	page := sheaf{serial: 7, number: 1, packets: [][]byte{make([]byte, 60000)}}.write()
	raw := append(file(song()[0]), bytes.Repeat(page[:27], 1<<16)...)
	r, err := play(raw, ogg.Timing{})
	if err != nil {
		t.Fatal(err)
	}
	if all, err := audiotest.ReadAll(r, 4096); err != nil || len(all[0]) != 0 {
		t.Errorf("it has %d frames (%v), want none", len(all[0]), err)
	}
	if !audiotest.HasFlaw(r, "truncated") {
		t.Errorf("flaws are %v, want that it is truncated", r.Flaws())
	}
}
