package wav_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lathe/audio"
	"lathe/audio/wav"
	"lathe/dsp/unit"
	"lathe/internal/material"
)

// sameReading holds two unknown readings equal.
var sameReading = cmp.Comparer(func(a, b unit.Reading) bool { return a == b || !a.Known() && !b.Known() })

// field is text in a place of fixed length.
func field(text string, length int) string { return text + strings.Repeat("\x00", length-len(text)) }

// bext is the beginning of the chunk by EBU Tech 3285: up to the version.
func bext(version int) string {
	return field("a song", 256) + field("Deck", 32) + field("REF1", 32) + "2024-02-29" + "23:59:58" + le32(1<<20) + le32(1) + le16(version)
}

func unmeasured() wav.Loudness {
	n := unit.NotMeasurable()
	return wav.Loudness{Integrated: n, Range: n, MaxTruePeak: n, MaxMomentary: n, MaxShortTerm: n}
}

func TestBextVersions(t *testing.T) {
	umid := strings.Repeat("\x00", 64)
	levels := le16(-1412) + le16(730) + le16(-104) + le16(-950) + le16(0x7FFF)
	plain := wav.Bext{
		Description: "a song", Originator: "Deck", OriginatorReference: "REF1",
		Date: "2024-02-29", Time: "23:59:58", TimeReference: 1<<32 + 1<<20, Loudness: unmeasured(),
	}
	with := func(change func(*wav.Bext)) wav.Bext { b := plain; change(&b); return b }
	for _, tt := range []struct {
		name, chunk string
		want        wav.Bext
		ok          bool
	}{
		{"version 0", bext(0) + strings.Repeat("\xee", 254) + "A=PCM\r\nT=x\r\n\x00", with(func(b *wav.Bext) { b.CodingHistory = "A=PCM\nT=x" }), true},
		{"version 1 has no loudness yet", bext(1) + umid + levels + field("", 180), with(func(b *wav.Bext) { b.Version = 1 }), true},
		{"version 2", bext(2) + umid + levels + field("", 180), with(func(b *wav.Bext) {
			b.Version = 2
			b.Loudness = wav.Loudness{Integrated: -14.12, Range: 7.3, MaxTruePeak: -1.04, MaxMomentary: -9.5, MaxShortTerm: unit.NotMeasurable()}
		}), true},
		{"cut short after the version", bext(2), with(func(b *wav.Bext) { b.Version = 2 }), true},
		{"cut short before the version", bext(2)[:300], wav.Bext{Loudness: unmeasured()}, false},
		{"no letter in place", strings.Repeat("\xe9", 602), wav.Bext{
			Version: 0xe9e9, Description: strings.Repeat("é", 256), Originator: strings.Repeat("é", 32), OriginatorReference: strings.Repeat("é", 32),
			Date: strings.Repeat("é", 10), Time: strings.Repeat("é", 8), TimeReference: 1<<63 - 1,
			Loudness: wav.Loudness{Integrated: -56.55, Range: -56.55, MaxTruePeak: -56.55, MaxMomentary: -56.55, MaxShortTerm: -56.55},
		}, true},
		{"4 MB of it", bext(0) + strings.Repeat("\x00", 254) + strings.Repeat("x", 4<<20), with(func(b *wav.Bext) { b.CodingHistory = strings.Repeat("x", 64<<10-602) }), true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := mustOpen(t, file(chunk("bext", tt.chunk), mono16(), chunk("data", two16)))
			got, ok := r.Bext()
			if diff := cmp.Diff(tt.want, got, sameReading); diff != "" || ok != tt.ok {
				t.Errorf("found is %v, want %v\n%s", ok, tt.ok, diff)
			}
		})
	}
	big := "RIFX" + be32(0) + "WAVEfmt " + be32(16) + be16(1) + be16(1) + be32(48000) + be32(96000) + be16(2) + be16(16) +
		"bext" + be32(602) + bext(0)[:338] + be32(7) + be32(1) + be16(1) + field("", 254) + "data" + be32(0)
	if at, ok := mustOpen(t, big).TimeReference(); at != 1<<32+7 || !ok {
		t.Errorf("a big-endian file begins at frame %d (%v), want %d", at, ok, 1<<32+7)
	}
	if _, ok := mustOpen(t, file(mono16(), chunk("data", two16))).TimeReference(); ok {
		t.Error("a file without bext has a time reference")
	}
}

func TestWhatAFileSaysAboutItself(t *testing.T) {
	list := "INFO" + chunk("INAM", "Billie Jean\x00") + chunk("IART", "Beyonc\xe9\x00") + chunk("ICMT", "a\x1b[31m\r\nb") + chunk("INAM", "again") +
		"LIST" + le32(1000) + "INFO" + "IXXX" + le32(0xFFFFFFF7) + "end"
	r := mustOpen(t, file(mono16(), chunk("LIST", list), chunk("LIST", "adtlnote"), chunk("data", two16)))
	want := map[string]string{"INAM": "Billie Jean", "IART": "Beyoncé", "ICMT": "a [31m\nb",
		"LIST": "INFOIXXX÷ÿÿÿend"} // a list in a list is text like any other
	if diff := cmp.Diff(want, r.Info()); diff != "" {
		t.Error(diff)
	}
	r.Info()["INAM"] = "changed"
	if got := r.Info()["INAM"]; got != "Billie Jean" {
		t.Errorf("the caller changed the title to %q", got)
	}
}

