package cloud

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"lathe/audio/parcel"
)

const (
	copyBytes     = 256 << 10 // memory of one transfer
	spareCheck    = 64 << 20  // how often the disk is asked for room
	mostDamaged   = 3         // times that a file may arrive wrong
	secondChances = 2         // for answers that a fresh direct address may mend
	mostIgnored   = 3         // times that a range may be ignored by a server that knows ranges
)

// partFile is where a file is written aside.
type partFile interface {
	io.Writer
	io.Seeker
	Truncate(int64) error
	Sync() error
	Close() error
}

func openPart(path string) (partFile, error) {
	return os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
}

// transfer is one file on its way: bytes have only ever been appended that
// continue what is there, or everything starts again.
type transfer struct {
	*fetching
	file File
	base string // of the part, its journal and what is unpacked
	part partFile

	have    int64 // bytes of the part
	highest int64 // it once was
	again   int64 // bytes moved that had been there before
	all     int64 // bytes of the whole; -1 when not known
	tag     string
	bounded bool
	head    []byte // the first bytes

	want     Sum
	wanted   hash.Hash // of the kind of want; nil without one, or when sha256 does
	sha      hash.Hash
	ranged   bool // the server has shown that it knows ranges
	ignored  int
	others   int // times that the source said another length or version
	damaged  int
	chances  int
	unpacked *parcel.Unpacked
}

// run moves the file until it is whole and verified. It returns its SHA-256 and
// by what it was verified.
func (t *transfer) run(ctx context.Context) (sum, verified string, err error) {
	if err := t.open(ctx); err != nil {
		return "", "", t.onDisk(err)
	}
	defer t.part.Close()
	for failures := 0; ; failures++ {
		before := t.highest
		err := t.once(ctx)
		if err == nil {
			if sum, verified, err = t.verify(ctx); err == nil {
				return sum, verified, t.onDisk(t.part.Close())
			}
		}
		if t.highest > before {
			t.chances = 0
		}
		if t.highest-before >= t.desk.limits.StallBytes { // less is no progress: it could go on like that for hours
			failures = 0
		}
		if !t.worthwhile(err) {
			return "", "", err
		}
		if err := t.desk.pause(ctx, failures, err); err != nil {
			return "", "", err
		}
	}
}

// worthwhile says whether the same request may yet succeed. The listing showed
// the file a moment ago, so a direct address that has gone stale, or a page
// where the file should be, is given a second chance with a fresh one.
func (t *transfer) worthwhile(err error) bool {
	tr := (*Trouble)(nil)
	if !errors.As(err, &tr) {
		return false
	}
	switch tr.Kind {
	case NotFound, NotPublic, Expired, NotAudio, BadKey:
		t.chances++
		return t.chances <= secondChances
	case Damaged:
		t.damaged++
		return t.damaged < mostDamaged
	}
	return tr.Transient()
}

// restart forgets what is there.
func (t *transfer) restart() error {
	if _, err := t.part.Seek(0, io.SeekStart); err != nil {
		return t.onDisk(err)
	}
	t.have, t.all, t.tag, t.head = 0, -1, "", nil
	t.sha = sha256.New()
	t.want, t.wanted = Sum{}, nil
	t.expect(t.file.Sums)
	if t.file.Bytes >= 0 && !t.file.Packed {
		t.all = t.file.Bytes
	}
	return t.onDisk(t.part.Truncate(0))
}

// expect sets the sum that the whole has to have, when there is one among them.
func (t *transfer) expect(sums []Sum) {
	if want, h, ok := strongest(sums); ok {
		t.want, t.wanted = want, h
		if want.Kind == "sha256" {
			t.wanted = nil // that one is made anyway
		}
	}
}

