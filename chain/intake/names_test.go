package intake_test

import (
	"os"
	"strings"
	"testing"

	"lathe/chain/intake"
	"lathe/session"
)

// listed is one session of testdata/sessions.txt or testdata/wild.txt.
type listed struct {
	name, title string
	files       []string
	class       map[string]string // by file: a role, rough, reference; stem or ? where no role is asserted
}

func sessions(t *testing.T, file string) (all []listed) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for block := range strings.SplitSeq(string(text), "\n\n") {
		s := listed{class: map[string]string{}}
		for row := range strings.SplitSeq(strings.TrimSpace(block), "\n") {
			key, value, _ := strings.Cut(row, ": ")
			switch {
			case strings.HasPrefix(row, "#"):
			case key == "session":
				s.name = value
			case strings.HasPrefix(row, "title:"):
				s.title = value
			case key == "rough" || key == "reference":
				s.files = append(s.files, value)
				s.class[value] = key
			default:
				file, class, ok := strings.Cut(row, " = ")
				if !ok {
					class = "stem"
				}
				s.files = append(s.files, file)
				s.class[file] = class
			}
		}
		if s.name != "" {
			all = append(all, s)
		}
	}
	return all
}

func TestSessions(t *testing.T) {
	all := sessions(t, "testdata/sessions.txt")
	if len(all) < 40 {
		t.Errorf("testdata/sessions.txt has %d sessions, want 40 or more", len(all))
	}
	for _, s := range all {
		t.Run(s.name, func(t *testing.T) {
			n := intake.ReadNames(s.files)
			if n.Title != s.title {
				t.Errorf("title is %q, want %q", n.Title, s.title)
			}
			for _, name := range n.Names {
				if got, want := class(name), s.class[name.File]; got != want && !(want == "stem" && name.Kind == intake.StemFile) {
					t.Errorf("%q is %s, want %s (%s; instrument %q)", name.File, got, want, name.Reason, name.Instrument)
				}
			}
		})
	}
}

// alone reads a name without others beside it.
func alone(file string) intake.Name { return intake.ReadNames([]string{file}).Names[0] }

// ambiguities are names that a dictionary alone gets wrong: those of
// specs/dsp.md section 3 and their kin.
var ambiguities = []struct {
	file string
	want session.Role
}{
	{"bass drum", session.DrumsKick},
	{"BassDrum", session.DrumsKick},
	{"sub kick", session.DrumsKick},
	{"bass vox", session.VoxBacking}, // the low voice of a choir
	{"vocal chop", session.Synth},
	{"guitar solo", session.GuitarLead},
	{"room vox", session.VoxLead},
	{"piano bass", session.Bass},
	{"OH L", session.DrumsOverhead},
	{"Hi Strings", session.Strings},
	{"Clean Gtr", session.Guitar},
	{"Dirty vox", session.VoxLead},
	{"Synth Am", session.Synth},
	{"Key Am", session.Other}, // of the song
	{"Keys Am", session.Keys},
	{"HH", session.DrumsHat},
	{"BD", session.DrumsKick},
	{"Chor", session.VoxBacking},
	{"Chorus", session.Other}, // a part of the song
	{"Chorus Vox", session.VoxLead},
	{"コーラス", session.VoxBacking},
	{"lead", session.Other}, // needs a noun
	{"Lead 2", session.Other},
	{"lead synth", session.SynthLead},
	{"drum n bass", session.Drums},
	{"Drum & Bass", session.Drums},
	{"Synth Bass", session.Bass},
	{"Bass Synth", session.Bass},
	{"Bass Clarinet", session.Winds},
	{"Bassoon", session.Winds},
	{"Double Bass", session.Bass},
	{"Vox Double", session.VoxBacking},
	{"Synth FX", session.FX},
	{"Gtr Delay", session.Return},
	{"Delay Guitar", session.Guitar},
	{"Snare Room", session.DrumsRoom},
	{"Gtr Room", session.Guitar},
	{"Tomorrow", session.Other},
	{"Keystone", session.Other},
	{"Headroom", session.Other},
	{"Orchid", session.Other},
	{"Ringo", session.Other},
	{"Satin", session.Other},
	{"Hatred", session.Other},
	{"lead gtr", session.GuitarLead},
	{"grosse caisse", session.DrumsKick},
	{"Caisse Claire", session.DrumsSnare},
	{"room mic", session.DrumsRoom},
	{"Room Mic Gtr", session.Guitar},
	{"Horn Stabs", session.Brass}, // how the horns play
	{"Piano Arp", session.Keys},
	{"Synth Arp", session.Synth},
	{"Drums (no kick)", session.Drums},
	{"Drums (kick only)", session.DrumsKick},
	{"Lead Vox + Doubles", session.VoxLead},
	{"Clean + Dirty Gtr", session.Guitar},
	{"Vox - Tom's Diner", session.VoxLead}, // a title nobody shares
	{"Bassline Junkie - Kick", session.DrumsKick},
	{"SNAER", session.DrumsSnare}, // a slip of the pen
	{"Strong", session.Other},     // none
}

