package studio

import "context"

// TrackKind is what part something plays in a session.
type TrackKind string

// The kinds of tracks.
const (
	StemTrack      TrackKind = "stem"
	RoughTrack     TrackKind = "rough"
	ReferenceTrack TrackKind = "reference"
	MasterTrack    TrackKind = "master"
	ExcerptTrack   TrackKind = "excerpt"
)

// Track is something of a session that can be heard: a stem, the rough mix, a
// reference, a print's master.
type Track struct {
	Session      ID
	Print        ID // of a master; of an excerpt's tracks, the excerpt
	Kind         TrackKind
	File         string // its name
	SHA256       string // of the file's bytes: what it is known by
	OffsetFrames int64  // by how many of its frames it is late, against the stems
	Sound        Sound
}

// Sound is how a track is handed out to players: its exact samples, and what is
// drawn from them. It follows from the file's bytes alone.
type Sound struct {
	Rate         int      `json:"rate"`
	Channels     int      `json:"channels"`
	Frames       int64    `json:"frames"`
	SampleBytes  int      `json:"sample_bytes"` // little-endian; one byte is unsigned
	Float        bool     `json:"float"`
	PCM          string   `json:"pcm"` // the blob that has the samples, interleaved
	At           int64    `json:"at"`  // the byte of it at which they begin
	Peaks        string   `json:"peaks"`
	Energies     string   `json:"energies"`
	Integrated   *float64 `json:"integrated_lufs"` // nil: silence has none
	TruePeakDBTP *float64 `json:"true_peak_dbtp"`
}

// FrameBytes is how many bytes a frame has.
func (s Sound) FrameBytes() int { return s.SampleBytes * s.Channels }

// Blobs are the sums of what the sound is kept in.
func (s Sound) Blobs() []string { return []string{s.PCM, s.Peaks, s.Energies} }

// Audition makes tracks of a session's files, once they were checked.
type Audition struct {
	Task
	Round int64 `json:"round"`
}

// Kind names the job in the queue.
func (Audition) Kind() string { return "audition" }

// Tracks are what can be heard of a session. Who was given a delivery hears its
// master, and what it is compared with.
func (r Room) Tracks(ctx context.Context, session ID) (list []Track, err error) {
	scope := MayView
	if r.Caller.Print != "" {
		scope = MayFetch
	}
	if err := r.allowed(scope, session); err != nil {
		return nil, err
	}
	err = r.Rows.Read(ctx, r.Caller.Studio, func(d Desk) error {
		if _, err := d.Session(session); err != nil {
			return err
		}
		all, err := d.Tracks(session)
		for _, t := range all {
			if r.Caller.Print == "" || t.Kind != StemTrack && t.Kind != ExcerptTrack && (t.Print == "" || t.Print == r.Caller.Print) {
				list = append(list, t)
			}
		}
		return err
	})
	return list, err
}

// Track finds one by the sum of its file.
func (r Room) Track(ctx context.Context, session ID, sum string) (t Track, err error) {
	list, err := r.Tracks(ctx, session)
	if err != nil {
		return t, err
	}
	for _, t := range list {
		if t.SHA256 == sum {
			return t, nil
		}
	}
	return t, Errorf(NotFound, "the session has nothing of that kind to be heard")
}
