package jobs_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lathe/audio"
	"lathe/audio/flac"
	"lathe/studio"
)

// flacOf is 16-bit mono samples as a FLAC file.
func flacOf(t *testing.T, pcm []byte) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.flac")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w, err := flac.NewWriter(f, audio.Format{Rate: 44100, Channels: 1, BitDepth: 16, Frames: -1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	block := audio.NewBlock(1, len(pcm)/2)
	for i := range block[0] {
		block[0][i] = float64(int16(binary.LittleEndian.Uint16(pcm[2*i:]))) / 32768
	}
	if err := w.Write(block, len(block[0])); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// send opens a session with files and submits it.
func (s *shop) send(t *testing.T, files map[string][]byte) studio.ID {
	t.Helper()
	song, _, err := s.OpenSession(t.Context(), "Song", "")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		sum, n, err := s.blobs.Keep(t.Context(), bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		err = s.Rows.Write(t.Context(), s.Caller.Studio, func(d studio.Desk) error {
			return d.SetStem(studio.Stem{Session: song.ID, File: name, SHA256: sum, Bytes: n, Created: s.Now})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Submit(t.Context(), song.ID); err != nil {
		t.Fatal(err)
	}
	return song.ID
}

// heard is a session's tracks, when there are so many.
func (s *shop) heard(t *testing.T, id studio.ID, many int) map[string]studio.Track {
	t.Helper()
	out := map[string]studio.Track{}
	s.until(t, id, func(d studio.Desk, _ studio.Session) bool {
		list, err := d.Tracks(id)
		for _, one := range list {
			out[string(one.Kind)+" "+one.File] = one
		}
		return err == nil && len(list) == many
	})
	return out
}

func (s *shop) samples(t *testing.T, of studio.Sound) []byte {
	t.Helper()
	blob, err := s.blobs.Open(t.Context(), of.PCM)
	if err != nil {
		t.Fatal(err)
	}
	defer blob.Close()
	if _, err := blob.Seek(of.At, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	pcm := make([]byte, of.Frames*int64(of.FrameBytes()))
	if _, err := io.ReadFull(blob, pcm); err != nil {
		t.Fatal(err)
	}
	return pcm
}

// TestAudition sends stems as WAV and FLAC, one of them also in a zip, and wants
// their exact samples to be heard, and the master's once it is printed.
func TestAudition(t *testing.T) {
	s := open(t)
	bass := tone()
	pcm := bass[44:]
	keys := flacOf(t, pcm)
	id := s.send(t, map[string][]byte{
		"Bass.wav": bass, "Keys.flac": keys, "Rough mix.wav": bass, "Reference.wav": append(bytes.Clone(bass), "junk"...),
	})
	tracks := s.heard(t, id, 4)
	for _, name := range []string{"stem Bass.wav", "stem Keys.flac", "rough Rough mix.wav", "reference Reference.wav"} {
		one, ok := tracks[name]
		if !ok || !bytes.Equal(s.samples(t, one.Sound), pcm) {
			t.Errorf("%s: %v; its samples are not those that were sent", name, one)
		}
	}
	if a := tracks["stem Bass.wav"].Sound; a.PCM != tracks["stem Bass.wav"].SHA256 || a.At != 44 {
		t.Errorf("a WAV file is kept twice: its samples are in %s at %d", a.PCM, a.At)
	}

	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	for name, text := range map[string][]byte{"Song/Bass.wav": bass, "Song/Lead.wav": append(bytes.Clone(bass), "more"...)} {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	zipped := s.heard(t, s.send(t, map[string][]byte{"Song.zip": packed.Bytes()}), 2)
	for name, one := range zipped {
		if !bytes.Equal(s.samples(t, one.Sound), pcm) {
			t.Errorf("%s of the zip: its samples are not those that were sent", name)
		}
		if first := tracks["stem Bass.wav"].Sound; strings.HasSuffix(name, "Bass.wav") && (one.Sound.PCM != first.PCM || one.Sound.Peaks != first.Peaks) {
			t.Errorf("the same file in a zip has another sound: %+v", one.Sound)
		}
	}

	s.until(t, id, func(_ studio.Desk, got studio.Session) bool { return got.Status == studio.Planned })
	p, err := s.OrderPrint(t.Context(), id, 1, "", noFormats{})
	if err != nil {
		t.Fatal(err)
	}
	var master studio.Track
	for name, one := range s.heard(t, id, 5) {
		if strings.HasPrefix(name, "master ") {
			master = one
		}
	}
	if master.Print != p.ID || master.Sound.SampleBytes != 3 || master.Sound.Frames != 44100 || master.Sound.PCM != master.SHA256 || master.Sound.Integrated == nil {
		t.Errorf("the master is heard as %+v", master)
	}
}

type noFormats struct{ studio.Reader }

func (noFormats) Formats(string) error { return nil }
