package measure

import "lathe/dsp/unit"

// File is a Result with what it was measured on.
type File struct {
	File       string       `json:"file"`
	Format     string       `json:"format"` // wav, flac, mp3 ...
	SampleRate int          `json:"sample_rate"`
	BitDepth   int          `json:"bit_depth"` // 0 for codecs that have none
	Channels   int          `json:"channels"`
	Frames     int64        `json:"frames"`
	Duration   unit.Reading `json:"duration_s"`
	Result
}
