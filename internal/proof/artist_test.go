//go:build unix

package proof

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"lathe/studio"
	"lathe/studio/client"
)

// knows is what an artist's program has been told by the studio: what it may
// rely on, whatever happens to the studio afterwards.
type knows struct {
	Session   string
	Uploads   map[string]string // where each file's upload is
	Sent      map[string]int64  // how much of it was answered for
	Submitted bool
	Planned   bool
	Print     string
	Master    string // its sum
}

func (k knows) clone() knows {
	k.Uploads, k.Sent = maps.Clone(k.Uploads), maps.Clone(k.Sent)
	return k
}

// artist is a program that has a song mastered. It goes on from what it knows,
// and looks before it asks for something that may have been heard.
type artist struct {
	*client.Client
	files map[string][]byte
	knows knows
	told  func(knows) // after each answer
}

func newArtist(c *client.Client, files map[string][]byte, from knows) *artist {
	k := from.clone()
	if k.Uploads == nil {
		k.Uploads, k.Sent = map[string]string{}, map[string]int64{}
	}
	return &artist{c, files, k, func(knows) {}}
}

func (a *artist) learn(change func(*knows)) {
	change(&a.knows)
	a.told(a.knows.clone())
}

// master goes all the way.
func (a *artist) master(ctx context.Context) error {
	if a.knows.Session == "" {
		s, err := a.Open(ctx, "Song", "")
		if err != nil {
			return err
		}
		a.learn(func(k *knows) { k.Session = s.ID })
	}
	if err := a.send(ctx); err != nil {
		return err
	}
	if err := a.submit(ctx); err != nil {
		return err
	}
	s, err := a.Until(ctx, a.knows.Session, "planned", "printing", "review")
	if err != nil {
		return err
	}
	a.learn(func(k *knows) { k.Planned = true })
	switch {
	case a.knows.Print != "":
	case len(s.Prints) > 0: // it was heard, and the answer was lost
		a.learn(func(k *knows) { k.Print = s.Prints[0].ID })
	default:
		p, err := a.Print(ctx, s.ID, 1)
		if err != nil {
			return err
		}
		a.learn(func(k *knows) { k.Print = p.ID })
	}
	p, err := a.Printed(ctx, a.knows.Print)
	if err != nil {
		return err
	}
	for _, f := range p.Files {
		var content bytes.Buffer
		if err := a.Download(ctx, f, &content); err != nil {
			return err
		}
		if sum := sumOf(content.Bytes()); sum != f.SHA256 {
			return fmt.Errorf("%s sums to %s, announced was %s", f.Name, sum, f.SHA256)
		} else if strings.HasSuffix(f.Name, ".wav") {
			a.learn(func(k *knows) { k.Master = sum })
		}
	}
	return nil
}

// send uploads every file in two halves.
func (a *artist) send(ctx context.Context) error {
	if a.knows.Submitted {
		return nil
	}
	s, err := a.Session(ctx, a.knows.Session)
	if err != nil {
		return fmt.Errorf("the session that was opened: %w", err)
	}
	if s.Status != "collecting" {
		return nil // submitted, and the answer was lost
	}
	for _, u := range s.Uploads { // begun, and the answer was lost
		if u.State == "open" && !slices.Contains(slices.Collect(maps.Values(a.knows.Uploads)), u.URL) {
			if err := a.TakeBack(ctx, u.URL); err != nil {
				return err
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(a.files)) {
		if err := a.sendOne(ctx, name, a.files[name]); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func (a *artist) sendOne(ctx context.Context, name string, content []byte) error {
	size := int64(len(content))
	if a.knows.Uploads[name] == "" {
		at, err := a.Begin(ctx, a.knows.Session, name, size)
		if err != nil {
			return err
		}
		a.learn(func(k *knows) { k.Uploads[name] = at })
	}
	for a.knows.Sent[name] < size {
		at, err := a.Offset(ctx, a.knows.Uploads[name])
		if err != nil {
			return fmt.Errorf("the upload that was begun: %w", err)
		}
		if at < a.knows.Sent[name] {
			return fmt.Errorf("%d bytes were answered for, %d are there", a.knows.Sent[name], at)
		}
		if at < size {
			end := size
			if at < size/2 {
				end = size / 2
			}
			if err := a.Patch(ctx, a.knows.Uploads[name], at, bytes.NewReader(content[at:end])); err != nil {
				return err
			}
			at = end
		}
		a.learn(func(k *knows) { k.Sent[name] = at })
	}
	return nil
}

func (a *artist) submit(ctx context.Context) error {
	s, err := a.Session(ctx, a.knows.Session)
	if err != nil {
		return fmt.Errorf("the session that was opened: %w", err)
	}
	if s.Status != "collecting" {
		a.learn(func(k *knows) { k.Submitted = true })
		return nil
	}
	if a.knows.Submitted {
		return errors.New("the session was submitted, and is collecting again")
	}
	if err := a.Submit(ctx, a.knows.Session); err != nil {
		return err
	}
	a.learn(func(k *knows) { k.Submitted = true })
	return nil
}

// settled holds a studio against what has to be true once everything is done:
// every sum right, the ledger whole, each thing done once, nothing left over.
func settled(ctx context.Context, in *inside) error {
	v, err := studio.Verify(ctx, in.rows, in.blobs)
	if err != nil {
		return err
	}
	if len(v.Wrong) > 0 {
		return fmt.Errorf("verify says %q", v.Wrong)
	}
	all, err := in.rows.Studios(ctx)
	if err != nil || len(all) != 1 {
		return fmt.Errorf("there are %d studios (%v), want 1", len(all), err)
	}
	var held map[string]bool
	err = in.rows.Read(ctx, all[0], func(d studio.Desk) error {
		list, err := d.Entries(0, 10_000)
		once := map[string]int{}
		for _, e := range list {
			switch e.Did {
			case "upload.complete", "upload.received", "print.done":
				if about, _, _ := strings.Cut(e.About, " "); about != "" {
					once[e.Did+" "+about]++
				}
			}
		}
		for what, n := range once {
			if n != 1 {
				err = errors.Join(err, fmt.Errorf("the ledger says %s %d times", what, n))
			}
		}
		h, err2 := d.Holds()
		held = h
		return errors.Join(err, err2)
	})
	if err != nil {
		return err
	}
	if _, err := studio.Sweep(ctx, in.rows, in.blobs, time.Now().Add(7*24*time.Hour)); err != nil {
		return err
	}
	seen := 0
	err = in.blobs.Each(ctx, func(sum string, _ int64, _ time.Time) error {
		if seen++; !held[sum] {
			return fmt.Errorf("blob %s is left, and nothing points to it", sum)
		}
		return nil
	})
	if err == nil && seen != len(held) {
		err = fmt.Errorf("%d blobs are there, rows point to %d", seen, len(held))
	}
	if err != nil {
		return err
	}
	return in.blobs.EachGrowing(ctx, func(id studio.ID, _ time.Time) error { return fmt.Errorf("upload %s is left over", id) })
}