func TestAmbiguities(t *testing.T) {
	for _, tt := range ambiguities {
		if got := alone(tt.file + ".wav"); got.Role != tt.want || got.Known != (tt.want != session.Other) {
			t.Errorf("%q is %s (%s), want %s", tt.file, got.Role, got.Reason, tt.want)
		}
	}
}

func TestFilesThatAreNoStems(t *testing.T) {
	for _, tt := range []struct {
		file string
		want intake.Kind
	}{
		{"Rough Mix", intake.RoughFile}, {"2Mix", intake.RoughFile}, {"2-trk", intake.RoughFile}, {"Pre-Master", intake.RoughFile},
		{"mixdown", intake.RoughFile}, {"Bounce", intake.RoughFile}, {"Full Mix", intake.RoughFile}, {"Mix 3 -6dB", intake.RoughFile},
		{"rough mix (bass louder)", intake.RoughFile}, {"Rough Mix - vocal up", intake.RoughFile}, {"Mix no vox", intake.RoughFile},
		{"Moonlight (Mix)", intake.RoughFile}, {"Piano Man (Rough Mix)", intake.RoughFile}, {"Tom's Diner - Rough Mix", intake.RoughFile},
		{"Lead Vox - Rough Mix", intake.StemFile}, {"Comeback Season (full mix)", intake.RoughFile}, {"Vox (mix)", intake.StemFile},
		{"Drum Mix", intake.StemFile}, {"Vox Mix", intake.StemFile}, {"Mixdown Drums", intake.StemFile}, {"Lead Vox - Mixdown", intake.StemFile},
		{"Rough Vox", intake.StemFile}, {"Lead Vox - rough", intake.StemFile}, {"Piano_Rough", intake.StemFile}, {"Drum Bounce", intake.StemFile},
		{"Bouncing Ball", intake.StemFile}, {"Mixolydian", intake.StemFile}, {"Refrain", intake.StemFile}, {"Reflection", intake.StemFile},
		{"Ref", intake.ReferenceFile}, {"Reference - Snooze", intake.ReferenceFile}, {"Snooze (ref)", intake.ReferenceFile},
		{"Ref - Kick Start My Heart", intake.ReferenceFile}, {"References/Bad Guy", intake.ReferenceFile},
		{"Mixes/Levitate", intake.RoughFile}, {"Mixes/Lead Vox", intake.StemFile}, {"Bounces/Sub 808", intake.StemFile},
	} {
		if got := alone(tt.file + ".wav"); got.Kind != tt.want {
			t.Errorf("%q is a %s (%s), want %s", tt.file, got.Kind, got.Reason, tt.want)
		}
	}
}

