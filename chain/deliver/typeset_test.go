package deliver

import (
	"math"
	"testing"

	"lathe/measure"
	"lathe/session"
)

func TestTypesetting(t *testing.T) {
	many := make([]session.Span, 15)
	for _, tt := range []struct{ name, got, want string }{
		{"a true minus sign", tenths(-14.04), "−14.0"},
		{"no sign where a tenth is nothing", tenths(-0.04), "0.0"},
		{"silence has no loudness", tenths(math.Inf(-1)), "–"},
		{"what is unknown", signed(math.NaN()), "–"},
		{"a gain has its sign", signed(2.26), "+2.3"},
		{"a cut too", signed(-0.3), "−0.3"},
		{"and nothing has none", signed(0.01), "0.0"},
		{"time", clock(201), "3:21.0"},
		{"time is rounded before it is cut up", clock(59.96), "1:00.0"},
		{"hours", clock(7384.26), "2:03:04.3"},
		{"no time", clock(math.NaN()), "–"},
		{"a small file", weight(999), "999 bytes"},
		{"a paper", weight(31955), "32.0 kB"},
		{"a master", weight(57_600_044), "57.6 MB"},
		{"a long one", weight(2_147_483_648), "2.15 GB"},
		{"bass", hertz(31.5), "31.5"},
		{"treble", hertz(12500), "12.5k"},
		{"a master's build", build(measure.File{Format: "wav", BitDepth: 24, SampleRate: 44100, Channels: 2}), "WAV, 24\u2011bit, 44.1\u00a0kHz, stereo"},
		{"a codec's", build(measure.File{Format: "vorbis", SampleRate: 48000, Channels: 1}), "Vorbis, 48\u00a0kHz, mono"},
		{"nothing known", build(measure.File{}), "–"},
		{"a stage", heading("repair"), "Repair"},
		{"initials", heading("eq"), "EQ"},
		{"levels in prose", prose("at -14.0 LUFS (-3 dB), to -60 dB."), "at −14.0\u00a0LUFS (−3\u00a0dB), to −60\u00a0dB."},
		{"names in prose", prose("Take -3.wav and Vox-2 - Song.wav"), "Take -3.wav and Vox-2 - Song.wav"},
		{"a place", places([]session.Span{{StartS: 48.1, EndS: 48.1}}), "0:48.1"},
		{"places", places([]session.Span{{StartS: 48.1, EndS: 49}, {StartS: 96, EndS: 96}}), "0:48.1 to 0:49.0, 1:36.0"},
		{"very many places", places(many)[len("0:00.0, ")*12:], "and at 3 more places"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, tt.got, tt.want)
		}
	}
}

func TestNeutralTurnsNoLine(t *testing.T) {
	for _, tt := range []struct{ r, want rune }{
		{'\u202e', '\ufffd'}, {'\u202a', '\ufffd'}, {'\u2066', '\ufffd'}, {'\u2069', '\ufffd'},
		{0, '\ufffd'}, {0x1b, '\ufffd'}, {0x85, '\ufffd'}, {'\ufeff', '\ufffd'}, {'\uffff', '\ufffd'}, {0x1fffe, '\ufffd'},
		{'\u2028', ' '}, {'\r', ' '}, {'\t', ' '}, {'\n', '\n'},
		{'a', 'a'}, {'ש', 'ש'}, {'\u200f', '\u200f'}, {'−', '−'}, {'🥁', '🥁'},
	} {
		if got := neutral(tt.r); got != tt.want {
			t.Errorf("%U becomes %U, want %U", tt.r, got, tt.want)
		}
	}
}
