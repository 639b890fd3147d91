package advice_test

import (
	"slices"
	"strings"
	"testing"

	"lathe/session/advice"
)

func TestEveryEntryIsWhole(t *testing.T) {
	codes := []string{}
	for _, e := range advice.Entries() {
		codes = append(codes, e.Code)
		for name, text := range map[string]string{"artist": e.Artist, "engineer": e.Engineer} {
			if !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "?") {
				t.Errorf("%s: the text for the %s is no sentence: %q", e.Code, name, text)
			}
		}
		if e.Title == "" || strings.HasSuffix(e.Title, ".") {
			t.Errorf("%s: the title is %q, want a few words without a full stop", e.Code, e.Title)
		}
		if e.Topic != advice.NoTopic && !slices.Contains(advice.Topics, e.Topic) {
			t.Errorf("%s: there is no topic %q", e.Code, e.Topic)
		}
		if got, ok := advice.For(e.Code); !ok || got != e {
			t.Errorf("%s is not found again", e.Code)
		}
	}
	if !slices.IsSorted(codes) || len(slices.Compact(slices.Clone(codes))) != len(codes) {
		t.Error("the codes are not in order, or one is there twice")
	}
	if _, ok := advice.For("no.such"); ok {
		t.Error("a code that does not exist has an entry")
	}
}

func TestEveryTopicIsKnownInEveryProgram(t *testing.T) {
	for _, topic := range advice.Topics {
		seen := map[string]bool{}
		for _, daw := range advice.DAWs {
			text := advice.Export(topic, daw)
			if !strings.HasPrefix(text, "In "+daw.Name()+": ") || !strings.HasSuffix(text, ".") {
				t.Errorf("%s in %s: %q", topic, daw, text)
			}
			if _, way, _ := strings.Cut(text, ": "); seen[way] {
				t.Errorf("%s in %s is what another program is told: %q", topic, daw, text)
			} else {
				seen[way] = true
			}
		}
	}
	if got := advice.Export(advice.NoTopic, "reaper"); got != "" {
		t.Errorf("advice on nothing is %q", got)
	}
}

func TestProgramsAreKnownByWhatPeopleCallThem(t *testing.T) {
	for text, want := range map[string]advice.DAW{
		"reaper": "reaper", "REAPER": "reaper", "Ableton Live": "ableton", "live": "ableton", "Pro Tools": "protools",
		"pro-tools": "protools", "FL": "flstudio", "FL Studio": "flstudio", "logic pro": "logic", "Studio One": "studioone", "cubase": "cubase",
	} {
		if got, err := advice.ParseDAW(text); err != nil || got != want {
			t.Errorf("%q is read as %q (%v), want %q", text, got, err, want)
		}
	}
	if _, err := advice.ParseDAW("garage"); err == nil || !strings.Contains(err.Error(), "studioone") {
		t.Errorf("an unknown program gives %v, want the list of those we know", err)
	}
}
