//go:build unix

package portal_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"lathe/audio"
	"lathe/audio/wav"
	"lathe/studio"
)

// tape puts a track into a session: frames of random samples behind junk.
func (d *door) tape(t *testing.T, session string, s studio.Sound, frames int) (studio.Track, []byte) {
	t.Helper()
	s.Rate, s.Frames, s.At = 8000, int64(frames), 17
	pcm := make([]byte, frames*s.FrameBytes())
	r := rand.New(rand.NewPCG(uint64(s.SampleBytes), uint64(frames)))
	for i := range pcm {
		pcm[i] = byte(r.Uint32())
		if s.Float && i%4 == 3 {
			pcm[i] = 0x3f // finite, up to 2
		}
	}
	keep := func(b []byte) string {
		sum, _, err := d.Blobs.Keep(t.Context(), bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		return sum
	}
	s.PCM = keep(append(append(make([]byte, 17), pcm...), "LIST"...))
	s.Peaks = keep(dat(256, s.Channels, frames, pcm))
	s.Energies = keep([]byte(`{"hz":10,"energies":[0.5]}`))
	loud := -14.25
	s.Integrated = &loud
	track := studio.Track{Session: studio.ID(session), Kind: studio.RoughTrack, File: "Rough.wav", SHA256: s.PCM, OffsetFrames: 1152, Sound: s}
	if err := d.Rows.Write(t.Context(), d.studio, func(desk studio.Desk) error {
		return desk.SetTracks(track.Session, "", []studio.Track{track})
	}); err != nil {
		t.Fatal(err)
	}
	return track, pcm
}

// dat are peaks of some bytes, taken to be 8-bit samples, frame after frame.
func dat(each, channels, frames int, pcm []byte) []byte {
	out := le(2, 1, 8000, each, (frames+each-1)/each, channels)
	for from := 0; from < frames; from += each {
		for c := range channels {
			least, most := int8(127), int8(-128)
			for i := from; i < min(frames, from+each); i++ {
				v := int8(pcm[(i*channels+c)%len(pcm)])
				least, most = min(least, v), max(most, v)
			}
			out = append(out, byte(least), byte(most))
		}
	}
	return out
}

func le(numbers ...int) (out []byte) {
	for _, n := range numbers {
		out = binary.LittleEndian.AppendUint32(out, uint32(n))
	}
	return out
}

// TestChunks puts the chunks of every kind of samples one behind the other and
// wants the track.
func TestChunks(t *testing.T) {
	d := onFiles(t)
	for _, s := range []studio.Sound{
		{SampleBytes: 1, Channels: 1}, {SampleBytes: 2, Channels: 1}, {SampleBytes: 2, Channels: 2}, {SampleBytes: 3, Channels: 1},
		{SampleBytes: 3, Channels: 2}, {SampleBytes: 4, Channels: 2}, {SampleBytes: 4, Channels: 2, Float: true},
	} {
		for _, frames := range []int{1, 39999, 40000, 40001, 100003} {
			t.Run(fmt.Sprintf("%d bytes, %d channels, float %v, %d frames", s.SampleBytes, s.Channels, s.Float, frames), func(t *testing.T) {
				id, _ := d.song(t)
				track, pcm := d.tape(t, id, s, frames)
				var one struct {
					Frames, Channels, Chunks int
					ChunkFrames              int    `json:"chunk_frames"`
					ChunksURL                string `json:"chunks_url"`
					OffsetFrames             int    `json:"offset_frames"`
					Kind                     string
				}
				a := d.ask(t, "GET", "/api/v1/sessions/"+id+"/audio/"+track.SHA256, "")
				if err := json.Unmarshal([]byte(a.text), &one); err != nil || one.Frames != frames || one.ChunkFrames != 40000 || one.Kind != "rough" || one.OffsetFrames != 1152 {
					t.Fatalf("the manifest: %d %s", a.StatusCode, a.text)
				}
				var all []byte
				for n := range one.Chunks {
					a := d.ask(t, "GET", fmt.Sprint(one.ChunksURL, "/", n), "")
					if a.StatusCode != 200 || a.Header.Get("Content-Type") != "audio/wav" {
						t.Fatalf("chunk %d: %d %s", n, a.StatusCode, a.text)
					}
					r, err := wav.NewReader(strings.NewReader(a.text), int64(len(a.text)))
					if err != nil {
						t.Fatal(err)
					}
					f := r.Format()
					if f.Rate != 8000 || f.Channels != s.Channels || f.Float != s.Float || f.BitDepth != 8*s.SampleBytes || f.Frames != int64(min(40000, frames-n*40000)) || len(r.Flaws()) > 0 {
						t.Errorf("chunk %d is %v with %d frames, %v", n, f, f.Frames, r.Flaws())
					}
					if _, err := r.Read(audio.NewBlock(f.Channels, int(f.Frames))); err != nil && err != io.EOF {
						t.Error(err)
					}
					at, _ := r.Place()
					all = append(all, a.text[at:at+f.Frames*int64(s.FrameBytes())]...)
				}
				if !bytes.Equal(all, pcm) {
					t.Error("the chunks together are not the track")
				}
				if a := d.ask(t, "GET", fmt.Sprint(one.ChunksURL, "/", one.Chunks), ""); a.StatusCode != 404 {
					t.Errorf("a chunk behind the last: %d", a.StatusCode)
				}
			})
		}
	}
}

// TestChunkRanges asks for parts of chunks, and again for what is already here.
func TestChunkRanges(t *testing.T) {
	d := onFiles(t)
	id, link := d.song(t)
	track, _ := d.tape(t, id, studio.Sound{SampleBytes: 3, Channels: 1}, 40001)
	at := "/api/v1/sessions/" + id + "/audio/" + track.SHA256
	for _, path := range []string{at + "/chunks/0", at + "/chunks/1", at + "/peaks.dat", at + "/peaks.dat?spp=1024", at + "/loudness.json"} {
		whole := d.ask(t, "GET", path, "")
		tag := whole.Header.Get("ETag")
		if whole.StatusCode != 200 || !strings.HasPrefix(tag, `"`) || whole.Header.Get("Cache-Control") != "private, max-age=31536000, immutable" ||
			whole.Header.Get("Accept-Ranges") != "bytes" {
			t.Fatalf("%s: %d %v", path, whole.StatusCode, whole.Header)
		}
		n := len(whole.text)
		for _, c := range []struct {
			says, ask string
			from, to  int
		}{
			{"the first byte", "bytes=0-0", 0, 1},
			{"over the end of the header", "bytes=10-46", 10, min(47, n)},
			{"the last two", "bytes=-2", n - 2, n},
			{"from the middle on", fmt.Sprintf("bytes=%d-", n/2), n / 2, n},
		} {
			a := d.ask(t, "GET", path, "", "Range: "+c.ask)
			if a.StatusCode != 206 || a.text != whole.text[c.from:c.to] {
				t.Errorf("%s, %s: %d with %d bytes, want those from %d to %d", path, c.says, a.StatusCode, len(a.text), c.from, c.to)
			}
		}
		if a := d.ask(t, "GET", path, "", "Range: bytes=999999999-"); a.StatusCode != 416 {
			t.Errorf("%s, behind its end: %d", path, a.StatusCode)
		}
		if a := d.ask(t, "GET", path, "", "If-None-Match: "+tag); a.StatusCode != 304 || a.text != "" {
			t.Errorf("%s again: %d", path, a.StatusCode)
		}
		if a := d.ask(t, "GET", path, "", "Range: bytes=0-0", `If-Range: "another"`); a.StatusCode != 200 || a.text != whole.text {
			t.Errorf("%s, a range of another file: %d", path, a.StatusCode)
		}
		owner := d.token
		d.token = link
		if a := d.ask(t, "GET", path, ""); a.StatusCode != 200 {
			t.Errorf("%s by the artist: %d", path, a.StatusCode)
		}
		other, strange := d.song2(t, owner)
		for _, wrong := range []string{strings.Replace(path, id, other, 1), strings.Replace(path, track.SHA256, track.Sound.Peaks, 1)} {
			d.token = strange
			if a := d.ask(t, "GET", wrong, ""); a.StatusCode != 404 {
				t.Errorf("%s: %d, want 404", wrong, a.StatusCode)
			}
		}
		if a := d.ask(t, "GET", path, ""); a.StatusCode != 404 {
			t.Errorf("%s by another session's artist: %d", path, a.StatusCode)
		}
		d.token = owner
	}
	first, second := d.ask(t, "GET", at+"/chunks/0", ""), d.ask(t, "GET", at+"/chunks/1", "")
	if first.Header.Get("ETag") == second.Header.Get("ETag") {
		t.Error("two chunks have one tag")
	}
}

// song2 opens another session as the owner.
func (d *door) song2(t *testing.T, owner string) (id, link string) {
	t.Helper()
	d.token = owner
	return d.song(t)
}

// TestPeaks wants wider columns to be just those that the samples give.
func TestPeaks(t *testing.T) {
	d := onFiles(t)
	id, _ := d.song(t)
	track, pcm := d.tape(t, id, studio.Sound{SampleBytes: 1, Channels: 2}, 33333)
	path := "/api/v1/sessions/" + id + "/audio/" + track.SHA256 + "/peaks.dat"
	for _, spp := range []int{256, 512, 768, 4096, 33280, 33536, 1 << 20} {
		a := d.ask(t, "GET", fmt.Sprint(path, "?spp=", spp), "")
		if want := dat(spp, 2, 33333, pcm); a.StatusCode != 200 || !bytes.Equal([]byte(a.text), want) {
			t.Errorf("%d frames a column: %d with %d bytes, want the %d of a plain loop", spp, a.StatusCode, len(a.text), len(want))
		}
	}
	for _, spp := range []string{"0", "-256", "255", "257", "x", "1e3"} {
		if a := d.ask(t, "GET", path+"?spp="+spp, ""); a.StatusCode != 400 {
			t.Errorf("spp=%s: %d, want 400", spp, a.StatusCode)
		}
	}
}
