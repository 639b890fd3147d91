package jobs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"lathe/studio"
)

// noticeWithin is how long the other side may take to answer.
const noticeWithin = 15 * time.Second

// noticeWaits are how long to wait before each try after the first: the schedule that
// Standard Webhooks recommends. After the last it is given up.
var noticeWaits = []time.Duration{
	5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
}

// again is when to try for the next time after so many tries.
func again(attempts int) time.Duration { return noticeWaits[min(attempts, len(noticeWaits))-1] }

// notify sends a notice to its hook, and says how that went.
func (b *Bench) notify(ctx context.Context, j studio.Notify, _ *one) error {
	var n studio.Notice
	var h studio.Hook
	err := b.rows.Read(ctx, j.Studio, func(d studio.Desk) (err error) {
		if n, err = d.Notice(j.Notice); err == nil {
			h, err = d.Hook(n.Hook)
		}
		return err
	})
	if studio.CodeOf(err) == studio.NotFound || err == nil && n.State != studio.NoticeWaiting { // the hook has gone, or it was sent
		return nil
	}
	if err != nil {
		return err
	}
	if b.Vault == nil {
		return errors.New("this worker cannot sign for hooks: it has no key")
	}
	status, err := b.post(ctx, h, n)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	n.Attempts++
	n.Updated = b.Now()
	sent := err == nil && status/100 == 2
	switch {
	case err != nil:
		n.Answer = "it does not answer"
		b.Log.Warn("a hook does not answer", "hook", h.ID, "error", err)
	default:
		n.Answer = strconv.Itoa(status) + " " + http.StatusText(status)
	}
	trouble, wait := "", time.Duration(0)
	switch {
	case sent:
		n.State = studio.NoticeSent
	case status == http.StatusGone || n.Attempts > len(noticeWaits):
		n.State = studio.NoticeFailed
		trouble = fmt.Sprintf("Nothing arrives: %s, after %d tries.", n.Answer, n.Attempts)
	default:
		wait = b.Again(n.Attempts)
		trouble = fmt.Sprintf("The last try failed: %s.", n.Answer)
	}
	err = b.rows.Write(ctx, j.Studio, func(d studio.Desk) error {
		if err := d.SetNotice(n); err != nil {
			return err
		}
		if h.Trouble == trouble {
			return nil
		}
		h.Trouble = trouble
		return d.SetHook(h)
	})
	if studio.CodeOf(err) == studio.NotFound { // the hook has gone meanwhile
		return nil
	}
	if err == nil && wait > 0 {
		return &later{wait}
	}
	return err
}

// post sends a notice once. Where the other side sends it on to is not followed:
// the address was given by whom it concerns.
func (b *Bench) post(ctx context.Context, h studio.Hook, n studio.Notice) (status int, err error) {
	secret, err := b.Vault.Open(h.Sealed, h.ID)
	if err != nil {
		return 0, err
	}
	now := b.Now()
	id := "msg_" + string(n.ID)
	sign, err := studio.SignNotice(secret, id, now, []byte(n.Body))
	if err != nil {
		return 0, err
	}
	ctx, stop := context.WithTimeout(ctx, noticeWithin)
	defer stop()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, h.URL, bytes.NewReader([]byte(n.Body)))
	if err != nil {
		return 0, err
	}
	for name, v := range map[string]string{
		"Content-Type": "application/json", "User-Agent": "lathe", "webhook-id": id,
		"webhook-timestamp": strconv.FormatInt(now.Unix(), 10), "webhook-signature": sign,
	} {
		req.Header.Set(name, v)
	}
	client := http.Client{Transport: b.Post, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	io.CopyN(io.Discard, resp.Body, 64<<10)
	return resp.StatusCode, nil
}
