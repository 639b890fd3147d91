package web

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"lathe/studio"
)

const (
	lookEvery  = 500 * time.Millisecond
	aliveEvery = 15 * time.Second
	newsPerS   = 128 << 10 // bytes, on average: a list of hundreds of files is not sent twice a second
)

// news sends parts of a session's page when the session has changed and they
// look different: server-sent events named part, whose data is HTML.
func (p *Pages) news(w http.ResponseWriter, r *http.Request, page string, parts []string, make func(studio.Desk, studio.Session) (any, error)) {
	room, err := p.room(r)
	if err != nil {
		p.fail(w, r, err)
		return
	}
	id, told, spoke := studio.ID(r.PathValue("id")), int64(-1), time.Now()
	shown := map[string]string{}
	out := http.NewResponseController(w)
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no")
	send := func(text string) bool {
		_, err := fmt.Fprint(w, text)
		return err == nil && out.Flush() == nil
	}
	tick := time.NewTimer(lookEvery)
	defer tick.Stop()
	if !send("retry: 2000\n\n") {
		return
	}
	for {
		wait := lookEvery
		var body any
		var now int64
		err := room.See(r.Context(), id, func(d studio.Desk) error {
			s, err := d.Session(id)
			if now = s.Revision; err != nil || now == told {
				return err
			}
			body, err = make(d, s)
			return err
		})
		if err != nil {
			return
		}
		if now != told {
			for _, part := range parts {
				text, err := p.write(page, part, view{Body: body})
				if err != nil {
					p.Log.Error("a part of a page could not be shown", "page", page, "part", part, "error", err)
					return
				}
				if shown[part] == string(text) {
					continue
				}
				if !send(fmt.Sprintf("event: part\nid: %d\ndata: %s\n\n", now, strings.ReplaceAll(string(text), "\n", "\ndata: "))) {
					return
				}
				shown[part], spoke = string(text), time.Now()
				wait += time.Duration(len(text)) * time.Second / newsPerS
			}
			told = now
		} else if time.Since(spoke) > aliveEvery {
			if !send(": still here\n\n") {
				return
			}
			spoke = time.Now()
		}
		tick.Reset(wait)
		select {
		case <-r.Context().Done():
			return
		case <-p.Closing.Done():
			return
		case <-tick.C:
		}
	}
}

func (p *Pages) intakeNews(w http.ResponseWriter, r *http.Request) {
	p.news(w, r, "intake", []string{"links", "arrived"}, func(d studio.Desk, s studio.Session) (any, error) { return p.arrivedOf(d, s) })
}
