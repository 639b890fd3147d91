package cloud_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"lathe/studio/cloud"
	"lathe/studio/cloud/cloudtest"
)

const (
	dropbox = "https://www.dropbox.com"
	wt      = "https://wetransfer.com/downloads/"
	plain   = "https://files.example.net"
)

// Every provider, every shape: the right files, or the right sentence.
func TestProviders(t *testing.T) {
	one := []string{"One.wav"}
	noApp := func(s *cloud.Settings) { s.Dropbox = cloud.DropboxSettings{} }
	noKey := func(s *cloud.Settings) { s.Drive = cloud.DriveSettings{NoKey: true} }
	oauth := func(s *cloud.Settings) { s.Drive = cloud.DriveSettings{OAuth: cloud.Grant{RefreshToken: "refresh"}} }
	for _, tt := range []struct {
		about, link, pass string
		with              func(*cloud.Settings)
		want              []string   // files in the folder
		count             int        // or how many
		kind              cloud.Kind // or what is wrong
	}{
		{about: "Drive: a file", link: "https://drive.google.com/file/d/one/view?usp=sharing", want: one},
		{about: "Drive: a file, old link", link: "https://drive.google.com/open?id=one", want: one},
		{about: "Drive: a file with a resource key", link: "https://drive.google.com/file/d/keyed/view?resourcekey=" + resource, want: []string{"Keyed.wav"}},
		{about: "Drive: without its resource key", link: "https://drive.google.com/file/d/keyed/view", kind: cloud.NotFound},
		{about: "Drive: a nested folder with unicode and duplicate names", link: "https://drive.google.com/drive/folders/song?usp=sharing", want: songFiles},
		{about: "Drive: with a grant instead of a key", link: "https://drive.google.com/drive/u/1/folders/song", with: oauth, want: songFiles},
		{about: "Drive: with a token that still lives", link: "https://drive.google.com/file/d/one/view", with: func(s *cloud.Settings) {
			s.Drive = cloud.DriveSettings{OAuth: cloud.Grant{AccessToken: "at-1"}}
		}, want: one},
		{about: "Drive: with a token that has lapsed", link: "https://drive.google.com/file/d/one/view", with: func(s *cloud.Settings) {
			s.Drive = cloud.DriveSettings{OAuth: cloud.Grant{AccessToken: "at-0"}}
		}, kind: cloud.BadKey},
		{about: "Drive: a grant that was withdrawn", link: "https://drive.google.com/drive/folders/song", with: func(s *cloud.Settings) {
			s.Drive = cloud.DriveSettings{OAuth: cloud.Grant{RefreshToken: "withdrawn"}}
		}, kind: cloud.BadKey},
		{about: "Drive: 40 files over 6 pages", link: "https://drive.google.com/drive/folders/forty", count: 40},
		{about: "Drive: shortcuts, one in a circle, one dangling", link: "https://drive.google.com/drive/folders/loop", want: []string{"Alias.wav", "In.wav"}},
		{about: "Drive: not public and missing are one", link: "https://drive.google.com/file/d/hidden/view", kind: cloud.NotFound},
		{about: "Drive: downloads not allowed", link: "https://drive.google.com/file/d/nodl/view", kind: cloud.NoDownload},
		{about: "Drive: quota", link: "https://drive.google.com/file/d/quota/view", kind: cloud.Quota},
		{about: "Drive: rate, for ever", link: "https://drive.google.com/file/d/rate/view", kind: cloud.RateLimited},
		{about: "Drive: harmful", link: "https://drive.google.com/file/d/abuse/view", kind: cloud.Abusive},
		{about: "Drive: a document instead of audio", link: "https://docs.google.com/document/d/doc/edit", kind: cloud.NotAudio},
		{about: "Drive: a document by its id", link: "https://drive.google.com/file/d/doc/view", kind: cloud.NotAudio},
		{about: "Drive: an empty folder", link: "https://drive.google.com/drive/folders/empty", kind: cloud.Nothing},
		{about: "Drive: my files, not a share", link: "https://drive.google.com/drive/my-drive", kind: cloud.Unsupported},
		{about: "Drive: an id that is a query", link: "https://drive.google.com/open?id=x%27+or+%271", kind: cloud.Unsupported},
		{about: "Drive: no key here", link: "https://drive.google.com/file/d/one/view", with: func(s *cloud.Settings) { s.Drive = cloud.DriveSettings{} }, kind: cloud.NoKey},
		{about: "Drive: a key that is not taken", link: "https://drive.google.com/file/d/one/view", with: func(s *cloud.Settings) { s.Drive.Key = "wrong" }, kind: cloud.BadKey},
		{about: "Drive pages: a file", link: "https://drive.google.com/file/d/one/view", with: noKey, want: one},
		{about: "Drive pages: a file behind a warning", link: "https://drive.google.com/file/d/big/view", with: noKey, want: []string{"Big.wav"}},
		{about: "Drive pages: a nested folder", link: "https://drive.google.com/drive/folders/song", with: noKey, want: songFiles},
		{about: "Drive pages: 40 files", link: "https://drive.google.com/drive/folders/forty", with: noKey, count: 40},
		{about: "Drive pages: not public", link: "https://drive.google.com/file/d/hidden/view", with: noKey, kind: cloud.NotPublic},
		{about: "Drive pages: quota", link: "https://drive.google.com/file/d/quota/view", with: noKey, kind: cloud.Quota},

		{about: "Dropbox: a file", link: dropbox + "/scl/fi/one/One.wav?rlkey=" + rlkey + "&dl=0", want: one},
		{about: "Dropbox: a nested folder", link: dropbox + "/scl/fo/song/hash?rlkey=" + rlkey, want: songFiles},
		{about: "Dropbox: 40 files over 8 pages", link: dropbox + "/scl/fo/forty/hash?rlkey=" + rlkey, count: 40},
		{about: "Dropbox: with the password", link: dropbox + "/scl/fi/locked/Locked.wav?rlkey=" + rlkey, pass: password, want: []string{"Locked é.wav"}},
		{about: "Dropbox: with a wrong password", link: dropbox + "/scl/fi/locked/Locked.wav?rlkey=" + rlkey, pass: "1234", kind: cloud.WrongPassword},
		{about: "Dropbox: without the password", link: dropbox + "/scl/fi/locked/Locked.wav?rlkey=" + rlkey, kind: cloud.NotPublic},
		{about: "Dropbox: not public", link: dropbox + "/scl/fi/private/P.wav?rlkey=" + rlkey, kind: cloud.NotPublic},
		{about: "Dropbox: the end of the link is missing", link: dropbox + "/scl/fi/one/One.wav", kind: cloud.NotPublic},
		{about: "Dropbox: expired", link: dropbox + "/scl/fi/old/Old.wav?rlkey=" + rlkey, kind: cloud.Expired},
		{about: "Dropbox: downloads not allowed", link: dropbox + "/scl/fi/nodl/N.wav?rlkey=" + rlkey, kind: cloud.NoDownload},
		{about: "Dropbox: a document", link: dropbox + "/scl/fi/paper/Doc.paper?rlkey=" + rlkey, kind: cloud.NotAudio},
		{about: "Dropbox: missing", link: dropbox + "/scl/fi/nothing/N.wav?rlkey=" + rlkey, kind: cloud.NotFound},
		{about: "Dropbox: the front page", link: dropbox + "/home", kind: cloud.Unsupported},
		{about: "Dropbox: a key that is not taken", link: dropbox + "/scl/fi/one/One.wav?rlkey=" + rlkey, with: func(s *cloud.Settings) { s.Dropbox.AppSecret = "wrong" }, kind: cloud.BadKey},
		{about: "Dropbox, no app: a file", link: dropbox + "/scl/fi/one/One.wav?rlkey=" + rlkey + "&dl=0", with: noApp, want: one},
		{about: "Dropbox, no app: a nested folder", link: dropbox + "/scl/fo/song/hash?rlkey=" + rlkey, with: noApp, want: songFiles},
		{about: "Dropbox, no app: 40 files", link: dropbox + "/scl/fo/forty/hash?rlkey=" + rlkey, with: noApp, count: 40},
		{about: "Dropbox, no app: password", link: dropbox + "/scl/fi/locked/Locked.wav?rlkey=" + rlkey, with: noApp, kind: cloud.NoKey},
		{about: "Dropbox, no app: a password that is given and cannot be used", link: dropbox + "/scl/fi/locked/Locked.wav?rlkey=" + rlkey, pass: password, with: noApp, kind: cloud.NoKey},
		{about: "Dropbox, no app: a password that is not needed", link: dropbox + "/scl/fi/one/One.wav?rlkey=" + rlkey, pass: password, with: noApp, want: one},
		{about: "Dropbox, no app: not public", link: dropbox + "/scl/fi/private/P.wav?rlkey=" + rlkey, with: noApp, kind: cloud.NotPublic},
		{about: "Dropbox, no app: expired", link: dropbox + "/scl/fi/old/Old.wav?rlkey=" + rlkey, with: noApp, kind: cloud.Expired},
		{about: "Dropbox, no app: too much traffic", link: dropbox + "/scl/fi/banned/B.wav?rlkey=" + rlkey, with: noApp, kind: cloud.Quota},
		{about: "Dropbox, no app: a document", link: dropbox + "/scl/fi/paper/Doc.paper?rlkey=" + rlkey, with: noApp, kind: cloud.NotAudio},
		{about: "Dropbox, no app: missing", link: dropbox + "/scl/fi/nothing/N.wav?rlkey=" + rlkey, with: noApp, kind: cloud.NotFound},

		{about: "WeTransfer: switched off", link: "https://we.tl/t-Short1234", with: func(s *cloud.Settings) { s.WeTransfer = false }, kind: cloud.SwitchedOff},
		{about: "WeTransfer: the short link, a nested folder", link: "https://we.tl/t-Short1234", want: songFiles},
		{about: "WeTransfer: the long link", link: wt + transferID + "/719ce3", want: songFiles},
		{about: "WeTransfer: one file", link: wt + singleID + "/719ce3", want: one},
		{about: "WeTransfer: expired, as it is refused", link: wt + goneID + "/719ce3", kind: cloud.Expired},
		{about: "WeTransfer: expired, by its date", link: wt + lateID + "/719ce3", kind: cloud.Expired},
		{about: "WeTransfer: one file that comes as a zip and does not say so", link: wt + packedID + "/719ce3", want: one},
		{about: "WeTransfer: 40 files", link: wt + fortyID + "/719ce3", count: 40},
		{about: "WeTransfer: without the password", link: wt + lockedID + "/719ce3", kind: cloud.NeedsPassword},
		{about: "WeTransfer: with a wrong password", link: wt + lockedID + "/719ce3", pass: "1234", kind: cloud.WrongPassword},
		{about: "WeTransfer: with the password", link: wt + lockedID + "/719ce3", pass: password, want: songFiles},
		{about: "WeTransfer: missing", link: wt + transferID + "/ffffff", kind: cloud.NotFound},
		{about: "WeTransfer: a short link to nothing", link: "https://we.tl/t-Nothing", kind: cloud.NotFound},
		{about: "WeTransfer: still packing", link: wt + packingID + "/719ce3", kind: cloud.Pending},
		{about: "WeTransfer: for recipients", link: wt + personalID + "/719ce3", kind: cloud.NotPublic},
		{about: "WeTransfer: no audio in it", link: wt + pagesID + "/719ce3", kind: cloud.Nothing},
		{about: "WeTransfer: the front page", link: "https://wetransfer.com/", kind: cloud.Unsupported},

		{about: "https: a file", link: plain + "/One.wav", want: one},
		{about: "https: a name in the answer", link: plain + "/latin", want: []string{"Gefühl.wav"}},
		{about: "https: a name that leads outside", link: plain + "/evil", want: []string{"x.wav"}},
		{about: "https: no ending", link: plain + "/nameless", want: []string{"nameless.wav"}},
		{about: "https: a zip", link: plain + "/song.zip", want: songFiles},
		{about: "https: a zip of unknown length", link: plain + "/streamed.zip", count: 40},
		{about: "https: an answer that ends with its connection, and a RIFF that says how long", link: plain + "/old-http.wav", want: []string{"old-http.wav"}},
		{about: "https: a sum in the answer", link: plain + "/digest.wav", want: []string{"digest.wav"}},
		{about: "https: a redirect to another host", link: plain + "/away", want: one},
		{about: "https: a page", link: plain + "/page", kind: cloud.NotAudio},
		{about: "https: a page that says it is audio", link: plain + "/page.wav", kind: cloud.NotAudio},
		{about: "https: a document", link: plain + "/doc.pdf", kind: cloud.NotAudio},
		{about: "https: not public", link: plain + "/private.wav", kind: cloud.NotPublic},
		{about: "https: a signature that has run out", link: plain + "/lapsed.wav", kind: cloud.Expired},
		{about: "https: a signature that says so itself", link: plain + "/One.wav?X-Amz-Date=19991231T230000Z&X-Amz-Expires=60", kind: cloud.Expired},
		{about: "https: later, in two hours", link: plain + "/busy.wav", kind: cloud.RateLimited},
		{about: "https: gone", link: plain + "/gone.wav", kind: cloud.Expired},
		{about: "https: missing", link: plain + "/nothing.wav", kind: cloud.NotFound},
		{about: "https: redirects in a circle", link: plain + "/loop", kind: cloud.Network},
		{about: "https: a redirect to http", link: plain + "/down", kind: cloud.Network},
		{about: "https: a redirect to ftp", link: plain + "/ftp", kind: cloud.Network},
		{about: "https: a redirect with a login", link: plain + "/user", kind: cloud.Network},
		{about: "https: a redirect to another port", link: plain + "/port", kind: cloud.Network},
		{about: "http", link: "http://files.example.net/One.wav", kind: cloud.Insecure},
		{about: "no link", link: "Billie Jean", kind: cloud.NotALink},
		{about: "a file of this machine", link: "file:///etc/passwd", kind: cloud.NotALink},
	} {
		t.Run(tt.about, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := settings(newWorld())
				if tt.with != nil {
					tt.with(&s)
				}
				folder, got, err := fetch(t, cloud.NewDesk(s), tt.link, tt.pass)
				if k := cloud.KindOf(err); k != tt.kind || err != nil && tt.kind == "" {
					t.Fatalf("got %q (%v), want %q", k, whole(err), tt.kind)
				}
				if secret := spills(whole(err)); secret != "" {
					t.Errorf("the error tells %q: %s", secret, whole(err))
				}
				if tt.kind != "" {
					return
				}
				if tt.want != nil && !slices.Equal(names(folder), tt.want) || tt.want == nil && len(folder) != tt.count {
					t.Errorf("the folder has %q, want %q or %d", names(folder), tt.want, tt.count)
				}
				for _, f := range got.Files {
					if folder[f.Name] != f.SHA256 {
						t.Errorf("%s is reported as %s and is %s", f.Name, f.SHA256, folder[f.Name])
					}
				}
			})
		})
	}
}

