package cloud

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"lathe/audio/parcel"
)

// verify says whether the part is the file. One that is not is forgotten.
func (t *transfer) verify(ctx context.Context) (sum, by string, err error) {
	sum = hexOf(t.sha)
	if t.all >= 0 && t.have != t.all {
		return "", "", t.wrong(fmt.Errorf("it has %d bytes, want %d", t.have, t.all))
	}
	if t.want.Kind != "" {
		got := sum
		if t.want.Kind != "sha256" {
			got = hexOf(t.wanted)
		}
		if got != t.want.Hex {
			return "", "", t.wrong(fmt.Errorf("its %s sum is another", t.want.Kind))
		}
		by = t.want.Kind
	}
	if err := t.onDisk(t.part.Sync()); err != nil {
		return "", "", err
	}
	if t.file.Zip {
		if err := t.unpack(ctx, by != ""); err != nil {
			return "", "", err
		}
	}
	declared, says := declaredBytes(t.head)
	switch {
	case by != "":
		return sum, by, nil
	case t.file.Zip:
		return sum, "zip", nil
	case t.all >= 0, t.bounded, says && t.have >= declared:
		return sum, "length", nil
	}
	return "", "", t.wrong(errors.New("it ends early, or nothing says where it ends"))
}

func (t *transfer) wrong(cause error) error {
	if err := t.restart(); err != nil {
		return err
	}
	return trouble(t.share.Source, Damaged, cause)
}

// unpack opens an archive beside it. One that arrived as the provider sums it
// and is damaged all the same was damaged before.
func (t *transfer) unpack(ctx context.Context, proven bool) error {
	dir := t.base + ".dir"
	if err := errors.Join(os.RemoveAll(dir), os.Mkdir(dir, 0o755)); err != nil {
		return t.onDisk(err)
	}
	limits := parcel.SessionLimits
	limits.Bytes = t.budget
	got, err := parcel.Unzip(ctx, t.base+".part", dir, parcel.Unpacking{
		Limits: limits, Free: t.freeAboveSpare,
		Wanted: func(name string) bool { return parcel.Audio(name) || name == briefName },
	})
	switch {
	case err == nil:
		t.unpacked = &got
		for _, f := range got.Files {
			t.budget -= f.Bytes
		}
		return nil
	case errors.Is(err, parcel.ErrDamaged) && !proven:
		return errors.Join(t.wrong(pathless(err)), os.RemoveAll(dir))
	case errors.Is(err, parcel.ErrDamaged), errors.Is(err, parcel.ErrRefused):
		return &Trouble{Kind: BadArchive, Source: t.share.Source, Detail: err.Error(), cause: err}
	case errors.Is(err, parcel.ErrNoRoom):
		return &Trouble{Kind: NoRoom, Source: t.share.Source, Detail: err.Error(), cause: err}
	}
	return t.onDisk(err)
}

func (t *transfer) freeAboveSpare(dir string) (int64, bool) {
	have, known := t.desk.free(dir)
	return have - t.desk.limits.SpareBytes, known
}

// journal is what has to be known to go on with a part after a restart. It
// holds no address.
type journal struct {
	All     int64  `json:"all"`
	Tag     string `json:"tag"`
	Want    Sum    `json:"want"`
	Highest int64  `json:"highest"` // bytes that were once there
}

// note writes the journal when a stream begins.
func (t *transfer) note() error {
	text, err := json.Marshal(journal{t.all, t.tag, t.want, t.highest})
	if err != nil {
		return err
	}
	if err := os.WriteFile(t.base+".json.new", text, 0o600); err != nil {
		return err
	}
	return os.Rename(t.base+".json.new", t.base+".json")
}

// open takes up a part that is there, or starts one. What is there is read
// again for its sums: bytes that were lost in a crash show at the end.
func (t *transfer) open(ctx context.Context) error {
	part, err := t.desk.create(t.base + ".part")
	if err != nil {
		return err
	}
	t.part = part
	var j journal
	text, err := os.ReadFile(t.base + ".json")
	if err != nil || json.Unmarshal(text, &j) != nil {
		return t.restart()
	}
	in, err := os.Open(t.base + ".part")
	if err != nil {
		return t.restart()
	}
	defer in.Close()
	t.sha, t.all, t.tag = sha256.New(), j.All, j.Tag
	t.expect(append([]Sum{j.Want}, t.file.Sums...))
	sinks := []io.Writer{t.sha}
	if t.wanted != nil {
		sinks = append(sinks, t.wanted)
	}
	n, err := io.Copy(io.MultiWriter(sinks...), &stoppable{ctx, in})
	if err != nil {
		return err
	}
	t.have, t.highest = n, max(n, j.Highest)
	if t.all >= 0 && n > t.all {
		return t.restart()
	}
	head := make([]byte, headBytes)
	k, _ := in.ReadAt(head, 0)
	t.head = head[:k]
	_, err = t.part.Seek(n, io.SeekStart)
	return err
}

// digest is the SHA-256 of a file.
func digest(ctx context.Context, path string) (string, error) {
	in, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer in.Close()
	h := sha256.New()
	if _, err := io.CopyBuffer(h, &stoppable{ctx, in}, make([]byte, copyBytes)); err != nil {
		return "", err
	}
	return hexOf(h), nil
}

// stoppable is a reader that a context can stop.
type stoppable struct {
	ctx context.Context
	r   io.Reader
}

func (s *stoppable) Read(p []byte) (int, error) {
	if s.ctx.Err() != nil {
		return 0, context.Cause(s.ctx)
	}
	return s.r.Read(p)
}
