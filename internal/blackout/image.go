package blackout

import (
	"maps"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Killed writes what is left when the process dies now. To be called within
// Before.
func (c *Cutter) Killed(to string) error {
	return c.draw(to, c.files, func(name string, _ *node) ([]byte, error) { return c.current(name) })
}

// Cut writes what is left when the power goes now and nothing survives that was
// not synced. To be called within Before.
func (c *Cutter) Cut(to string) error {
	return c.draw(to, c.durable, func(_ string, n *node) ([]byte, error) { return n.durable, nil })
}

// Torn writes what is left when the power goes now and a random part survives of
// what was not synced. To be called within Before.
func (c *Cutter) Torn(to string, seed uint64) error {
	dice := rand.New(rand.NewPCG(seed, 1))
	names := map[string]*node{}
	for _, name := range slices.Sorted(maps.Keys(c.files)) {
		if n := c.files[name]; c.durable[name] == n || dice.IntN(2) == 0 {
			names[name] = n
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.durable)) {
		if c.files[name] == nil && dice.IntN(2) == 0 {
			names[name] = c.durable[name]
		}
	}
	return c.draw(to, names, func(name string, n *node) ([]byte, error) {
		now := n.durable
		if c.files[name] == n {
			var err error
			if now, err = c.current(name); err != nil {
				return nil, err
			}
		}
		if strings.Contains(name, ".db") {
			return sectors(n.durable, now, dice), nil
		}
		if len(now) <= len(n.durable) {
			return now, nil
		}
		return now[:len(n.durable)+dice.IntN(len(now)-len(n.durable)+1)], nil
	})
}

// sectors is a random choice of old and new, sector by sector.
func sectors(old, now []byte, dice *rand.Rand) []byte {
	const sector = 512
	out := slices.Clone(now)
	if len(old) != len(now) && dice.IntN(2) == 0 { // the length did not survive
		if out = slices.Clone(old); len(now) < len(old) {
			now = slices.Concat(now, old[len(now):])
		}
	}
	for at := 0; at < min(len(out), len(old), len(now)); at += sector {
		end := min(at+sector, len(out), len(old), len(now))
		if dice.IntN(2) == 0 {
			copy(out[at:end], old[at:end])
		} else {
			copy(out[at:end], now[at:end])
		}
	}
	return out
}

func (c *Cutter) current(name string) ([]byte, error) {
	return os.ReadFile(filepath.Join(c.root, filepath.FromSlash(name)))
}

// draw writes files and folders. A file whose folder is not there is not there.
func (c *Cutter) draw(to string, names map[string]*node, content func(string, *node) ([]byte, error)) error {
	if err := os.MkdirAll(to, 0o700); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(names)) { // folders come before what is in them
		n, at := names[name], filepath.Join(to, filepath.FromSlash(name))
		if _, err := os.Stat(filepath.Join(to, filepath.FromSlash(path.Dir(name)))); err != nil || passing(name) {
			continue
		}
		if n.folder {
			if err := os.Mkdir(at, 0o700); err != nil {
				return err
			}
			continue
		}
		text, err := content(name, n)
		if err != nil {
			return err
		}
		if err := os.WriteFile(at, text, 0o600); err != nil {
			return err
		}
	}
	return nil
}