// What comes out of every provider is, byte for byte, what was put in.
func TestProvidersKeepBytes(t *testing.T) {
	want := map[string]bool{}
	for _, n := range song("song").Below {
		if strings.HasSuffix(n.Name, ".wav") {
			want[n.Sound.SHA256()] = true
		}
	}
	for _, link := range []string{"https://drive.google.com/drive/folders/song", dropbox + "/scl/fo/song/hash?rlkey=" + rlkey, "https://we.tl/t-Short1234", plain + "/song.zip"} {
		folder, got, err := fetch(t, cloud.NewDesk(settings(newWorld())), link, "")
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for _, sum := range folder {
			if want[sum] {
				found++
			}
		}
		if found != len(want) {
			t.Errorf("%s: %d of %d files are what was shared", link, found, len(want))
		}
		for _, f := range got.Files {
			if f.Verified == "length" || f.Verified == "" {
				t.Errorf("%s: %s was verified by %q", link, f.Name, f.Verified)
			}
		}
	}
}

// Before a file is fetched its size is known, and what will not be fetched is
// said, with the reason.
func TestListing(t *testing.T) {
	d := cloud.NewDesk(settings(newWorld()))
	s, err := d.Recognise("https://drive.google.com/drive/folders/song")
	if err != nil {
		t.Fatal(err)
	}
	list, err := d.List(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	if list.Title != "Billie Jean" || len(list.Files) != 9 || list.Bytes != 9*3000 {
		t.Errorf("%q with %d files of %d bytes, want Billie Jean with 9 of 27000", list.Title, len(list.Files), list.Bytes)
	}
	if len(list.Passed) != 1 || list.Passed[0].Path != "Song.als" || !strings.Contains(list.Passed[0].Why, "Ableton") {
		t.Errorf("passed over %v, want the Ableton project alone: junk is not worth a word", list.Passed)
	}
}

// Every kind has a sentence of its own, with what to do; none is left with a
// gap to fill.
func TestSentences(t *testing.T) {
	sources := []string{"google-drive", "dropbox", "wetransfer", "https", "rclone", ""}
	for _, kind := range []cloud.Kind{
		cloud.NotALink, cloud.Insecure, cloud.Unsupported, cloud.SwitchedOff, cloud.NoKey, cloud.BadKey, cloud.NotFound, cloud.NotPublic,
		cloud.NeedsPassword, cloud.WrongPassword, cloud.Expired, cloud.Pending, cloud.Quota, cloud.RateLimited, cloud.Abusive, cloud.NoDownload,
		cloud.NotAudio, cloud.Nothing, cloud.TooLarge, cloud.TooMany, cloud.TooSlow, cloud.Changed, cloud.Damaged, cloud.BadArchive, cloud.NoRoom, cloud.Network,
	} {
		for _, source := range sources {
			text := (&cloud.Trouble{Kind: kind, Source: source, Detail: "8 GB", After: time.Minute}).Error()
			if len(text) < 30 || strings.ContainsAny(text, "{}") || !strings.HasSuffix(text, ".") {
				t.Errorf("%s of %q says %q", kind, source, text)
			}
		}
	}
}

// A provider that asks to wait is asked again no sooner.
func TestWaitsAsAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.Fault = func(n int, r *http.Request) cloudtest.Fault {
			if n < 3 {
				return cloudtest.Fault{Status: 429, Header: http.Header{"Retry-After": {"40"}}, Body: `{"error_summary":"too_many_requests/..","error":{"reason":{".tag":"too_many_requests"},"retry_after":300}}`}
			}
			return cloudtest.Fault{}
		}
		start := time.Now()
		_, _, err := fetch(t, cloud.NewDesk(settings(w)), dropbox+"/scl/fi/one/One.wav?rlkey="+rlkey, "")
		if err != nil || time.Since(start) != 120*time.Second {
			t.Errorf("after %v: %v; want 3 times 40 s and the file", time.Since(start), err)
		}
	})
}

