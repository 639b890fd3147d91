package intake_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"lathe/chain/intake"
	"lathe/session"
)

// labelled is one line of testdata/names.tsv: a name as engineers and public
// multitracks write it, and what a person says it is. Labels were written before
// the parser read them; half of them, marked hold, tuned nothing. The person who
// labelled them also wrote the dictionary, so the figure flatters: the sessions
// of testdata/wild.txt are the harder judge.
type labelled struct {
	split, want, file string
}

func labels(t *testing.T) (all []labelled) {
	t.Helper()
	text, err := os.ReadFile("testdata/names.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range strings.Split(strings.TrimSpace(string(text)), "\n")[1:] {
		cells := strings.Split(row, "\t")
		if len(cells) != 3 {
			t.Fatalf("testdata/names.tsv:%d has %d cells, want 3", i+2, len(cells))
		}
		all = append(all, labelled{cells[0], cells[1], cells[2] + ".wav"})
	}
	return all
}

// class is what the labels call a name: its role, or its kind if it is no stem.
func class(n intake.Name) string {
	if n.Kind != intake.StemFile {
		return string(n.Kind)
	}
	return string(n.Role)
}

// score compares classes with labels. F1 is taken for every class that has a
// label or was given to a name, and averaged with equal weight (macro F1).
type score struct {
	right, n         int
	hit, given, real map[string]int
	misses           []string
}

func (s *score) add(l labelled, n intake.Name) {
	if s.hit == nil {
		s.hit, s.given, s.real = map[string]int{}, map[string]int{}, map[string]int{}
	}
	got := class(n)
	s.n++
	s.given[got]++
	s.real[l.want]++
	if got == l.want {
		s.right++
		s.hit[got]++
		return
	}
	s.misses = append(s.misses, fmt.Sprintf("%-36s is %-14s want %-14s (%s)", l.file, got, l.want, n.Reason))
}

func (s *score) accuracy() float64 { return float64(s.right) / float64(s.n) }

func (s *score) macroF1() float64 {
	sum := 0.0
	classes := map[string]bool{}
	for c := range s.real {
		classes[c] = true
	}
	for c := range s.given {
		classes[c] = true
	}
	for c := range classes {
		sum += 2 * float64(s.hit[c]) / float64(s.given[c]+s.real[c])
	}
	return sum / float64(len(classes))
}

func TestNamesOfRealStemLists(t *testing.T) {
	scores := map[string]*score{"tune": {}, "hold": {}}
	roles := map[string]bool{"rough": true, "reference": true}
	for _, r := range session.Roles() {
		roles[string(r)] = true
	}
	for _, l := range labels(t) {
		if !roles[l.want] || scores[l.split] == nil {
			t.Fatalf("testdata/names.tsv labels %q as %q in %q", l.file, l.want, l.split)
		}
		scores[l.split].add(l, intake.ReadNames([]string{l.file}).Names[0])
	}
	report(t, scores, 0.95) // what was asked for; specs/dsp.md section 3 hopes for 0.97
}

// report prints the scores and the misses of the tuned half, and asks for a
// macro F1 of at least want.
func report(t *testing.T, scores map[string]*score, want float64) {
	t.Helper()
	for _, split := range []string{"tune", "hold"} {
		s := scores[split]
		t.Logf("%s: %d names, accuracy %.4f, macro F1 %.4f", split, s.n, s.accuracy(), s.macroF1())
		if split == "tune" {
			t.Log("\n" + strings.Join(s.misses, "\n"))
		}
		if s.macroF1() < want {
			t.Errorf("macro F1 of the %s half is %.4f, want %.2f or more", split, s.macroF1(), want)
		}
	}
}

// Whole sessions as they were exported, which nobody who labelled them named.
// Read for the first time, before anything was tuned, both halves together had
// an accuracy of 0.945, and the held half a macro F1 of 0.923.
func TestWholeSessionsOfRealMultitracks(t *testing.T) {
	scores := map[string]*score{"tune": {}, "hold": {}}
	for _, s := range sessions(t, "testdata/wild.txt") {
		split, name, _ := strings.Cut(s.name, ": ")
		n := intake.ReadNames(s.files)
		if s.title != "?" && n.Title != s.title {
			t.Errorf("%s: title is %q, want %q", name, n.Title, s.title)
		}
		for _, got := range n.Names {
			if want := s.class[got.File]; want != "?" {
				scores[split].add(labelled{split, want, got.File}, got)
			}
		}
	}
	report(t, scores, 0.92)
}

// Names that nobody had read when dictionary and parser were written: the held
// halves and the sessions of testdata/fresh.txt, more than 600 together. The
// issue asks for a macro F1 of 0.97 on them.
func TestNamesThatTunedNothing(t *testing.T) {
	unseen := &score{}
	for _, l := range labels(t) {
		if l.split == "hold" {
			unseen.add(l, intake.ReadNames([]string{l.file}).Names[0])
		}
	}
	for _, file := range []string{"testdata/wild.txt", "testdata/fresh.txt"} {
		own := &score{}
		for _, s := range sessions(t, file) {
			split, name, _ := strings.Cut(s.name, ": ")
			if split == "tune" {
				continue
			}
			for _, got := range intake.ReadNames(s.files).Names {
				if want := s.class[got.File]; want != "?" {
					own.add(labelled{split, want, got.File}, got)
					unseen.add(labelled{split, want, name + ": " + got.File}, got)
				}
			}
		}
		t.Logf("%s: %d names, accuracy %.4f, macro F1 %.4f\n%s", file, own.n, own.accuracy(), own.macroF1(), strings.Join(own.misses, "\n"))
	}
	t.Logf("all: %d names, accuracy %.4f, macro F1 %.4f", unseen.n, unseen.accuracy(), unseen.macroF1())
	if unseen.n < 600 || unseen.macroF1() < 0.97 {
		t.Errorf("macro F1 is %.4f over %d names, want 0.97 over 600", unseen.macroF1(), unseen.n)
	}
}
