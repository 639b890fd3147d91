package portal

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"lathe/studio"
)

// chunkSeconds is the length of a chunk: short enough that the first is here
// soon, long enough that a song is not a thousand requests.
const chunkSeconds = 5

// trackView is something that can be heard.
type trackView struct {
	ID           string   `json:"id" doc:"SHA-256 of the file it was made from"`
	Name         string   `json:"name"`
	Kind         string   `json:"kind" enum:"stem,rough,reference,master,excerpt"`
	Print        string   `json:"print"` // of a master
	Rate         int      `json:"rate"`
	Frames       int64    `json:"frames"`
	Channels     int      `json:"channels"`
	BitDepth     int      `json:"bit_depth"`
	Float        bool     `json:"float"`
	ChunkFrames  int64    `json:"chunk_frames"`
	Chunks       int64    `json:"chunks"`
	ChunksURL    string   `json:"chunks_url" doc:"add /0, /1 ... for a stand-alone WAV of frames [n*chunk_frames, (n+1)*chunk_frames)"`
	Integrated   *float64 `json:"integrated_lufs"`
	TruePeak     *float64 `json:"true_peak_dbtp"`
	LoudnessURL  string   `json:"loudness_url" doc:"{\"hz\":10,\"energies\":[...]}: the K-weighted mean square of every whole 100 ms"`
	PeaksURL     string   `json:"peaks_url" doc:"BBC audiowaveform .dat, version 2, 8 bits; ?spp= a multiple of 256 frames a column"`
	OffsetFrames int64    `json:"offset_frames" doc:"by how many of its own frames it is late, against the stems"`
}

func trackOf(t studio.Track) trackView {
	s := t.Sound
	at := base + "/sessions/" + string(t.Session) + "/audio/" + t.SHA256
	chunk := max(1, int64(chunkSeconds*s.Rate))
	return trackView{
		ID: t.SHA256, Name: t.File, Kind: string(t.Kind), Print: string(t.Print), Rate: s.Rate, Frames: s.Frames, Channels: s.Channels,
		BitDepth: 8 * s.SampleBytes, Float: s.Float, ChunkFrames: chunk, Chunks: (s.Frames + chunk - 1) / chunk, ChunksURL: at + "/chunks",
		Integrated: s.Integrated, TruePeak: s.TruePeakDBTP, LoudnessURL: at + "/loudness.json", PeaksURL: at + "/peaks.dat", OffsetFrames: t.OffsetFrames,
	}
}

type trackAt struct {
	ID    string `path:"id" maxLength:"64"`
	Track string `path:"track" maxLength:"64"`
}

func (p *Portal) audioRoutes(t *table) {
	described(t, http.MethodGet, "/sessions/{id}/audio", studio.MayView, 0, "What can be heard of a session: stems, rough mix, references, masters",
		func(ctx context.Context, in *byID) (*body[list[trackView]], error) {
			all, err := p.room(ctx).Tracks(ctx, studio.ID(in.ID))
			out := &body[list[trackView]]{list[trackView]{Items: []trackView{}}}
			for _, one := range all {
				if one.Kind != studio.ExcerptTrack {
					out.Body.Items = append(out.Body.Items, trackOf(one))
				}
			}
			return out, err
		})
	described(t, http.MethodGet, "/sessions/{id}/audio/{track}", studio.MayView, 0, "How one of them is played and drawn",
		func(ctx context.Context, in *trackAt) (*body[trackView], error) {
			one, err := p.room(ctx).Track(ctx, studio.ID(in.ID), in.Track)
			return &body[trackView]{trackOf(one)}, err
		})
	t.plain(http.MethodGet, "/sessions/{id}/audio/{track}/chunks/{n}", studio.MayView, "Five seconds of exact samples, as a WAV file of their own", p.chunk)
	t.plain(http.MethodGet, "/sessions/{id}/audio/{track}/peaks.dat", studio.MayView, "What a waveform is drawn from", p.peaks)
	t.plain(http.MethodGet, "/sessions/{id}/audio/{track}/loudness.json", studio.MayView, "What loudness is computed from", p.energies)
}

// track is the track that a request names.
func (p *Portal) track(r *http.Request) (studio.Track, error) {
	return p.room(r.Context()).Track(r.Context(), studio.ID(r.PathValue("id")), r.PathValue("track"))
}

// forGood sends bytes that can never be others under this address, whole or a
// range of them.
func forGood(w http.ResponseWriter, r *http.Request, tag, kind string, content io.ReadSeeker) {
	h := w.Header()
	h.Set("ETag", quoteTag(tag))
	h.Set("Cache-Control", "private, max-age=31536000, immutable")
	h.Set("Content-Type", kind)
	if strings.Contains(r.Header.Get("Range"), ",") { // several ranges cost more than they bring
		r.Header.Del("Range")
	}
	http.ServeContent(w, r, "", v0, content)
}

