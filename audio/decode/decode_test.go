package decode_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lathe/audio"
	"lathe/audio/audiotest"
	"lathe/audio/decode"
	"lathe/internal/material"
)

const (
	le16k   = "\x80\x3e\x00\x00"
	wavHead = "RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00" + le16k + "\x00\x7d\x00\x00\x02\x00\x10\x00data"
	wavFile = wavHead + "\x04\x00\x00\x00\x00\x40\x00\xc0" // two frames of 16-bit mono
	nanFile = "RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x03\x00\x01\x00" + le16k + "\x00\xfa\x00\x00\x04\x00\x20\x00data\x04\x00\x00\x00\x00\x00\xc0\x7f"
	aiff    = "FORM\x00\x00\x00\x2eAIFFCOMM\x00\x00\x00\x12\x00\x01\x00\x00\x00\x02\x00\x10\x40\x0b\xfa\x00\x00\x00\x00\x00\x00\x00SSND\x00\x00\x00\x0c\x00\x00\x00\x00\x00\x00\x00\x00\x40\x00\xc0\x00"
)

// save writes a file of that name.
func save(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestWhatAFileTurnsOutToBe(t *testing.T) {
	for _, tt := range []struct{ name, content, want string }{
		{"Kick.wav", wavFile, "2 frames"},
		{"Kick.WAV", wavFile, "2 frames"},
		{"Kick", wavFile, "2 frames"},
		{"Kick take 2.5", wavFile, "2 frames"},
		{"Kick.aif", wavFile, "2 frames, header"},
		{"Kick.mp3", wavFile, "2 frames, header"},
		{"Kick.als", wavFile, "2 frames"},
		{"Kick.aiff", aiff, "2 frames"},
		{"Kick.wav", aiff, "2 frames, header"},
		{"Kick.wav", "ID3\x04\x00\x00\x00\x00\x00\x02ab" + wavFile, "2 frames"},
		{"Kick.wav", wavHead + "\xff\xff\xff\xff" + "\x00\x40\x00\xc0", "2 frames, header"},
		{"Kick.aif", wavHead + "\xff\xff\xff\xff" + "\x00\x40\x00\xc0", "2 frames, header, header"},
		{"Kick.wav", nanFile, "0 frames, then Kick.wav: the sample at 0:00.00 (channel 1) is NaN, which no sound can be; export the file again: not finite"},
		{"Kick.wav", wavHead[:36], "Kick.wav: it has no data chunk, so there is no audio in it; export it again: malformed"},

		{"Kick.wav", "", "Kick.wav: the file is empty: the copy did not finish; send it again: malformed"},
		{"Kick.wav", strings.Repeat("\x00", 9999), "Kick.wav: there are only zeros where the audio should begin: the copy did not finish; send it again: malformed"},
		{"Kick.wav", "<!DOCTYPE html><html lang=en>", "Kick.wav: this is a web page, not audio: the download probably failed; download it again: unsupported"},
		{"._Kick.wav", "\x00\x05\x16\x07\x00\x02\x00\x00", `._Kick.wav: it is what a Mac keeps beside a file, not audio; send the file whose name has no "._" in front: unsupported`},
		{"Kick.wav", "PK\x03\x04\x14\x00", "Kick.wav: it is a zip archive, not audio; unpack it, or send it with .zip at the end of its name: unsupported"},
		{"stems.rar", "Rar!\x1a\x07\x00", "stems.rar: it is a RAR archive, not audio; send a zip archive or the files themselves: unsupported"},
		{"stems.7z", "7z\xbc\xaf\x27\x1c", "stems.7z: it is a 7z archive, not audio; send a zip archive or the files themselves: unsupported"},
		{"Kick.w64", "riff\x2e\x91\xcf\x11", "Kick.w64: it is a Sony Wave64 file; export it as WAV or RF64: unsupported"},
		{"Song.als", "\x1f\x8b\x08\x00", "Song.als: it is an Ableton Live set, not audio; export the stems from it as 24-bit WAV: unsupported"},
		{"Song.flp", "FLhd\x06\x00\x00\x00", "Song.flp: it is an FL Studio project, not audio; export the stems from it as 24-bit WAV: unsupported"},
		{"Song.PTX", "\x030010111100101011", "Song.PTX: it is a Pro Tools session, not audio; export the stems from it as 24-bit WAV: unsupported"},
		{"Song.cpr", "RIFF\x00\x00\x00\x00NUND", "Song.cpr: it is a Cubase project, not audio; export the stems from it as 24-bit WAV: unsupported"},
		{"Song.rpp", "<REAPER_PROJECT 0.1", "Song.rpp: it is a REAPER project, not audio; export the stems from it as 24-bit WAV: unsupported"},
		{"Song.flp", "<html>", "Song.flp: this is a web page, not audio: the download probably failed; download it again: unsupported"},
		{"Song.mid", "MThd\x00\x00\x00\x06", "Song.mid: it is a MIDI file, which has notes and no sound; export the instrument as 24-bit WAV: unsupported"},
		{"Kick.wav", "Dear engineer", "Kick.wav: its name ends in .wav, and nothing in it is audio that Lathe knows; export it again as 24-bit WAV: malformed"},
		{"Kick.snd", "Dear engineer", "Kick.snd: it is nothing that Lathe knows; export it as 24-bit WAV: unsupported"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := decode.Open(save(t, tt.name, tt.content))
			if got := audiotest.Verdict(r, err); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if err == nil {
				r.Close()
			}
		})
	}
}