func TestTrackNameOfIXML(t *testing.T) {
	for _, tt := range []struct{ name, xml, want string }{
		{"a recorder's", `<?xml version="1.0"?><BWFXML><NAME>no</NAME><TRACK_LIST><TRACK><CHANNEL_INDEX>1</CHANNEL_INDEX><NAME> Lead &amp; Vox </NAME></TRACK><TRACK><NAME>two</NAME></TRACK></TRACK_LIST></BWFXML>`, "Lead & Vox"},
		{"none", `<BWFXML><TRACK_LIST/></BWFXML>`, ""},
		{"an entity that would grow", `<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]><BWFXML><TRACK_LIST><TRACK><NAME>&b;</NAME></TRACK></TRACK_LIST></BWFXML>`, ""},
		{"cut short", `<BWFXML><TRACK_LIST><TRA`, ""},
		{"a million deep", strings.Repeat("<a>", 300_000), ""},
		{"not XML", "\xff\xfe<\x00", ""},
	} {
		r := mustOpen(t, file(mono16(), chunk("iXML", tt.xml), chunk("data", two16)))
		if got := r.TrackName(); got != tt.want {
			t.Errorf("%s: the track is %q, want %q", tt.name, got, tt.want)
		}
	}
	r := mustOpen(t, file(mono16(), chunk("iXML", strings.Repeat("x", 2<<20)), chunk("data", two16)))
	if got := len(r.IXML()); got != 1<<20 {
		t.Errorf("%d bytes of iXML are kept, want %d", got, 1<<20)
	}
}

var tags = wav.Tags{
	Title: "Billie Jean", Artist: "Beyoncé", Comment: "for the club", Software: "Lathe 1.0",
	Description: strings.Repeat("é", 200), OriginatorReference: "LATHE-0001",
	Date: time.Date(2024, 2, 29, 23, 59, 58, 0, time.UTC), TimeReference: 1<<32 + 5,
	CodingHistory: "A=PCM,F=48000,W=24,M=stereo,T=Deck\r\n",
}

func TestTagsComeBack(t *testing.T) {
	m := &memory{}
	w, err := wav.NewWriter(m, audio.Format{Rate: 48000, Channels: 2, BitDepth: 24}, tags)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(audio.NewBlock(2, 10), 10); err != nil {
		t.Fatal(err)
	}
	w.SetLoudness(wav.Loudness{
		Integrated: -22.644, Range: -22.646, MaxTruePeak: 400, MaxMomentary: unit.NotMeasurable(), MaxShortTerm: 0,
	})
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r := mustOpen(t, string(m.bytes))
	got, _ := r.Bext()
	want := wav.Bext{
		Version: 2, Description: strings.Repeat("é", 128), Originator: "Lathe", OriginatorReference: "LATHE-0001",
		Date: "2024-02-29", Time: "23:59:58", TimeReference: 1<<32 + 5,
		CodingHistory: "A=PCM,F=48000,W=24,M=stereo,T=Deck\nA=PCM,F=48000,W=24,M=stereo,T=Lathe",
		Loudness: wav.Loudness{ // hundredths; more than 16 bits hold counts as not set
			Integrated: -22.64, Range: -22.65, MaxTruePeak: unit.NotMeasurable(), MaxMomentary: unit.NotMeasurable(), MaxShortTerm: 0,
		},
	}
	if diff := cmp.Diff(want, got, sameReading); diff != "" {
		t.Error(diff)
	}
	wantInfo := map[string]string{"INAM": "Billie Jean", "IART": "Beyoncé", "ICMT": "for the club", "ICRD": "2024-02-29", "ISFT": "Lathe 1.0"}
	if diff := cmp.Diff(wantInfo, r.Info()); diff != "" {
		t.Error(diff)
	}
}

func TestLoudnessIsUnsetUntilItIsKnown(t *testing.T) {
	bytes := write(t, audio.Format{Rate: 48000, Channels: 2, BitDepth: 24}, wav.Tags{Title: "x"}, audio.NewBlock(2, 1))
	at := strings.Index(string(bytes), "bext") + 8 + 412 // EBU Tech 3285: the five come after 412 bytes
	if got, want := string(bytes[at:at+10]), strings.Repeat("\xff\x7f", 5); got != want {
		t.Errorf("the loudness fields are %q, want %q", got, want)
	}
}

func TestFFprobeReadsTheTags(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.wav")
	if err := os.WriteFile(path, write(t, audio.Format{Rate: 48000, Channels: 2, BitDepth: 24}, tags, audio.NewBlock(2, 100)), 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(material.Tool(t, "ffprobe"), "-v", "error", "-show_entries", "format_tags", "-of", "default=nw=1", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"TAG:title=Billie Jean", "TAG:artist=Beyoncé", "TAG:comment=for the club", "TAG:encoder=Lathe 1.0",
		"TAG:encoded_by=Lathe", "TAG:originator_reference=LATHE-0001", "TAG:time_reference=4294967301",
		"TAG:date=2024-02-29", "TAG:creation_time=23:59:58", "T=Lathe",
	} {
		if !strings.Contains(string(out), want) {
			t.Errorf("ffprobe does not see %q in\n%s", want, out)
		}
	}
}
