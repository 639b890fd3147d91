package blob

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"lathe/studio"
)

// Bucket keeps blobs as objects in an S3 bucket.
type Bucket struct {
	client *minio.Client
	name   string
	spool  string // folder for bytes whose sum is not known yet
}

var _ studio.Blobs = (*Bucket)(nil)

// OpenBucket opens the bucket at s3://HOST[:PORT]/BUCKET[?region=R&plain=1],
// plain for a server without TLS. The keys are those of the environment,
// AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or of the machine.
func OpenBucket(ctx context.Context, address, spool string) (*Bucket, error) {
	u, err := url.Parse(address)
	name := ""
	if err == nil {
		name = strings.Trim(u.Path, "/")
	}
	if err != nil || u.Scheme != "s3" || u.Host == "" || name == "" || strings.Contains(name, "/") || u.User != nil {
		return nil, errors.New("the blob address cannot be read; want s3://HOST/BUCKET, with the keys in the environment")
	}
	client, err := minio.New(u.Host, &minio.Options{
		Creds: credentials.NewChainCredentials([]credentials.Provider{
			&credentials.EnvAWS{}, &credentials.IAM{Client: &http.Client{Timeout: 5 * time.Second}},
		}),
		Secure: u.Query().Get("plain") == "", Region: u.Query().Get("region"),
	})
	if err != nil {
		return nil, fmt.Errorf("the blob store: %w", err)
	}
	if err := os.MkdirAll(spool, 0o700); err != nil {
		return nil, plain(err)
	}
	b := &Bucket{client, name, spool}
	there, err := client.BucketExists(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("the blob store does not answer: %w", err)
	}
	if !there {
		return nil, fmt.Errorf("the blob store has no bucket %q", name)
	}
	return b, nil
}

// remote says an answer's trouble in the studio's words.
func remote(err error) error {
	if err == nil {
		return nil
	}
	switch answer := minio.ToErrorResponse(err); answer.Code {
	case "NoSuchKey", "NotFound":
		return studio.Errorf(studio.NotFound, "there is no such blob")
	case "XMinioStorageFull", "QuotaExceeded", "InsufficientStorage":
		return &studio.Error{Code: studio.NoRoom, Message: "the blob store is full", Cause: err}
	}
	return err
}

func wholeObject(sum string) (string, error) {
	if !sumForm.MatchString(sum) {
		return "", studio.Errorf(studio.NotFound, "there is no such blob")
	}
	return "whole/" + sum, nil
}

// Keep reads r to its end and keeps what it read. The name is not known before
// the end, so the bytes wait on the local disk.
func (b *Bucket) Keep(ctx context.Context, r io.Reader) (string, int64, error) {
	file, err := os.CreateTemp(b.spool, "keep-*")
	if err != nil {
		return "", 0, plain(err)
	}
	defer os.Remove(file.Name())
	defer file.Close()
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(file, sum), &stoppable{ctx, r})
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return "", 0, plain(err)
	}
	name := hex.EncodeToString(sum.Sum(nil))
	return name, n, b.put(ctx, name, file, n)
}

// put makes an object of n bytes whose sum is known. An object is there whole
// or not at all.
func (b *Bucket) put(ctx context.Context, sum string, r io.ReadSeeker, n int64) error {
	return b.object(ctx, "whole/"+sum, r, n)
}

// object makes an object. No name of ours is that of a folder: where S3 is served
// from a file system, that answer means that another's last object left the folder
// at this moment and took it along, so it is asked again.
func (b *Bucket) object(ctx context.Context, name string, r io.ReadSeeker, n int64) error {
	for try := 1; ; try++ {
		_, err := b.client.PutObject(ctx, b.name, name, r, n, minio.PutObjectOptions{
			ContentType: "application/octet-stream", PartSize: 16 << 20, NumThreads: 1,
		})
		if try == mostTries || minio.ToErrorResponse(err).Code != "ExistingObjectIsDirectory" {
			return remote(err)
		}
		if _, err := r.Seek(0, io.SeekStart); err != nil {
			return plain(err)
		}
	}
}

const mostTries = 5

// Has says how long a blob is.
func (b *Bucket) Has(ctx context.Context, sum string) (int64, error) {
	name, err := wholeObject(sum)
	if err != nil {
		return 0, err
	}
	at, err := b.client.StatObject(ctx, b.name, name, minio.StatObjectOptions{})
	return at.Size, remote(err)
}

// Open reads a blob.
func (b *Bucket) Open(ctx context.Context, sum string) (io.ReadSeekCloser, error) {
	name, err := wholeObject(sum)
	if err != nil {
		return nil, err
	}
	o, err := b.client.GetObject(ctx, b.name, name, minio.GetObjectOptions{})
	if err == nil {
		if _, err = o.Stat(); err != nil {
			o.Close()
		}
	}
	if err != nil {
		return nil, remote(err)
	}
	return o, nil
}

// Fetch copies a blob to a path, checked against its sum.
func (b *Bucket) Fetch(ctx context.Context, sum, to string) error {
	from, err := b.Open(ctx, sum)
	if err != nil {
		return err
	}
	defer from.Close()
	return copyTo(ctx, from, sum, to)
}

// Drop forgets a blob.
func (b *Bucket) Drop(ctx context.Context, sum string) error {
	name, err := wholeObject(sum)
	if err != nil {
		return nil
	}
	return b.remove(ctx, name)
}

func (b *Bucket) remove(ctx context.Context, name string) error {
	err := remote(b.client.RemoveObject(ctx, b.name, name, minio.RemoveObjectOptions{}))
	if studio.CodeOf(err) == studio.NotFound {
		return nil
	}
	return err
}

// Each calls do for every whole blob.
func (b *Bucket) Each(ctx context.Context, do func(string, int64, time.Time) error) error {
	return b.list(ctx, "whole/", func(o minio.ObjectInfo) error {
		return do(strings.TrimPrefix(o.Key, "whole/"), o.Size, o.LastModified)
	})
}

func (b *Bucket) list(ctx context.Context, prefix string, do func(minio.ObjectInfo) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop() // ends the listing when do does
	for o := range b.client.ListObjects(ctx, b.name, minio.ListObjectsOptions{Prefix: prefix, Recursive: true}) {
		if o.Err != nil {
			return remote(o.Err)
		}
		if err := do(o); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// Free is not known: a bucket has no end that it tells.
func (b *Bucket) Free() (int64, bool) { return 0, false }

// Ready says whether bytes can be kept.
func (b *Bucket) Ready(ctx context.Context) error {
	name := "ready/" + rand.Text()
	if err := b.object(ctx, name, strings.NewReader("ready"), 5); err != nil {
		return err
	}
	return b.remove(ctx, name)
}
