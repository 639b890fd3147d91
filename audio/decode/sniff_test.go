package decode

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lathe/internal/material"
)

// page is the first page of an Ogg stream with one packet.
func page(packet string) string {
	return "OggS\x00\x02" + strings.Repeat("\x00", 20) + "\x01" + string(rune(len(packet))) + packet
}

// tag is an ID3v2 tag with a body of n bytes, n below 128.
func tag(n int) string {
	return "ID3\x04\x00\x00\x00\x00\x00" + string(rune(n)) + strings.Repeat("\x00", n)
}

const mp3Frame = "\xff\xfb\x90\x64" // MPEG-1 Layer III, 128 kbit/s, 44.1 kHz

var heads = []struct {
	name, head string
	want       kind
	start      int64
}{
	{"WAV", "RIFF\x00\x00\x00\x00WAVEfmt ", wavKind, 0},
	{"big-endian WAV", "RIFX\x00\x00\x00\x00WAVEfmt ", wavKind, 0},
	{"RF64", "RF64\xff\xff\xff\xffWAVEds64", wavKind, 0},
	{"BW64", "BW64\xff\xff\xff\xffWAVEds64", wavKind, 0},
	{"Wave64", "riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb", w64Kind, 0},
	{"AVI", "RIFF\x00\x00\x00\x00AVI LIST", filmKind, 0},
	{"Matroska", "\x1a\x45\xdf\xa3\x01\x00", filmKind, 0},
	{"AIFF", "FORM\x00\x00\x00\x00AIFFCOMM", aiffKind, 0},
	{"AIFF-C", "FORM\x00\x00\x00\x00AIFCFVER", aiffKind, 0},
	{"an Amiga sample", "FORM\x00\x00\x00\x008SVXVHDR", unknown, 0},
	{"FLAC", "fLaC\x00\x00\x00\x22", flacKind, 0},
	{"FLAC behind a tag", tag(50) + "fLaC\x00\x00\x00\x22", flacKind, 60},
	{"FLAC behind a tag with a footer", "ID3\x04\x00\x10\x00\x00\x00\x020123456789abfLaC\x00\x00\x00\x22", flacKind, 22},
	{"WAV behind two tags", tag(50) + tag(1) + "RIFF\x00\x00\x00\x00WAVEfmt ", wavKind, 71},
	{"Vorbis", page("\x01vorbis\x00\x00\x00\x00"), vorbisKind, 0},
	{"Opus", page("OpusHead\x01\x02"), opusKind, 0},
	{"Ogg FLAC", page("\x7fFLAC\x01\x00"), oggFLACKind, 0},
	{"Speex", page("Speex   1.2"), oggOtherKind, 0},
	{"Ogg cut short", "OggS\x00\x02", oggOtherKind, 0},
	{"MP3", mp3Frame, mp3Kind, 0},
	{"MPEG-2.5 Layer III", "\xff\xe3\x18\xc4", mp3Kind, 0},
	{"MP3 behind a tag", tag(50) + mp3Frame, mp3Kind, 0},
	{"MP3 behind a tag and padding", tag(50) + strings.Repeat("\x00", 600) + mp3Frame, mp3Kind, 0},
	{"a tag that is longer than the file", "ID3\x04\x00\x00\x7f\x7f\x7f\x7f", mp3Kind, 0},
	{"tags without end", strings.Repeat(tag(0), 100), mp3Kind, 0},
	{"a tag that is none", "ID3\x04\x00\x00\xff\x00\x00\x00", unknown, 0},
	{"a reserved sample rate", "\xff\xfb\x9c\x64", unknown, 0},
	{"ADTS", "\xff\xf1\x50\x80\x01\x1f\xfc?\xff\xf1", aacKind, 0}, // 8 bytes long
	{"a frame of FLAC", "\xff\xf8\x50\x80\x01\x1f\xfc?\x12\x34", unknown, 0},
	{"ADTS of MPEG-2", "\xff\xf9\x50\x80\x04\x1f\xfc", aacKind, 0},
	{"M4A", "\x00\x00\x00\x20ftypM4A \x00\x00", mp4Kind, 0},
	{"stem.mp4", "\x00\x00\x00\x18ftypisom\x00\x00", mp4Kind, 0},
	{"Core Audio", "caff\x00\x01\x00\x00desc", cafKind, 0},
	{"AU", ".snd\x00\x00\x00\x18", auKind, 0},
	{"MIDI", "MThd\x00\x00\x00\x06", midiKind, 0},
	{"zip", "PK\x03\x04\x14\x00", zipKind, 0},
	{"an empty zip", "PK\x05\x06\x00\x00", zipKind, 0},
	{"RAR", "Rar!\x1a\x07\x01\x00", rarKind, 0},
	{"7z", "7z\xbc\xaf\x27\x1c\x00\x04", sevenZipKind, 0},
	{"gzip", "\x1f\x8b\x08\x00", gzipKind, 0},
	{"a web page", "\xef\xbb\xbf\r\n  <!DocType HTML><html>", webPageKind, 0},
	{"a web page without ceremony", "<HTML><head>", webPageKind, 0},
	{"AppleDouble", "\x00\x05\x16\x07\x00\x02\x00\x00", appleDoubleKind, 0},
	{"PDF", "%PDF-1.4", pdfKind, 0},
	{"empty", "", emptyKind, 0},
	{"zeros", strings.Repeat("\x00", 1000), zerosKind, 0},
	{"one zero", "\x00", zerosKind, 0},
	{"a letter", "Dear engineer", unknown, 0},
	{"four bytes", "RIFF", unknown, 0},
}

