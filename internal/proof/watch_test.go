//go:build unix

package proof

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"lathe/studio/client"
)

// TestWatched looks at a studio as those do who run it: its log, its metrics,
// the doctor; then it is stopped in the middle of work.
func TestWatched(t *testing.T) {
	song := madeSong(t, 2, 3, 5)
	each(t, func(t *testing.T, h *house) {
		ctx, stop := context.WithTimeout(t.Context(), 4*time.Minute)
		defer stop()
		s := h.send(t, ctx, song)
		t.Run("the log knows requests and no secrets", func(t *testing.T) { h.logged(t, ctx, s) })
		t.Run("metrics are for who runs the studio", func(t *testing.T) { h.measured(t, ctx, s) })
		t.Run("the doctor finds it well", func(t *testing.T) { h.examined(t) })
		t.Run("it stops in good order and goes on", func(t *testing.T) { h.stopped(t, ctx, s) })
	})
}

// logged puts secrets where they do not belong, and reads the log.
func (h *house) logged(t *testing.T, ctx context.Context, s client.Session) {
	opened, err := h.Open(ctx, "", "")
	if err != nil {
		t.Fatal(err)
	}
	link := opened.ArtistLink[strings.LastIndexByte(opened.ArtistLink, '/')+1:]
	if len(link) < 40 {
		t.Fatalf("the link %q has no secret", opened.ArtistLink)
	}
	asked := map[string]bool{}
	ask := func(method, path, content string) {
		req, err := http.NewRequestWithContext(ctx, method, h.Base+path, strings.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+h.Token)
		req.Header.Set("Content-Type", "application/json")
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		asked[resp.Header.Get("X-Request-Id")] = true
	}
	ask("GET", "/api/v1/sessions?token="+h.Token, "")
	ask("GET", "/p/"+link, "")
	ask("GET", "/s/"+link+"?x="+link, "")
	ask("GET", "/api/v1/sessions/"+link, "")
	ask("POST", "/api/v1/sessions/"+s.ID+"/fetch", `{"url":"https://127.0.0.1:1/x.zip?key=hunter22","password":"hunter23"}`)
	ask("POST", "/api/v1/sessions", `{"title":"`+h.Token+`"}`)
	log := h.log()
	for start := time.Now(); time.Since(start) < 10*time.Second && !all(asked, log); time.Sleep(20 * time.Millisecond) {
		log = h.log() // a line is written after its answer
	}
	for _, secret := range []string{h.Token, link, "hunter22", "hunter23", os.Getenv("AWS_SECRET_ACCESS_KEY")} {
		if secret != "" && strings.Contains(log, secret) {
			t.Errorf("the log has a secret of %d bytes", len(secret))
		}
	}
	for _, line := range strings.Split(strings.TrimSpace(log), "\n") {
		var said struct {
			Time         time.Time
			Level, Msg   string
			Request, Who string
		}
		if !strings.HasPrefix(line, "{") && strings.Contains(line, "The studio is open at") || line == "working; stop with Ctrl-C" {
			continue
		}
		if err := json.Unmarshal([]byte(line), &said); err != nil || said.Level == "" || said.Msg == "" || said.Time.IsZero() {
			t.Errorf("a line of the log is no JSON with time, level and message: %s", line)
		}
		if said.Msg == "request" {
			delete(asked, said.Request)
		}
	}
	if len(asked) > 0 {
		t.Errorf("the log does not have the requests %v", asked)
	}
}

