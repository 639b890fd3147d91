package door_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"lathe/studio/door"
)

// oneLine is a listener to which a test has the other end.
type oneLine chan net.Conn

func (l oneLine) Accept() (net.Conn, error) {
	c, open := <-l
	if !open {
		return nil, net.ErrClosed
	}
	return c, nil
}
func (l oneLine) Close() error   { return nil }
func (l oneLine) Addr() net.Addr { return &net.TCPAddr{} }

// TestPaced takes answers at different speeds, over lines that keep nothing, on a
// clock that does not wait.
func TestPaced(t *testing.T) {
	const bytes = 4 << 20
	song := func(w http.ResponseWriter, r *http.Request) {
		io.Copy(w, io.LimitReader(zeros{}, bytes)) // in pieces of 32 KiB
	}
	news := func(w http.ResponseWriter, r *http.Request) {
		for range 10 {
			fmt.Fprint(w, ": still here\n")
			if http.NewResponseController(w).Flush() != nil {
				return
			}
			time.Sleep(time.Minute)
		}
	}
	for _, c := range []struct {
		name   string
		serve  http.HandlerFunc
		piece  int           // bytes that the client takes
		every  time.Duration // after so long
		whole  bool
		within time.Duration
	}{
		{"at once", song, 64 << 10, 0, true, time.Second},
		{"8 KiB a second", song, 8 << 10, time.Second, true, 700 * time.Second},
		{"a byte a second", song, 1, time.Second, false, 25 * time.Second},
		{"never", song, 1, time.Hour, false, 25 * time.Second},
		{"news that pause", news, 64, 0, true, 11 * time.Minute},
		{"news that nobody takes", news, 1, time.Hour, false, 25 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began, ended := time.Now(), make(chan time.Duration, 1)
				serve := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					defer func() { ended <- time.Since(began) }()
					c.serve(w, r)
				})
				l := make(oneLine)
				server := &http.Server{Handler: door.Paced(serve)}
				go server.Serve(l)
				near, far := net.Pipe()
				l <- far
				fmt.Fprint(near, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
				stop := make(chan bool)
				read := make(chan error, 1)
				go func() {
					for buf := make([]byte, c.piece); ; {
						select {
						case <-time.After(c.every):
						case <-stop:
							read <- nil
							return
						}
						if _, err := near.Read(buf); err != nil {
							read <- err
							return
						}
					}
				}()
				if took := <-ended; took > c.within {
					t.Errorf("it was served for %v, want at most %v", took, c.within)
				}
				if c.whole {
					if err := <-read; err != io.EOF {
						t.Errorf("it was cut off: %v", err)
					}
				} else {
					close(stop)
					<-read
					if text, err := bufio.NewReader(near).ReadString(0); err != io.EOF || strings.HasSuffix(text, "\r\n0\r\n\r\n") {
						t.Errorf("it was not cut off: %v", err)
					}
				}
				near.Close()
				close(l)
			})
		})
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

// TestPacedBody sends a form a byte a second, and one that its handler has to
// think about.
func TestPacedBody(t *testing.T) {
	for _, c := range []struct {
		name   string
		bytes  int
		piece  int // bytes that are sent
		every  time.Duration
		think  time.Duration
		whole  bool
		within time.Duration
	}{
		{"a byte a second", 1000, 1, time.Second, 0, false, 31 * time.Second},
		{"at once, and thought about", 1000, 1000, 0, time.Hour, true, time.Hour},
		{"a whole song, 32 KiB a second", 32 << 20, 32 << 10, time.Second, 0, true, 1025 * time.Second},
		{"a whole song, 8 KiB a second", 32 << 20, 8 << 10, time.Second, 0, false, 65 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began, ended := time.Now(), make(chan error, 1)
				l := make(oneLine)
				server := &http.Server{Handler: door.Paced(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					_, err := io.ReadAll(r.Body)
					time.Sleep(c.think)
					ended <- errors.Join(err, r.Context().Err())
				}))}
				go server.Serve(l)
				near, far := net.Pipe()
				l <- far
				go io.Copy(io.Discard, near)
				fmt.Fprintf(near, "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n", c.bytes)
				sent := make(chan bool)
				go func() {
					defer close(sent)
					for range c.bytes / c.piece {
						time.Sleep(c.every)
						if _, err := near.Write(make([]byte, c.piece)); err != nil {
							return
						}
					}
				}()
				if err := <-ended; (err == nil) != c.whole {
					t.Errorf("the form ended with %v", err)
				}
				if took := time.Since(began); took > c.within {
					t.Errorf("it took %v, want at most %v", took, c.within)
				}
				near.Close()
				<-sent
				close(l)
			})
		})
	}
}
