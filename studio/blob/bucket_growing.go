package blob

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"

	"lathe/studio"
)

// pieceBytes is what waits in memory before it becomes an object: a kill loses
// at most that, and the client sends it again.
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

// patch is a growing blob in pieces.
type patch struct {
	b      *Bucket
	ctx    context.Context
	id     studio.ID
	chain  []piece
	stored int64
	buf    bytes.Buffer
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
	g := &patch{b: b, ctx: context.WithoutCancel(ctx), id: id, chain: chain}
	if n := len(chain); n > 0 {
		g.stored = chain[n-1].end()
		return g, nil
	}
	// An empty piece says that the blob is there.
	return g, b.putPiece(g.ctx, id, piece{}, nil)
}

func (b *Bucket) putPiece(ctx context.Context, id studio.ID, p piece, content []byte) error {
	_, err := b.client.PutObject(ctx, b.name, p.name(id), bytes.NewReader(content), p.bytes, minio.PutObjectOptions{})
	return remote(err)
}

// Bytes is how much is here.
func (g *patch) Bytes() int64 { return g.stored + int64(g.buf.Len()) }

// Write appends.
func (g *patch) Write(p []byte) (n int, err error) {
	for len(p) > 0 {
		take := min(len(p), pieceBytes-g.buf.Len())
		g.buf.Write(p[:take])
		n, p = n+take, p[take:]
		if g.buf.Len() == pieceBytes {
			if err := g.Sync(); err != nil {
				return n, err
			}
		}
	}
	return n, nil
}

// Sync makes an object of what waits.
func (g *patch) Sync() error {
	if g.buf.Len() == 0 {
		return nil
	}
	p := piece{g.stored, int64(g.buf.Len())}
	if err := g.b.putPiece(g.ctx, g.id, p, g.buf.Bytes()); err != nil {
		return err
	}
	g.chain, g.stored = append(g.chain, p), p.end()
	g.buf.Reset()
	return nil
}

// Truncate drops everything from an offset on. A piece across it is cut.
func (g *patch) Truncate(to int64) error {
	if to > g.Bytes() || to < 0 {
		return errors.New("a growing blob is not that long")
	}
	if to >= g.stored {
		g.buf.Truncate(int(to - g.stored))
		return nil
	}
	g.buf.Reset()
	for n := len(g.chain); n > 0 && g.chain[n-1].end() > to; n-- {
		last := g.chain[n-1]
		if last.from < to {
			content, err := g.b.readPiece(g.ctx, g.id, last)
			if err != nil {
				return err
			}
			g.buf.Write(content[:to-last.from])
		}
		if err := g.b.remove(g.ctx, last.name(g.id)); err != nil {
			return err
		}
		g.chain, g.stored = g.chain[:n-1], last.from
	}
	return g.Sync()
}

// Close lets go of it, after Sync.
func (g *patch) Close() error { return g.Sync() }

func (b *Bucket) readPiece(ctx context.Context, id studio.ID, p piece) ([]byte, error) {
	o, err := b.client.GetObject(ctx, b.name, p.name(id), minio.GetObjectOptions{})
	if err != nil {
		return nil, remote(err)
	}
	defer o.Close()
	content := make([]byte, p.bytes)
	_, err = io.ReadFull(o, content)
	return content, remote(err)
}

// joined reads pieces one after the other.
type joined struct {
	b     *Bucket
	ctx   context.Context
	id    studio.ID
	left  []piece
	piece bytes.Reader
}

func (j *joined) Read(p []byte) (int, error) {
	for j.piece.Len() == 0 {
		if len(j.left) == 0 {
			return 0, io.EOF
		}
		content, err := j.b.readPiece(j.ctx, j.id, j.left[0])
		if err != nil {
			return 0, err
		}
		j.piece.Reset(content)
		j.left = j.left[1:]
	}
	return j.piece.Read(p)
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
	sum, n, err := sumOf(ctx, &joined{b: b, ctx: ctx, id: id, left: chain})
	if err != nil {
		return "", 0, err
	}
	if have, err := b.Has(ctx, sum); err == nil && have == n {
		return sum, n, nil
	}
	return sum, n, b.put(ctx, sum, &joined{b: b, ctx: ctx, id: id, left: chain}, n)
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
