package web

import (
	"testing"

	"lathe/studio"
)

// TestLinkIsSaid reads a link as its artist does, at every stage.
func TestLinkIsSaid(t *testing.T) {
	behind := []studio.Behind{{File: "Bass.wav", Bytes: 60e6}, {File: "Lead.wav", Bytes: 60e6}, {File: "Song.als", Bytes: -1, Why: "export its tracks as audio"}}
	const mend = "Allow it and try again."
	for _, tt := range []struct {
		name                          string
		link                          studio.Fetched
		chip, found, way, left, aloud string
		share                         float64
		kept, leftOut                 int
		failed, again                 bool
	}{
		{name: "nobody knows yet what is there", link: studio.Fetched{State: studio.Fetching, Moved: studio.NotMoved()},
			chip: "Looking", way: "Looking at what is behind the link", share: -1, aloud: "Looking."},
		{name: "a third is here, two minutes are left", link: studio.Fetched{State: studio.Fetching, Behind: behind, Moved: studio.Moved{Bytes: 40e6, Total: 120e6, LeftS: 120}},
			chip: "Fetching", found: "2 files, 120\u00a0MB", way: "40\u00a0MB of 120\u00a0MB", left: "about 2 min left", share: 1. / 3, kept: 2, leftOut: 1, aloud: "2 files, 120\u00a0MB. A quarter is here."},
		{name: "a folder that is packed on the way has no size", link: studio.Fetched{State: studio.Fetching, Behind: behind[:1], Moved: studio.Moved{Bytes: 40e6, Total: -1, LeftS: -1}},
			chip: "Fetching", found: "1 file, unknown size", way: "40\u00a0MB so far", share: -1, kept: 1, aloud: "1 file, unknown size found. Fetching."},
		{name: "the server is away for a moment", link: studio.Fetched{State: studio.Fetching, Behind: behind, Trouble: "It asks us to slow down.", Moved: studio.NotMoved()},
			chip: "Trying again", found: "2 files, unknown size", way: "We try again by ourselves", share: -1, kept: 2, leftOut: 1, aloud: "Trying again. It asks us to slow down."},
		{name: "all is here", link: studio.Fetched{State: studio.FetchDone, Files: 2, Behind: behind, Moved: studio.Moved{Bytes: 120e6, Total: 120e6, LeftS: -1}},
			chip: "2 files came", found: "120\u00a0MB", kept: 2, leftOut: 1, aloud: "2 files came."},
		{name: "somebody has to allow it", link: studio.Fetched{State: studio.FetchFailed, Sealed: "x", Trouble: mend, Moved: studio.NotMoved()},
			chip: "Nothing came", failed: true, again: true, aloud: "Nothing came. " + mend},
		{name: "the same link will never do", link: studio.Fetched{State: studio.FetchFailed, Trouble: mend, Moved: studio.NotMoved()},
			chip: "Nothing came", failed: true, aloud: "Nothing came. " + mend},
	} {
		l := linkOf(tt.link)
		if l.Chip.Word != tt.chip || l.Found != tt.found || l.Said != tt.aloud || l.Failed != tt.failed || l.Again != tt.again {
			t.Errorf("%s: it says %q, %q, aloud %q, failed %v, again %v; want %q, %q, %q, %v, %v",
				tt.name, l.Chip.Word, l.Found, l.Said, l.Failed, l.Again, tt.chip, tt.found, tt.aloud, tt.failed, tt.again)
		}
		if len(l.Kept) != tt.kept || len(l.Left) != tt.leftOut {
			t.Errorf("%s: %d files are kept and %d left out, want %d and %d", tt.name, len(l.Kept), len(l.Left), tt.kept, tt.leftOut)
		}
		way := Way{}
		if l.Way != nil {
			way = *l.Way
		}
		if way != (Way{Word: tt.way, Left: tt.left, Share: tt.share}) {
			t.Errorf("%s: its way is %+v, want %q, %q, %v", tt.name, way, tt.way, tt.left, tt.share)
		}
	}
}

// The trouble of a link is told beside it, and not once more for the session.
func TestTroubleOfALinkIsToldOnce(t *testing.T) {
	failed := []studio.Fetched{{State: studio.FetchFailed, Trouble: "It has expired."}}
	if _, rest := linksOf(failed, "It has expired."); rest != "" {
		t.Errorf("the session says %q again", rest)
	}
	if _, rest := linksOf(failed, "The disk is full."); rest != "The disk is full." {
		t.Errorf("of its own trouble the session says %q", rest)
	}
}