// once opens the source where we are and takes what comes.
func (t *transfer) once(ctx context.Context) error {
	if t.have > 0 && t.have == t.all && t.want.Kind != "" {
		return nil // it was whole when we were stopped
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	moved := &atomic.Int64{}
	defer t.watch(cancel, moved)()
	tag := t.tag
	if t.want.Kind != "" {
		tag = "" // the sum will tell; a new tag for old bytes costs nothing
	}
	unseen := t.have < headBytes && t.have != t.all // too little to tell that it is no page
	unsure := t.want.Kind == "" && t.tag == ""      // nothing would tell if it had changed
	if t.have > 0 && (unseen || unsure) {
		if err := t.restart(); err != nil {
			return err
		}
	}
	s, err := t.source.Open(ctx, t.share, t.file.Item, t.have, tag)
	if err != nil {
		return t.reason(ctx, err)
	}
	defer s.Body.Close()
	if err := t.begin(s); err != nil {
		return err
	}
	return t.take(ctx, s.Body, moved)
}

// watch breaks a stream off that hardly moves. It returns what ends the watch.
func (t *transfer) watch(cancel context.CancelCauseFunc, moved *atomic.Int64) (stop func()) {
	limits := t.desk.limits
	last := int64(0)
	var mu sync.Mutex
	var timer *time.Timer
	mu.Lock()
	defer mu.Unlock()
	timer = time.AfterFunc(limits.Stall, func() {
		mu.Lock()
		defer mu.Unlock()
		if now := moved.Load(); now-last >= limits.StallBytes {
			last = now
			timer.Reset(limits.Stall)
			return
		}
		cancel(trouble(t.share.Source, Network, errors.New("hardly anything arrives")))
	})
	return func() {
		mu.Lock()
		defer mu.Unlock()
		timer.Stop()
	}
}

// reason is why a stream ended: an order from above, a stall, or the network.
func (t *transfer) reason(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	if tr := (*Trouble)(nil); errors.As(err, &tr) {
		return err
	}
	return trouble(t.share.Source, Network, withoutAddress(err))
}

// begin decides whether a stream continues what is there. What is there is only
// given up when the source cannot go on from it, or says twice that the file is
// another.
func (t *transfer) begin(s *Stream) error {
	network := func(why string) error { return trouble(t.share.Source, Network, errors.New(why)) }
	t.ranged = t.ranged || s.From > 0
	known := t.all >= 0 && s.All >= 0 // how long it was, and is
	switch {
	case t.have > 0 && s.From == 0 && s.Kind == "text/html":
		return trouble(t.share.Source, NotAudio, errors.New("a page instead of the rest"))
	case s.From != t.have && s.From != 0:
		return network("the stream starts elsewhere")
	case t.have > 0 && s.From > 0 && t.want.Kind == "" && s.Tag != t.tag:
		return t.another(errors.New("the rest is of another version"))
	case known && s.All != t.all:
		return t.another(fmt.Errorf("it has %d bytes and had %d", s.All, t.all))
	case s.From == t.have:
	case t.ranged && t.ignored < mostIgnored && (s.Tag == t.tag || t.want.Kind != ""):
		t.ignored++
		return network("the range was ignored")
	default: // it knows no ranges, or the file is a new one
		if err := t.restart(); err != nil {
			return err
		}
	}
	if s.All >= 0 {
		t.all = s.All
	}
	if most := t.most(); t.all > most {
		return t.desk.tooLarge(t.share.Source, "", most)
	}
	if t.have == 0 {
		t.tag = s.Tag
		if t.want.Kind == "" {
			t.expect(s.Sums)
		}
	}
	t.bounded = s.Bounded
	return t.onDisk(t.note())
}

// another gives up what is there when the source says a second time that the
// file is another; once may be a slip.
func (t *transfer) another(cause error) error {
	if t.others++; t.others >= 2 {
		if err := t.restart(); err != nil {
			return err
		}
	}
	return trouble(t.share.Source, Changed, cause)
}

// most is how many bytes this file may have.
func (t *transfer) most() int64 {
	if t.file.Zip {
		return t.budget
	}
	return min(t.budget, t.desk.limits.FileBytes)
}

// take appends what comes to the part.
func (t *transfer) take(ctx context.Context, body io.Reader, moved *atomic.Int64) error {
	buf := make([]byte, copyBytes)
	sinceCheck := int64(0)
	for {
		n, err := body.Read(buf)
		if n > 0 {
			moved.Add(int64(n))
			if err := t.append(buf[:n]); err != nil {
				return err
			}
			if sinceCheck += int64(n); sinceCheck >= spareCheck {
				sinceCheck = 0
				if free, known := t.desk.free(t.into); known && free < t.desk.limits.SpareBytes {
					return t.onDisk(parcel.ErrNoRoom)
				}
			}
		}
		switch {
		case errors.Is(err, io.EOF) && (t.all < 0 || t.have == t.all):
			return t.looksRight()
		case errors.Is(err, io.EOF):
			return trouble(t.share.Source, Network, fmt.Errorf("%d bytes of %d", t.have, t.all))
		case err != nil:
			return t.reason(ctx, err)
		}
	}
}

// append writes bytes, looks at the first of them, and keeps the sums.
func (t *transfer) append(p []byte) error {
	if need := headBytes - len(t.head); need > 0 {
		t.head = append(t.head, p[:min(need, len(p))]...)
		if len(t.head) >= headBytes {
			if err := t.looksRight(); err != nil {
				return err
			}
		}
	}
	if t.have+int64(len(p)) > t.most() {
		return t.desk.tooLarge(t.share.Source, "", t.most())
	}
	if t.all >= 0 && t.have+int64(len(p)) > t.all {
		err := trouble(t.share.Source, Changed, fmt.Errorf("more than the %d bytes announced", t.all))
		return errors.Join(err, t.restart())
	}
	if _, err := t.part.Write(p); err != nil {
		return t.onDisk(err)
	}
	t.sha.Write(p)
	if t.wanted != nil {
		t.wanted.Write(p)
	}
	t.again += min(int64(len(p)), max(0, t.highest-t.have))
	t.have += int64(len(p))
	t.highest = max(t.highest, t.have)
	t.now.Bytes = max(t.now.Bytes, t.done+t.have)
	t.tell(t.now)
	return nil
}

// looksRight refuses a page where a file should be.
func (t *transfer) looksRight() error {
	kind := sniff(t.head)
	if kind == zipNature {
		t.file.Zip = true // providers pack single files now and then and keep the name
	}
	wrong := kind == pageNature && t.file.Name != briefName || kind == documentNature || t.file.Zip && kind != zipNature && len(t.head) >= 4
	if !wrong {
		return nil
	}
	if err := t.restart(); err != nil {
		return err
	}
	return trouble(t.share.Source, NotAudio, errors.New("the bytes are no audio"))
}

func hexOf(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }
