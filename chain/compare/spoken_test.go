package compare

import "testing"

// A reference is called what its artist calls it, not what its file is called.
func TestSpoken(t *testing.T) {
	for file, want := range map[string]string{
		"Reference - Paper Lanterns.wav": "Paper Lanterns",
		"refs/ref_Snooze.mp3":            "Snooze",
		"Snooze (REF).flac":              "Snooze (REF)",
		"Reference.wav":                  "Reference",
		"Refuge.wav":                     "Refuge",
	} {
		if got := spoken(file); got != want {
			t.Errorf("%q is spoken %q, want %q", file, got, want)
		}
	}
}
