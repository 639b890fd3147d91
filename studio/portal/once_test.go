//go:build unix

package portal_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"lathe/studio"
)

// TestOnce asks twice with one key.
func TestOnce(t *testing.T) {
	d := onFiles(t)
	count := func() int {
		t.Helper()
		return len(d.tell(t, d.token, "GET", "/api/v1/sessions", "", 200)["items"].([]any))
	}
	ask := func(key, content string) answer {
		return d.ask(t, "POST", "/api/v1/sessions", content, asJSON, "Idempotency-Key: "+key)
	}
	first, again := ask("one", `{"title":"Song"}`), ask("one", `{"title":"Song"}`)
	if first.StatusCode != 201 || again.StatusCode != 201 || first.text != again.text || count() != 1 {
		t.Errorf("asked twice: %d %s, %d %s; %d sessions, want 1", first.StatusCode, first.text, again.StatusCode, again.text, count())
	}
	if first.Header.Get("Idempotency-Replayed") != "" || again.Header.Get("Idempotency-Replayed") != "true" || again.Header.Get("Content-Type") != first.Header.Get("Content-Type") {
		t.Errorf("the heads are %v and %v", first.Header, again.Header)
	}
	if !strings.Contains(first.text, "link_") {
		t.Fatalf("the answer holds no link: %s", first.text)
	}
	var sealed string
	err := d.Rows.Read(t.Context(), d.studio, func(desk studio.Desk) error {
		c, err := d.Rows.Known(t.Context(), studio.Secret(d.token).Sum(), time.Now())
		if err == nil {
			var a studio.Answer
			a, err = desk.Answer(c.Key, "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed") // printf one | sha256sum
			sealed = a.Sealed
		}
		return err
	})
	if err != nil || sealed == "" || strings.Contains(sealed, "link_") {
		t.Errorf("what is kept is %q (%v), want it sealed", sealed, err)
	}
	if a := ask("one", `{"title":"Another"}`); a.StatusCode != 400 || count() != 1 {
		t.Errorf("the same key for another request: %d %s", a.StatusCode, a.text)
	}
	if a := ask("two", `{"title":"Song"}`); a.StatusCode != 201 || a.text == first.text || count() != 2 {
		t.Errorf("another key: %d %s", a.StatusCode, a.text)
	}
	if a, b := ask("bad", `{"titel":"x"}`), ask("bad", `{"titel":"x"}`); a.StatusCode != 422 || b.StatusCode != 422 || b.Header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("what was refused, twice: %d, %d", a.StatusCode, b.StatusCode)
	}
	if a := ask(strings.Repeat("k", 256), `{}`); a.StatusCode != 400 {
		t.Errorf("a key that is too long: %d", a.StatusCode)
	}

	// Ten at once: one is done, the others are told so or get its answer.
	var g sync.WaitGroup
	var mu sync.Mutex
	codes := map[int]int{}
	for range 10 {
		g.Go(func() {
			req, err := http.NewRequestWithContext(t.Context(), "POST", d.http.URL+"/api/v1/sessions", strings.NewReader(`{"title":"Song"}`))
			if err != nil {
				t.Error(err)
				return
			}
			for k, v := range map[string]string{"Authorization": "Bearer " + d.token, "Content-Type": "application/json", "Idempotency-Key": "race"} {
				req.Header.Set(k, v)
			}
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Error(err)
				return
			}
			resp.Body.Close()
			mu.Lock()
			defer mu.Unlock()
			codes[resp.StatusCode]++
		})
	}
	g.Wait()
	if count() != 3 || codes[201] < 1 || codes[201]+codes[409] != 10 {
		t.Errorf("ten at once: %v, %d sessions, want 3", codes, count())
	}
}

// TestOnceIsPerCaller has an artist use the engineer's key.
func TestOnceIsPerCaller(t *testing.T) {
	d := onFiles(t)
	id, maya := d.song(t)
	print := d.printed(t, id)
	say := func(as, text string) string {
		return fmt.Sprint(d.tell(t, as, "POST", "/api/v1/sessions/"+id+"/comments", `{"print":"`+print+`","text":"`+text+`"}`, 201, "Idempotency-Key: k")["text"])
	}
	if a, b, c := say(d.token, "one"), say(maya, "two"), say(maya, "two"); a != "one" || b != "two" || c != "two" {
		t.Errorf("they said %q, %q, %q", a, b, c)
	}
	if n := len(d.tell(t, maya, "GET", "/api/v1/sessions/"+id+"/comments", "", 200)["items"].([]any)); n != 2 {
		t.Errorf("%d comments, want 2", n)
	}
}

// TestPages turns the pages of the sessions.
func TestPages(t *testing.T) {
	d := onFiles(t)
	opened := time.Now().Add(-time.Hour).UTC().Truncate(time.Microsecond)
	err := d.Rows.Write(t.Context(), d.studio, func(desk studio.Desk) (err error) {
		for i := range 7 { // three of one moment
			err = errors.Join(err, desk.AddSession(studio.Session{ID: studio.NewID(), Created: opened.Add(time.Duration(i/3) * time.Second), Updated: opened}))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	seen, next := map[string]bool{}, ""
	for n := 1; ; n++ {
		p := d.tell(t, d.token, "GET", "/api/v1/sessions?most=2&cursor="+next, "", 200)
		for _, s := range p["items"].([]any) {
			seen[s.(map[string]any)["id"].(string)] = true
		}
		if next = p["next"].(string); next == "" {
			if n != 4 || len(seen) != 7 {
				t.Errorf("%d pages with %d sessions, want 4 with 7", n, len(seen))
			}
			break
		}
	}
	d.tell(t, d.token, "GET", "/api/v1/sessions?cursor=x", "", 400)
	if n := len(d.tell(t, d.token, "GET", "/api/v1/sessions?before="+opened.Add(time.Second).Format(time.RFC3339Nano), "", 200)["items"].([]any)); n != 3 {
		t.Errorf("before the second moment there are %d, want 3", n)
	}
}

// TestAmendingOnce changes terms that somebody else changed meanwhile.
func TestAmendingOnce(t *testing.T) {
	d := onFiles(t)
	id, _ := d.song(t)
	at := "/api/v1/sessions/" + id
	tag := d.tell(t, d.token, "GET", at, "", 200)["terms_etag"].(string)
	d.tell(t, d.token, "PATCH", at, `{"changes":5}`, 200, "If-Match: "+tag)
	d.tell(t, d.token, "PATCH", at, `{"changes":6}`, 412, "If-Match: "+tag)
}
