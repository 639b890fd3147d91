package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
)

// sumOf reads to the end.
func sumOf(ctx context.Context, r io.Reader) (sum string, bytes int64, err error) {
	h := sha256.New()
	bytes, err = io.Copy(h, &stoppable{ctx, r})
	return hex.EncodeToString(h.Sum(nil)), bytes, plain(err)
}
