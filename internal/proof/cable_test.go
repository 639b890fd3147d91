//go:build unix

package proof

import (
	"context"
	"flag"
	"fmt"
	"net"
	"net/url"
	"sync"
	"testing"
	"time"

	"lathe/internal/material"
	"lathe/internal/servers"
	"lathe/studio/blob"
	"lathe/studio/store"
)

var everyWord = flag.Bool("every-word", false, "TestCutCables: cut at everything that is said, which takes half an hour")

// scissors count what a studio says to its servers, and cut all cables at once:
// for the servers it is as if the studio's machine had died.
type scissors struct {
	mu    sync.Mutex
	said  int
	at    int  // which of the things that are said; 0: never
	heard bool // the last is still heard, its answer is not
	gone  bool
	lines map[net.Conn]bool
}

// passes counts something that is said, and says whether it arrives, and whether
// that is the end.
func (s *scissors) passes() (arrives, end bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.gone {
		return false, true
	}
	s.said++
	if s.said != s.at {
		return true, false
	}
	s.gone = true
	return s.heard, true
}

func (s *scissors) cut() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gone = true
	for c := range s.lines {
		c.Close()
	}
}

// through makes an address into one that leads through the scissors.
func (s *scissors) through(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	host := u.Host
	go func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			go s.carry(near, host)
		}
	}()
	u.Host = l.Addr().String()
	return u.String()
}

func (s *scissors) carry(near net.Conn, host string) {
	defer near.Close()
	far, err := net.Dial("tcp", host)
	if err != nil {
		return
	}
	defer far.Close()
	s.mu.Lock()
	if s.gone {
		s.mu.Unlock()
		return
	}
	s.lines[near], s.lines[far] = true, true
	s.mu.Unlock()
	go func() { // answers
		buf := make([]byte, 64<<10)
		for {
			n, err := far.Read(buf)
			s.mu.Lock()
			gone := s.gone
			s.mu.Unlock()
			if gone || err != nil {
				near.Close()
				return
			}
			near.Write(buf[:n])
		}
	}()
	buf := make([]byte, 64<<10)
	for {
		n, err := near.Read(buf)
		if err != nil {
			return
		}
		arrives, end := s.passes()
		if arrives {
			far.Write(buf[:n])
		}
		if end {
			if arrives { // it is dealt with before the line is seen to be dead
				time.Sleep(20 * time.Millisecond)
			}
			s.cut()
			return
		}
	}
}

// TestCutCables masters a small song on PostgreSQL and S3, and cuts the studio
// off from both at one thing it says to them, heard or not; another studio goes
// on. Once for as many places as there is time for.
func TestCutCables(t *testing.T) {
	song := files(t, madeSong(t, 2, 1, 11))
	rows, bytes := servers.Postgres(t), servers.S3(t)
	s := &scissors{lines: map[net.Conn]bool{}}
	in, err := onServers(s.through(t, rows), s.through(t, bytes), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	in.Token = founding(t, in.rows)
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	s.mu.Lock()
	before := s.said
	s.mu.Unlock()
	a := newArtist(in.Client, song, knows{})
	if err := a.master(ctx); err != nil {
		t.Fatal(err)
	}
	in.close()
	s.mu.Lock()
	total := s.said - before
	s.mu.Unlock()
	places := 3
	switch {
	case *everyWord:
		places = total
	case material.Long():
		places = 16
	}
	cut := 0
	var dying sync.WaitGroup // who is cut off takes some seconds to see it
	defer dying.Wait()
	for i := range places {
		c := &cabled{dying: &dying, dir: t.TempDir(), song: song, master: a.knows.Master, at: 1 + i*total/places, heard: i%2 == 1}
		t.Run(fmt.Sprintf("%d of %d", c.at, total), c.run)
		if c.wasCut {
			cut++
		}
	}
	t.Logf("%d things are said to the servers; cut off at %d places, %d times before the song was done", total, places, cut)
	if cut < places/2 {
		t.Errorf("the studio was cut off %d times, want %d or more", cut, places/2)
	}
}

// cabled is one try.
type cabled struct {
	dying  *sync.WaitGroup
	dir    string
	song   map[string][]byte
	master string
	at     int
	heard  bool
	wasCut bool
}

func (c *cabled) run(t *testing.T) {
	rows, bytes := servers.Postgres(t), servers.S3(t)
	s := &scissors{lines: map[net.Conn]bool{}, heard: c.heard}
	first, err := onServers(s.through(t, rows), s.through(t, bytes), c.dir)
	if err != nil {
		t.Fatal(err)
	}
	token := founding(t, first.rows)
	first.Token = token
	s.mu.Lock()
	s.at = s.said + c.at
	s.mu.Unlock()
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	a := newArtist(first.Client, c.song, knows{})
	doomed, give := context.WithTimeout(ctx, 30*time.Second)
	go func() { // who is cut off waits for answers that never come
		for {
			s.mu.Lock()
			gone := s.gone
			s.mu.Unlock()
			if gone || doomed.Err() != nil {
				time.Sleep(200 * time.Millisecond)
				give()
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
	}()
	err = a.master(doomed)
	give()
	s.mu.Lock()
	c.wasCut = s.gone
	s.mu.Unlock()
	s.cut()
	c.dying.Go(first.close)
	if err == nil && a.knows.Master != c.master {
		t.Errorf("the master sums to %s, want %s", a.knows.Master, c.master)
	}
	second, err := onServers(rows, bytes, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer second.close()
	second.Token = token
	b := newArtist(second.Client, c.song, a.knows)
	if err := b.master(ctx); err != nil {
		t.Fatalf("%v; the studio said: %s", err, second.said)
	}
	if b.knows.Master != c.master {
		t.Errorf("the master sums to %s, want %s", b.knows.Master, c.master)
	}
	if err := settled(ctx, second); err != nil {
		t.Error(err)
	}
}

// onServers is a studio on PostgreSQL and S3.
func onServers(rows, bytes, dir string) (*inside, error) {
	r, err := store.OpenPostgres(context.Background(), rows)
	if err != nil {
		return nil, err
	}
	b, err := blob.OpenBucket(context.Background(), bytes, dir+"/spool")
	if err != nil {
		r.Close()
		return nil, err
	}
	return openInside(r, b, dir+"/work")
}