// What is taken for the rough mix when no file is called so, and what those
// files are when one is.
func TestSecondChoices(t *testing.T) {
	stems := []string{"Levitate - Kick.wav", "Levitate - Bass.wav", "Levitate - Vox.wav"}
	for _, tt := range []struct {
		name  string
		files []string
		want  []intake.Kind
	}{
		{"a master alone", []string{"Levitate - Master.wav"}, []intake.Kind{intake.RoughFile}},
		{"a master beside a mix", []string{"Levitate - Master.wav", "Levitate - Mix.wav"}, []intake.Kind{intake.ReferenceFile, intake.RoughFile}},
		{"the bare title", []string{"Levitate.wav"}, []intake.Kind{intake.RoughFile}},
		{"the bare title, with a version", []string{"Levitate FINAL v2.wav"}, []intake.Kind{intake.RoughFile}},
		{"the bare title beside a mix", []string{"Levitate.wav", "Levitate - Mix.wav"}, []intake.Kind{intake.StemFile, intake.RoughFile}},
		{"the bare title beside a master", []string{"Levitate.wav", "Levitate - Master.wav"}, []intake.Kind{intake.RoughFile, intake.ReferenceFile}},
		{"unnamed tracks are not the bare title", []string{"Levitate 2.wav"}, []intake.Kind{intake.StemFile}},
		{"a ref mix", []string{"Levitate - Ref Mix.wav"}, []intake.Kind{intake.RoughFile}},
		{"a ref mix beside a rough mix", []string{"Levitate - Ref Mix.wav", "Levitate - Rough.wav"}, []intake.Kind{intake.ReferenceFile, intake.RoughFile}},
		{"two mixes", []string{"Levitate - Mix 1.wav", "Levitate - Mix 2.wav"}, []intake.Kind{intake.RoughFile, intake.RoughFile}},
	} {
		names := intake.ReadNames(append(tt.files, stems...)).Names
		for i, want := range tt.want {
			if got := names[i]; got.Kind != want {
				t.Errorf("%s: %q is a %s (%s), want %s", tt.name, got.File, got.Kind, got.Reason, want)
			}
		}
		for _, got := range names[len(tt.files):] {
			if got.Kind != intake.StemFile || !got.Known {
				t.Errorf("%s: %q is a %s, want a stem with a role", tt.name, got.File, got.Kind)
			}
		}
	}
	for _, n := range intake.ReadNames([]string{"Bounce 1.wav", "Bounce 2.wav", "Bounce 3.wav", "Bounce 4.wav"}).Names {
		if n.Kind != intake.StemFile {
			t.Errorf("four bounces: %q is a %s, want a stem", n.File, n.Kind)
		}
	}
}

// A program's numbered bounce is a rough mix where there is no other, and a
// track without a name beside one.
func TestNumberedBounces(t *testing.T) {
	for _, tt := range []struct {
		files []string
		want  intake.Kind
	}{
		{[]string{"bounce_0004.wav", "Kick.wav", "Bass.wav"}, intake.RoughFile},
		{[]string{"bounce_0004.wav", "Kick.wav", "Rough Mix.wav"}, intake.StemFile},
		{[]string{"Bounce.wav", "Kick.wav", "Bass.wav", "Lead Vox.wav", "Rough Mix.wav"}, intake.RoughFile},
	} {
		if got := intake.ReadNames(tt.files).Names[0]; got.Kind != tt.want {
			t.Errorf("%q: %q is a %s, want a %s", tt.files, got.File, got.Kind, tt.want)
		}
	}
}

func TestInstrument(t *testing.T) {
	for _, tt := range []struct{ file, want string }{
		{"Lead Vocals.wav", "Lead Vocals"},
		{"01_KickIn.wav", "KickIn"},
		{"12_ElecGtr1DI_24bit_48kHz.wav", "ElecGtr1DI"},
		{"03 - Lead Vox v2 FINAL.wav", "Lead Vox"},
		{"Bass_DI_120bpm_F#m.wav", "Bass DI"},
		{"Synth Pad 44.1k 32float take 3.wav", "Synth Pad"},
		{"2024-05-01 Drums print.aiff", "Drums"},
		{"Drums 20240501.wav", "Drums"},
		{"OH L.wav", "OH L"},
		{"Hi-Hat.wav", "Hi-Hat"},
		{"PAD + BASS.wav", "PAD + BASS"},
		{"808 (C#).wav", "808"},
		{"Synth A.wav", "Synth A"}, // not the key of A
		{"Guitars 2.wav", "Guitars 2"},
		{"Vox/Lead.wav", "Vox Lead"},
		{"Drums/Kick.wav", "Kick"},
		{"Track 07.wav", "Track 07"},
		{"Audio 12-3.wav", "Audio 12-3"},
		{"Final.wav", "Final"},
		{"808.wav", "808"},
		{"Gitarre für Elise.wav", "Gitarre für Elise"},
		{"vocals\u202e.wav", "vocals"}, // text direction turned
		{"☂.wav", "☂"},
		{".wav", ".wav"},
	} {
		if got := alone(tt.file).Instrument; got != tt.want {
			t.Errorf("instrument of %q is %q, want %q", tt.file, got, tt.want)
		}
	}
}

