//go:build unix

package servers

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// What opens the test server. They are no secrets: the server ends with the
// tests and listens to this machine alone.
const (
	s3Key    = "lathetest"
	s3Secret = "lathetestsecret"
)

var (
	s3Host   string
	s3Broken error
	s3Count  atomic.Int64
)

// S3 is the address of an empty bucket of its own; the keys are put into the
// test's environment. The test is skipped where versitygw is not installed.
func S3(t *testing.T) string {
	t.Helper()
	bin, err := exec.LookPath("versitygw")
	if err != nil {
		t.Skip("versitygw is not installed (go install github.com/versity/versitygw/cmd/versitygw@v1.8.0)")
	}
	mu.Lock()
	defer mu.Unlock()
	if s3Host == "" && s3Broken == nil {
		s3Broken = startS3(bin)
	}
	if s3Broken != nil {
		t.Fatalf("versitygw: %v", s3Broken)
	}
	bucket := fmt.Sprintf("test%d", s3Count.Add(1))
	c, err := s3Client(s3Host)
	if err == nil {
		err = c.MakeBucket(t.Context(), bucket, minio.MakeBucketOptions{})
	}
	if err != nil {
		t.Fatalf("versitygw: %v", err)
	}
	t.Setenv("AWS_ACCESS_KEY_ID", s3Key)
	t.Setenv("AWS_SECRET_ACCESS_KEY", s3Secret)
	return "s3://" + s3Host + "/" + bucket + "?region=us-east-1&plain=1"
}

func s3Client(host string) (*minio.Client, error) {
	return minio.New(host, &minio.Options{Creds: credentials.NewStaticV4(s3Key, s3Secret, ""), Region: "us-east-1"})
}

func startS3(bin string) error {
	data, err := room("s3")
	if err != nil {
		return err
	}
	sidecar, err := room("attributes") // not every file system has attributes
	if err != nil {
		return err
	}
	n, err := port()
	if err != nil {
		return err
	}
	host := fmt.Sprintf("127.0.0.1:%d", n)
	cmd := exec.Command(bin, "--port", host, "--access", s3Key, "--secret", s3Secret, "--quiet", "posix", "--sidecar", sidecar, data)
	cmd.Env = append(os.Environ(), "HOME="+data)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := launch(cmd, syscall.SIGTERM); err != nil {
		return err
	}
	c, err := s3Client(host)
	if err != nil {
		return err
	}
	if err := answers(func() error { _, err := c.ListBuckets(context.Background()); return err }); err != nil {
		return fmt.Errorf("%w: %s", err, said.Bytes())
	}
	s3Host = host
	return nil
}
