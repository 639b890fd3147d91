package vorbis

import (
	"testing"
)

// pen writes numbers as bits reads them.
type pen struct {
	raw []byte
	at  int
}

// write takes widths and values by turns.
func (p *pen) write(pairs ...int) *pen {
	for i := 0; i < len(pairs); i += 2 {
		for b := range pairs[i] {
			if p.at&7 == 0 {
				p.raw = append(p.raw, 0)
			}
			p.raw[p.at>>3] |= byte(pairs[i+1]>>b&1) << (p.at & 7)
			p.at++
		}
	}
	return p
}

// codebook writes one of the given size; words of equal length follow, or what
// the caller writes.
func (p *pen) codebook(dimensions, entries int) *pen {
	return p.write(24, 0x564342, 16, dimensions, 24, entries)
}

// two is a codebook of two words of one bit and two numbers, [0] and [1].
func (p *pen) two() *pen {
	return p.codebook(1, 2).write(1, 0, 1, 0, 5, 0, 5, 0, 4, 1, 32, 0, 32, 1<<21|788<<21, 4, 0, 1, 0, 1, 0, 1, 1)
}

// begin is a setup up to its floors: one codebook.
func begin() *pen { return new(pen).write(8, 0).two().write(6, 0, 16, 0) }

// floor is one of three points, residue one of a single partition kind.
func (p *pen) floor() *pen {
	return p.write(6, 0, 16, 1, 5, 1, 4, 0, 3, 0, 2, 0, 8, 0, 2, 0, 4, 5, 5, 7)
}

func (p *pen) residue() *pen {
	return p.write(6, 0, 16, 1, 24, 0, 24, 64, 24, 7, 6, 0, 8, 0, 3, 1, 1, 0, 8, 0)
}

func (p *pen) mapping() *pen { return p.write(6, 0, 16, 0, 1, 0, 1, 0, 2, 0, 8, 0, 8, 0, 8, 0) }

func (p *pen) modes() *pen { return p.write(6, 0, 1, 1, 16, 0, 16, 0, 8, 0, 1, 1) }

func TestSetupLies(t *testing.T) {
	book := func() *pen { return new(pen).write(8, 0) }
	const damaged, kind = "its Vorbis setup is damaged, ", "it is Vorbis of a kind that is not read here ("
	for _, tt := range []struct {
		name string
		pen  *pen
		want string
	}{
		{"a sound one", begin().floor().residue().mapping().modes(), ""},
		{"nothing", new(pen), damaged + "a codebook does not begin as one: malformed"},
		{"no end mark", begin().floor().residue().mapping().write(6, 0, 1, 1, 16, 0, 16, 0, 8, 0, 1, 0), damaged + "it has no end mark: malformed"},
		{"16 million entries in a few bytes", book().codebook(1, 1<<24-1).write(1, 1, 5, 23, 24, 1<<24-1, 4, 0), kind + "a codebook of 16777215 times 1 numbers), and ffmpeg may: unsupported"},
		{"entries of 65535 numbers", book().codebook(65535, 100), kind + "a codebook of 100 times 65535 numbers), and ffmpeg may: unsupported"},
		{"no entries", book().codebook(1, 0), damaged + "a codebook is empty: malformed"},
		{"no numbers", book().codebook(0, 5), damaged + "a codebook is empty: malformed"},
		{"one entry", book().codebook(1, 1), kind + "a codebook of one entry), and ffmpeg may: unsupported"},
		{"lengths that never come to an end", book().codebook(1, 9).write(1, 1, 5, 3, 4, 0, 4, 0, 4, 0), damaged + "a codebook's words do not add up: malformed"},
		{"more words of a length than entries", book().codebook(1, 5).write(1, 1, 5, 3, 3, 7), damaged + "a codebook's words do not add up: malformed"},
		{"three words of one bit", book().codebook(1, 3).write(1, 0, 1, 0, 5, 0, 5, 0, 5, 0), damaged + "a codebook has words that cannot be told apart: malformed"},
		{"27 entries in three dimensions", book().codebook(3, 27).write(1, 1, 5, 4, 5, 27, 4, 1), kind + "a codebook of 27 entries in 3 dimensions), and ffmpeg may: unsupported"},
		{"a codebook of another kind", book().codebook(1, 2).write(1, 0, 1, 0, 5, 0, 5, 0, 4, 3), damaged + "a codebook of kind 3: malformed"},
		{"floor 0", begin().write(6, 0, 16, 0), kind + "floor 0), and ffmpeg may: unsupported"},
		{"a floor whose book is not there", begin().write(6, 0, 16, 1, 5, 1, 4, 0, 3, 0, 2, 1, 8, 9), damaged + "it names codebook 9, which cannot serve: malformed"},
		{"a floor with two points in one place", begin().write(6, 0, 16, 1, 5, 1, 4, 0, 3, 0, 2, 0, 8, 0, 2, 0, 4, 5, 5, 0), damaged + "a floor has two points in one place: malformed"},
		{"a residue that ends before it begins", begin().floor().write(6, 0, 16, 1, 24, 9, 24, 8, 24, 7, 6, 0), damaged + "a residue ends before it begins: malformed"},
		{"a residue whose book has no words", new(pen).write(8, 1).two().codebook(1, 2).write(1, 0, 1, 1, 1, 0, 1, 0, 4, 0, 6, 0, 16, 0).floor().write(6, 0, 16, 1, 24, 0, 24, 64, 24, 7, 6, 0, 8, 1),
			damaged + "it names codebook 1, which cannot serve: malformed"},
		{"a mapping to what is not there", begin().floor().residue().write(6, 0, 16, 0, 1, 0, 1, 0, 2, 0, 8, 0, 8, 1, 8, 0), damaged + "a mapping names what is not there: malformed"},
		{"a channel coupled to itself", begin().floor().residue().write(6, 0, 16, 0, 1, 0, 1, 1, 8, 0, 1, 1, 1, 1), damaged + "it couples channels 1 and 1: malformed"},
		{"a mode of a mapping that is not there", begin().floor().residue().mapping().write(6, 0, 1, 1, 16, 0, 16, 0, 8, 7), damaged + "a mode: malformed"},
	} {
		got := ""
		if _, err := readSetup(tt.pen.raw, 2); err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestASetupCutAnywhereIsRefused(t *testing.T) {
	raw := begin().floor().residue().mapping().modes().raw
	for n := range raw {
		if _, err := readSetup(raw[:n], 2); err == nil {
			t.Errorf("%d bytes of %d are taken for all", n, len(raw))
		}
	}
}
