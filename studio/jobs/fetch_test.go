package jobs_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"lathe/studio"
	"lathe/studio/cloud"
	"lathe/studio/cloud/cloudtest"
	"lathe/studio/jobs"
)

func TestFetch(t *testing.T) {
	s := open(t)
	s.world.Hosts = map[string]http.Handler{"files.example.net": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/Bass.wav" {
			http.NotFound(w, r)
			return
		}
		http.ServeContent(w, r, "Bass.wav", time.Unix(1, 0), bytes.NewReader(tone()))
	})}
	song, _, err := s.OpenSession(t.Context(), "Song", "")
	if err != nil {
		t.Fatal(err)
	}
	ends := map[studio.ID]studio.FetchState{}
	for link, end := range map[string]studio.FetchState{
		"https://files.example.net/Bass.wav?key=hush": studio.FetchDone, "https://files.example.net/Gone.wav": studio.FetchFailed,
	} {
		f, err := s.FetchLink(t.Context(), song.ID, link, "", s.links, s.vault)
		if err != nil {
			t.Fatal(err)
		}
		ends[f.ID] = end
	}
	if _, err := s.FetchLink(t.Context(), song.ID, "no link", "", s.links, s.vault); studio.CodeOf(err) != studio.BadInput {
		t.Errorf("what is no link: %v, want bad input", err)
	}
	s.until(t, song.ID, func(d studio.Desk, _ studio.Session) bool {
		n, err := studio.Pending(d, song.ID)
		return err == nil && n == 0
	})
	err = s.See(t.Context(), song.ID, func(d studio.Desk) error {
		stems, err1 := d.Stems(song.ID)
		list, err2 := d.Fetches(song.ID)
		if len(stems) != 1 || stems[0].File != "Bass.wav" || stems[0].Bytes != int64(len(tone())) {
			t.Errorf("stems are %v, want Bass.wav alone", stems)
		}
		for _, f := range list {
			if want := ends[f.ID]; f.State != want || f.Again() == (want == studio.FetchDone) || (f.Trouble == "") != (want == studio.FetchDone) {
				t.Errorf("the link is %+v, want %s, and kept only if nothing came", f, want)
			}
		}
		if len(list) != len(ends) {
			t.Errorf("there are %d links, want %d", len(list), len(ends))
		}
		return errors.Join(err1, err2)
	})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(s.said.String(), "hush") {
		t.Error("the log has the link's key")
	}
}

// link has the session of a link, and waits until it is as wanted.
func (s *shop) link(t *testing.T, of studio.Fetched, wanted func(studio.Fetched) bool) (got studio.Fetched) {
	t.Helper()
	s.until(t, of.Session, func(d studio.Desk, _ studio.Session) bool {
		var err error
		got, err = d.Fetch(of.ID)
		return err == nil && wanted(got)
	})
	return got
}

func (s *shop) paste(t *testing.T, link string) studio.Fetched {
	t.Helper()
	song, _, err := s.OpenSession(t.Context(), "Song", "")
	if err != nil {
		t.Fatal(err)
	}
	f, err := s.FetchLink(t.Context(), song.ID, link, "", s.links, s.vault)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func ended(f studio.Fetched) bool { return f.State != studio.Fetching }

// TestFetchTells watches a link whose second file stops half way: what is behind
// it is known, and how far it is; then the rest comes.
func TestFetchTells(t *testing.T) {
	const bytes = 400_000
	song := cloudtest.Folder("song", "Song", cloudtest.File("bass", "Bass.wav", bytes), cloudtest.File("lead", "Lead.wav", bytes),
		cloudtest.File("als", "Song.als", 3000), cloudtest.File("ds", ".DS_Store", 3000))
	goOn := make(chan struct{})
	hosts := (&cloudtest.Drive{Root: cloudtest.Folder("root", "", song), Key: "k"}).Hosts(map[string]http.Handler{})
	drive := hosts["www.googleapis.com"]
	hosts["www.googleapis.com"] = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, "/lead") || r.URL.Query().Get("alt") != "media" {
			drive.ServeHTTP(w, r)
			return
		}
		whole := song.Below[1].Sound.Reader()
		half := make([]byte, bytes/2)
		whole.Read(half)
		w.Header().Set("Content-Length", strconv.Itoa(bytes))
		w.Write(half)
		<-goOn
		io.Copy(w, whole)
	})
	s := tuned(t, func(s *shop, b *jobs.Settings) {
		s.world.Hosts = hosts
		s.links = &jobs.Links{Desk: cloud.NewDesk(cloud.Settings{Transport: s.world, Drive: cloud.DriveSettings{Key: "k"}})}
		b.Links = s.links
	})
	f := s.paste(t, "https://drive.google.com/drive/folders/song")
	half := s.link(t, f, func(f studio.Fetched) bool { return f.Moved.Bytes == bytes+bytes/2 })
	als := studio.Behind{File: "Song.als", Bytes: -1, Why: "a project of Ableton Live; export its tracks as audio"}
	want := []studio.Behind{{File: "Bass.wav", Bytes: bytes}, {File: "Lead.wav", Bytes: bytes}, als}
	if half.Moved.Total != 2*bytes || !slices.Equal(half.Behind, want) || half.State != studio.Fetching {
		t.Errorf("half way it says %+v, want %d bytes in all, behind it %v", half, 2*bytes, want)
	}
	close(goOn)
	done := s.link(t, f, ended)
	if done.State != studio.FetchDone || done.Moved != (studio.Moved{Bytes: 2 * bytes, Total: 2 * bytes, LeftS: -1}) || !slices.Equal(done.Behind, want) {
		t.Errorf("at the end it says %+v, want all of %v", done, want)
	}
}

