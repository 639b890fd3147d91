package door

import (
	"io"
	"net/http"
	"time"
)

const (
	takeWithin    = 30 * time.Second // a body has to be here
	sendWithin    = 20 * time.Second // what is written at once has to be gone
	sendBytesPerS = 16 << 10         // or this fast, when it is much
)

// Paced lets go who is too slow, however many bytes trickle meanwhile: a body has
// 30 s unless its handler gives it more (uploads do), what is written at once has
// 20 s and 1 s more for every 16 KiB. An answer that pauses between writes may
// last as long as it likes.
func Paced(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		line := http.NewResponseController(w)
		if r.ContentLength != 0 {
			line.SetReadDeadline(time.Now().Add(takeWithin))
			r.Body = pacedBody{r.Body, line}
		}
		out := pacedWriter{w, line}
		next.ServeHTTP(out, r)
		out.allow(0) // the server sends what it still holds
	})
}

type pacedBody struct {
	io.ReadCloser
	line *http.ResponseController
}

// Read reads the body. After it a handler may take its time.
func (b pacedBody) Read(to []byte) (int, error) {
	n, err := b.ReadCloser.Read(to)
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
	p.line.SetWriteDeadline(time.Now().Add(sendWithin + time.Duration(bytes)*time.Second/sendBytesPerS))
}

// Unwrap lets [http.ResponseController] through. A flush follows a write at once.
func (p pacedWriter) Unwrap() http.ResponseWriter { return p.ResponseWriter }
