package cloud

import (
	"errors"
	"fmt"
	"time"
)

// Kind is a class of trouble with a link.
type Kind string

const (
	NotALink      Kind = "not_a_link"
	Insecure      Kind = "insecure" // http://
	Unsupported   Kind = "unsupported"
	SwitchedOff   Kind = "switched_off"
	NoKey         Kind = "no_key"  // the operator has not given one
	BadKey        Kind = "bad_key" // the provider does not take the operator's
	NotFound      Kind = "not_found"
	NotPublic     Kind = "not_public"
	NeedsPassword Kind = "needs_password"
	WrongPassword Kind = "wrong_password"
	Expired       Kind = "expired"
	Pending       Kind = "pending" // the provider is not ready with it
	Quota         Kind = "quota"
	RateLimited   Kind = "rate_limited"
	Abusive       Kind = "abusive"
	NoDownload    Kind = "no_download"
	NotAudio      Kind = "not_audio"
	Nothing       Kind = "nothing" // no audio behind it
	TooLarge      Kind = "too_large"
	TooMany       Kind = "too_many"
	TooSlow       Kind = "too_slow"
	Changed       Kind = "changed" // while it was fetched
	Damaged       Kind = "damaged"
	BadArchive    Kind = "bad_archive"
	NoRoom        Kind = "no_room"
	Network       Kind = "network"
)

// Trouble is why a link did not become a folder. Its text is a sentence for the
// artist: what happened and what to change.
type Trouble struct {
	Kind   Kind
	Source string
	File   string        // the file it is about; ""
	After  time.Duration // how long the provider asks to wait; 0 when it does not say
	Detail string        // for some kinds, what the sentence needs: sizes, counts
	cause  error
}

func (t *Trouble) Error() string { return t.sentence() }

// Unwrap is the cause, for logs; addresses have been taken out of it.
func (t *Trouble) Unwrap() error { return t.cause }

// Is matches on the kind, so that errors.Is(err, &Trouble{Kind: Expired}) works.
func (t *Trouble) Is(target error) bool {
	other, ok := target.(*Trouble)
	return ok && other.Kind == t.Kind && other.Source == "" && other.cause == nil
}

// KindOf is the kind of trouble in an error, "" for any other error.
func KindOf(err error) Kind {
	if t := (*Trouble)(nil); errors.As(err, &t) {
		return t.Kind
	}
	return ""
}

// Transient says whether the same request may succeed later without anybody
// changing anything.
func (t *Trouble) Transient() bool {
	switch t.Kind {
	case Network, RateLimited, TooSlow, Changed:
		return !errors.Is(t.cause, errUnfit)
	}
	return false
}

// Later says whether a job should be put aside until the provider has recovered.
func (t *Trouble) Later() bool {
	return t.Transient() || t.Kind == Quota || t.Kind == Pending || t.Kind == NoRoom
}

// Mendable says whether the very same link may bring files once somebody has
// changed something at the provider, or waited.
func (t *Trouble) Mendable() bool {
	switch t.Kind {
	case NotALink, Insecure, Unsupported, SwitchedOff, NoKey, BadKey, NeedsPassword, WrongPassword, NotAudio:
		return false
	}
	return !errors.Is(t.cause, errUnfit)
}

func trouble(source string, kind Kind, cause error) *Trouble {
	return &Trouble{Source: source, Kind: kind, cause: cause}
}

// about adds the file, once.
func about(err error, file string) error {
	if t := (*Trouble)(nil); errors.As(err, &t) && t.File == "" {
		with := *t
		with.File = file
		return &with
	}
	return err
}

// waiting says how long to wait, as people do.
func waiting(d time.Duration) string {
	switch {
	case d <= 0:
		return "in a few minutes"
	case d < 2*time.Minute:
		return fmt.Sprintf("in %d seconds", int((d+time.Second-1)/time.Second))
	case d < 2*time.Hour:
		return fmt.Sprintf("in %d minutes", int((d+time.Minute-1)/time.Minute))
	}
	return fmt.Sprintf("in %d hours", int((d+time.Hour-1)/time.Hour))
}
