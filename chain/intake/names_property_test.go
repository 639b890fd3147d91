package intake_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"lathe/chain/intake"
	"lathe/session"
)

func everySession(t *testing.T) []listed {
	return append(sessions(t, "testdata/sessions.txt"), sessions(t, "testdata/wild.txt")...)
}

func TestOrderDoesNotMatter(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, s := range everySession(t) {
		want := intake.ReadNames(s.files)
		byFile := map[string]intake.Name{}
		for _, n := range want.Names {
			byFile[n.File] = n
		}
		for range 5 {
			files := slices.Clone(s.files)
			rng.Shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
			got := intake.ReadNames(files)
			if got.Title != want.Title {
				t.Errorf("%s: title is %q in another order, want %q", s.name, got.Title, want.Title)
			}
			for i, n := range got.Names {
				if n.File != files[i] || n != byFile[n.File] {
					t.Errorf("%s: %q is %+v in another order, want %+v", s.name, files[i], n, byFile[n.File])
				}
			}
		}
	}
}

// awkward are titles with instruments, mixes, numbers and keys in them.
var awkward = []string{
	"Kick It", "Bassline Junkie", "Lead Me On", "Rough Diamond", "Mix It Up", "Point of Reference", "Who I Am", "7 Rings",
	"Tom's Diner", "Voices of the Horns", "The Final Countdown", "Vox Populi", "Room With a View", "Café del Mar", "夜の歌声",
	"Группа крови", "Master of Puppets", "Piano Man", "Take On Me", "808s & Heartbreak",
}

func TestACommonTitleChangesNoRole(t *testing.T) {
	var pool []string
	for _, l := range labels(t) {
		if !strings.ContainsAny(l.file, "/()") {
			pool = append(pool, strings.TrimSuffix(l.file, ".wav"))
		}
	}
	rng := rand.New(rand.NewPCG(3, 4))
	for _, form := range []string{"T - N", "N - T", "T_N", "N_T", "[N, T]", "N (T)", "01 T - N", "Artist - T - N"} {
		for _, title := range awkward {
			if strings.Contains(form, "_") && !strings.Contains(title, " ") {
				continue // "夜の歌声_Kick": nothing tells the underscore from a space
			}
			var names, titled []string
			for range 4 + rng.IntN(9) {
				name := pool[rng.IntN(len(pool))]
				if slices.Contains(names, name+".wav") {
					continue
				}
				names = append(names, name+".wav")
				titled = append(titled, strings.NewReplacer("T", title, "N", name).Replace(strings.ReplaceAll(form, "Artist", "Somebody"))+".wav")
			}
			want, n := intake.ReadNames(names), intake.ReadNames(titled)
			if got, bare := n.Title, strings.TrimSpace(title); got != bare && want.Title == "" {
				t.Errorf("%s: title is %q, want %q, of %q", form, got, bare, titled)
			}
			for i := range n.Names {
				if got, want := class(n.Names[i]), class(want.Names[i]); got != want {
					t.Errorf("%s: %q is %s, without the title %s", form, titled[i], got, want)
				}
			}
		}
	}
}

func TestEncodingOfAccentsDoesNotMatter(t *testing.T) {
	for _, l := range labels(t) {
		nfc, nfd := alone(norm.NFC.String(l.file)), alone(norm.NFD.String(l.file))
		nfd.File = nfc.File
		if nfc != nfd {
			t.Errorf("%q decomposed is %+v, want %+v", l.file, nfd, nfc)
		}
	}
	for _, s := range everySession(t) {
		nfd := make([]string, len(s.files))
		for i, f := range s.files {
			nfd[i] = norm.NFD.String(f)
		}
		if got, want := intake.ReadNames(nfd).Title, intake.ReadNames(s.files).Title; got != want {
			t.Errorf("%s: title of decomposed names is %q, want %q", s.name, got, want)
		}
	}
}

// joinedByCase says whether only capitals divide words of the name: "LeadVox".
// In small letters such a name is divided as far as the dictionary knows all of
// its words, so it is left out where case should not matter.
func joinedByCase(name string) bool {
	runes := []rune(name)
	for i := 1; i < len(runes); i++ {
		if unicode.IsUpper(runes[i]) && unicode.IsLetter(runes[i-1]) {
			all := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) })
			return slices.ContainsFunc(all, func(word string) bool {
				return word != strings.ToUpper(word) && word[1:] != strings.ToLower(word[1:])
			})
		}
	}
	return false
}