// TestFetchAgain mends at the provider what was in the way.
func TestFetchAgain(t *testing.T) {
	s := open(t)
	page := &cloudtest.Page{Status: 403, Text: "no"}
	s.world.Hosts = map[string]http.Handler{"files.example.net": &cloudtest.Plain{Files: map[string]*cloudtest.Page{"/Bass.wav": page}}}
	f := s.paste(t, "https://files.example.net/Bass.wav")
	if got := s.link(t, f, ended); !got.Again() || !strings.Contains(got.Trouble, "private browser window") {
		t.Fatalf("a link that is not public: %+v, want a sentence and another try", got)
	}
	other, _, err := s.OpenSession(t.Context(), "Other", "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.FetchAgain(t.Context(), other.ID, f.ID); studio.CodeOf(err) != studio.NotFound {
		t.Errorf("a link of another session: %v, want that it is not there", err)
	}
	*page = cloudtest.Page{Sound: cloudtest.Sound{Body: tone()}}
	if _, err := s.FetchAgain(t.Context(), f.Session, f.ID); err != nil {
		t.Fatal(err)
	}
	if got := s.link(t, f, ended); got.State != studio.FetchDone || got.Files != 1 || got.Trouble != "" || got.Sealed != "" {
		t.Errorf("after it was mended: %+v", got)
	}
	song := s.until(t, f.Session, func(studio.Desk, studio.Session) bool { return true })
	if song.Trouble != "" {
		t.Errorf("the session still says %q", song.Trouble)
	}
	if _, err := s.FetchAgain(t.Context(), f.Session, f.ID); studio.CodeOf(err) != studio.Conflict {
		t.Errorf("a link that was fetched: %v, want a conflict", err)
	}
}

// TestFetchForgets sends a session whose link brought nothing: its other files
// are all there is, and nobody needs the link any more.
func TestFetchForgets(t *testing.T) {
	s := open(t)
	s.world.Hosts = map[string]http.Handler{"files.example.net": http.NotFoundHandler()}
	f := s.paste(t, "https://files.example.net/Gone.wav")
	if got := s.link(t, f, ended); !got.Again() {
		t.Fatalf("a link that leads nowhere: %+v, want another try", got)
	}
	s.stem(t, f.Session, "Bass.wav", tone())
	if _, err := s.Submit(t.Context(), f.Session); err != nil {
		t.Fatal(err)
	}
	if got := s.link(t, f, ended); got.Sealed != "" {
		t.Error("the link is still kept")
	}
}

// TestFetchOtherKey restores a studio elsewhere while a link is under way: what was
// sealed with the key that is not there ends the link, and the session goes on.
func TestFetchOtherKey(t *testing.T) {
	s := tuned(t, func(_ *shop, b *jobs.Settings) {
		var err error
		if b.Vault, err = studio.NewVault(studio.NewKey()); err != nil {
			t.Fatal(err)
		}
	})
	f := s.paste(t, "https://files.example.net/Bass.wav")
	if got := s.link(t, f, ended); got.State != studio.FetchFailed || got.Again() || got.Sealed != "" || !strings.Contains(got.Trouble, "Send it again") {
		t.Errorf("a link that no key here opens: %+v, want a sentence and no other try", got)
	}
	s.stem(t, f.Session, "Bass.wav", tone())
	if _, err := s.Submit(t.Context(), f.Session); err != nil {
		t.Fatal(err)
	}
	s.until(t, f.Session, func(_ studio.Desk, song studio.Session) bool { return song.Status == studio.Planned })
}

// TestFetchSays has links fail, each with a sentence that is told when it is
// known: what waiting does not mend at once, what it may after all tries. The
// session is nobody's problem but the artist's.
func TestFetchSays(t *testing.T) {
	id := strings.Repeat("0123456789abcdef", 2) + "20261101101010"
	quota := cloudtest.File("quota", "Quota.wav", 3000)
	quota.Refuse = "downloadQuotaExceeded"
	transfer := &cloudtest.WeTransfer{Transfers: map[string]*cloudtest.Transfer{id: {Node: quota, Hash: "719ce3", Pending: true}}}
	hosts := transfer.Hosts((&cloudtest.Drive{Root: quota, Key: "k"}).Hosts(map[string]http.Handler{}))
	s := tuned(t, func(s *shop, b *jobs.Settings) {
		s.world.Hosts = hosts
		s.links = &jobs.Links{Desk: cloud.NewDesk(cloud.Settings{Transport: s.world, WeTransfer: true, Drive: cloud.DriveSettings{Key: "k"}})}
		b.Links = s.links
	})
	for _, tt := range []struct {
		link, says string
		failures   int // of the job
		again      bool
	}{
		{"https://drive.google.com/file/d/quota/view", "has paused downloads", 0, true},
		{"https://wetransfer.com/downloads/" + id + "/719ce3", "still packing", studio.MaxFailures - 1, true},
		{"https://docs.google.com/document/d/lyrics/edit", "a Google document, not audio", 0, false},
	} {
		before := strings.Count(s.said.String(), "it will be tried again")
		f := s.paste(t, tt.link)
		got := s.link(t, f, ended)
		if got.State != studio.FetchFailed || !strings.Contains(got.Trouble, tt.says) || got.Again() != tt.again {
			t.Errorf("%s: %+v, want it to say %q, another try %v", tt.link, got, tt.says, tt.again)
		}
		if n := strings.Count(s.said.String(), "it will be tried again") - before; n != tt.failures {
			t.Errorf("%s was tried again %d times, want %d", tt.link, n, tt.failures)
		}
		song := s.until(t, f.Session, func(studio.Desk, studio.Session) bool { return true })
		if song.Status != studio.Collecting || song.Trouble != got.Trouble {
			t.Errorf("%s: the session is %s and says %q", tt.link, song.Status, song.Trouble)
		}
	}
}
