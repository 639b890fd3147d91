package decode

import (
	"fmt"
	"path/filepath"
	"strings"

	"lathe/audio"
)

// refusals say what a file is and what to do about it.
var refusals = map[kind]struct {
	class    error
	sentence string
}{
	unknown:         {audio.ErrUnsupported, "it is nothing that Lathe knows; export it as 24-bit WAV"},
	emptyKind:       {audio.ErrMalformed, "the file is empty: the copy did not finish; send it again"},
	zerosKind:       {audio.ErrMalformed, "there are only zeros where the audio should begin: the copy did not finish; send it again"},
	w64Kind:         {audio.ErrUnsupported, "it is a Sony Wave64 file; export it as WAV or RF64"},
	filmKind:        {audio.ErrUnsupported, "it is a film; export its sound as 24-bit WAV"},
	auKind:          {audio.ErrUnsupported, "it is a Sun AU file; export it as 24-bit WAV"},
	wmaKind:         {audio.ErrUnsupported, "it is a Windows Media file; export it as 24-bit WAV"},
	oggOtherKind:    {audio.ErrUnsupported, "it is an Ogg file with neither Vorbis nor Opus in it; export it as 24-bit WAV"},
	midiKind:        {audio.ErrUnsupported, "it is a MIDI file, which has notes and no sound; export the instrument as 24-bit WAV"},
	zipKind:         {audio.ErrUnsupported, "it is a zip archive, not audio; unpack it, or send it with .zip at the end of its name"},
	rarKind:         {audio.ErrUnsupported, "it is a RAR archive, not audio; send a zip archive or the files themselves"},
	sevenZipKind:    {audio.ErrUnsupported, "it is a 7z archive, not audio; send a zip archive or the files themselves"},
	gzipKind:        {audio.ErrUnsupported, "it is packed with gzip; send a zip archive or the files themselves"},
	webPageKind:     {audio.ErrUnsupported, "this is a web page, not audio: the download probably failed; download it again"},
	appleDoubleKind: {audio.ErrUnsupported, `it is what a Mac keeps beside a file, not audio; send the file whose name has no "._" in front`},
	pdfKind:         {audio.ErrUnsupported, "it is a PDF document, not audio"},
}

// projects are known by their endings: many are zip or gzip or have no magic.
var projects = map[string]string{
	".logicx": "a Logic project", ".logic": "a Logic project", ".band": "a GarageBand project",
	".als": "an Ableton Live set", ".alp": "an Ableton Live pack", ".flp": "an FL Studio project",
	".ptx": "a Pro Tools session", ".ptf": "a Pro Tools session", ".cpr": "a Cubase project", ".npr": "a Nuendo project",
	".rpp": "a REAPER project", ".song": "a Studio One song", ".bwproject": "a Bitwig project", ".reason": "a Reason song",
	".aup": "an Audacity project", ".aup3": "an Audacity project", ".sesx": "an Audition session",
	".mmp": "an LMMS project", ".mmpz": "an LMMS project", ".ardour": "an Ardour session",
	".cwp": "a Cakewalk project", ".dawproject": "a DAW project",
}

// refuseKind refuses what is no audio. A project's ending says more than its
// bytes do; audio under such an ending never comes here.
func refuseKind(k kind, ending string) error {
	if project, ok := projects[ending]; ok && k != emptyKind && k != webPageKind && k != appleDoubleKind {
		return refuseProject(project)
	}
	if k == unknown && isEnding(ending) {
		return refuse(audio.ErrMalformed, "its name ends in %s, and nothing in it is audio that Lathe knows; export it again as 24-bit WAV", ending)
	}
	r := refusals[k]
	return refuse(r.class, "%s", r.sentence)
}

// refuseFolder refuses a folder; some projects are folders that look like
// files.
func refuseFolder(path string) error {
	if project, ok := projects[strings.ToLower(filepath.Ext(path))]; ok {
		return refuseProject(project)
	}
	return refuse(audio.ErrUnsupported, "it is a folder, not a file")
}

func refuseProject(project string) error {
	return refuse(audio.ErrUnsupported, "it is %s, not audio; export the stems from it as 24-bit WAV", project)
}

// refuse is a sentence for the artist, and what a caller may branch on.
func refuse(class error, format string, args ...any) error {
	return fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), class)
}
