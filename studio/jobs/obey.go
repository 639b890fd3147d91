package jobs

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strconv"
)

// What a hand is told by its environment: its folder, and its memory in bytes.
const (
	handRoom  = "LATHE_HAND_ROOM"
	handBytes = "LATHE_HAND_BYTES"
)

// Obey does the jobs that are ordered line by line, and answers each with a
// line, until there are no more orders. It is what a process made by
// [Settings].Hand does; its memory is limited to what it was told. When whoever
// orders has gone, it ends at once, in the middle of a job too: another may be
// at it already.
func (b *Bench) Obey(ctx context.Context, orders io.Reader, answers io.Writer) error {
	b.Dir, b.id = os.Getenv(handRoom), "."
	if b.Dir == "" {
		return errors.New("this process is started by lathe serve and lathe worker")
	}
	if n, err := strconv.ParseInt(os.Getenv(handBytes), 10, 64); err == nil && n > 0 {
		b.JobBytes = n
		if err := confine(n); err != nil {
			return fmt.Errorf("limiting the memory: %w", err)
		}
	}
	b.workers()
	lines := make(chan []byte)
	go func() {
		defer close(lines)
		in := bufio.NewScanner(orders)
		in.Buffer(nil, 1<<20)
		for in.Scan() {
			b.busy.Store(true)
			lines <- append([]byte(nil), in.Bytes()...)
		}
		if b.busy.Load() { // nobody waits for the answer, and another may be at it
			os.Exit(1)
		}
	}()
	defer b.shelf.clear()
	for line := range lines {
		var o order
		if err := json.Unmarshal(line, &o); err != nil {
			return err
		}
		back, err := json.Marshal(b.obey(ctx, o))
		b.busy.Store(false)
		if err != nil {
			return err
		}
		if _, err := answers.Write(append(back, '\n')); err != nil {
			return err
		}
		debug.FreeOSMemory() // the next job begins with little
	}
	return nil
}

func (b *Bench) obey(ctx context.Context, o order) (back outcome) {
	do, known := b.kinds[o.Kind]
	if !known {
		return outcome{Err: fmt.Sprintf("no job of the kind %q is known", o.Kind)}
	}
	err := do(ctx, o.Args, &one{failures: o.Failures})
	if err == nil {
		return outcome{}
	}
	var lost *hopeless
	back = outcome{Err: err.Error(), Taken: errors.Is(err, errTakenBack), Full: full(err)}
	if errors.As(err, &lost) {
		back.Say = lost.say
	}
	return back
}
