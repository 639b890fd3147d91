package door

import (
	"io"
	"net/http"
	"strings"
	"time"
)

const (
	takeWithin = 30 * time.Second // a body has to be here
	sendWithin = 20 * time.Second // what is written at once has to be gone
	bytesPerS  = 16 << 10         // or this fast, when it is much
)

// measured is the type of bodies that their handler has a measure for.
const measured = "application/offset+octet-stream" // tus

// Paced lets go who is too slow, however many bytes trickle meanwhile: a body has
// 30 s, what is written at once 20 s, and both 1 s more for every 16 KiB. An answer
// that pauses between writes may last as long as it likes.
func Paced(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		line := http.NewResponseController(w)
		if r.ContentLength != 0 {
			line.SetReadDeadline(time.Now().Add(takeWithin))
			if !strings.HasPrefix(r.Header.Get("Content-Type"), measured) {
				r.Body = &pacedBody{ReadCloser: r.Body, line: line, began: time.Now()}
			}
		}
		out := pacedWriter{w, line}
		next.ServeHTTP(out, r)
		out.allow(0) // the server sends what it still holds
	})
}

type pacedBody struct {
	io.ReadCloser
	line  *http.ResponseController
	began time.Time
	done  int
}

// Read reads the body. After it a handler may take its time.
func (b *pacedBody) Read(to []byte) (int, error) {
	b.line.SetReadDeadline(b.began.Add(takeWithin + time.Duration(b.done/bytesPerS)*time.Second))
	n, err := b.ReadCloser.Read(to)
	b.done += n
	if err == io.EOF {
		b.line.SetReadDeadline(time.Time{})
	}
	return n, err
}

type pacedWriter struct {
	http.ResponseWriter
	line *http.ResponseController
}

// Write writes the body.
func (p pacedWriter) Write(text []byte) (int, error) {
	p.allow(len(text))
	return p.ResponseWriter.Write(text)
}

func (p pacedWriter) allow(bytes int) {
	p.line.SetWriteDeadline(time.Now().Add(sendWithin + time.Duration(bytes)*time.Second/bytesPerS))
}

// Unwrap lets [http.ResponseController] through. A flush follows a write at once.
func (p pacedWriter) Unwrap() http.ResponseWriter { return p.ResponseWriter }
