package web

import (
	"strings"
	"testing"
)

// What is said of many stems is told once; two are told one by one, and what is
// worse stays in front.
func TestGather(t *testing.T) {
	var all []findingView
	for _, stem := range []string{"A", "B", "C"} {
		all = append(all, findingView{Kind: "warn", Code: "lossy", Stem: stem})
	}
	all = append(all, findingView{Kind: "info", Code: "lossy", Stem: "D"}, findingView{Kind: "info", Code: "mono.dual", Stem: "E"}, findingView{Kind: "info", Code: "lossy", Stem: "F"})
	var got []string
	for _, g := range gather(all) {
		line := g.Kind + " " + g.Code
		for _, f := range g.Items {
			line += " " + f.Stem
		}
		if g.Many() {
			line += " together"
		}
		got = append(got, line)
	}
	want := "warn lossy A B C together; info lossy D F; info mono.dual E"
	if strings.Join(got, "; ") != want {
		t.Errorf("gathered %q, want %q", strings.Join(got, "; "), want)
	}
}