// all says whether a text has every one of some words.
func all(words map[string]bool, text string) bool {
	for w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// log is what all processes have said.
func (h *house) log() string {
	var all strings.Builder
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, p := range h.procs {
		p.said.mu.Lock()
		if _, whole, cut := bytes.Cut(p.said.text, []byte("\n")); cut && len(p.said.text) >= 64<<10 {
			all.Write(whole)
		} else {
			all.Write(p.said.text)
		}
		p.said.mu.Unlock()
	}
	return all.String()
}

func (h *house) measured(t *testing.T, ctx context.Context, s client.Session) {
	resp, err := h.Raw(ctx, "GET", "/metrics", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`lathe_request_seconds_count{method="POST",route="POST /api/v1/sessions",status="201"}`, "lathe_upload_bytes_total ", "lathe_jobs_unfinished ", "lathe_uploads_open 0",
		"process_resident_memory_bytes ",
	} {
		if !bytes.Contains(text, []byte(want)) {
			t.Errorf("the metrics have no %s", want)
		}
	}
	if h.setup.songs > 0 && !bytes.Contains(text, []byte(`lathe_job_seconds_count{end="done",kind="check"} 1`)) {
		t.Error("the metrics do not count one check")
	}
	if bytes.Contains(text, []byte(s.ID)) {
		t.Error("the metrics have a session's id")
	}
	for _, token := range []string{"", "lathe_wrong", strings.TrimPrefix(s.ArtistLink, "/p/")} {
		nobody := *h.Client
		nobody.Token = token
		var no *client.Refused
		if _, err := nobody.Raw(ctx, "GET", "/metrics", nil, nil); !errors.As(err, &no) || no.Status != 401 && no.Status != 403 {
			t.Errorf("the metrics for the token %q: %v, want 401", token, err)
		}
	}
}

func (h *house) examined(t *testing.T) {
	t.Helper()
	var out struct {
		Ill      int
		Symptoms []struct{ About, State, Found string }
	}
	cmd := be(append([]string{"doctor", "--json", "--data", h.dir}, h.flags...)...)
	text, err := cmd.Output()
	if err == nil {
		err = json.Unmarshal(text, &out)
	}
	if err != nil || out.Ill != 0 {
		t.Errorf("lathe doctor: %v: %s", err, text)
	}
	about := map[string]string{}
	for _, s := range out.Symptoms {
		about[s.About] += s.Found
	}
	if want := fmt.Sprintf("%d at work, 0 fell silent", max(1, h.setup.workers)); !strings.Contains(about["workers"], want) {
		t.Errorf("of the workers it says %q, want %s", about["workers"], want)
	}
	if len(h.flags) > 0 {
		return
	}
	os.Chmod(filepath.Join(h.dir, "key"), 0o644)
	cmd = be("doctor", "--data", h.dir)
	text, _ = cmd.CombinedOutput()
	if cmd.ProcessState.ExitCode() != 6 || !bytes.Contains(text, []byte("chmod 600")) {
		t.Errorf("others can read the key, and lathe doctor ends with %d: %s", cmd.ProcessState.ExitCode(), text)
	}
	os.Chmod(filepath.Join(h.dir, "key"), 0o600)
}

// stopped stops every process by SIGTERM while a file arrives and a print is
// being made: each ends within ten seconds with status 0, and after a new start
// everything goes on.
func (h *house) stopped(t *testing.T, ctx context.Context, s client.Session) {
	p, err := h.Print(ctx, s.ID, 1)
	if err != nil {
		t.Fatal(err)
	}
	opened, err := h.Open(ctx, "", "")
	if err != nil {
		t.Fatal(err)
	}
	const bytesLong = 4 << 20
	gone := make(chan struct{})
	sent := make(chan error, 1)
	go func() {
		sent <- h.Upload(ctx, opened.ID, "Noise.wav", &noise{size: bytesLong, reached: func(at int64) {
			if at >= bytesLong/2 {
				<-gone // the rest comes when the server has been stopped
			}
		}}, bytesLong)
	}()
	for { // until the print is being made
		got, err := h.Session(ctx, s.ID)
		if err != nil {
			t.Fatal(err)
		}
		if got.Prints[0].Status != "queued" {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	var names []string
	for name := range h.procs {
		names = append(names, name)
	}
	for _, name := range names {
		began := time.Now()
		if err := h.end(name, syscall.SIGTERM); err != nil {
			t.Errorf("%s ended with %v, want status 0", name, err)
		}
		if took := time.Since(began); took > 11*time.Second { // docs/operate.md: ten seconds
			t.Errorf("%s took %v to end", name, took)
		}
	}
	for _, name := range names {
		h.start(name)
	}
	h.untilReady()
	close(gone)
	if p, err = h.Printed(ctx, p.ID); err != nil {
		t.Errorf("the print after a stop: %v", err)
	}
	if err := <-sent; err != nil {
		t.Errorf("the upload after a stop: %v", err)
	}
}
