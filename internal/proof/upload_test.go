//go:build unix

package proof

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"math/rand/v2"
	"strings"
	"syscall"
	"testing"
	"time"

	"lathe/internal/material"
)

// noise is bytes that do not repeat, at any offset, without being in memory.
type noise struct {
	size, at int64
	reached  func(at int64) // called before bytes from at on are given
}

func (n *noise) Read(p []byte) (int, error) {
	if n.at >= n.size {
		return 0, io.EOF
	}
	if n.reached != nil {
		n.reached(n.at)
	}
	const block = 1 << 16
	r := rand.NewChaCha8([32]byte{1, byte(n.at / block), byte(n.at / block >> 8), byte(n.at / block >> 16)})
	whole := make([]byte, block)
	r.Read(whole)
	got := copy(p, whole[n.at%block:min(block, n.size-n.at/block*block)])
	n.at += int64(got)
	return got, nil
}

func (n *noise) Seek(to int64, _ int) (int64, error) {
	n.at = to
	return to, nil
}

// TestUploadOutlivesKills kills the server with -9 again and again while a file
// arrives.
func TestUploadOutlivesKills(t *testing.T) {
	size, kills := int64(24<<20), 3
	if material.Long() {
		size, kills = 500_000_000, 20
	}
	each(t, func(t *testing.T, h *house) {
		ctx, stop := context.WithTimeout(t.Context(), 8*time.Minute)
		defer stop()
		s, err := h.Open(ctx, "", "")
		if err != nil {
			t.Fatal(err)
		}
		killed := 0
		file := &noise{size: size, reached: func(at int64) {
			if killed < kills && at >= int64(killed+1)*size/int64(kills+1) {
				killed++
				h.end("serve", syscall.SIGKILL)
				h.start("serve")
			}
		}}
		if err := h.Upload(ctx, s.ID, "Noise.wav", file, size); err != nil {
			t.Fatalf("%v\n%s", err, h.procs["serve"].said)
		}
		want := sha256.New()
		io.Copy(want, &noise{size: size})
		sum := hex.EncodeToString(want.Sum(nil))
		for {
			got, err := h.Session(ctx, s.ID)
			if err != nil {
				t.Fatal(err)
			}
			if len(got.Stems) == 1 {
				if got.Stems[0].SHA256 != sum || got.Stems[0].Bytes != size {
					t.Errorf("%d bytes arrived with the sum %s, sent were %d with %s", got.Stems[0].Bytes, got.Stems[0].SHA256, size, sum)
				}
				break
			}
			if ctx.Err() != nil {
				t.Fatal("the file never became a stem")
			}
			time.Sleep(100 * time.Millisecond)
		}
		if killed != kills {
			t.Errorf("the server was killed %d times, want %d", killed, kills)
		}
		complete, received := 0, 0
		for line, n := range h.ledger(t) {
			switch {
			case line[0] == "upload.complete":
				complete += n
			case line[0] == "upload.received" && strings.HasSuffix(line[1], sum):
				received += n
			}
		}
		if complete != 1 || received != 1 {
			t.Errorf("the ledger says complete %d times and received %d times, want once each", complete, received)
		}
	})
}
