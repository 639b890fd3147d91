//go:build unix

package blob_test

import (
	"os"
	"path/filepath"
	"testing"

	"lathe/internal/servers"
	"lathe/studio"
	"lathe/studio/blob"
	"lathe/studio/blob/blobtest"
)

func TestMain(m *testing.M) { os.Exit(servers.Around(m)) }

func TestFolder(t *testing.T) {
	dir := t.TempDir()
	open := func() studio.Blobs {
		f, err := blob.OpenFolder(filepath.Join(dir, "blobs"), nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		return f
	}
	blobtest.Exercise(t, open(), open)
	left, err := os.ReadDir(filepath.Join(dir, "blobs", "aside"))
	if err != nil || len(left) > 0 {
		t.Errorf("left aside: %v, %v", left, err)
	}
}

func TestBucket(t *testing.T) {
	address := servers.S3(t)
	spool := t.TempDir()
	open := func() studio.Blobs {
		b, err := blob.OpenBucket(t.Context(), address, spool)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	blobtest.Exercise(t, open(), open)
	left, err := os.ReadDir(spool)
	if err != nil || len(left) > 0 {
		t.Errorf("left on the local disk: %v, %v", left, err)
	}
}

func TestBucketAddress(t *testing.T) {
	for _, bad := range []string{"", "s3:///b", "s3://host", "s3://host/a/b", "https://host/b", "s3://key:word@host/b"} {
		if _, err := blob.OpenBucket(t.Context(), bad, t.TempDir()); err == nil {
			t.Errorf("the address %q was taken", bad)
		}
	}
}
