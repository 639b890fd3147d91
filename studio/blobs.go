package studio

import (
	"context"
	"io"
	"time"
)

// Blobs keep bytes: whole ones by the SHA-256 of what is in them, and growing
// ones, that are arriving, by the upload they belong to.
//
// A blob that Has says is there is whole and on disk; it never changes. Keeping
// the same bytes twice is not an error and takes no more room. What is not
// there is a NotFound [Error], a full disk a NoRoom one.
type Blobs interface {
	// Keep reads r to its end and keeps what it read.
	Keep(ctx context.Context, r io.Reader) (sum string, bytes int64, err error)
	// Has says how long a blob is.
	Has(ctx context.Context, sum string) (bytes int64, err error)
	// Open reads a blob. It can be sought; it may be slow to seek.
	Open(ctx context.Context, sum string) (io.ReadSeekCloser, error)
	// Fetch puts a copy of a blob at path, checked against its sum. The copy
	// may share the blob's bytes on disk: it must not be written to.
	Fetch(ctx context.Context, sum, path string) error
	// Drop forgets a blob; one that is not there is no error.
	Drop(ctx context.Context, sum string) error
	// Each calls do for every whole blob, in no order.
	Each(ctx context.Context, do func(sum string, bytes int64, kept time.Time) error) error

	// Grow opens a growing blob, a new one when there is none. One writer at a
	// time: the caller sees to it.
	Grow(ctx context.Context, id ID) (Growing, error)
	// Seal keeps a growing blob as a whole one. It can be called again after
	// it was cut short; the growing one stays until Forget.
	Seal(ctx context.Context, id ID) (sum string, bytes int64, err error)
	// Forget drops a growing blob; one that is not there is no error.
	Forget(ctx context.Context, id ID) error
	// EachGrowing calls do for every growing blob.
	EachGrowing(ctx context.Context, do func(id ID, touched time.Time) error) error

	// Free is the room that is left, when the store can tell.
	Free() (bytes int64, known bool)
	// Ready says whether bytes can be kept.
	Ready(ctx context.Context) error
}

// Growing is a blob that is arriving.
type Growing interface {
	// Bytes is how much is here.
	Bytes() int64
	// Write appends.
	io.Writer
	// Sync returns once everything written will outlive a power cut.
	Sync() error
	// Truncate drops everything from an offset on.
	Truncate(bytes int64) error
	// Close lets go of it, after Sync.
	Close() error
}
