package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"lathe/bench/faults/spoil"
)

// job is what to run: every kind on every session it is asked on.
type job struct {
	seed     uint64
	sessions []int
	kinds    []spoil.Kind
	skip     func(kind spoil.Kind, session int) bool
	workers  int
	keep     string // a folder for the spoilt sessions; empty: they go
	dry      bool   // spoil and label, do not ask
	from     string // a folder of real stems; empty: the sessions are made
	progress func(result)
}

// run spoils and checks. Results come in the order of kinds, then sessions,
// whatever the number of workers.
func (j job) run(ctx context.Context) ([]result, error) {
	var all []result
	var first error
	var mu sync.Mutex
	var wg sync.WaitGroup
	next := make(chan int)
	for range max(1, j.workers) {
		wg.Go(func() {
			for n := range next {
				results, err := j.session(ctx, n)
				mu.Lock()
				all = append(all, results...)
				if first == nil {
					first = err
				}
				mu.Unlock()
			}
		})
	}
	for _, n := range j.sessions {
		next <- n
	}
	close(next)
	wg.Wait()
	order := map[string]int{}
	for i, k := range j.kinds {
		order[k.Name] = i
	}
	slices.SortStableFunc(all, func(a, b result) int {
		if d := order[a.Kind] - order[b.Kind]; d != 0 {
			return d
		}
		return a.Session - b.Session
	})
	return all, first
}

// session makes one clean session and spoils it in every way.
func (j job) session(ctx context.Context, number int) ([]result, error) {
	dir, err := os.MkdirTemp("", "lathe-faults-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	cleanDir := filepath.Join(dir, "clean")
	if err := os.Mkdir(cleanDir, 0o700); err != nil {
		return nil, err
	}
	s := spoil.Made(j.seed, number)
	if j.from != "" {
		if s, err = spoil.Folder(j.from, j.seed, number); err != nil {
			return nil, err
		}
	}
	if err := s.Keep(cleanDir); err != nil {
		return nil, err
	}
	var before answer // nothing is known against a session that we made
	if j.from != "" {
		if before = check(ctx, cleanDir); before.err != nil {
			return nil, before.err
		}
	}
	var out []result
	for _, k := range j.kinds {
		if j.skip != nil && j.skip(k, number) {
			continue
		}
		if err := ctx.Err(); err != nil {
			return out, err
		}
		spoilt := filepath.Join(dir, "spoilt")
		if j.keep != "" {
			spoilt = filepath.Join(j.keep, fmt.Sprintf("%s-%d", k.Name, number))
		}
		r, err := j.one(ctx, k, s, before, spoilt)
		if errors.Is(err, spoil.ErrUnfit) {
			continue
		}
		if err != nil {
			return out, fmt.Errorf("%s on session %d: %w", k.Name, number, err)
		}
		out = append(out, r)
		if j.progress != nil {
			j.progress(r)
		}
	}
	return out, nil
}

// one spoils a session in one way and asks.
func (j job) one(ctx context.Context, k spoil.Kind, s *spoil.Session, before answer, dir string) (result, error) {
	spoilt, label, err := k.Do(s, j.seed)
	if err != nil {
		return result{}, err
	}
	if before.names(label) { // the stem had this fault
		return result{}, spoil.ErrUnfit
	}
	var stems []string
	for _, t := range spoilt.Stems {
		stems = append(stems, t.File)
	}
	r := judge(label, stems, answer{})
	r.Kind, r.Session, r.Mode, r.RateHz = k.Name, s.Number, spoilt.Mode.String(), s.Rate
	if j.dry && j.keep == "" {
		return r, nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return result{}, err
	}
	if j.keep == "" {
		defer os.RemoveAll(dir)
	}
	if err := spoilt.Write(dir); err != nil {
		return result{}, err
	}
	if j.dry {
		return r, nil
	}
	start := time.Now()
	r = judge(label, stems, check(ctx, dir).without(before))
	r.WallMS = float64(time.Since(start).Microseconds()) / 1000
	r.Kind, r.Session, r.Mode, r.RateHz = k.Name, s.Number, spoilt.Mode.String(), s.Rate
	return r, nil
}
