package flac

const (
	seekPointBytes = 18
	maxSeekPoints  = 128
	seekSeconds    = 10 // between two points, doubled whenever the table is full
	noSeekPoint    = 1<<64 - 1
)

// seekPoint says where a packet is (section 8.5).
type seekPoint struct {
	frame  uint64 // its first
	offset uint64 // in bytes, from the first packet
	frames int
}

// seekTable keeps a bounded number of points, evenly spread over a file whose
// length nobody needs to know.
type seekTable struct {
	points  []seekPoint
	spacing uint64 // in frames
	room    int    // points that the file has room for
}

// newSeekTable makes room for a file of that many frames, -1 when not known.
func newSeekTable(rate int, frames int64) seekTable {
	t := seekTable{spacing: uint64(seekSeconds * rate), room: maxSeekPoints}
	if frames >= 0 {
		t.room = int(min(maxSeekPoints, 1+uint64(frames)/t.spacing))
	}
	t.points = make([]seekPoint, 0, t.room)
	return t
}

// add offers a packet, which becomes a point if it holds a multiple of the
// spacing.
func (t *seekTable) add(p seekPoint) {
	if !t.wanted(p) {
		return
	}
	for len(t.points) == t.room {
		t.spacing *= 2
		kept := t.points[:0]
		for _, q := range t.points {
			if t.wanted(q) {
				kept = append(kept, q)
			}
		}
		t.points = kept
		if !t.wanted(p) {
			return
		}
	}
	t.points = append(t.points, p)
}

func (t *seekTable) wanted(p seekPoint) bool {
	next := (p.frame + t.spacing - 1) / t.spacing * t.spacing
	return next < p.frame+uint64(p.frames)
}

func (t *seekTable) bytes() int { return t.room * seekPointBytes }

// append writes the points and fills the room that is left with placeholders.
func (t *seekTable) append(b []byte) []byte {
	for _, p := range t.points {
		b = appendBytes(b, p.frame, 8)
		b = appendBytes(b, p.offset, 8)
		b = appendBytes(b, uint64(p.frames), 2)
	}
	for range t.room - len(t.points) {
		b = appendBytes(b, noSeekPoint, 8)
		b = appendBytes(b, 0, 10)
	}
	return b
}
