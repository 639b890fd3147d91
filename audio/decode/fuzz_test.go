package decode

import (
	"bytes"
	"testing"
)

// FuzzSniff: whatever a file begins with, it is something that is read or
// refused, and it begins within the file.
func FuzzSniff(f *testing.F) {
	for _, tt := range heads {
		f.Add([]byte(tt.head))
	}
	f.Fuzz(func(t *testing.T, head []byte) {
		k, start, err := sniff(bytes.NewReader(head), int64(len(head)))
		if err != nil {
			t.Fatal(err)
		}
		if start < 0 || start > 0 && start >= int64(len(head)) {
			t.Errorf("it begins at byte %d of %d", start, len(head))
		}
		_, read := readers[k]
		if _, refused := refusals[k]; read == refused {
			t.Errorf("kind %d: read is %v, refused is %v, want one of them", k, read, refused)
		}
	})
}
