package wav

import (
	"encoding/binary"
	"fmt"
	"time"

	"lathe/audio"
	"lathe/audio/iff"
)

// Tags are what a file says about itself. Empty ones are left out; letters
// outside ASCII are written as UTF-8.
type Tags struct {
	Title    string
	Artist   string
	Comment  string
	Software string // the program and its version

	Description         string    // bext, at most 256 bytes of it
	OriginatorReference string    // bext, at most 32 bytes: what the studio calls this file
	Date                time.Time // of origination, in the zone it will be read in; the zero time for none
	TimeReference       int64     // frames since midnight at which the file begins
	CodingHistory       string    // of the material so far, lines that end in \r\n; one about this file is added
}

// history is the coding history with a line about this file, as EBU R 98 has
// it.
func (t Tags) history(f audio.Format) string {
	mode := "mono"
	if f.Channels == 2 {
		mode = "stereo"
	}
	return fmt.Sprintf("%sA=PCM,F=%d,W=%d,M=%s,T=%s\r\n", t.CodingHistory, f.Rate, f.BitDepth, mode, originator)
}

// list is the body of a LIST INFO chunk, nil when there is nothing to say.
func (t Tags) list() []byte {
	date := ""
	if !t.Date.IsZero() {
		date = t.Date.Format(time.DateOnly)
	}
	var body []byte
	for _, e := range []struct{ id, text string }{
		{"INAM", t.Title}, {"IART", t.Artist}, {"ICMT", t.Comment}, {"ICRD", date}, {"ISFT", t.Software},
	} {
		text := iff.Text([]byte(e.text))
		if text == "" {
			continue
		}
		if body == nil {
			body = []byte("INFO")
		}
		body = append(body, e.id...)
		body = binary.LittleEndian.AppendUint32(body, uint32(len(text)+1))
		body = append(append(body, text...), 0)
		if len(body)%2 == 1 {
			body = append(body, 0)
		}
	}
	return body
}
