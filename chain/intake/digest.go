package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"

	"lathe/audio"
)

// Digest is the SHA-256 of a file's bytes, in hexadecimal.
func Digest(ctx context.Context, path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", audio.WithoutPath(err)
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.CopyBuffer(sum, &stoppable{ctx, f}, make([]byte, 1<<20)); err != nil {
		return "", audio.WithoutPath(err)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// stoppable is a reader that a context can stop.
type stoppable struct {
	ctx context.Context
	r   io.Reader
}

func (s *stoppable) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.r.Read(p)
}