func TestAWrongEndingIsTold(t *testing.T) {
	r, err := decode.Open(save(t, "Kick.mp3", wavFile))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	want := audio.Flaw{Code: "header", Frame: -1, Message: "its name ends in .mp3, but it is a WAV file"}
	if f := r.Flaws(); len(f) != 1 || f[0] != want {
		t.Errorf("flaws are %+v, want %+v", f, want)
	}
}

func TestAnEndingSpeaksForMP3(t *testing.T) {
	_, err := decode.Open(save(t, "Kick.mp3", strings.Repeat("no frame here ", 100)))
	if !errors.Is(err, audio.ErrMalformed) { // the MP3 reader looked for a frame and found none
		t.Errorf("got %v, want %v", err, audio.ErrMalformed)
	}
}

func TestWhatIsNoFile(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"Song.logicx", "Stems"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]string{
		"Song.logicx": "Song.logicx: it is a Logic project, not audio; export the stems from it as 24-bit WAV: unsupported",
		"Stems":       "Stems: it is a folder, not a file: unsupported",
		"Gone.wav":    "Gone.wav: stat: no such file or directory",
	} {
		if _, err := decode.Open(filepath.Join(dir, name)); err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
	if _, err := decode.Open(filepath.Join(dir, "Gone.wav")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that is not there gives %v, want %v", err, fs.ErrNotExist)
	}
}

func TestProbe(t *testing.T) {
	got, err := decode.Probe(save(t, "Kick.wav", wavFile))
	want := audio.Format{Container: "wav", Rate: 16000, Channels: 1, BitDepth: 16, Frames: 2}
	if err != nil || got != want {
		t.Errorf("got %+v (%v), want %+v", got, err, want)
	}
}

func TestOpenKeepsTheContract(t *testing.T) {
	path := save(t, "Kick.wav", wavHead+"\x10\x27\x00\x00"+strings.Repeat("\x12\x34\x56\xf8", 2500))
	audiotest.Exercise(t, func(t *testing.T) audio.Reader {
		r, err := decode.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		return r
	})
}

// TestAllMaterial opens everything there is: nothing panics, nothing hangs,
// errors name the file and no folder, and what opens can be read.
func TestAllMaterial(t *testing.T) {
	dir := material.Dir(t)
	block := audio.NewBlock(audio.MaxChannels, 4096)
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		r, err := decode.Open(path)
		if err == nil {
			_, err = r.Read(block[:r.Format().Channels])
			r.Close()
		}
		if err == nil || errors.Is(err, io.EOF) {
			return nil
		}
		if text := err.Error(); !strings.HasPrefix(text, d.Name()+": ") || strings.Contains(text, dir) {
			t.Errorf("%s: the error is %q", path, text)
		}
		for _, class := range []error{audio.ErrMalformed, audio.ErrUnsupported, audio.ErrNotFinite} {
			if errors.Is(err, class) {
				return nil
			}
		}
		t.Errorf("%s: %v is of no class", path, err)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
