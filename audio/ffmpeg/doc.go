// Package ffmpeg reads what only ffmpeg can (AAC, ALAC, the streams of a
// .stem.mp4), and writes MP3 and AAC, where ffmpeg and ffprobe are installed.
//
//	Streams  ffprobe -> what is in a file
//	Open     ffmpeg  -> one stream, as floats through a pipe, at its own rate
//	Encode   a WAV file -> ffmpeg -> MP3 or AAC
//
// # Safety
//
// The file is a stranger's. ffmpeg may open that one file and no network, and
// only containers that hold the audio themselves: no playlists, which name other
// files. A name cannot be taken for an option or an address. The process ends
// with its context or with Close. What it complains of is counted, and never
// shown: it names folders of this machine.
//
// # Length
//
// AAC begins with silence that the decoder needs, and ends with what fills its
// last packet. ffmpeg cuts off the beginning by the file's edit list or iTunes'
// note; the end is cut off here, by the same two. A bare .aac stream has neither,
// and keeps both its ends.
package ffmpeg