func TestCapitalsDoNotMatter(t *testing.T) {
	checked := 0
	for _, l := range labels(t) {
		if joinedByCase(l.file) {
			continue
		}
		checked++
		want := alone(l.file)
		for _, file := range []string{strings.ToLower(l.file), strings.ToUpper(l.file)} {
			if got := alone(file); class(got) != class(want) || got.Importance != want.Importance || got.Reason != want.Reason {
				t.Errorf("%q is %s (%s), want %s (%s) as for %q", file, class(got), got.Reason, class(want), want.Reason, l.file)
			}
		}
	}
	if checked < 300 {
		t.Errorf("only %d names were tried", checked)
	}
	for _, s := range everySession(t) {
		if slices.ContainsFunc(s.files, joinedByCase) {
			continue
		}
		upper := make([]string, len(s.files))
		for i, f := range s.files {
			upper[i] = strings.ToUpper(f)
		}
		want, got := intake.ReadNames(s.files), intake.ReadNames(upper)
		if !strings.EqualFold(got.Title, want.Title) {
			t.Errorf("%s: title in capitals is %q, want %q", s.name, got.Title, want.Title)
		}
		for i, n := range got.Names {
			if class(n) != class(want.Names[i]) {
				t.Errorf("%s: %q is %s, want %s", s.name, n.File, class(n), class(want.Names[i]))
			}
		}
	}
}

// Words that engineers write together are read in small letters, too.
func TestWordsWrittenTogetherAreRead(t *testing.T) {
	for _, tt := range []struct {
		file string
		want session.Role
	}{
		{"leadvox", session.VoxLead}, {"LEADVOXDT", session.VoxBacking}, {"kickin", session.DrumsKick}, {"snaredown", session.DrumsSnare},
		{"bassdi", session.Bass}, {"acgtr", session.Guitar}, {"elecgtr", session.Guitar}, {"synthpad", session.Pad}, {"floortom", session.DrumsToms},
		{"drumroom", session.DrumsRoom}, {"backingvox", session.VoxBacking}, {"vocalverb", session.Return}, {"synthlead", session.SynthLead},
	} {
		if got := alone(tt.file + ".wav"); got.Role != tt.want {
			t.Errorf("%q is %s (%s), want %s", tt.file, got.Role, got.Reason, tt.want)
		}
	}
}

func FuzzReadNames(f *testing.F) {
	f.Add("Lead Vocals - Billie Jean.wav\nKick - Billie Jean.wav\nRough Mix - Billie Jean.wav")
	f.Add("01_KickIn.wav\n12_ElecGtr1DI.wav\nVox/Lead.wav\nReference/Snooze.wav")
	f.Add("夜の歌声_ﾎﾞｰｶﾙ.wav\nШум 24бит.wav\n통기타.flac\nCafe\u0301 - Synthe\u0301.mp3")
	f.Add("rough mix (LMMS master bus on, -6 dB) - Reggae Try.flac\n[((]]),_-.wav\n\x00\xff\u202e.wav\n//.wav\n")
	f.Fuzz(func(t *testing.T, text string) {
		files := strings.Split(text, "\n")
		naming := intake.ReadNames(files)
		if len(naming.Names) != len(files) {
			t.Fatalf("%d files have %d names", len(files), len(naming.Names))
		}
		backwards := slices.Clone(files)
		slices.Reverse(backwards)
		again := intake.ReadNames(backwards)
		if again.Title != naming.Title {
			t.Errorf("title of %q is %q, backwards %q", files, naming.Title, again.Title)
		}
		for i, n := range naming.Names {
			if n.File != files[i] {
				t.Errorf("name %d is of %q, want %q", i, n.File, files[i])
			}
			if !(n.Importance >= 0 && n.Importance <= 1) {
				t.Errorf("importance of %q is %g, want 0 to 1", n.File, n.Importance)
			}
			if _, err := session.ParseRole(string(n.Role)); err != nil {
				t.Errorf("%q: %v", n.File, err)
			}
			if n.Known && (n.Kind != intake.StemFile || n.Role == session.Other) {
				t.Errorf("%q is known as %s %s", n.File, n.Kind, n.Role)
			}
			if n.Reason == "" {
				t.Errorf("%q is %s without a reason", n.File, n.Role)
			}
			if !norm.NFC.IsNormalString(n.Instrument) || strings.ContainsFunc(n.Instrument, unicode.IsControl) {
				t.Errorf("instrument of %q is %q", n.File, n.Instrument)
			}
			if other := again.Names[len(files)-1-i]; other != n {
				t.Errorf("%q is %+v, backwards %+v", n.File, n, other)
			}
		}
	})
}
