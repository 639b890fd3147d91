package portal

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"lathe/studio"
)

// Problem is bad news on the wire: RFC 9457, with the studio's code.
type Problem struct {
	Type    string `json:"type"`
	Title   string `json:"title"`
	Status  int    `json:"status"`
	Detail  string `json:"detail"`
	Code    string `json:"code"`
	Request string `json:"request_id,omitempty"`
}

// Error is the sentence.
func (p *Problem) Error() string { return p.Detail }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is that of RFC 9457.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

var statusOf = map[studio.Code]int{
	studio.NotFound:     http.StatusNotFound,
	studio.NotSignedIn:  http.StatusUnauthorized,
	studio.NotAllowed:   http.StatusForbidden,
	studio.BadInput:     http.StatusBadRequest,
	studio.Conflict:     http.StatusConflict,
	studio.Stale:        http.StatusPreconditionFailed,
	studio.NoCondition:  http.StatusPreconditionRequired,
	studio.TooLarge:     http.StatusRequestEntityTooLarge,
	studio.TooMany:      http.StatusTooManyRequests,
	studio.NoRoom:       http.StatusInsufficientStorage,
	studio.Unavailable:  http.StatusServiceUnavailable,
	studio.NotSupported: http.StatusNotImplemented,
}

// problem turns an error into what a caller may know of it; the rest is for the
// log.
func (p *Portal) problem(ctx context.Context, err error) *Problem {
	out := &Problem{Type: "about:blank", Status: http.StatusInternalServerError, Code: "unexpected", Detail: "Something went wrong here. It is in the log under this request's id."}
	if a, _ := ctx.Value(askingKey{}).(*asking); a != nil {
		out.Request = a.id
	}
	var known *studio.Error
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &known):
		out.Status, out.Code, out.Detail = statusOf[known.Code], string(known.Code), known.Message
		if known.Cause != nil {
			p.Log.Warn("a request was refused", "request", out.Request, "error", err)
		}
	case errors.As(err, &long):
		out.Status, out.Code, out.Detail = http.StatusRequestEntityTooLarge, string(studio.TooLarge), "the request is too long"
	case ctx.Err() != nil: // nobody is there to read it
	default:
		p.Log.Error("a request failed", "request", out.Request, "error", err)
	}
	out.Title = http.StatusText(out.Status)
	return out
}

// refuse answers with a problem, outside of the described operations.
func (p *Portal) refuse(w http.ResponseWriter, r *http.Request, err error) {
	out := p.problem(r.Context(), err)
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	switch out.Status {
	case http.StatusTooManyRequests, http.StatusServiceUnavailable, http.StatusInsufficientStorage:
		h.Set("Retry-After", "5")
	}
	w.WriteHeader(out.Status)
	if r.Method != http.MethodHead {
		json.NewEncoder(w).Encode(out)
	}
}
