package cloud_test

import (
	"net/http"
	"testing"
	"testing/synctest"

	"lathe/studio/cloud"
	"lathe/studio/cloud/cloudtest"
)

// A file that its owner replaces while it is fetched becomes the new one, whole,
// or a sentence; never a mixture. Nothing but the tag and the length tells.
func TestFileReplacedOnTheWay(t *testing.T) {
	before := cloudtest.Sound{Seed: 1, Bytes: 90_000}
	for _, tt := range []struct {
		about   string
		after   cloudtest.Sound
		ifRange bool // the server honours If-Range
		want    cloud.Kind
	}{
		{"by one of the same length", cloudtest.Sound{Seed: 2, Bytes: 90_000}, true, ""},
		{"by one of the same length, and the server knows no If-Range", cloudtest.Sound{Seed: 2, Bytes: 90_000}, false, ""},
		{"by a shorter one", cloudtest.Sound{Seed: 2, Bytes: 60_000}, true, cloud.Changed},
		{"by a longer one, and the server knows no If-Range", cloudtest.Sound{Seed: 2, Bytes: 120_000}, false, cloud.Changed},
	} {
		t.Run(tt.about, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				page := &cloudtest.Page{Sound: before}
				files := &cloudtest.Plain{Files: map[string]*cloudtest.Page{"/One.wav": page}}
				w := &cloudtest.World{Hosts: map[string]http.Handler{"files.example.net": http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
					if !tt.ifRange {
						r.Header.Del("If-Range")
					}
					files.ServeHTTP(rw, r)
				})}}
				w.Fault = func(n int, _ *http.Request) cloudtest.Fault {
					switch n {
					case 1: // the first try
						return cloudtest.Fault{Action: "cut", After: 50_000}
					case 2:
						page.Sound = tt.after
					}
					return cloudtest.Fault{}
				}
				folder, _, err := fetch(t, cloud.NewDesk(settings(w)), plain+"/One.wav", "")
				if cloud.KindOf(err) != tt.want || err != nil && tt.want == "" {
					t.Fatalf("got %v, want %q", whole(err), tt.want)
				}
				if got := folder["One.wav"]; tt.want == "" && got != tt.after.SHA256() || tt.want != "" && got != "" {
					t.Errorf("the folder has %v, want the new file or none", folder)
				}
			})
		})
	}
}
