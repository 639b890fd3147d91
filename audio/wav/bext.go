package wav

import (
	"encoding/binary"
	"math"
	"time"
	"unicode/utf8"

	"lathe/audio/iff"
	"lathe/dsp/unit"
)

// Where the fields of a bext chunk are, [3285].
const (
	bextDescription = 0
	bextOriginator  = 256
	bextReference   = 288
	bextDate        = 320
	bextTime        = 330
	bextTimeRef     = 338
	bextVersion     = 346
	bextLoudness    = 412 // five int16, since version 2
	bextHistory     = 602
)

// loudnessUnset marks a loudness field that is not in use, [3285].
const loudnessUnset = 0x7FFF

// Loudness is what bext says about how loud the file is. Every field may be
// unknown.
type Loudness struct {
	Integrated   unit.Reading // LUFS
	Range        unit.Reading // LU
	MaxTruePeak  unit.Reading // dBTP
	MaxMomentary unit.Reading // LUFS
	MaxShortTerm unit.Reading // LUFS
}

// Bext is the broadcast extension of a WAV file.
type Bext struct {
	Version             int
	Description         string
	Originator          string
	OriginatorReference string
	Date                string // of origination, yyyy-mm-dd
	Time                string // of origination, hh:mm:ss
	TimeReference       int64  // frames since midnight at which the file begins
	Loudness            Loudness
	CodingHistory       string
}

// parseBext reads a bext chunk of any version. One that ends before its
// version is none.
func parseBext(raw []byte, bigEndian bool) (Bext, bool) {
	if len(raw) < bextVersion {
		return Bext{Loudness: unmeasured()}, false
	}
	var order binary.ByteOrder = binary.LittleEndian
	if bigEndian {
		order = binary.BigEndian
	}
	measured := len(raw) >= bextLoudness+10
	if len(raw) < bextHistory {
		raw = append(make([]byte, 0, bextHistory), raw...)[:bextHistory]
	}
	start := uint64(order.Uint32(raw[bextTimeRef:])) | uint64(order.Uint32(raw[bextTimeRef+4:]))<<32
	b := Bext{
		Version:             int(order.Uint16(raw[bextVersion:])),
		Description:         iff.Text(raw[bextDescription:bextOriginator]),
		Originator:          iff.Text(raw[bextOriginator:bextReference]),
		OriginatorReference: iff.Text(raw[bextReference:bextDate]),
		Date:                iff.Text(raw[bextDate:bextTime]),
		Time:                iff.Text(raw[bextTime:bextTimeRef]),
		TimeReference:       int64(min(start, math.MaxInt64)),
		Loudness:            unmeasured(),
		CodingHistory:       iff.Text(raw[bextHistory:]),
	}
	if b.Version >= 2 && measured {
		for i, field := range b.Loudness.fields() {
			if n := int16(order.Uint16(raw[bextLoudness+2*i:])); n != loudnessUnset {
				*field = unit.Reading(float64(n) / 100)
			}
		}
	}
	return b, true
}

// unmeasured is a loudness with nothing in it.
func unmeasured() (l Loudness) {
	for _, field := range l.fields() {
		*field = unit.NotMeasurable()
	}
	return l
}

// fields lists the readings in the order of the chunk.
func (l *Loudness) fields() []*unit.Reading {
	return []*unit.Reading{&l.Integrated, &l.Range, &l.MaxTruePeak, &l.MaxMomentary, &l.MaxShortTerm}
}

// bytes writes the five fields: hundredths, rounded half away from zero.
func (l Loudness) bytes() []byte {
	raw := make([]byte, 0, 10)
	for _, field := range l.fields() {
		n := int16(loudnessUnset)
		if v := math.Round(float64(*field) * 100); field.Known() && math.Abs(v) < loudnessUnset {
			n = int16(v)
		}
		raw = binary.LittleEndian.AppendUint16(raw, uint16(n))
	}
	return raw
}

// bextChunk writes a bext chunk of version 2, its loudness not yet known.
func bextChunk(t Tags, history string) []byte {
	raw := make([]byte, bextHistory, bextHistory+len(history))
	put(raw[bextDescription:bextOriginator], t.Description)
	put(raw[bextOriginator:bextReference], originator)
	put(raw[bextReference:bextDate], t.OriginatorReference)
	if !t.Date.IsZero() {
		put(raw[bextDate:bextTime], t.Date.Format(time.DateOnly))
		put(raw[bextTime:bextTimeRef], t.Date.Format(time.TimeOnly))
	}
	binary.LittleEndian.PutUint64(raw[bextTimeRef:], uint64(max(0, t.TimeReference)))
	binary.LittleEndian.PutUint16(raw[bextVersion:], 2)
	copy(raw[bextLoudness:], unmeasured().bytes())
	return append(raw, history...)
}

// put writes text into a field of fixed length, whole letters only.
func put(field []byte, text string) {
	text = iff.Text([]byte(text))
	for len(text) > len(field) {
		_, n := utf8.DecodeLastRuneInString(text)
		text = text[:len(text)-n]
	}
	copy(field, text)
}