func TestImportance(t *testing.T) {
	for _, tt := range []struct {
		file string
		want float64 // by hand: specs/dsp.md section 3, up 0.15 and down 0.2
	}{
		{"Lead Vox", 1}, {"Vox", 1}, {"Lead Guitar", 0.85}, {"Gtr", 0.65}, {"Guitar 2", 0.65}, {"Guitars 2", 0.45}, {"Guitars 1", 0.65},
		{"Rhythm Gtr", 0.45}, {"Gtr Dbl", 0.45}, {"Gtr Harmony", 0.45}, {"Lead Keys", 0.8}, {"Piano Solo", 0.8}, {"Main Strings", 0.65},
		{"BGV", 0.45}, {"Vox Dbl", 0.45}, {"Lead Vox Dbl", 0.45}, {"BGV Main", 0.6}, {"Adlibs", 0.45}, {"Backing Gtr", 0.45},
		{"Bass 2", 0.8}, {"Kick", 0.8}, {"Snare", 0.75}, {"Pad", 0.35}, {"Pads 2", 0.15}, {"FX", 0.25}, {"Drum Room", 0.3},
		{"Vox Room", 0.8}, {"Piano Room", 0.45}, {"Vox Verb", 0.25}, {"Audio 3", 0.5}, {"Rough Mix", 0}, {"Ref", 0},
	} {
		if got := alone(tt.file + ".wav"); got.Importance != tt.want {
			t.Errorf("importance of %q is %g (%s; %s), want %g", tt.file, got.Importance, got.Role, got.Modifiers, tt.want)
		}
	}
}

func TestModifiers(t *testing.T) {
	for _, tt := range []struct {
		file  string
		want  intake.Modifiers
		index int
	}{
		{"Lead Vox Dbl L", intake.Lead | intake.Double | intake.Left, 0},
		{"12_ElecGtr1DI", intake.DI, 1},
		{"Gtr Amp R 02", intake.Amp | intake.Right, 2},
		{"Vox (dry)", intake.Dry, 0},
		{"Vox wet", intake.Wet, 0},
		{"Kick In", intake.In, 0},
		{"SnareDown", intake.Bottom, 0},
		{"Piano M", intake.Mid, 0},
		{"Piano S", intake.Side, 0},
		{"OHL", intake.Left, 0},
		{"05 BD 03", 0, 3},
		{"Rhythm Gtr Room", intake.Rhythm | intake.Room, 0},
	} {
		if got := alone(tt.file + ".wav"); got.Modifiers != tt.want || got.Index != tt.index {
			t.Errorf("%q has %q and index %d, want %q and %d", tt.file, got.Modifiers, got.Index, tt.want, tt.index)
		}
	}
	if got := (intake.Lead | intake.Left).String(); got != "lead, left" {
		t.Errorf("lead and left are written %q", got)
	}
}

func TestReason(t *testing.T) {
	for _, tt := range []struct{ file, want string }{
		{"VOX LEAD", `"vox" and "lead" in the name`},
		{"Vox/Lead", `"vox" in the folder, "lead" in the name`},
		{"PAD + BASS", `"pad" and "bass" in the name; of several things "bass" matters most`},
		{"Grosse Caisse", `"grosse caisse" in the name`},
		{"Snaer Top", `"snaer", read as "snare", in the name`},
		{"Audio 12-3", "the name does not say"},
		{"Rough Mix", `"rough mix" in the name`},
		{"Refs/Snooze", `"refs" in the folder`},
	} {
		if got := alone(tt.file + ".wav").Reason; got != tt.want {
			t.Errorf("reason for %q is %s, want %s", tt.file, got, tt.want)
		}
	}
}
