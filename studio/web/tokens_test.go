package web

import (
	"fmt"
	"math"
	"os"
	"regexp"
	"strconv"
	"testing"
)

// luminance is the relative luminance of WCAG 2.2 of a colour like #7cc4ff.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	if len(hex) == 4 {
		hex = fmt.Sprintf("#%c%c%c%c%c%c", hex[1], hex[1], hex[2], hex[2], hex[3], hex[3])
	}
	v, err := strconv.ParseUint(hex[1:], 16, 32)
	if err != nil {
		t.Fatalf("colour %q: %v", hex, err)
	}
	lin := func(c uint64) float64 {
		s := float64(c) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*lin(v>>16) + 0.7152*lin(v>>8&255) + 0.0722*lin(v&255)
}

// TestColoursCanBeRead holds every theme to WCAG 2.2: text 4.5 (SC 1.4.3), lines
// of controls and drawings 3 (SC 1.4.11), on every ground they stand on.
func TestColoursCanBeRead(t *testing.T) {
	text, err := os.ReadFile("css/tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	themes := regexp.MustCompile(`(?s):root\[data-theme="(\w+)"\]\s*\{(.*?)\}`).FindAllStringSubmatch(string(text), -1)
	if len(themes) != 4 {
		t.Fatalf("%d themes in tokens.css, want 4", len(themes))
	}
	for _, theme := range themes {
		colour := map[string]string{}
		for _, m := range regexp.MustCompile(`--([\w-]+):\s*(#[0-9a-f]{3,6});`).FindAllStringSubmatch(theme[2], -1) {
			colour[m[1]] = m[2]
		}
		need := func(front, ground string, want float64) {
			a, b := luminance(t, colour[front]), luminance(t, colour[ground])
			if got := (max(a, b) + 0.05) / (min(a, b) + 0.05); got < want {
				t.Errorf("%s: %s on %s is %.2f, want %g", theme[1], front, ground, got, want)
			}
		}
		for _, ground := range []string{"bg", "raise", "sunk"} {
			for _, front := range []string{"fg", "muted", "accent", "ok", "warn", "bad"} {
				need(front, ground, 4.5)
			}
			for _, front := range []string{"control", "a", "b", "c", "focus"} {
				need(front, ground, 3)
			}
		}
		need("on-accent", "accent", 4.5)
	}
}
