package cli

import (
	"strings"
	"testing"
	"time"

	"lathe/studio/cloud"
)

// A quarter of what was left in ten seconds leaves half a minute: bytes that
// were there at the start do not count as speed.
func TestMovedTellsTheTimeLeft(t *testing.T) {
	start := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	m := &moved{start: start, first: 200_000_000}
	p := cloud.Progress{File: "Kick.wav", FilesDone: 2, Files: 9, Bytes: 400_000_000, TotalBytes: 1_000_000_000}
	left := m.left(p, start.Add(10*time.Second))
	if want := "fetching 3 of 9, 400 MB of 1 GB, 40 %, 0:30 left"; left != 30*time.Second || movedText(p, left) != want {
		t.Errorf("%q with %v left, want %q", movedText(p, left), left, want)
	}
	p.TotalBytes = -1
	if left := m.left(p, start.Add(10*time.Second)); left >= 0 || movedText(p, left) != "fetching 3 of 9, 400 MB" {
		t.Errorf("without a size: %q with %v left", movedText(p, left), left)
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
