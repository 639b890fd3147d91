package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"

	"lathe/studio"
)

// pieceBytes is what waits before it becomes an object: a kill loses at most
// that, and the client sends it again.
const pieceBytes = 4 << 20

// piece is one object of a growing blob.
type piece struct{ from, bytes int64 }

func (p piece) end() int64 { return p.from + p.bytes }

func (p piece) name(id studio.ID) string {
	return fmt.Sprintf("growing/%s/%016x-%08x", id, p.from, p.bytes)
}

func pieceOf(name string) (p piece, ok bool) {
	from, n, cut := strings.Cut(name[strings.LastIndexByte(name, '/')+1:], "-")
	var err1, err2 error
	p.from, err1 = strconv.ParseInt(from, 16, 64)
	p.bytes, err2 = strconv.ParseInt(n, 16, 64)
	return p, cut && err1 == nil && err2 == nil
}

// pieces lists the objects that make a growing blob from 0 on without a gap,
// and the others. A client that was cut off and went on elsewhere may have left
// pieces that overlap: they are of the same file, so any will do.
func (b *Bucket) pieces(ctx context.Context, id studio.ID) (chain, others []piece, err error) {
	if _, err := growing(id); err != nil {
		return nil, nil, err
	}
	var at int64
	err = b.list(ctx, "growing/"+string(id)+"/", func(o minio.ObjectInfo) error {
		p, ok := pieceOf(o.Key)
		if !ok || p.bytes != o.Size {
			return nil
		}
		// Names sort by where a piece begins, then by its length.
		switch n := len(chain); {
		case p.from == at && p.bytes > 0:
			chain = append(chain, p)
			at = p.end()
		case n > 0 && p.from == chain[n-1].from:
			others = append(others, chain[n-1])
			chain[n-1] = p
			at = p.end()
		default:
			others = append(others, p)
		}
		return nil
	})
	return chain, others, err
}

// patch is a growing blob in pieces. What waits to become one waits on the
// local disk, so that many uploads at once need no memory.
type patch struct {
	b      *Bucket
	ctx    context.Context
	id     studio.ID
	chain  []piece
	stored int64
	spool  *os.File
	waits  int64 // bytes in it
}

