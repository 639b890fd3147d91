package cli

import (
	"strings"
	"testing"
	"time"

	"lathe/studio/cloud"
)

// What is not known is not said.
func TestMovedText(t *testing.T) {
	p := cloud.Progress{File: "Kick.wav", FilesDone: 2, Files: 9, Bytes: 400_000_000, TotalBytes: 1_000_000_000}
	if got, want := movedText(p, 30*time.Second), "fetching 3 of 9, 400 MB of 1 GB, 40 %, 0:30 left"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	p.TotalBytes = -1
	if got, want := movedText(p, -1), "fetching 3 of 9, 400 MB"; got != want {
		t.Errorf("without a size: %q, want %q", got, want)
	}
}

// A terminal has one line, which is written over and gone at the end.
func TestMovedOnATerminal(t *testing.T) {
	var out strings.Builder
	m := &moved{out: &out, how: "bar", step: -1}
	m.tell(cloud.Progress{Files: 1, Bytes: 1000, TotalBytes: 2000})
	m.tell(cloud.Progress{Files: 1, Bytes: 1500, TotalBytes: 2000}) // too soon to be drawn
	m.done()
	line := "fetching 1 of 1, 1 kB of 2 kB, 50 %"
	if want := "\r" + line + "\r" + strings.Repeat(" ", len(line)) + "\r"; out.String() != want {
		t.Errorf("it wrote %q, want %q", out.String(), want)
	}
}
