package cloud_test

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"lathe/internal/material"
	"lathe/studio/cloud"
	"lathe/studio/cloud/cloudtest"
)

// ware is one share with what is known about its source.
type ware struct {
	name, link string
	app        bool // Dropbox through the app
	ranges     bool // the source can go on from a byte
	proof      bool // something but the length tells wrong bytes
	unsized    bool // its length is not known before it is fetched
	world      func(seed uint64, bytes int64) *cloudtest.World
	want       func(seed uint64, bytes int64) map[string]string // name -> SHA-256
}

func single(name string) func(uint64, int64) map[string]string {
	return func(seed uint64, bytes int64) map[string]string {
		return map[string]string{name: cloudtest.Sound{Seed: seed, Bytes: bytes}.SHA256()}
	}
}

func packed(seed uint64, bytes int64) *cloudtest.Node {
	n := cloudtest.Folder("f", "Song")
	for i := range 3 {
		n.Below = append(n.Below, &cloudtest.Node{Name: fmt.Sprintf("Stem %d.wav", i+1), Sound: cloudtest.Sound{Seed: seed + uint64(i), Bytes: bytes / 3}})
	}
	return n
}

func unpacked(seed uint64, bytes int64) map[string]string {
	want := map[string]string{}
	for _, b := range packed(seed, bytes).Below {
		want[b.Name] = b.Sound.SHA256()
	}
	return want
}

func hosts(h map[string]http.Handler) *cloudtest.World { return &cloudtest.World{Hosts: h} }

func dropboxOf(n *cloudtest.Node) *cloudtest.World {
	d := &cloudtest.Dropbox{AppKey: appKey, AppSecret: appSecret, Links: map[string]*cloudtest.Link{"/scl/fo/x/h": {Node: n}, "/scl/fi/x/One.wav": {Node: n}}}
	return hosts(d.Hosts(map[string]http.Handler{}))
}

func plainOf(p cloudtest.Page, path string) *cloudtest.World {
	return hosts(map[string]http.Handler{"files.example.net": &cloudtest.Plain{Files: map[string]*cloudtest.Page{path: &p}}})
}

var wares = []ware{
	{name: "Drive", link: "https://drive.google.com/file/d/one/view", ranges: true, proof: true, want: single("One.wav"),
		world: func(seed uint64, bytes int64) *cloudtest.World {
			n := &cloudtest.Node{ID: "one", Name: "One.wav", Sound: cloudtest.Sound{Seed: seed, Bytes: bytes}}
			return hosts((&cloudtest.Drive{Root: n, Key: driveKey}).Hosts(map[string]http.Handler{}))
		}},
	{name: "Dropbox app", link: dropbox + "/scl/fo/x/h", app: true, ranges: true, proof: true, want: unpacked,
		world: func(seed uint64, bytes int64) *cloudtest.World { return dropboxOf(packed(seed, bytes)) }},
	{name: "Dropbox folder", link: dropbox + "/scl/fo/x/h", proof: true, want: unpacked,
		world: func(seed uint64, bytes int64) *cloudtest.World { return dropboxOf(packed(seed, bytes)) }},
	{name: "Dropbox file", link: dropbox + "/scl/fi/x/One.wav", ranges: true, want: single("One.wav"),
		world: func(seed uint64, bytes int64) *cloudtest.World {
			return dropboxOf(&cloudtest.Node{Name: "One.wav", Sound: cloudtest.Sound{Seed: seed, Bytes: bytes}})
		}},
	{name: "WeTransfer", link: wt + transferID + "/719ce3", ranges: true, proof: true, unsized: true, want: unpacked,
		world: func(seed uint64, bytes int64) *cloudtest.World {
			x := &cloudtest.WeTransfer{Transfers: map[string]*cloudtest.Transfer{transferID: {Node: packed(seed, bytes), Hash: "719ce3"}}}
			return hosts(x.Hosts(map[string]http.Handler{}))
		}},
	{name: "https file", link: plain + "/One.wav", ranges: true, want: single("One.wav"),
		world: func(seed uint64, bytes int64) *cloudtest.World {
			return plainOf(cloudtest.Page{Sound: cloudtest.Sound{Seed: seed, Bytes: bytes}}, "/One.wav")
		}},
	{name: "https digest", link: plain + "/One.wav", ranges: true, proof: true, want: single("One.wav"),
		world: func(seed uint64, bytes int64) *cloudtest.World {
			return plainOf(cloudtest.Page{Sound: cloudtest.Sound{Seed: seed, Bytes: bytes}, Digest: true}, "/One.wav")
		}},
	{name: "https zip", link: plain + "/Song.zip", ranges: true, proof: true, want: unpacked,
		world: func(seed uint64, bytes int64) *cloudtest.World {
			return plainOf(cloudtest.Page{Sound: cloudtest.Sound{Body: cloudtest.Zip(packed(seed, bytes))}}, "/Song.zip")
		}},
	{name: "https chunked zip", link: plain + "/Song.zip", proof: true, want: unpacked,
		world: func(seed uint64, bytes int64) *cloudtest.World {
			return plainOf(cloudtest.Page{Sound: cloudtest.Sound{Body: cloudtest.Zip(packed(seed, bytes))}, NoLength: true}, "/Song.zip")
		}},
}

