package jobs

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"

	"lathe/studio"
)

// order is a job as a hand is told of it: one line of JSON.
type order struct {
	Kind     string          `json:"kind"`
	Args     json.RawMessage `json:"args"`
	Failures int             `json:"failures"`
	Session  studio.ID       `json:"-"`
	Queue    string          `json:"-"`
}

// outcome is how it ended: one line of JSON.
type outcome struct {
	Err   string `json:"err,omitempty"`
	Say   string `json:"say,omitempty"` // it cannot succeed, and this is what a person reads
	Taken bool   `json:"taken,omitempty"`
	Full  bool   `json:"full,omitempty"`
}

// mostOutOfMemory is how often a job may kill its hand by its hunger before it
// waits for a person.
const mostOutOfMemory = 2

// deadHand is a hand that died under a job.
type deadHand struct {
	how    string
	memory bool // it asked for more than it may have
}

func (d *deadHand) Error() string { return "the process that did it died: " + d.how }

// crew are processes that do heavy jobs apart from the service: a decoder that
// exhausts its memory ends one job and nothing else. A hand that is done waits
// for the next order, and keeps what it heard of the last session.
type crew struct {
	start func() *exec.Cmd
	dir   string // each hand gets a folder in it, removed with the hand
	bytes int64

	mu    sync.Mutex
	count int
	idle  []*hand
}

// hand is one such process.
type hand struct {
	cmd     *exec.Cmd
	orders  io.WriteCloser
	answers *bufio.Reader
	said    *lastWords
	room    string
	session studio.ID // the last
	queue   string    // whose jobs it does
}

// lastWords keeps the end of what a hand says, and passes it on.
type lastWords struct {
	mu   sync.Mutex
	text []byte
	on   io.Writer
}

// Write takes what is said.
func (l *lastWords) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text = append(l.text, p...)
	if over := len(l.text) - 64<<10; over > 0 {
		l.text = l.text[over:]
	}
	if l.on != nil {
		return l.on.Write(p)
	}
	return len(p), nil
}

// hungry says whether the runtime's last words are that there is no memory.
func (l *lastWords) hungry() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	text := string(l.text)
	return strings.Contains(text, "out of memory") || strings.Contains(text, "cannot allocate memory")
}

// hire takes the idle hand that knows the session, or any, or a new one. Each
// queue has its own: what goes on beside a song must not take the hand that has
// just heard it.
func (c *crew) hire(session studio.ID, queue string) (*hand, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	at := -1
	for i, h := range c.idle {
		if h.queue == queue && (at < 0 || h.session == session) {
			at = i
		}
	}
	if at >= 0 {
		h := c.idle[at]
		c.idle = append(c.idle[:at], c.idle[at+1:]...)
		return h, nil
	}
	c.count++
	h := &hand{queue: queue, cmd: c.start(), room: filepath.Join(c.dir, fmt.Sprint("hand", c.count))}
	h.cmd.Env = append(h.cmd.Environ(), handRoom+"="+h.room, fmt.Sprintf("%s=%d", handBytes, c.bytes))
	h.said = &lastWords{on: h.cmd.Stderr}
	h.cmd.Stderr = h.said
	var err error
	if h.orders, err = h.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := h.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	h.answers = bufio.NewReader(out)
	return h, h.cmd.Start()
}

// have has an order carried out. When the context ends the hand is killed.
func (c *crew) have(ctx context.Context, o order) error {
	h, err := c.hire(o.Session, o.Queue)
	if err != nil {
		return err
	}
	h.session = o.Session
	ended := make(chan struct{})
	defer close(ended)
	go func() {
		select {
		case <-ctx.Done():
			h.cmd.Process.Kill()
		case <-ended:
		}
	}()
	line, err := json.Marshal(o)
	if err == nil {
		_, err = h.orders.Write(append(line, '\n'))
	}
	var back outcome
	if err == nil {
		if line, err = h.answers.ReadBytes('\n'); err == nil {
			err = json.Unmarshal(line, &back)
		}
	}
	if err != nil {
		return errors.Join(ctx.Err(), h.buried())
	}
	c.mu.Lock()
	c.idle = append(c.idle, h)
	c.mu.Unlock()
	return back.error()
}

// buried waits for the end of a hand, and says how it died.
func (h *hand) buried() error {
	h.orders.Close()
	h.cmd.Process.Kill() // it has died, or says what nobody understands
	err := h.cmd.Wait()
	os.RemoveAll(h.room)
	how := "it ended in good order"
	if err != nil {
		how = err.Error()
	}
	return &deadHand{how, h.said.hungry()}
}

// dismiss ends the hands that are idle.
func (c *crew) dismiss() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, h := range c.idle {
		h.buried()
	}
	c.idle = nil
}

// error is an outcome as the error it was.
func (o outcome) error() error {
	switch {
	case o.Taken:
		return errTakenBack
	case o.Full:
		return &studio.Error{Code: studio.NoRoom, Message: "the disk is full", Cause: errors.New(o.Err)}
	case o.Say != "":
		return &hopeless{o.Say, errors.New(o.Err)}
	case o.Err != "":
		return errors.New(o.Err)
	}
	return nil
}
