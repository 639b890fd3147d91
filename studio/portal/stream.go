package portal

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"lathe/studio"
)

// v0 is no time: a blob's tag says all that there is to compare.
var v0 time.Time

const (
	lookEvery  = 500 * time.Millisecond
	aliveEvery = 15 * time.Second
)

// events tells what happens to a session, as server-sent events: each is the
// session as GET gives it, with its revision as id, the newest at once.
func (p *Portal) events(w http.ResponseWriter, r *http.Request) {
	ctx, id := r.Context(), studio.ID(r.PathValue("id"))
	v, err := p.session(ctx, id)
	if err != nil {
		p.refuse(w, r, err)
		return
	}
	out := http.NewResponseController(w)
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no")
	send := func(text string) bool {
		_, err := fmt.Fprint(w, text)
		return err == nil && out.Flush() == nil
	}
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	told, spoke := int64(-1), time.Now()
	if r.Header.Get("Last-Event-ID") == fmt.Sprint(v.Revision) {
		told = v.Revision
	}
	if !send("retry: 2000\n\n") {
		return
	}
	for {
		switch {
		case v.Revision != told:
			text, err := json.Marshal(v)
			if err != nil || !send(fmt.Sprintf("event: session\nid: %d\ndata: %s\n\n", v.Revision, text)) {
				return
			}
			told, spoke = v.Revision, time.Now()
		case time.Since(spoke) > aliveEvery:
			if !send(": still here\n\n") {
				return
			}
			spoke = time.Now()
		}
		select {
		case <-ctx.Done():
			return
		case <-p.Closing.Done():
			return
		case <-tick.C:
		}
		if v, err = p.session(ctx, id); err != nil {
			return
		}
	}
}