// misfortune draws what goes wrong with one answer. Wrong bytes are drawn only
// where something but the length could tell, and are told apart, as is a source
// that says that its file is a new one: both have to be fetched again.
func misfortune(r *rand.Rand, proof, sized bool, bytes int64) (f cloudtest.Fault, again bool) {
	at := r.Int64N(bytes + bytes/10)
	html := http.Header{"Content-Type": {"text/html"}}
	switch r.IntN(21) {
	case 0, 1, 2, 3:
		return cloudtest.Fault{Action: "cut", After: at}, false
	case 4, 5, 6:
		return cloudtest.Fault{Action: "reset", After: at}, false
	case 7:
		return cloudtest.Fault{Action: "stall", After: at}, false
	case 8:
		return cloudtest.Fault{Action: "crawl", After: at}, false
	case 9:
		return cloudtest.Fault{Status: 500 + r.IntN(5), Body: "<html>bad gateway</html>", Header: html}, false
	case 10:
		return cloudtest.Fault{Status: 429, Header: http.Header{"Retry-After": {"3"}}, Body: "slow down"}, false
	case 11:
		return cloudtest.Fault{Status: 200, Header: html, Body: "<!DOCTYPE html><html>" + strings.Repeat("busy ", r.IntN(300)) + "</html>"}, false
	case 12:
		return cloudtest.Fault{Status: []int{401, 403, 404, 410}[r.IntN(4)], Body: "the direct address is stale"}, false
	case 13:
		return cloudtest.Fault{Refused: true}, false
	case 14:
		return cloudtest.Fault{Action: cloudtest.WrongRange}, false
	case 15:
		return cloudtest.Fault{Action: cloudtest.IgnoreRange}, false
	case 16:
		return cloudtest.Fault{Action: cloudtest.Shorten}, false
	case 17:
		return cloudtest.Fault{Action: cloudtest.Lengthen}, false
	case 18:
		return cloudtest.Fault{Action: cloudtest.ChangeTag}, !proof
	case 19:
		return cloudtest.Fault{Action: "end", After: at}, !sized
	}
	if !proof {
		return cloudtest.Fault{Action: "cut", After: at}, false
	}
	return cloudtest.Fault{Action: "corrupt", After: at, Byte: byte(1 + r.IntN(255))}, true
}

// tally is what many schedules came to.
type tally struct {
	schedules, finished, wrong, faults, stopped int

	bytes, again       int64 // of schedules whose faults need nothing fetched again, at sources with ranges
	allBytes, allAgain int64 // of all schedules at sources with ranges
}

