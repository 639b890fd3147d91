package vorbis

// allFloors are the coarse spectra [VorbisI 7.2.2].
func (s *setup) allFloors() error {
	s.floors = s.read(6) + 1
	for range s.floors {
		switch s.read(16) {
		case 1:
			if err := s.floor(); err != nil {
				return err
			}
		case 0:
			return unsupported("floor 0")
		default:
			return malformed("a floor of an unknown kind")
		}
	}
	return nil
}

// floor is one floor of type 1.
func (s *setup) floor() error {
	partitions := make([]int, s.read(5))
	if len(partitions) == 0 {
		return unsupported("a floor of two points")
	}
	highest := 0
	for i := range partitions {
		partitions[i] = s.read(4)
		highest = max(highest, partitions[i])
	}
	sizes := make([]int, highest+1)
	for i := range sizes {
		sizes[i] = s.read(3) + 1
		subclasses := s.read(2)
		if subclasses > 0 {
			if err := s.word(s.read(8), false); err != nil {
				return err
			}
		}
		for range 1 << subclasses {
			if b := s.read(8) - 1; b >= 0 {
				if err := s.word(b, false); err != nil {
					return err
				}
			}
		}
	}
	s.skip(2) // multiplier
	width := s.read(4)
	seen := map[int]bool{0: true, 1 << width: true}
	for _, p := range partitions {
		for range sizes[p] {
			x := s.read(width)
			if seen[x] {
				return malformed("a floor has two points in one place")
			}
			seen[x] = true
		}
	}
	if len(seen) > 65 { // [VorbisI 7.2.2]
		return malformed("a floor has %d points", len(seen))
	}
	return nil
}

// allResidues are the fine spectra [VorbisI 8.6.1].
func (s *setup) allResidues() error {
	s.residues = s.read(6) + 1
	for range s.residues {
		if s.read(16) > 2 {
			return malformed("a residue of an unknown kind")
		}
		begin, end := s.read(24), s.read(24)
		s.skip(24) // partition size - 1
		cascade := make([]int, s.read(6)+1)
		if begin > end {
			return malformed("a residue ends before it begins")
		}
		if err := s.word(s.read(8), false); err != nil {
			return err
		}
		for i := range cascade {
			cascade[i] = s.read(3)
			if s.flag() {
				cascade[i] |= s.read(5) << 3
			}
		}
		for _, passes := range cascade {
			for ; passes > 0; passes &= passes - 1 { // one book for every bit
				if err := s.word(s.read(8), true); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// allMappings say which floor and residue a channel uses [VorbisI 4.2.4].
func (s *setup) allMappings() error {
	s.mappings = s.read(6) + 1
	for range s.mappings {
		if s.read(16) != 0 {
			return malformed("a mapping of an unknown kind")
		}
		submaps := 1
		if s.flag() {
			submaps = s.read(4) + 1
		}
		if s.flag() {
			for range s.read(8) + 1 {
				width := ilog(s.channels - 1)
				magnitude, angle := s.read(width), s.read(width)
				if magnitude == angle || magnitude >= s.channels || angle >= s.channels {
					return malformed("it couples channels %d and %d", magnitude, angle)
				}
			}
		}
		if s.read(2) != 0 {
			return malformed("a mapping")
		}
		if submaps > 1 {
			for range s.channels {
				if s.read(4) >= submaps {
					return malformed("a mapping")
				}
			}
		}
		for range submaps {
			s.skip(8) // time
			if s.read(8) >= s.floors || s.read(8) >= s.residues {
				return malformed("a mapping names what is not there")
			}
		}
	}
	return nil
}

// modes are what a packet chooses from: the length of the block, and a mapping.
func (s *setup) modes() error {
	s.long = make([]bool, s.read(6)+1)
	for i := range s.long {
		s.long[i] = s.flag()
		window, transform, mapping := s.read(16), s.read(16), s.read(8)
		if window != 0 || transform != 0 || mapping >= s.mappings {
			return malformed("a mode")
		}
	}
	return nil
}
