package intake

import (
	"errors"
	"fmt"
	"strings"

	"lathe/audio"
	"lathe/session"
)

// Unreadable is what is said of a file that cannot be read. A stem that is
// missing makes another song, so it blocks; a rough mix or reference does not.
func Unreadable(file string, stem bool, err error) session.Finding {
	f := session.Finding{
		Code: "file.unreadable", Severity: session.Warning, Stem: file,
		Heard:   reason(file, err),
		Message: fmt.Sprintf("%s cannot be read: %s.", file, reason(file, err)),
		Fix:     "Export it again as a WAV file.",
	}
	switch {
	case errors.Is(err, audio.ErrNotFinite):
		f.Code = "file.not-finite"
	case errors.Is(err, audio.ErrUnsupported):
		f.Code = "file.unsupported"
	}
	if stem {
		f.Severity = session.Blocker
	}
	return f
}

// reason is the error without the file's name, which the sentence has already,
// and without the class at its end.
func reason(file string, err error) string {
	text := err.Error()
	base := file[strings.LastIndex(file, "/")+1:]
	text = strings.TrimPrefix(text, base+": ")
	for _, class := range []error{audio.ErrMalformed, audio.ErrUnsupported, audio.ErrNotFinite} {
		text = strings.TrimSuffix(text, ": "+class.Error())
	}
	return text
}

func secondRough(used, spare string) session.Finding {
	return session.Finding{
		Code: "rough.several", Severity: session.Info, Stem: spare,
		Heard:   fmt.Sprintf("%s and %s are both named as rough mixes", used, spare),
		Message: fmt.Sprintf("There are several rough mixes; %s is used and %s is not.", used, spare),
		Fix:     "If the other one is right, name it in session.yaml (rough: ...) or with --rough.",
	}
}