// Whoever asks us to slow down, and goes on asking, is named to the artist, with
// the time.
func TestRateLimits(t *testing.T) {
	noApp := func(s *cloud.Settings) { s.Dropbox = cloud.DropboxSettings{} }
	noKey := func(s *cloud.Settings) { s.Drive = cloud.DriveSettings{NoKey: true} }
	for name, tt := range map[string]struct {
		link string
		with func(*cloud.Settings)
	}{
		"Google Drive": {"https://drive.google.com/file/d/one/view", nil}, "Google Drive, pages": {"https://drive.google.com/file/d/one/view", noKey},
		"Dropbox": {dropbox + "/scl/fi/one/One.wav?rlkey=" + rlkey, nil}, "Dropbox, no app": {dropbox + "/scl/fi/one/One.wav?rlkey=" + rlkey, noApp},
		"WeTransfer": {wt + transferID + "/719ce3", nil}, "The server": {plain + "/One.wav", nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld()
				w.Fault = func(int, *http.Request) cloudtest.Fault {
					return cloudtest.Fault{Status: 429, Header: http.Header{"Retry-After": {"1800"}}, Body: "slow down"}
				}
				s := settings(w)
				if tt.with != nil {
					tt.with(&s)
				}
				_, _, err := fetch(t, cloud.NewDesk(s), tt.link, "")
				provider, _, _ := strings.Cut(name, ",")
				if cloud.KindOf(err) != cloud.RateLimited || !strings.Contains(err.Error(), provider) || !strings.Contains(err.Error(), "in 30 minutes") {
					t.Errorf("got %v, want that %s asks to slow down, and for how long", err, provider)
				}
			})
		})
	}
}

