package studio

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
)

// EntrySum is the sum of a line of the ledger, over the line and the sum of the
// one before: lower-case hex of SHA-256 over a JSON array of its parts, the time
// in microseconds.
func EntrySum(before string, e Entry) string {
	text, err := json.Marshal([]any{before, e.N, e.At.UnixMicro(), e.Who, e.Did, e.Session, e.About})
	if err != nil {
		panic(err) // numbers and texts
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Verified is what Verify looked at, and what is wrong.
type Verified struct {
	Studios int      `json:"studios"`
	Entries int      `json:"ledger_lines"`
	Plans   int      `json:"plans"`
	Blobs   int      `json:"blobs"`
	Bytes   int64    `json:"bytes"`
	Wrong   []string `json:"wrong"` // one sentence each; empty when all holds
}

func (v *Verified) wrong(format string, args ...any) {
	v.Wrong = append(v.Wrong, fmt.Sprintf(format, args...))
}

// Verify reads everything a studio keeps and holds it against its sums: every
// blob that a row points to, every plan's tag, every line of every ledger.
func Verify(ctx context.Context, rows Store, blobs Blobs) (v Verified, err error) {
	v.Wrong = []string{}
	all, err := rows.Studios(ctx)
	if err != nil {
		return v, err
	}
	held := map[string]bool{}
	for _, id := range all {
		v.Studios++
		err := rows.Read(ctx, id, func(d Desk) error {
			mine, err := d.Holds()
			for sum := range mine {
				held[sum] = true
			}
			if err == nil {
				err = v.ledger(d)
			}
			if err == nil {
				err = v.plans(d)
			}
			return err
		})
		if err != nil {
			return v, err
		}
	}
	for sum := range held {
		n, err := resum(ctx, blobs, sum)
		switch {
		case ctx.Err() != nil:
			return v, ctx.Err()
		case err != nil:
			v.wrong("blob %s: %v", sum, err)
		default:
			v.Blobs++
			v.Bytes += n
		}
	}
	return v, nil
}

func resum(ctx context.Context, blobs Blobs, sum string) (int64, error) {
	r, err := blobs.Open(ctx, sum)
	if err != nil {
		return 0, err
	}
	defer r.Close()
	h := sha256.New()
	n, err := io.Copy(h, r)
	if got := hex.EncodeToString(h.Sum(nil)); err == nil && got != sum {
		err = fmt.Errorf("its bytes sum to %s", got)
	}
	return n, err
}

// page is how many rows are read at a time.
const page = 1000

func (v *Verified) ledger(d Desk) error {
	before, n := "", int64(0)
	for {
		list, err := d.Entries(n, page)
		if err != nil || len(list) == 0 {
			return err
		}
		for _, e := range list {
			if n++; e.N != n {
				v.wrong("the ledger goes from line %d to line %d", n-1, e.N)
				n = e.N
			}
			if EntrySum(before, e) != e.Sum {
				v.wrong("line %d of the ledger does not follow from the one before", e.N)
			}
			before = e.Sum
			v.Entries++
		}
	}
}

func (v *Verified) plans(d Desk) error {
	ids, err := d.SessionIDs()
	if err != nil {
		return err
	}
	for _, id := range ids {
		list, err := d.Plans(id)
		if err != nil {
			return err
		}
		for _, p := range list {
			p, err := d.Plan(id, p.N)
			if err != nil {
				return err
			}
			if v.Plans++; TagOf(p.Text) != p.Tag {
				v.wrong("plan %d of session %s is not what was written", p.N, id)
			}
		}
	}
	return nil
}

// CopyBlobs copies every blob that rows point to, each checked against its sum.
func CopyBlobs(ctx context.Context, rows Store, from, to Blobs) (blobs int, bytes int64, err error) {
	all, err := rows.Studios(ctx)
	if err != nil {
		return 0, 0, err
	}
	held := map[string]bool{}
	for _, id := range all {
		err := rows.Read(ctx, id, func(d Desk) error {
			mine, err := d.Holds()
			for sum := range mine {
				held[sum] = true
			}
			return err
		})
		if err != nil {
			return 0, 0, err
		}
	}
	for sum := range held {
		n, err := copyBlob(ctx, sum, from, to)
		if err != nil {
			return blobs, bytes, fmt.Errorf("blob %s: %w", sum, err)
		}
		blobs++
		bytes += n
	}
	return blobs, bytes, nil
}

func copyBlob(ctx context.Context, sum string, from, to Blobs) (int64, error) {
	r, err := from.Open(ctx, sum)
	if err != nil {
		return 0, err
	}
	defer r.Close()
	got, n, err := to.Keep(ctx, r)
	if err == nil && got != sum {
		err = fmt.Errorf("its bytes sum to %s", got)
	}
	return n, err
}
