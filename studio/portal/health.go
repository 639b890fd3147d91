package portal

import (
	"context"
	"errors"
	"net/http"
	"time"

	"lathe/studio"
)

// healthy says that the process answers. It asks nobody else, so a full disk or
// a database that is away does not have the process killed.
func (p *Portal) healthy(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Write([]byte("ok\n"))
}

// ready says whether work can be sent here: rows and bytes can be kept, and we
// are not going down.
func (p *Portal) ready(w http.ResponseWriter, r *http.Request) {
	ctx, stop := context.WithTimeout(r.Context(), 5*time.Second)
	defer stop()
	err := errors.Join(p.Rows.Ready(ctx), p.Blobs.Ready(ctx))
	if err != nil || p.Closing.Err() != nil {
		p.refuse(w, r, &studio.Error{Code: studio.Unavailable, Message: "not ready", Cause: err})
		return
	}
	p.healthy(w, r)
}

// metrics shows the gauges to who runs the studio.
func (p *Portal) metrics(w http.ResponseWriter, r *http.Request) {
	if c := who(r.Context()); c.Session != "" || !c.May(studio.MayRun) {
		p.refuse(w, r, studio.Errorf(studio.NotAllowed, "this token or link does not allow that (%q)", studio.MayRun))
		return
	}
	p.Gauges.ServeHTTP(w, r)
}

// LetGo ends every upload that waits for more bytes; what came is kept.
func (p *Portal) LetGo() { p.holders.interruptAll() }
