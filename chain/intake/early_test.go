package intake_test

import (
	"errors"
	"strings"
	"testing"

	"lathe/chain/intake"
	"lathe/session/advice"
)

func TestBrowsersSayOfUnreadableFilesWhatTheIntakeSays(t *testing.T) {
	f := intake.Unreadable("Kick.wav", true, errors.New("the header is cut off"))
	for _, e := range advice.Earlies() {
		if e.Code != f.Code {
			continue
		}
		say := strings.NewReplacer("{file}", "Kick.wav", "{place}", "the header is cut off")
		if got, want := say.Replace(e.Message)+say.Replace(e.Fix), f.Message+f.Fix; got != want || e.Severity != string(f.Severity) {
			t.Errorf("a browser says %q (%s), the intake %q (%s)", got, e.Severity, want, f.Severity)
		}
		return
	}
	t.Errorf("no early finding %s", f.Code)
}