func TestSniff(t *testing.T) {
	for _, tt := range heads {
		t.Run(tt.name, func(t *testing.T) {
			k, start, err := sniff(strings.NewReader(tt.head), int64(len(tt.head)))
			if k != tt.want || start != tt.start || err != nil {
				t.Errorf("it is kind %d from byte %d (%v), want kind %d from byte %d", k, start, err, tt.want, tt.start)
			}
		})
	}
}

func TestEveryKindIsReadOrRefused(t *testing.T) {
	for k := unknown; k <= pdfKind; k++ {
		_, read := readers[k]
		if r, refused := refusals[k]; read == refused || refused && (r.class == nil || r.sentence == "") {
			t.Errorf("kind %d: read is %v, refused is %v, want one of them", k, read, refused)
		}
	}
}

// TestSniffVectors trusts the endings of the vectors, which are right but for
// those listed.
func TestSniffVectors(t *testing.T) {
	kinds := map[string][]kind{
		".wav": {wavKind}, ".bwf": {wavKind}, ".aif": {aiffKind}, ".aiff": {aiffKind}, ".aifc": {aiffKind},
		".avi": {filmKind}, ".au": {auKind}, ".flac": {flacKind}, ".mp3": {mp3Kind}, ".m4a": {mp4Kind},
		".ogg": {vorbisKind}, ".oga": {vorbisKind, oggFLACKind}, ".opus": {opusKind},
	}
	wrong := map[string]kind{
		"taglib/tests/data/excessive_alloc.aif":                      unknown, // a FORM of no kind
		"taglib/tests/data/garbage.mp3":                              unknown, // begins in the middle of a frame, like the next three
		"taglib/tests/data/invalid-frames1.mp3":                      unknown,
		"taglib/tests/data/invalid-frames2.mp3":                      unknown,
		"taglib/tests/data/invalid-frames3.mp3":                      unknown,
		"taglib/tests/data/multiplex.ogg":                            filmKind, // Theora comes first
		"taglib/tests/data/segfault.oga":                             oggOtherKind,
		"flac/uncommon/10 - file starting at frame header.flac":      unknown,
		"flac/uncommon/11 - file starting with unparsable data.flac": unknown,
	}
	var endings []string
	for ending := range kinds {
		endings = append(endings, ending)
	}
	dir := filepath.Join(material.Dir(t), "vectors")
	for _, vector := range material.Vectors(t, endings, ".") {
		f, err := os.Open(filepath.Join(dir, vector))
		if err != nil {
			t.Fatal(err)
		}
		at, _ := f.Stat()
		k, _, err := sniff(f, at.Size())
		f.Close()
		want := kinds[strings.ToLower(filepath.Ext(vector))]
		if other, ok := wrong[vector]; ok {
			want = []kind{other}
		}
		if err != nil || !contains(want, k) {
			t.Errorf("%s is kind %d (%v), want %v", vector, k, err, want)
		}
	}
}

func contains(kinds []kind, k kind) bool {
	for _, other := range kinds {
		if other == k {
			return true
		}
	}
	return false
}
