package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"syscall"

	"lathe/audio"
	"lathe/chain"
	"lathe/chain/intake"
	"lathe/session/sheet"
	"lathe/studio/cloud"
)

// The exit statuses.
const (
	exitOK          = 0
	exitUnexpected  = 1
	exitUsage       = 2
	exitUnreadable  = 3
	exitBlocked     = 4
	exitUnreachable = 5
	exitVerify      = 6
	exitNoSpace     = 7
	exitInterrupted = 130
)

// usageError is a command line that cannot be meant.
type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// status turns an error into an exit status.
func status(err error) int {
	var usage usageError
	var bad *sheet.Error
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	case errors.As(err, &usage), errors.Is(err, chain.ErrNoReference):
		return exitUsage
	case noSpace(err), cloud.KindOf(err) == cloud.NoRoom:
		return exitNoSpace
	case cloud.KindOf(err) != "":
		return exitUnreadable
	case errors.Is(err, chain.ErrBlocked):
		return exitBlocked
	case errors.Is(err, chain.ErrUnreachable):
		return exitUnreachable
	case errors.Is(err, chain.ErrVerify), errors.Is(err, errNotWhatItWas), errors.Is(err, errIll):
		return exitVerify
	case errors.Is(err, audio.ErrSpool):
		return exitUnexpected
	case errors.As(err, &bad), errors.Is(err, audio.ErrMalformed), errors.Is(err, audio.ErrUnsupported),
		errors.Is(err, audio.ErrNotFinite), errors.Is(err, intake.ErrNothing), errors.Is(err, intake.ErrUnreadable),
		errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission):
		return exitUnreadable
	}
	return exitUnexpected
}

// noSpace says whether something did not fit.
func noSpace(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG)
}

// complain writes an error as a person should read it.
func complain(w io.Writer, err error) {
	switch status(err) {
	case exitInterrupted:
		fmt.Fprintln(w, "lathe: stopped; nothing was left behind")
	case exitNoSpace:
		where := "choose another place with -o"
		if cloud.KindOf(err) != "" {
			where = "name a larger place in TMPDIR"
		}
		fmt.Fprintf(w, "lathe: %s\n       The disk is full. Free some space, or %s, and run again.\n", readable(err), where)
	default:
		fmt.Fprintf(w, "lathe: %s\n", readable(err))
		if hint := linkHint(err); hint != "" {
			fmt.Fprintf(w, "       %s\n", hint)
		}
	}
}

// linkHint is what somebody at a command line can do about a link, and a guest
// of a studio cannot.
func linkHint(err error) string {
	switch t := (*cloud.Trouble)(nil); {
	case !errors.As(err, &t):
	case t.Kind == cloud.NoKey && t.Source == "google-drive":
		return "Or put an API key into LATHE_GDRIVE_KEY; see lathe check --help."
	case t.Kind == cloud.NoKey && t.Source == "dropbox":
		return "Or name an app in LATHE_DROPBOX_APP_KEY and LATHE_DROPBOX_APP_SECRET; see lathe check --help."
	case t.Kind == cloud.SwitchedOff:
		return "Or give --wetransfer=on, if you have the right to."
	case t.Kind == cloud.NeedsPassword, t.Kind == cloud.NotPublic && t.Source == "dropbox":
		return "A password is read from " + cloud.PasswordVariable + "."
	}
	return ""
}

// readable drops the classes that errors carry for us from the end of what they
// say.
func readable(err error) string {
	text := err.Error()
	for _, class := range []error{audio.ErrMalformed, audio.ErrUnsupported, audio.ErrNotFinite} {
		text = strings.ReplaceAll(text, ": "+class.Error(), "")
	}
	return text
}
