package portal

import (
	"net/http"
	"sync"
	"time"

	"lathe/studio"
)

// holders sees to it that one request at a time writes to an upload. The newest
// wins: a client that was cut off comes back before the server knows that the
// old connection is dead.
type holders struct {
	mu sync.Mutex
	of map[studio.ID]*holder
}

// holder is the right to write to one upload.
type holder struct {
	all  *holders
	id   studio.ID
	ask  chan struct{} // closed when somebody newer wants it
	once sync.Once
	done chan struct{} // closed when it was given back

	mu   sync.Mutex
	line *http.ResponseController // whose reading ends when it is asked for
}

// holdWait is how long the newer waits for the older to stop writing.
const holdWait = 10 * time.Second

// take gets the right to write, from whoever has it.
func (h *holders) take(r *http.Request, id studio.ID) (*holder, error) {
	mine := &holder{all: h, id: id, ask: make(chan struct{}), done: make(chan struct{})}
	late := time.NewTimer(holdWait)
	defer late.Stop()
	for {
		h.mu.Lock()
		if h.of == nil {
			h.of = map[studio.ID]*holder{}
		}
		old := h.of[id]
		if old == nil {
			h.of[id] = mine
			h.mu.Unlock()
			return mine, nil
		}
		h.mu.Unlock()
		old.interrupt()
		select {
		case <-old.done:
		case <-r.Context().Done():
			return nil, studio.Errorf(studio.Unavailable, "the upload was interrupted")
		case <-late.C:
			return nil, &tusError{http.StatusLocked, "another request is writing to this upload"}
		}
	}
}

// interrupt asks for it, and ends a read that waits.
func (h *holder) interrupt() {
	h.once.Do(func() { close(h.ask) })
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.line != nil {
		h.line.SetReadDeadline(time.Now())
	}
}

// watch says whose reading has to end when it is asked for. It is called after
// the deadline was set, so that an interrupt in between is not undone.
func (h *holder) watch(line *http.ResponseController) {
	h.mu.Lock()
	h.line = line
	h.mu.Unlock()
	if h.asked() {
		line.SetReadDeadline(time.Now())
	}
}

func (h *holder) asked() bool {
	select {
	case <-h.ask:
		return true
	default:
		return false
	}
}

// release gives it back.
func (h *holder) release() {
	h.mu.Lock()
	h.line = nil
	h.mu.Unlock()
	h.all.mu.Lock()
	delete(h.all.of, h.id)
	h.all.mu.Unlock()
	close(h.done)
}

// interruptAll ends every read that waits: the service is going down.
func (h *holders) interruptAll() {
	h.mu.Lock()
	var all []*holder
	for _, one := range h.of {
		all = append(all, one)
	}
	h.mu.Unlock()
	for _, one := range all {
		one.interrupt()
	}
}
