package vorbis

import (
	"fmt"
	"math"

	"lathe/audio"
)

// Limits on what a setup header may ask for. The most that an encoder was seen
// to ask for (oggenc -q -1 to 10 at 8 to 96 kHz, ffmpeg): 6561 entries in one
// codebook, 11,813 and 63,654 numbers in all.
const (
	maxEntries = 1 << 14 // of one codebook: the codec takes quadratic time to build it
	maxTotal   = 1 << 16 // of all of them
	maxValues  = 1 << 20 // numbers of all of them: 4 MiB
)

// book is what has to be known of a codebook to tell what may use it.
type book struct {
	usable bool // it has words
	vector bool // its words stand for numbers
}

// setup walks through the setup header [VorbisI 4.2.4].
type setup struct {
	bits
	channels int
	books    []book
	entries  int // of all books
	values   int // and the numbers those stand for
	floors   int
	residues int
	mappings int
	long     []bool // by mode: its blocks are long ones
}

func malformed(what string, args ...any) error {
	return fmt.Errorf("its Vorbis setup is damaged, %s: %w", fmt.Sprintf(what, args...), audio.ErrMalformed)
}

func unsupported(what string, args ...any) error {
	return fmt.Errorf("it is Vorbis of a kind that is not read here (%s), and ffmpeg may: %w", fmt.Sprintf(what, args...), audio.ErrUnsupported)
}

// readSetup checks the setup header, type and "vorbis" left out.
func readSetup(header []byte, channels int) (*setup, error) {
	s := &setup{bits: bits{raw: header}, channels: channels}
	steps := []func() error{s.codebooks, s.times, s.allFloors, s.allResidues, s.allMappings, s.modes}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
		if s.over {
			return nil, malformed("it ends early")
		}
	}
	if !s.flag() {
		return nil, malformed("it has no end mark")
	}
	return s, nil
}

func (s *setup) codebooks() error {
	s.books = make([]book, s.read(8)+1)
	for i := range s.books {
		if err := s.codebook(&s.books[i]); err != nil {
			return err
		}
		if s.over {
			return malformed("it ends in codebook %d", i)
		}
	}
	return nil
}

func (s *setup) codebook(b *book) error {
	if s.read(24) != 0x564342 { // "BCV"
		return malformed("a codebook does not begin as one")
	}
	dimensions, entries := s.read(16), s.read(24)
	s.entries += entries
	s.values += entries * dimensions
	switch {
	case dimensions == 0 || entries == 0:
		return malformed("a codebook is empty")
	case entries == 1:
		return unsupported("a codebook of one entry")
	case entries > maxEntries || s.entries > maxTotal || s.values > maxValues:
		return unsupported("a codebook of %d times %d numbers", entries, dimensions)
	}
	// a word of length n takes 2^-n of all bit patterns: together at most 1
	taken, err := s.lengths(entries)
	if err != nil {
		return err
	}
	if taken > 1 {
		return malformed("a codebook has words that cannot be told apart")
	}
	b.usable = taken > 0
	lookup := s.read(4)
	if lookup == 0 {
		return nil
	}
	b.vector = true
	s.skip(32 + 32)
	width := s.read(4) + 1
	s.skip(1)
	switch lookup {
	case 1:
		values := root(entries, dimensions)
		if math.Floor(math.Pow(float64(entries), 1/float64(dimensions))) != float64(values) {
			return unsupported("a codebook of %d entries in %d dimensions", entries, dimensions) // the codec's rounding gets it wrong
		}
		s.skip(values * width)
	case 2:
		s.skip(entries * dimensions * width)
	default:
		return malformed("a codebook of kind %d", lookup)
	}
	return nil
}

// lengths reads the lengths of a codebook's words and adds up what they take.
func (s *setup) lengths(entries int) (taken float64, err error) {
	if !s.flag() { // one by one, perhaps with gaps
		sparse := s.flag()
		for range entries {
			if !sparse || s.flag() {
				taken += math.Ldexp(1, -1-s.read(5))
			}
		}
		return taken, nil
	}
	length := s.read(5) + 1
	for at := 0; at < entries; length++ {
		n := s.read(ilog(entries - at))
		if s.over || length > 32 || at+n > entries {
			return 0, malformed("a codebook's words do not add up")
		}
		taken += math.Ldexp(float64(n), -length)
		at += n
	}
	return taken, nil
}

// root is the largest v with v^dimensions <= entries [VorbisI 9.2.3].
func root(entries, dimensions int) int {
	for v := 1; ; v++ {
		power := 1
		for i := 0; i < dimensions && power <= entries; i++ {
			power *= v + 1
		}
		if power > entries {
			return v
		}
	}
}

// times are placeholders of the format.
func (s *setup) times() error {
	for range s.read(6) + 1 {
		if s.read(16) != 0 {
			return malformed("a time transform")
		}
	}
	return nil
}

// word says whether a codebook can be read from; vector, whether what it gives
// are numbers.
func (s *setup) word(i int, vector bool) error {
	if i >= len(s.books) || !s.books[i].usable || vector && !s.books[i].vector {
		return malformed("it names codebook %d, which cannot serve", i)
	}
	return nil
}
