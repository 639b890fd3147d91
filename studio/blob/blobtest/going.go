package blobtest

import (
	"io"
	"strings"
	"sync"
	"testing"

	"lathe/studio"
)

// comeAndGo grows blobs and forgets them, many at once: the last one that goes
// takes nothing from the next one that comes.
func comeAndGo(t *testing.T, b studio.Blobs) {
	var g sync.WaitGroup
	for range 4 {
		g.Go(func() {
			for range 50 {
				id := studio.NewID()
				grown, err := b.Grow(t.Context(), id)
				if err != nil {
					t.Errorf("beginning: %v", err)
					return
				}
				if _, err = io.Copy(grown, strings.NewReader("a few bytes")); err == nil {
					err = grown.Close()
				}
				if err != nil {
					t.Errorf("growing: %v", err)
				}
				if err := b.Forget(t.Context(), id); err != nil {
					t.Errorf("forgetting: %v", err)
				}
			}
		})
	}
	g.Wait()
}
