package jobs_test

import (
	"io"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"time"

	"lathe/studio"
	"lathe/studio/jobs"
)

// TestNotify sends word to a hook that fails at first, to one that moves, and to
// one that is gone for good.
func TestNotify(t *testing.T) {
	type message struct{ id, at, sign, body string }
	var mu sync.Mutex
	got := map[string][]message{}
	answers := map[string][]int{"/fails": {500, 503, 204}, "/moved": {302, 200}, "/gone": {410}}
	s := tuned(t, func(s *shop, set *jobs.Settings) {
		set.Post = s.world
		set.Again = func(int) time.Duration { return 10 * time.Millisecond }
		s.world.Hosts = map[string]http.Handler{"hooks.example.net": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			h := r.Header
			all := append(got[r.URL.Path], message{h.Get("webhook-id"), h.Get("webhook-timestamp"), h.Get("webhook-signature"), string(body)})
			got[r.URL.Path] = all
			if r.Method != "POST" || h.Get("Content-Type") != "application/json" {
				t.Errorf("%s %s with %v", r.Method, r.URL, h)
			}
			w.Header().Set("Location", "https://hooks.example.net/elsewhere")
			w.WriteHeader(answers[r.URL.Path][min(len(all), len(answers[r.URL.Path]))-1])
		})}
	})
	hooks, secrets := map[string]studio.Hook{}, map[string]studio.Secret{}
	for path := range answers {
		h, secret, err := s.AddHook(t.Context(), "https://hooks.example.net"+path, nil, s.vault)
		if err != nil {
			t.Fatal(err)
		}
		hooks[path], secrets[path] = h, secret
		if err := s.TryHook(t.Context(), h.ID); err != nil {
			t.Fatal(err)
		}
	}
	for path, want := range map[string]struct {
		state    studio.NoticeState
		attempts int
		trouble  string
	}{
		"/fails": {studio.NoticeSent, 3, ""}, "/moved": {studio.NoticeSent, 2, ""},
		"/gone": {studio.NoticeFailed, 1, "Nothing arrives: 410 Gone, after 1 tries."},
	} {
		var n studio.Notice
		for began := time.Now(); time.Since(began) < time.Minute; time.Sleep(20 * time.Millisecond) {
			list, err := s.Notices(t.Context(), hooks[path].ID)
			if err != nil || len(list) != 1 {
				t.Fatalf("%s: %d notices, %v", path, len(list), err)
			}
			if n = list[0]; n.State != studio.NoticeWaiting {
				break
			}
		}
		if n.State != want.state || n.Attempts != want.attempts || n.Event != "hook.test" {
			t.Errorf("%s: the notice is %+v, want %s after %d tries", path, n, want.state, want.attempts)
		}
		all, err := s.Hooks(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range all {
			if h.ID == hooks[path].ID && h.Trouble != want.trouble {
				t.Errorf("%s: the hook says %q, want %q", path, h.Trouble, want.trouble)
			}
		}
		mu.Lock()
		for _, m := range got[path] {
			at, err := strconv.ParseInt(m.at, 10, 64)
			if err != nil || time.Since(time.Unix(at, 0)) > 5*time.Minute {
				t.Errorf("%s: sent at %s", path, m.at)
			}
			sign, err := studio.SignNotice(secrets[path].Reveal(), m.id, time.Unix(at, 0), []byte(m.body))
			if err != nil || sign != m.sign || m.id != "msg_"+string(n.ID) || m.body != n.Body {
				t.Errorf("%s: the message is %+v, want it signed %s", path, m, sign)
			}
		}
		if len(got["/elsewhere"]) > 0 {
			t.Error("a hook that moved was followed")
		}
		mu.Unlock()
	}
}
