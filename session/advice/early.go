package advice

// Early is a finding that a browser can make by itself, before a byte is sent.
// Message and Fix are the check's own sentences, with what is particular in
// braces: {file}, {own} and {others} (a length or a rate), {level} in dBFS,
// {place}. The check of the session says the same again, from the whole of it;
// a test of package preflight holds the two together.
type Early struct {
	Code     string `json:"code"`
	Severity string `json:"severity"` // as in package session: blocker, warning, info
	Title    string `json:"title"`
	Means    string `json:"means"`
	Message  string `json:"message"`
	Fix      string `json:"fix"`
	Topic    Topic  `json:"topic"`
}

// Bounds say from where on an early finding is one. They are those of the check,
// or stricter where a browser measures less.
type Bounds struct {
	SameLengthS float64 `json:"same_length_s"` // stems may differ by so much
	HotDBFS     float64 `json:"hot_dbfs"`      // sample peak; the true peak is never lower
	SilentDBFS  float64 `json:"silent_dbfs"`   // sample peak: below it no block reaches -70 LUFS
	FewClips    int     `json:"few_clips"`     // fewer flat tops are worth knowing, no more
	LowBits     int     `json:"low_bits"`      // and fewer
}

// EarlyBounds are the bounds in force. A block of samples below -80 dBFS is
// below -70 LUFS whatever it holds: K-weighting adds at most 4 dB, two channels 3.
var EarlyBounds = Bounds{SameLengthS: 0.010, HotDBFS: -1, SilentDBFS: -80, FewClips: 3, LowBits: 16}

var early = []Early{
	{Code: "clip.runs", Severity: "warning",
		Message: "{file} clips: its peaks are cut off{place}.",
		Fix:     "If it is not meant, turn the track down where it clips and export again. Lathe does not make it louder."},
	{Code: "depth.low", Severity: "info",
		Message: "{file} is in 16 bits or less.",
		Fix:     "It works, but quiet passages keep more detail when exported in 24 bits."},
	{Code: "file.unreadable", Severity: "blocker",
		Message: "{file} cannot be read: {place}.",
		Fix:     "Export it again as a WAV file."},
	{Code: "lossy", Severity: "warning",
		Message: "{file} is lossy ({own}): what the codec took away cannot be brought back, and mastering makes its traces louder.",
		Fix:     "If you have the session, export the stems again as 24-bit WAV. Otherwise we work with these."},
	{Code: "name.unknown", Severity: "info",
		Message: "The name of {file} does not say what it is.",
		Fix:     "Name it \"Instrument - Song\", or say what it is in session.yaml; until then we go by what we hear."},
	{Code: "peak.hot", Severity: "info",
		Message: "{file} is very hot: it peaks at {level} dBFS.",
		Fix:     "It does not clip, so it is used as it is. Next time leave 6 dB of headroom, without a limiter."},
	{Code: "rate.differs", Severity: "warning",
		Message: "{file} has a sample rate of {own}; the other stems have {others}.",
		Fix:     "Lathe converts it to {others}. Better: export all stems at one rate."},
	{Code: "region.long", Severity: "info",
		Message: "{file} ends at {own}; the other stems end at {others}.",
		Fix:     "The master will be {own} long, as long as the longest stem. Nothing is cut off."},
	{Code: "region.short", Severity: "warning",
		Message: "{file} ends at {own}; the other stems end at {others}.",
		Fix:     "Lathe takes it to begin at 0:00 and fills the end with silence. If it plays on, export it again from 0:00 to {others}, even where it is silent."},
	{Code: "rough.missing", Severity: "info",
		Message: "There is no rough mix.",
		Fix:     "Add the mix as you have been hearing it, named \"Rough Mix\": it shows where the song should go, and Lathe checks the stems against it."},
	{Code: "silent", Severity: "warning",
		Message: "{file} is silent.",
		Fix:     "If it should not be, check that the track was not muted and export it again."},
}

// Earlies lists the early findings, with what the table says of their codes.
func Earlies() []Early {
	list := make([]Early, len(early))
	for i, e := range early {
		entry, ok := For(e.Code)
		if !ok {
			panic("no entry for " + e.Code) // a test sees to it that there is
		}
		e.Title, e.Means, e.Topic = entry.Title, entry.Artist, entry.Topic
		list[i] = e
	}
	return list
}
