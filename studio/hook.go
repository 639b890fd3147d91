package studio

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Hook is where a studio sends word of what happens: a webhook, signed as
// Standard Webhooks asks (standardwebhooks.com).
type Hook struct {
	ID      ID
	URL     string
	Events  []string // empty: all
	Sealed  string   // what it is signed with
	Trouble string   // why nothing arrives there; empty: it does, or nothing was sent
	Created time.Time
}

// What a hook hears of: lines of the ledger, by the names that others know.
var announced = map[string]string{
	"session.submitted":  "session.received",
	"session.checked":    "checks.done",
	"plan.made":          "plan.ready",
	"print.done":         "master.ready",
	"print.approved":     "master.approved",
	"print.change-asked": "revision.requested",
	"print.downloaded":   "master.downloaded",
	"comment.made":       "comment.made",
	"check.failed":       "session.failed",
	"plan.failed":        "session.failed",
	"print.failed":       "session.failed",
	"hook.tried":         "hook.test",
}

// HookEvents are what a hook can hear of.
func HookEvents() (list []string) {
	for _, e := range announced {
		if e != "hook.test" && !slices.Contains(list, e) {
			list = append(list, e)
		}
	}
	slices.Sort(list)
	return list
}

// NoticeState is where a notice stands.
type NoticeState string

// The states of a notice.
const (
	NoticeWaiting NoticeState = "waiting"
	NoticeSent    NoticeState = "sent"
	NoticeFailed  NoticeState = "failed"
)

// Notice is word of one event for one hook.
type Notice struct {
	ID       ID
	Hook     ID
	Event    string
	Body     string
	State    NoticeState
	Attempts int
	Answer   string // what the other side said last, in a few words
	Created  time.Time
	Updated  time.Time
}

// Notify sends a notice. It is nobody's session's job, so stopping one does not
// take it back.
type Notify struct {
	Task
	Notice ID `json:"notice"`
}

// Kind names the job in the queue.
func (Notify) Kind() string { return "notify" }

// NoticeDays is how long notices are remembered.
const NoticeDays = 30

// Announce tells the hooks that hear of it what a line of the ledger says. It is
// called with the line, so nothing happens of which they do not hear.
func Announce(d Desk, studio ID, e Entry) error {
	event, ok := announced[e.Did]
	if !ok {
		return nil
	}
	hooks, err := d.Hooks()
	if err != nil {
		return err
	}
	for _, h := range hooks {
		if event == "hook.test" && e.About != string(h.ID) || event != "hook.test" && len(h.Events) > 0 && !slices.Contains(h.Events, event) {
			continue
		}
		text, err := json.Marshal(map[string]any{
			"type": event, "timestamp": e.At.UTC().Format(time.RFC3339Nano),
			"data": map[string]any{"session": e.Session, "about": e.About, "who": e.Who, "line": e.N},
		})
		if err != nil {
			return err
		}
		n := Notice{ID: NewID(), Hook: h.ID, Event: event, Body: string(text), State: NoticeWaiting, Created: e.At, Updated: e.At}
		if err := d.AddNotice(n); err != nil {
			return err
		}
		if err := d.Enqueue(Notify{Task{studio, ""}, n.ID}); err != nil {
			return err
		}
	}
	return nil
}

// SignNotice is the header webhook-signature of a message: HMAC-SHA256 over id,
// time and body, with the key in a secret that begins with whsec_.
func SignNotice(secret, id string, at time.Time, body []byte) (string, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil {
		return "", err
	}
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%d.%s", id, at.Unix(), body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)), nil
}

// mostHooks is how many a studio may have.
const mostHooks = 20

// AddHook has word sent to an address.
func (r Room) AddHook(ctx context.Context, to string, events []string, v *Vault) (h Hook, secret Secret, err error) {
	if err := r.allowed(MayRun, ""); err != nil {
		return h, "", err
	}
	if v == nil {
		return h, "", Errorf(NotSupported, "this studio has no key to seal secrets with; set LATHE_KEY")
	}
	at, err := url.Parse(to)
	if err != nil || at.Scheme != "https" || at.Hostname() == "" || at.User != nil || at.Port() != "" && at.Port() != "443" || len(to) > 2000 {
		return h, "", Errorf(BadInput, "want an address such as https://example.net/hooks/lathe")
	}
	for _, e := range events {
		if !slices.Contains(HookEvents(), e) {
			return h, "", Errorf(BadInput, "there is no event %q, want some of %s", e, strings.Join(HookEvents(), ", "))
		}
	}
	key := make([]byte, 32)
	rand.Read(key)
	secret = Secret("whsec_" + base64.StdEncoding.EncodeToString(key))
	h = Hook{ID: NewID(), URL: to, Events: events, Created: r.Now}
	h.Sealed = v.Seal(secret.Reveal(), h.ID)
	err = r.Rows.Write(ctx, r.Caller.Studio, func(d Desk) error {
		all, err := d.Hooks()
		if err != nil {
			return err
		}
		if len(all) >= mostHooks {
			return Errorf(TooMany, "a studio may have at most %d hooks", mostHooks)
		}
		if err := d.AddHook(h); err != nil {
			return err
		}
		return r.log(d, "hook.added", "", string(h.ID))
	})
	return h, secret, err
}

// Hooks lists where word is sent.
func (r Room) Hooks(ctx context.Context) (list []Hook, err error) {
	if err := r.allowed(MayRun, ""); err != nil {
		return nil, err
	}
	err = r.Rows.Read(ctx, r.Caller.Studio, func(d Desk) error {
		list, err = d.Hooks()
		return err
	})
	return list, err
}

// DropHook ends a hook, and what waits to be sent to it.
func (r Room) DropHook(ctx context.Context, id ID) error {
	if err := r.allowed(MayRun, ""); err != nil {
		return err
	}
	return r.Rows.Write(ctx, r.Caller.Studio, func(d Desk) error {
		if err := d.DropHook(id); err != nil {
			return err
		}
		return r.log(d, "hook.dropped", "", string(id))
	})
}

// TryHook sends word of nothing, to see whether it arrives.
func (r Room) TryHook(ctx context.Context, id ID) error {
	if err := r.allowed(MayRun, ""); err != nil {
		return err
	}
	return r.Rows.Write(ctx, r.Caller.Studio, func(d Desk) error {
		if _, err := d.Hook(id); err != nil {
			return err
		}
		return r.log(d, "hook.tried", "", string(id))
	})
}

// Notices lists what was sent to a hook, the newest first.
func (r Room) Notices(ctx context.Context, hook ID) (list []Notice, err error) {
	if err := r.allowed(MayRun, ""); err != nil {
		return nil, err
	}
	err = r.Rows.Read(ctx, r.Caller.Studio, func(d Desk) error {
		if _, err := d.Hook(hook); err != nil {
			return err
		}
		list, err = d.Notices(hook, 100)
		return err
	})
	return list, err
}

// Posts are hooks, and what is sent to them.
type Posts interface {
	AddHook(h Hook) error
	Hook(id ID) (Hook, error)
	Hooks() ([]Hook, error) // oldest first
	SetHook(h Hook) error   // its trouble
	DropHook(id ID) error   // with its notices

	AddNotice(n Notice) error
	Notice(id ID) (Notice, error)
	SetNotice(n Notice) error                    // its state, attempts and answer
	Notices(hook ID, most int) ([]Notice, error) // newest first
	DropNotices(before time.Time) (int, error)
}
