package portal

import (
	"encoding/binary"
	"fmt"

	"lathe/studio"
)

// peaksHead are the bytes before the columns of a .dat file, version 2, of BBC
// audiowaveform: version, flags, rate, frames a column, columns, channels; then
// least and most of every channel, column after column.
const peaksHead = 24

// pool makes peaks of so many frames a column, a multiple of those that dat has:
// exactly the peaks that the samples would give.
func pool(dat []byte, frames int) ([]byte, error) {
	if len(dat) < peaksHead {
		return nil, fmt.Errorf("the peaks have %d bytes, want at least %d", len(dat), peaksHead)
	}
	var h [6]int
	for i := range h {
		h[i] = int(int32(binary.LittleEndian.Uint32(dat[4*i:])))
	}
	have, count, channels := h[3], h[4], h[5]
	wide := 2 * channels
	if h[0] != 2 || h[1] != 1 || have < 1 || channels < 1 || len(dat) != peaksHead+count*wide {
		return nil, fmt.Errorf("the peaks have the header %v, which is not ours", h)
	}
	if frames < have || frames%have != 0 {
		return nil, studio.Errorf(studio.BadInput, "spp is %d, want a multiple of %d", frames, have)
	}
	each := frames / have
	out := append(make([]byte, 0, peaksHead+(count/each+1)*wide), dat[:peaksHead]...)
	for from := 0; from < count; from += each {
		rows := dat[peaksHead+from*wide : peaksHead+min(from+each, count)*wide]
		at := len(out)
		out = append(out, rows[:wide]...)
		for ; len(rows) > 0; rows = rows[wide:] {
			for ch := 0; ch < wide; ch += 2 {
				out[at+ch] = byte(min(int8(out[at+ch]), int8(rows[ch])))
				out[at+ch+1] = byte(max(int8(out[at+ch+1]), int8(rows[ch+1])))
			}
		}
	}
	binary.LittleEndian.PutUint32(out[12:], uint32(frames))
	binary.LittleEndian.PutUint32(out[16:], uint32((len(out)-peaksHead)/wide))
	return out, nil
}