// No key goes along to another host, nor does the link: it opens the share.
func TestRedirectsCarryNothing(t *testing.T) {
	w := newWorld()
	seen := 0
	w.Hosts["uc9.dl.dropboxusercontent.com"] = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		seen++
		for name, values := range r.Header {
			if secret := spills(fmt.Sprint(name, values)); secret != "" && name != "User-Agent" || name == "Referer" || name == "Cookie" || name == "Authorization" {
				t.Errorf("%s goes along: %v", name, values)
			}
		}
		(&cloudtest.Plain{Files: map[string]*cloudtest.Page{"/One.wav": {Sound: cloudtest.File("one", "", 3000).Sound}}}).ServeHTTP(rw, r)
	})
	inner := w.Hosts["content.dropboxapi.com"]
	w.Hosts["content.dropboxapi.com"] = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" {
			rw.Header().Set("Location", "https://uc9.dl.dropboxusercontent.com/One.wav")
			rw.WriteHeader(302)
			return
		}
		inner.ServeHTTP(rw, r)
	})
	_, _, err := fetch(t, cloud.NewDesk(settings(w)), dropbox+"/scl/fi/one/One.wav?rlkey="+rlkey, "")
	if seen != 1 || err != nil {
		t.Errorf("the other host was asked %d times: %v; want once, and the file", seen, whole(err))
	}
	for _, line := range w.Log {
		if strings.Contains(line, driveKey) || strings.Contains(line, appSecret) {
			t.Errorf("a key stands in an address: %s", line)
		}
	}
}
