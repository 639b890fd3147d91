package web

import "strings"

// span is what a setting of the plan is called on the page, its unit, and how
// far it may go. The spans are those of docs/plan.md, which a test compares; the
// engine has the last word.
type span struct {
	label, unit string
	least, most float64
	step        float64
}

// spans are the settings a person may turn, by "kind.key"; the key alone stands
// for every kind.
var spans = map[string]span{
	"highpass.freq_hz":             {"Below", "Hz", 1, 500, 1},
	"highpass.slope_db_per_octave": {"Steepness", "dB per octave", 12, 48, 12},
	"fade.at_s":                    {"At", "s", 0, 86400, 0.001},
	"in_ms":                        {"Fade in", "ms", 0, 1000, 1},
	"out_ms":                       {"Fade out", "ms", 0, 1000, 1},
	"gain.gain_db":                 {"Level", "dB", -60, 24, 0.1},
	"left_db":                      {"Left", "dB", -60, 24, 0.1},
	"right_db":                     {"Right", "dB", -60, 24, 0.1},
	"cut.freq_hz":                  {"Around", "Hz", 20, 20000, 1},
	"cut.gain_db":                  {"By", "dB", -24, 12, 0.1},
	"cut.q":                        {"How narrow", "Q", 0.1, 40, 0.1},
	"saturate.drive_db":            {"Drive", "dB", -24, 36, 0.1},
	"level.drive_db":               {"Gain", "dB", -60, 36, 0.1},
	"even":                         {"Warmth (even harmonics)", "0 to 1", 0, 1, 0.05},
	"mix":                          {"How much", "0 to 1", 0, 1, 0.05},
	"threshold_db":                 {"From", "dB", -90, 12, 0.1},
	"ratio":                        {"Ratio", "to 1", 1, 20, 0.1},
	"knee_db":                      {"Knee", "dB", 0, 24, 0.5},
	"attack_ms":                    {"Attack", "ms", 0.1, 500, 0.1},
	"release_ms":                   {"Release", "ms", 1, 5000, 1},
	"makeup_db":                    {"Make-up", "dB", -12, 12, 0.1},
	"send.level_db":                {"Send", "dB", -60, 6, 0.1},
	"decay_s":                      {"Length of the room", "s", 0.1, 10, 0.1},
	"predelay_ms":                  {"Distance", "ms", 0, 250, 1},
	"room.highpass_hz":             {"Nothing below", "Hz", 20, 2000, 1},
	"room.lowpass_hz":              {"Little above", "Hz", 1000, 20000, 10},
	"damping":                      {"Damping", "0 to 0.9", 0, 0.9, 0.05},
	"match.freq_hz":                {"Around", "Hz", 20, 20000, 1},
	"match.gain_db":                {"By", "dB", -12, 12, 0.1},
	"match.q":                      {"How narrow", "Q", 0.1, 20, 0.1},
	"sustain_ms":                   {"Sustain", "ms", 0, 10000, 10},
	"glue.highpass_hz":             {"Deaf below", "Hz", 0, 1000, 1},
	"within_lu":                    {"As near as", "LU", 0.01, 1, 0.01},
	"lookahead_ms":                 {"Look-ahead", "ms", 0.5, 20, 0.1},
	"target.integrated_lufs":       {"Loudness", "LUFS", -70, 0, 0.1},
	"target.ceiling_dbtp":          {"Ceiling", "dBTP", -20, 0, 0.1},
}

// spanOf is the span of a setting of a kind of move. What is not in the table
// can be seen, and changed in the plan's text.
func spanOf(kind, key string) (span, bool) {
	if s, ok := spans[kind+"."+key]; ok {
		return s, true
	}
	s, ok := spans[key]
	return s, ok
}

// bandWord names a part of a list: bands lowest first, filters in their order.
func bandWord(list string, i, of int) string {
	if list == "bands" {
		switch {
		case i == 0:
			return "Lows: "
		case i == of-1:
			return "Highs: "
		case of == 3:
			return "Mids: "
		}
	}
	return strings.TrimSuffix(list, "s") + " " + string(rune('1'+i%9)) + ": "
}