// Grow opens a growing blob. Pieces that do not join the others are removed.
func (b *Bucket) Grow(ctx context.Context, id studio.ID) (studio.Growing, error) {
	chain, others, err := b.pieces(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, p := range others {
		if err := b.remove(ctx, p.name(id)); err != nil {
			return nil, err
		}
	}
	spool, err := os.CreateTemp(b.spool, "piece-*")
	if err != nil {
		return nil, plain(err)
	}
	os.Remove(spool.Name()) // nothing is left after a kill, where open files can go
	g := &patch{b: b, ctx: context.WithoutCancel(ctx), id: id, chain: chain, spool: spool}
	if n := len(chain); n > 0 {
		g.stored = chain[n-1].end()
		return g, nil
	}
	// An empty piece says that the blob is there.
	if err := b.putPiece(g.ctx, id, piece{}, strings.NewReader("")); err != nil {
		return nil, errors.Join(err, g.drop())
	}
	return g, nil
}

func (b *Bucket) putPiece(ctx context.Context, id studio.ID, p piece, content io.ReadSeeker) error {
	return b.object(ctx, p.name(id), content, p.bytes)
}

// Bytes is how much is here.
func (g *patch) Bytes() int64 { return g.stored + g.waits }

// Write appends.
func (g *patch) Write(p []byte) (n int, err error) {
	for len(p) > 0 {
		wrote, err := g.spool.WriteAt(p[:min(int64(len(p)), pieceBytes-g.waits)], g.waits)
		n, p, g.waits = n+wrote, p[wrote:], g.waits+int64(wrote)
		if err != nil {
			return n, plain(err)
		}
		if g.waits == pieceBytes {
			if err := g.Sync(); err != nil {
				return n, err
			}
		}
	}
	return n, nil
}

// Sync makes an object of what waits.
func (g *patch) Sync() error {
	if g.waits == 0 {
		return nil
	}
	p := piece{g.stored, g.waits}
	if err := g.b.putPiece(g.ctx, g.id, p, io.NewSectionReader(g.spool, 0, g.waits)); err != nil {
		return err
	}
	g.chain, g.stored, g.waits = append(g.chain, p), p.end(), 0
	return nil
}

// Truncate drops everything from an offset on. A piece across it is cut.
func (g *patch) Truncate(to int64) error {
	if to > g.Bytes() || to < 0 {
		return errors.New("a growing blob is not that long")
	}
	if to >= g.stored {
		g.waits = to - g.stored
		return nil
	}
	g.waits = 0
	for n := len(g.chain); n > 0 && g.chain[n-1].end() > to; n-- {
		last := g.chain[n-1]
		if last.from < to {
			part := &joined{b: g.b, ctx: g.ctx, id: g.id, chain: []piece{last}}
			n, err := io.Copy(io.NewOffsetWriter(g.spool, 0), io.NewSectionReader(part, last.from, to-last.from))
			if closed := part.Close(); err == nil {
				err = closed
			}
			if err != nil {
				return plain(err)
			}
			g.waits = n
		}
		if err := g.b.remove(g.ctx, last.name(g.id)); err != nil {
			return err
		}
		g.chain, g.stored = g.chain[:n-1], last.from
	}
	return g.Sync()
}

// Close lets go of it, after Sync.
func (g *patch) Close() error { return errors.Join(g.Sync(), g.drop()) }

// drop takes away what waited.
func (g *patch) drop() error {
	err := plain(g.spool.Close())
	os.Remove(g.spool.Name()) // where open files stay
	return err
}

// joined reads pieces one after the other, by one reader at a time, and holds
// no more of them than the reader asks for.
type joined struct {
	b     *Bucket
	ctx   context.Context
	id    studio.ID
	chain []piece
	at    int64         // behind the last byte that was read
	open  io.ReadCloser // the piece there, from there on; nil before it is asked for
}

// ReadAt reads from somewhere. Going on from where the last call ended costs
// nothing.
func (j *joined) ReadAt(p []byte, from int64) (n int, err error) {
	if from != j.at {
		if err := j.Close(); err != nil {
			return 0, err
		}
		j.at = from
	}
	for n < len(p) {
		if j.open == nil {
			if j.open, err = j.piece(); err != nil {
				return n, err
			}
		}
		got, err := j.open.Read(p[n:])
		n, j.at = n+got, j.at+int64(got)
		if err == nil {
			continue
		}
		if closed := j.Close(); err == io.EOF {
			err = closed
		}
		if err != nil {
			return n, remote(err)
		}
	}
	return n, nil
}

// piece opens the piece at the next byte; io.EOF behind the last one.
func (j *joined) piece() (io.ReadCloser, error) {
	for _, p := range j.chain {
		if j.at < p.from || j.at >= p.end() {
			continue
		}
		var o minio.GetObjectOptions
		if err := o.SetRange(j.at-p.from, p.bytes-1); err != nil {
			return nil, err
		}
		r, err := j.b.client.GetObject(j.ctx, j.b.name, p.name(j.id), o)
		if err != nil {
			return nil, remote(err)
		}
		return r, nil
	}
	return nil, io.EOF
}

// Close lets go of the piece that is open.
func (j *joined) Close() error {
	if j.open == nil {
		return nil
	}
	err := j.open.Close()
	j.open = nil
	return err
}

// Seal keeps a growing blob as a whole one: read once for the sum, and once to
// become one object.
func (b *Bucket) Seal(ctx context.Context, id studio.ID) (string, int64, error) {
	chain, others, err := b.pieces(ctx, id)
	if err != nil {
		return "", 0, err
	}
	if len(chain)+len(others) == 0 {
		return "", 0, studio.Errorf(studio.NotFound, "there is no such upload")
	}
	content := &joined{b: b, ctx: ctx, id: id, chain: chain}
	defer content.Close()
	bytes := int64(0)
	if last := len(chain) - 1; last >= 0 {
		bytes = chain[last].end()
	}
	whole := io.NewSectionReader(content, 0, bytes)
	sum, n, err := sumOf(ctx, whole)
	if err != nil {
		return "", 0, err
	}
	if have, err := b.Has(ctx, sum); err == nil && have == n {
		return sum, n, nil
	}
	if _, err := whole.Seek(0, io.SeekStart); err != nil {
		return "", 0, err
	}
	return sum, n, b.put(ctx, sum, whole, n)
}

// Forget drops a growing blob.
func (b *Bucket) Forget(ctx context.Context, id studio.ID) error {
	if _, err := growing(id); err != nil {
		return nil
	}
	return b.list(ctx, "growing/"+string(id)+"/", func(o minio.ObjectInfo) error { return b.remove(ctx, o.Key) })
}

// EachGrowing calls do for every growing blob.
func (b *Bucket) EachGrowing(ctx context.Context, do func(studio.ID, time.Time) error) error {
	touched := map[studio.ID]time.Time{}
	err := b.list(ctx, "growing/", func(o minio.ObjectInfo) error {
		id, _, _ := strings.Cut(strings.TrimPrefix(o.Key, "growing/"), "/")
		if o.LastModified.After(touched[studio.ID(id)]) {
			touched[studio.ID(id)] = o.LastModified
		}
		return nil
	})
	if err != nil {
		return err
	}
	for id, at := range touched {
		if err := do(id, at); err != nil {
			return err
		}
	}
	return nil
}
