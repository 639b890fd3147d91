package web

import (
	"strings"
	"testing"

	"lathe/session/advice"
)

func TestEveryFindingIsFoundByItsCode(t *testing.T) {
	for _, e := range advice.Entries() {
		found := false
		for _, got := range guideFor(e.Code).Entries {
			found = found || got.Code == e.Code
		}
		if !found {
			t.Errorf("the guide does not answer %q", e.Code)
		}
	}
}

func TestAQuestionNarrowsTheGuide(t *testing.T) {
	v := guideFor("  Limiter MASTER ")
	if len(v.Steps) != 1 || v.Steps[0].ID != "master" {
		t.Errorf("limiter master finds steps %v, want the one about the master", v.Steps)
	}
	for _, e := range v.Entries {
		all := strings.ToLower(e.Title + e.Artist + e.Engineer)
		if !strings.Contains(all, "limiter") || !strings.Contains(all, "master") {
			t.Errorf("%s has not both words", e.Code)
		}
	}
}