func (p *Portal) chunk(w http.ResponseWriter, r *http.Request) {
	t, err := p.track(r)
	if err != nil {
		p.refuse(w, r, err)
		return
	}
	s := t.Sound
	n, err := strconv.ParseInt(r.PathValue("n"), 10, 32)
	each := int64(chunkSeconds * s.Rate)
	if err != nil || n < 0 || n*each >= s.Frames {
		p.refuse(w, r, studio.Errorf(studio.NotFound, "there is no such chunk"))
		return
	}
	blob, err := p.Blobs.Open(r.Context(), s.PCM)
	if err != nil {
		p.refuse(w, r, err)
		return
	}
	defer blob.Close()
	bytes := min(each, s.Frames-n*each) * int64(s.FrameBytes())
	forGood(w, r, fmt.Sprintf("%s-%d-%d", t.SHA256, chunkSeconds, n), "audio/wav",
		&spliced{head: chunkHead(s, bytes), body: blob, from: s.At + n*each*int64(s.FrameBytes()), bytes: bytes})
}

// chunkHead is the header of a WAV file with so many bytes of samples.
func chunkHead(s studio.Sound, bytes int64) []byte {
	code := uint16(1)
	if s.Float {
		code = 3
	}
	h := append([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, uint32(36+bytes+bytes%2))...)
	h = binary.LittleEndian.AppendUint32(append(h, "WAVEfmt "...), 16)
	h = binary.LittleEndian.AppendUint16(h, code)
	h = binary.LittleEndian.AppendUint16(h, uint16(s.Channels))
	h = binary.LittleEndian.AppendUint32(h, uint32(s.Rate))
	h = binary.LittleEndian.AppendUint32(h, uint32(s.Rate*s.FrameBytes()))
	h = binary.LittleEndian.AppendUint16(h, uint16(s.FrameBytes()))
	h = binary.LittleEndian.AppendUint16(h, uint16(8*s.SampleBytes))
	return binary.LittleEndian.AppendUint32(append(h, "data"...), uint32(bytes))
}

func (p *Portal) peaks(w http.ResponseWriter, r *http.Request) {
	t, err := p.track(r)
	var dat []byte
	if err == nil {
		dat, err = p.small(r.Context(), t.Sound.Peaks)
	}
	frames := 256
	if text := r.URL.Query().Get("spp"); err == nil && text != "" {
		if frames, err = strconv.Atoi(text); err != nil {
			err = studio.Errorf(studio.BadInput, "spp is %q, want a multiple of 256", text)
		}
	}
	if err == nil {
		dat, err = pool(dat, frames)
	}
	if err != nil {
		p.refuse(w, r, err)
		return
	}
	forGood(w, r, fmt.Sprintf("%s-%d", t.SHA256, frames), "application/octet-stream", bytes.NewReader(dat))
}

func (p *Portal) energies(w http.ResponseWriter, r *http.Request) {
	t, err := p.track(r)
	var text []byte
	if err == nil {
		text, err = p.small(r.Context(), t.Sound.Energies)
	}
	if err != nil {
		p.refuse(w, r, err)
		return
	}
	forGood(w, r, t.Sound.Energies, "application/json", bytes.NewReader(text))
}

// mostPage bounds what is read at once: the peaks of a day at 192 kHz.
const mostPage = 256 << 20

// small reads a blob that is drawn from.
func (p *Portal) small(ctx context.Context, sum string) ([]byte, error) {
	blob, err := p.Blobs.Open(ctx, sum)
	if err != nil {
		return nil, err
	}
	defer blob.Close()
	return io.ReadAll(io.LimitReader(blob, mostPage))
}

// spliced is a header, a part of a blob, and a byte of padding when RIFF asks
// for one, as one file.
type spliced struct {
	head  []byte
	body  io.ReadSeeker
	from  int64 // where in the body the part begins
	bytes int64 // of it
	at    int64 // in the whole
	ready bool  // the body stands where at says
}

func (s *spliced) size() int64 { return int64(len(s.head)) + s.bytes + s.bytes%2 }

// Seek goes to a byte of the whole.
func (s *spliced) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += s.at
	case io.SeekEnd:
		offset += s.size()
	}
	if offset < 0 {
		return s.at, errors.New("a seek to before the file")
	}
	s.at, s.ready = offset, false
	return offset, nil
}

// Read reads on.
func (s *spliced) Read(to []byte) (n int, err error) {
	head, end := int64(len(s.head)), int64(len(s.head))+s.bytes
	switch {
	case s.at < head:
		n = copy(to, s.head[s.at:])
	case s.at < end:
		if !s.ready {
			if _, err := s.body.Seek(s.from+s.at-head, io.SeekStart); err != nil {
				return 0, err
			}
			s.ready = true
		}
		n, err = s.body.Read(to[:min(int64(len(to)), end-s.at)])
		if err == io.EOF && n == 0 {
			err = io.ErrUnexpectedEOF
		}
	case s.at < s.size() && len(to) > 0:
		to[0], n = 0, 1
	case s.at >= s.size():
		return 0, io.EOF
	}
	s.at += int64(n)
	return n, err
}
