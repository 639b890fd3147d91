package preflight_test

import (
	"maps"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"lathe/chain/preflight"
	"lathe/internal/material"
	"lathe/session"
)

// byHand is the family of every real stem that belongs to one, as heard.
// Effects and whole mixes belong to none.
var byHand = map[string]preflight.Voice{
	"caesium/ALT HATS - Caesium.flac":                        preflight.SoundsHats,
	"caesium/BGVOX ALT - Caesium.flac":                       preflight.SoundsVoice,
	"caesium/BGVOX ECHO - Caesium.flac":                      preflight.SoundsVoice,
	"caesium/BGVOX HARMONY - Caesium.flac":                   preflight.SoundsVoice,
	"caesium/BGVOX HIGH - Caesium.flac":                      preflight.SoundsVoice,
	"caesium/BGVOX MAIN - Caesium.flac":                      preflight.SoundsVoice,
	"caesium/KICK - Caesium.flac":                            preflight.SoundsKick,
	"caesium/MINILOGUE SYNTH - Caesium.flac":                 preflight.SoundsPitched,
	"caesium/VOX LEAD - Caesium.flac":                        preflight.SoundsVoice,
	"potassium/END DRUMS - Potassium.flac":                   preflight.SoundsDrums,
	"potassium/HATS - Potassium.flac":                        preflight.SoundsHats,
	"potassium/MALLET - Potassium.flac":                      preflight.SoundsPitched,
	"potassium/MINILOGUE SYNTH - Potassium.flac":             preflight.SoundsPitched,
	"potassium/OUTRO DRUM - Potassium.flac":                  preflight.SoundsDrums,
	"potassium/PAD + BASS - Potassium.flac":                  preflight.SoundsBass,
	"potassium/SNARE - Potassium.flac":                       preflight.SoundsDrums,
	"potassium/VOX LEAD - Potassium.flac":                    preflight.SoundsVoice,
	"reggae-try/01 E-Piano - Reggae Try.flac":                preflight.SoundsPitched,
	"reggae-try/02 Bass Slap 02 - Reggae Try.flac":           preflight.SoundsBass,
	"reggae-try/03 Strings (high) - Reggae Try.flac":         preflight.SoundsPitched,
	"reggae-try/04 Strings (low) - Reggae Try.flac":          preflight.SoundsPitched,
	"reggae-try/05 BD 03 - Reggae Try.flac":                  preflight.SoundsKick,
	"reggae-try/06 Snare 05 - Reggae Try.flac":               preflight.SoundsDrums,
	"reggae-try/07 Snare 06 - Reggae Try.flac":               preflight.SoundsDrums,
	"reggae-try/08 Open HiHat 02 - Reggae Try.flac":          preflight.SoundsHats,
	"reggae-try/09 Closed HihHat 03 - Reggae Try.flac":       preflight.SoundsHats,
	"mdn-funk/bassguitar.mp3":                                preflight.SoundsBass,
	"mdn-funk/clav.mp3":                                      preflight.SoundsPitched,
	"mdn-funk/drums.mp3":                                     preflight.SoundsDrums,
	"mdn-funk/horns.mp3":                                     preflight.SoundsPitched,
	"mdn-funk/leadguitar.mp3":                                preflight.SoundsPitched,
	"internal-degeneration/internal_degeneration/guitar.ogg": preflight.SoundsPitched,
}

// nameSays is the role that such a stem has by its name.
var nameSays = map[preflight.Voice]session.Role{
	preflight.SoundsHats: session.DrumsHat, preflight.SoundsVoice: session.VoxLead, preflight.SoundsKick: session.DrumsKick,
	preflight.SoundsPitched: session.Keys, preflight.SoundsDrums: session.Drums, preflight.SoundsBass: session.Bass,
}

// swaps are pairs of files that nobody could take for each other.
var swaps = [][2]preflight.Voice{
	{preflight.SoundsKick, preflight.SoundsHats}, {preflight.SoundsHats, preflight.SoundsBass},
	{preflight.SoundsVoice, preflight.SoundsHats}, {preflight.SoundsVoice, preflight.SoundsBass}, {preflight.SoundsVoice, preflight.SoundsKick},
}

// Sound alone is right on at least three real stems in four (the issue), no
// stem conflicts with its own name, and swapped files do.
func TestSoundsLike(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(material.Dir(t), "sessions")
	files := slices.Sorted(maps.Keys(byHand))
	if !material.Long() { // one of each family
		slices.Reverse(files)
		taken := map[preflight.Voice]int{}
		files = slices.DeleteFunc(files, func(file string) bool {
			taken[byHand[file]]++
			return taken[byHand[file]] > 1
		})
	}
	right, swapped, seen := 0, 0, 0
	var mu sync.Mutex
	var wg sync.WaitGroup
	limit := make(chan bool, 2)
	for _, file := range files {
		want := byHand[file]
		wg.Go(func() {
			limit <- true
			defer func() { <-limit }()
			x, f := read(t, filepath.Join(dir, file), 45)
			s := painted(file, f.Rate, x...)
			got := preflight.SoundsLike(s.Portrait)
			s.Role = nameSays[want]
			conflicts := found(heard(s), "role.conflict")
			mu.Lock()
			defer mu.Unlock()
			if got == want {
				right++
			} else {
				t.Logf("%s sounds like %q, it is %q", file, got, want)
			}
			for _, c := range conflicts {
				t.Errorf("%s is accused: %s", file, c.Heard)
			}
			for _, pair := range swaps {
				for k, v := range pair {
					if v != want {
						continue
					}
					s.Role = nameSays[pair[1-k]]
					seen++
					if len(found(heard(s), "role.conflict")) == 1 {
						swapped++
					} else {
						t.Logf("%s passes for %s", file, s.Role)
					}
				}
			}
		})
	}
	wg.Wait()
	t.Logf("by ear alone %d of %d are right (%.2f), %d of %d swaps told", right, len(files), float64(right)/float64(len(files)), swapped, seen)
	if float64(right) < 0.75*float64(len(files)) {
		t.Errorf("%d of %d families are right, want three in four", right, len(files))
	}
	if float64(swapped) < 0.8*float64(seen) {
		t.Errorf("%d of %d swapped files are told, want four in five", swapped, seen)
	}
}
