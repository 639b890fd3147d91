//go:build unix

package proof

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"lathe/internal/material"
	"lathe/studio/client"
)

// TestThousandRequests asks small questions at a fixed rate, whether or not the
// answers keep up, and looks at how long each took from the moment it was due.
// The studio and what asks share the machine's cores. A neighbour can spoil a
// window, so the best of three counts.
func TestThousandRequests(t *testing.T) {
	perSecond, window, windows := 100, time.Second, 1
	if material.Long() {
		perSecond, window, windows = 1000, 5*time.Second, 3
	}
	for _, s := range setups {
		t.Run(s.name, func(t *testing.T) {
			s.songs, s.workers = 0, 0
			h := found(t, s)
			paths := h.manySessions(t, 50)
			best := time.Hour
			for range windows {
				before, mine := processorTime(t, h.procs["serve"].cmd.Process.Pid), ownTime()
				took := h.askAt(t, perSecond, window, paths)
				slices.Sort(took)
				p99 := took[len(took)*99/100]
				server, load := processorTime(t, h.procs["serve"].cmd.Process.Pid)-before, ownTime()-mine
				t.Logf("%d requests at %d a second: median %v, 99th percentile %v, most %v; the studio used %.2f of a core, what asks %.2f",
					len(took), perSecond, took[len(took)/2], p99, took[len(took)-1], server.Seconds()/window.Seconds(), load.Seconds()/window.Seconds())
				if best = min(best, p99); best < 50*time.Millisecond {
					break
				}
			}
			if material.Long() && best >= 50*time.Millisecond { // issue 4
				t.Errorf("the 99th percentile is %v, want less than 50 ms", best)
			}
		})
	}
}

// manySessions opens sessions, and returns what can be asked of them.
func (h *house) manySessions(t *testing.T, n int) (paths []string) {
	t.Helper()
	for i := range n {
		var s client.Session
		if err := h.Ask(t.Context(), "POST", "/sessions", map[string]string{"title": fmt.Sprint("Song ", i), "artist": "Artist"}, &s); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, "/sessions/"+s.ID, "/sessions/"+s.ID+"/plans", "/sessions/"+s.ID, "/sessions?most=10")
	}
	return paths
}

// askAt asks one question after the other at a rate, for a while.
func (h *house) askAt(t *testing.T, perSecond int, window time.Duration, paths []string) []time.Duration {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), window+time.Minute)
	defer stop()
	line := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64, MaxConnsPerHost: 64}}
	defer line.CloseIdleConnections()
	n := int(float64(perSecond) * window.Seconds())
	due := make(chan time.Time, n)
	took := make([]time.Duration, n)
	var mu sync.Mutex
	done := 0
	var g sync.WaitGroup
	for i := range 64 {
		dice := rand.New(rand.NewPCG(uint64(i), 1))
		g.Go(func() {
			for at := range due {
				req, err := http.NewRequestWithContext(ctx, "GET", h.Base+"/api/v1"+paths[dice.IntN(len(paths))], nil)
				if err != nil {
					t.Error(err)
					return
				}
				req.Header.Set("Authorization", "Bearer "+h.Token)
				resp, err := line.Do(req)
				if err != nil {
					t.Error(err)
					return
				}
				io.Copy(io.Discard, resp.Body)
				resp.Body.Close()
				if resp.StatusCode != http.StatusOK {
					t.Errorf("%s answers %d", req.URL.Path, resp.StatusCode)
				}
				mu.Lock()
				took[done] = time.Since(at)
				done++
				mu.Unlock()
			}
		})
	}
	began := time.Now()
	for i := range n {
		at := began.Add(time.Duration(float64(i) / float64(perSecond) * float64(time.Second)))
		time.Sleep(time.Until(at))
		due <- at
	}
	close(due)
	g.Wait()
	if done != n {
		t.Fatalf("%d of %d requests were answered", done, n)
	}
	return took
}

// processorTime is what a process has used.
func processorTime(t *testing.T, pid int) time.Duration {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0 // only Linux tells
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	part := strings.Fields(rest)
	var ticks int
	for _, n := range part[11:13] { // utime and stime, in ticks of a hundredth: proc(5)
		v, err := strconv.Atoi(n)
		if err != nil {
			t.Fatal(err)
		}
		ticks += v
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}

// ownTime is what this process has used.
func ownTime() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
