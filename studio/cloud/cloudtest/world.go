package cloudtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// World carries requests to made providers, by the name of the host, without a
// socket. It is an http.RoundTripper.
type World struct {
	Hosts map[string]http.Handler // "*.x.com" stands for everything below x.com
	// Fault says what goes wrong with a request, the nth from 0; nil is nothing.
	Fault func(n int, r *http.Request) Fault
	// Moved counts the bytes that answers with bytes of files have carried.
	Moved atomic.Int64

	mu  sync.Mutex
	n   int
	Log []string // every request: method, host, path, query
}

// Fault is what goes wrong with one answer. The zero value is nothing.
type Fault struct {
	Status  int         // answer with this instead, and with Body
	Header  http.Header // of it
	Body    string
	After   int64  // where in the body the rest happens
	Action  string // cut, end, reset, stall, corrupt, crawl; or see below
	Byte    byte   // what is added to the byte at After
	Refused bool   // no connection at all
}

// The actions that change the head of an answer instead of its body.
const (
	IgnoreRange = "ignore-range" // the whole, whatever was asked
	WrongRange  = "wrong-range"  // another range than the one asked for, and says so
	ChangeTag   = "change-tag"
	Shorten     = "shorten" // says and sends one byte less
	Lengthen    = "lengthen"
)

// RoundTrip serves a request.
func (w *World) RoundTrip(r *http.Request) (*http.Response, error) {
	w.mu.Lock()
	n := w.n
	w.n++
	w.Log = append(w.Log, r.Method+" "+r.URL.Host+" "+r.URL.RequestURI())
	var f Fault
	if w.Fault != nil {
		f = w.Fault(n, r)
	}
	w.mu.Unlock()
	h := w.handler(r.URL.Hostname())
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	if h == nil || f.Refused {
		return nil, fmt.Errorf("dial %s: %w", r.URL.Host, syscall.ECONNREFUSED)
	}
	if r.URL.Scheme != "https" {
		return nil, errors.New("only https is served")
	}
	sent := r.Clone(r.Context())
	sent.RequestURI = r.URL.RequestURI()
	if sent.Body == nil {
		sent.Body = http.NoBody
	}
	switch from := int64(0); f.Action {
	case IgnoreRange:
		sent.Header.Del("Range")
	case WrongRange:
		if n, _ := fmt.Sscanf(sent.Header.Get("Range"), "bytes=%d-", &from); n == 1 {
			sent.Header.Set("Range", fmt.Sprintf("bytes=%d-", from+7))
		}
	}
	if f.Status != 0 {
		h = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			for k, v := range f.Header {
				w.Header()[k] = v
			}
			w.WriteHeader(f.Status)
			_, _ = io.WriteString(w, f.Body)
		})
	}
	return w.serve(h, sent, r, f)
}

func (w *World) handler(host string) http.Handler {
	if h, ok := w.Hosts[host]; ok {
		return h
	}
	if _, domain, ok := strings.Cut(host, "."); ok {
		return w.Hosts["*."+domain]
	}
	return nil
}

// serve runs a handler and is its answer.
func (w *World) serve(h http.Handler, sent, r *http.Request, f Fault) (*http.Response, error) {
	pr, pw := io.Pipe()
	a := &answer{header: http.Header{}, ready: make(chan struct{}), pw: pw}
	go func() {
		h.ServeHTTP(a, sent)
		a.WriteHeader(http.StatusOK)
		pw.Close()
	}()
	select {
	case <-a.ready:
	case <-r.Context().Done():
		pr.CloseWithError(r.Context().Err())
		return nil, r.Context().Err()
	}
	resp := &http.Response{
		StatusCode: a.status, Status: strconv.Itoa(a.status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: a.sent, Request: r, ContentLength: -1, TransferEncoding: []string{"chunked"},
	}
	if n, err := strconv.ParseInt(a.sent.Get("Content-Length"), 10, 64); err == nil {
		resp.ContentLength, resp.TransferEncoding = n, nil
	}
	if a.sent.Get("Connection") == "close" && resp.ContentLength < 0 {
		resp.TransferEncoding = nil // HTTP/1.0: the end of the connection is the end
	}
	f.head(resp)
	b := &body{world: w, pr: pr, fault: f, ctx: r.Context(), left: resp.ContentLength, counts: a.status == 200 || a.status == 206}
	b.stop = context.AfterFunc(r.Context(), func() { pr.CloseWithError(r.Context().Err()) })
	resp.Body = b
	return resp, nil
}

// head changes the head of an answer.
func (f Fault) head(resp *http.Response) {
	h := resp.Header
	switch f.Action {
	case "end": // as servers do that tell no length: the connection's end is the file's
		resp.ContentLength, resp.TransferEncoding = -1, nil
		h.Del("Content-Length")
	case ChangeTag:
		h.Set("ETag", `"another"`)
	case Shorten:
		if resp.ContentLength > 1 {
			resp.ContentLength--
			if cr := h.Get("Content-Range"); cr != "" {
				h.Set("Content-Range", cr+"0")
			}
		}
	case Lengthen:
		if resp.ContentLength > 1 {
			resp.ContentLength++
		}
	}
}

// answer is an http.ResponseWriter.
type answer struct {
	header, sent http.Header
	status       int
	once         sync.Once
	ready        chan struct{}
	pw           *io.PipeWriter
}

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) {
	a.once.Do(func() {
		a.status, a.sent = status, a.header.Clone()
		close(a.ready)
	})
}

func (a *answer) Write(p []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.pw.Write(p)
}

// body is a body with a fault in it. Like that of a real connection it ends at
// its length, and is cut off when it ends before.
type body struct {
	world  *World
	pr     *io.PipeReader
	fault  Fault
	ctx    context.Context
	stop   func() bool
	at     int64
	left   int64 // -1 when there is no length
	counts bool
}

func (b *body) Read(p []byte) (int, error) {
	if b.left == 0 {
		return 0, io.EOF
	}
	if b.left > 0 {
		p = p[:min(int64(len(p)), b.left)]
	}
	until := b.fault.After - b.at
	inBody := b.fault.Action == "cut" || b.fault.Action == "reset" || b.fault.Action == "stall" || b.fault.Action == "end" || b.fault.Action == "crawl"
	if inBody && until <= 0 {
		switch b.fault.Action {
		case "cut":
			return 0, io.ErrUnexpectedEOF
		case "end":
			return 0, io.EOF
		case "reset":
			return 0, fmt.Errorf("read tcp 192.0.2.1:50000->198.51.100.7:443: %w", syscall.ECONNRESET)
		case "stall":
			<-b.ctx.Done()
			return 0, b.ctx.Err()
		}
		timer := time.NewTimer(10 * time.Second) // crawl: one byte every 10 s
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-b.ctx.Done():
			return 0, b.ctx.Err()
		}
		p = p[:min(1, len(p))]
	} else if inBody {
		p = p[:min(int64(len(p)), until)]
	}
	n, err := b.pr.Read(p)
	if b.fault.Action == "corrupt" && until >= 0 && until < int64(n) {
		p[until] += b.fault.Byte
	}
	b.at += int64(n)
	if b.counts {
		b.world.Moved.Add(int64(n))
	}
	if b.left > 0 {
		b.left -= int64(n)
		if errors.Is(err, io.EOF) && b.left > 0 {
			err = io.ErrUnexpectedEOF
		}
	}
	return n, err
}

func (b *body) Close() error {
	b.stop()
	return b.pr.Close()
}
