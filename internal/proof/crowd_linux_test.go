package proof

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"lathe/internal/material"
)

// TestSlowCrowd opens many lines on which a byte a second moves: heads of
// requests, forms and uploads, and songs that nobody takes. Ordinary questions
// are answered meanwhile, memory stays small, and in the end every line was cut
// (specs/intake.md E6).
func TestSlowCrowd(t *testing.T) {
	heads, bodies, readers, wait := 20, 20, 8, time.Second
	if material.Long() {
		heads, bodies, readers, wait = 500, 500, 200, 45*time.Second
	}
	const bar, memory = 250 * time.Millisecond, 300 << 20
	song := madeSong(t, 2, 6, 3)
	for _, s := range setups {
		t.Run(s.name, func(t *testing.T) {
			s.songs = max(s.songs, 1)
			h := found(t, s)
			ctx, stop := context.WithTimeout(t.Context(), 5*time.Minute)
			defer stop()
			sent := h.send(t, ctx, song)
			var heard struct {
				Items []struct {
					URL string `json:"chunks_url"`
				}
			}
			for len(heard.Items) == 0 { // listening is made ready after the plan
				if err := h.Ask(ctx, "GET", "/sessions/"+sent.ID+"/audio", nil, &heard); err != nil {
					t.Fatal(err)
				}
				time.Sleep(50 * time.Millisecond)
			}
			before := h.sockets(t)
			c := &crowd{t: t, at: h.listen}
			defer c.leave()
			bearer := "Host: x\r\nAuthorization: Bearer " + h.Token + "\r\n"
			for i := range heads {
				c.join(fmt.Sprintf("GET /api/v1/sessions?n=%d HTTP/1.1\r\nX-Slow: ", i), true)
			}
			for i := range bodies {
				if i%2 == 0 {
					c.join("POST /api/v1/sessions HTTP/1.1\r\n"+bearer+"Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{", true)
					continue
				}
				c.join("POST /api/v1/sessions/"+sent.ID+"/uploads HTTP/1.1\r\n"+bearer+"Tus-Resumable: 1.0.0\r\nUpload-Length: 1000\r\nUpload-Metadata: filename YS53YXY=\r\n"+
					"Content-Type: application/offset+octet-stream\r\nContent-Length: 1000\r\n\r\n", true)
			}
			for range readers {
				ask := ""
				for range 6 { // 8 MB: more than the kernel keeps for both ends
					ask += "GET " + heard.Items[0].URL + "/0 HTTP/1.1\r\n" + bearer + "\r\n"
				}
				c.join(ask, false)
			}
			began := time.Now()
			h.untilQuiet(t) // what can be had at once is had
			asks := rush{perSecond: 40, window: 5 * time.Second, base: h.Base + "/api/v1", token: h.Token, paths: []string{"/sessions/" + sent.ID, "/sessions?most=10"}}
			took := asks.run(t)
			most := h.sockets(t) - before
			if time.Sleep(time.Until(began.Add(wait))); material.Long() {
				// What asks may keep some, and a pool of the database's.
				if left := h.sockets(t) - before; left > 20 {
					t.Errorf("after %v, the service still has %d sockets more than before", wait, left)
				}
			}
			peak := peakBytes(t, h.procs["serve"].cmd.Process.Pid)
			t.Logf("beside %d slow lines (%d sockets) the 99th percentile is %v, the median %v; at most %.1f MiB resident", heads+bodies+readers, most, p99(took), took[len(took)/2], float64(peak)/(1<<20))
			if p99(took) > bar {
				t.Errorf("the 99th percentile is %v, want less than %v", p99(took), bar)
			}
			if peak > memory {
				t.Errorf("%d bytes were resident, want at most %d", peak, memory)
			}
		})
	}
}

// untilQuiet waits until the service and its database have little to do.
func (h *house) untilQuiet(t *testing.T) {
	t.Helper()
	const look = 250 * time.Millisecond
	for range 60 {
		before := h.processorTime(t)
		if time.Sleep(look); h.processorTime(t)-before < look/10 {
			return
		}
	}
	t.Error("the service is busy long after all lines were open")
}

// sockets is how many the service has open.
func (h *house) sockets(t *testing.T) (n int) {
	t.Helper()
	fds, err := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", h.procs["serve"].cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	for _, fd := range fds {
		if to, err := os.Readlink(fd); err == nil && strings.HasPrefix(to, "socket:") { // some close meanwhile
			n++
		}
	}
	return n
}

// crowd is lines to one studio.
type crowd struct {
	t     *testing.T
	at    string
	lines []net.Conn
	g     sync.WaitGroup
}

// join opens a line and says something; drip says whether a byte a second goes
// there after it, or is taken from there.
func (c *crowd) join(say string, drip bool) {
	c.t.Helper()
	small := net.Dialer{Control: func(_, _ string, raw syscall.RawConn) error {
		var err error
		return errors.Join(raw.Control(func(fd uintptr) { err = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, 4096) }), err)
	}}
	line, err := small.Dial("tcp", c.at)
	if err == nil {
		_, err = io.WriteString(line, say)
	}
	if err != nil {
		c.t.Fatal(err)
	}
	c.lines = append(c.lines, line)
	c.g.Go(func() {
		for one := []byte("x"); err == nil; time.Sleep(time.Second) {
			if drip {
				_, err = line.Write(one)
			} else {
				_, err = line.Read(one)
			}
		}
	})
}

func (c *crowd) leave() {
	for _, line := range c.lines {
		line.Close()
	}
	c.g.Wait()
}
