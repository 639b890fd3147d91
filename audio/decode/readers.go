package decode

import (
	"context"
	"io"

	"lathe/audio"
	"lathe/audio/aiff"
	"lathe/audio/ffmpeg"
	"lathe/audio/flac"
	"lathe/audio/mp3"
	"lathe/audio/opus"
	"lathe/audio/vorbis"
	"lathe/audio/wav"
)

// source is the file that a reader is made for: its bytes from where the
// format begins, and its path for a program that opens it itself.
type source struct {
	*io.SectionReader
	path string
	name string // of the kind, in words
}

// reader is how one kind of audio is read.
type reader struct {
	name    string   // what it is, in words
	endings []string // what its files are called
	finite  bool     // it stops at NaN and infinity by itself
	open    func(source) (audio.Reader, error)
}

var readers = map[kind]reader{
	wavKind: {"a WAV file", []string{".wav", ".wave", ".bwf", ".rf64", ".bw64"}, true, func(s source) (audio.Reader, error) {
		return orError(wav.NewReader(s, s.Size()))
	}},
	aiffKind: {"an AIFF file", []string{".aif", ".aiff", ".aifc"}, true, func(s source) (audio.Reader, error) {
		return orError(aiff.NewReader(s, s.Size()))
	}},
	mp3Kind:     {"an MP3 file", []string{".mp3"}, false, func(s source) (audio.Reader, error) { return mp3.NewReader(s) }},
	vorbisKind:  {"an Ogg Vorbis file", []string{".ogg", ".oga"}, false, func(s source) (audio.Reader, error) { return vorbis.NewReader(s) }},
	opusKind:    {"an Opus file", []string{".opus", ".ogg", ".oga"}, false, func(s source) (audio.Reader, error) { return opus.NewReader(s) }},
	flacKind:    {"a FLAC file", []string{".flac"}, false, func(s source) (audio.Reader, error) { return flac.NewReader(s) }},
	oggFLACKind: {"an Ogg FLAC file", []string{".oga", ".ogg"}, false, throughFFmpeg},
	mp4Kind:     {"an MP4 file", []string{".m4a", ".mp4", ".m4b", ".mov"}, false, throughFFmpeg},
	aacKind:     {"an AAC file", []string{".aac"}, false, throughFFmpeg},
	cafKind:     {"a Core Audio file", []string{".caf"}, false, throughFFmpeg},
}

// throughFFmpeg reads what only ffmpeg can, where that is installed.
func throughFFmpeg(s source) (audio.Reader, error) {
	if ffmpeg.Available() {
		return ffmpeg.Open(context.Background(), s.path)
	}
	return nil, refuse(audio.ErrUnsupported, "it is %s, and Lathe reads those only where ffmpeg is installed; export it as 24-bit WAV", s.name)
}

// orError keeps the nil pointer of a failed reader from looking like a reader.
func orError[R audio.Reader](r R, err error) (audio.Reader, error) {
	if err != nil {
		return nil, err
	}
	return r, nil
}