// fetchStopped fetches, and in one of four schedules is stopped on the way, as
// by a restart of the service: another desk then goes on in the same folder.
func fetchStopped(t *testing.T, r *rand.Rand, s cloud.Settings, share cloud.Share, list cloud.Listing, bytes int64, dir string, sum *tally) (cloud.Fetched, error) {
	if r.IntN(4) > 0 {
		return cloud.NewDesk(s).Fetch(t.Context(), share, list, dir, nil)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	at := r.Int64N(bytes)
	before, err := cloud.NewDesk(s).Fetch(ctx, share, list, dir, func(p cloud.Progress) {
		if p.Bytes > at {
			stop()
		}
	})
	if !errors.Is(err, context.Canceled) {
		return before, err
	}
	sum.stopped++
	got, err := cloud.NewDesk(s).Fetch(t.Context(), share, list, dir, nil)
	got.Again += before.Again
	return got, err
}

// schedule fetches one share through a run of misfortunes.
func schedule(t *testing.T, seed uint64, dir string, sum *tally) {
	r := rand.New(rand.NewPCG(seed, 7))
	w := wares[r.IntN(len(wares))]
	bytes := 2000 + r.Int64N(150_000)
	world := w.world(seed, bytes)
	s := settings(world)
	if !w.app {
		s.Dropbox = cloud.DropboxSettings{}
	}
	s.Chance = r.Float64
	d := cloud.NewDesk(s)
	share, err := d.Recognise(w.link)
	if err != nil {
		t.Fatal(err)
	}
	list, err := d.List(t.Context(), share)
	if err != nil {
		t.Fatal(err)
	}
	left, mustAgain := r.IntN(7), false
	world.Fault = func(int, *http.Request) cloudtest.Fault {
		if left == 0 || r.IntN(3) == 0 {
			return cloudtest.Fault{}
		}
		left--
		sum.faults++
		f, again := misfortune(r, w.proof, !w.unsized, bytes)
		mustAgain = mustAgain || again
		return f
	}
	before := world.Moved.Load()
	got, err := fetchStopped(t, r, s, share, list, bytes, dir, sum)
	sum.schedules++
	want := w.want(seed, bytes)
	folder := sums(t, dir)
	for name, is := range folder {
		if want[name] != is {
			sum.wrong++
			t.Errorf("schedule %d, %s: %s is wrong and was taken", seed, w.name, name)
		}
	}
	if err != nil {
		t.Logf("unfinished %d %s: %s", seed, w.name, strings.ReplaceAll(whole(err), "\n", " / "))
		if cloud.KindOf(err) == "" {
			t.Errorf("schedule %d, %s: %v", seed, w.name, err)
		}
		return
	}
	if len(folder) != len(want) || len(got.Files) != len(want) {
		t.Errorf("schedule %d, %s: %d files, want %d", seed, w.name, len(folder), len(want))
	}
	sum.finished++
	whole := int64(0)
	for _, f := range got.Files {
		whole += f.Bytes
	}
	if w.ranges {
		sum.allBytes += whole
		sum.allAgain += got.Again
	}
	if w.ranges && !mustAgain {
		moved := world.Moved.Load() - before
		sum.bytes += whole
		sum.again += got.Again
		if w.name == "Drive" && moved > whole+got.Again+20_000 { // what pages and stale answers weigh
			t.Errorf("schedule %d: %d bytes moved for %d and %d again", seed, moved, whole, got.Again)
		}
	}
}

// Whatever goes wrong on the way, what is taken is what was shared.
func TestFaultSchedules(t *testing.T) {
	count := 500
	if material.Long() {
		count = 10_000
	}
	top := t.TempDir()
	if shm, err := os.MkdirTemp("/dev/shm", "lathe-cloud-"); err == nil { // a disk in memory: every file is flushed
		t.Cleanup(func() { os.RemoveAll(shm) })
		top = shm
	}
	var sum tally
	for seed := range uint64(count) {
		dir := filepath.Join(top, hex.EncodeToString([]byte{byte(seed >> 8), byte(seed)}))
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		synctest.Test(t, func(t *testing.T) { schedule(t, seed, dir, &sum) })
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
	}
	twice := 100 * float64(sum.again) / float64(sum.bytes)
	t.Logf("%d schedules with %d faults, %d of them stopped and taken up again: %d finished, %d wrong files taken; where the source has ranges, %.2f %% of bytes fetched twice (%.2f %% with files that came wrong or changed)",
		sum.schedules, sum.faults, sum.stopped, sum.finished, sum.wrong, twice, 100*float64(sum.allAgain)/float64(sum.allBytes))
	if sum.wrong > 0 {
		t.Errorf("%d wrong files were taken, want 0", sum.wrong)
	}
	if twice > 2 {
		t.Errorf("%.2f %% of bytes were fetched twice, want at most 2 %%", twice)
	}
	if share := float64(sum.finished) / float64(sum.schedules); share < 0.98 { // faults are at most 6, retries 8
		t.Errorf("%.2f %% of schedules finished, want 98", 100*share)
	}
}
