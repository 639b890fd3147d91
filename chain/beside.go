package chain

import "lathe/audio"

// beside lets a listener hear blocks on a goroutine of its own, one behind, so
// that whoever makes them can go on. The order of the blocks is kept.
type beside struct {
	free, full chan [][]float64
	done       chan error
}

// hearBeside starts the listener. Blocks are of up to the given length; the
// listener may keep nothing of them.
func hearBeside(channels, frames int, listen func(block [][]float64) error) *beside {
	b := &beside{free: make(chan [][]float64, 2), full: make(chan [][]float64, 2), done: make(chan error, 1)}
	for range 2 {
		b.free <- audio.NewBlock(channels, frames)
	}
	go func() {
		var err error
		for block := range b.full {
			if err == nil {
				err = listen(block)
			}
			b.free <- block
		}
		b.done <- err
	}()
	return b
}

// feed hands a copy of the block over.
func (b *beside) feed(block [][]float64) {
	room := <-b.free
	for c, x := range block {
		room[c] = append(room[c][:0], x...)
	}
	b.full <- room
}

// finish waits until everything was heard; what went wrong first is returned.
// It has to be called once, whatever happens.
func (b *beside) finish() error {
	close(b.full)
	return <-b.done
}
