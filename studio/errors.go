package studio

import (
	"errors"
	"fmt"
)

// Code is what went wrong, stable for programs.
type Code string

// The codes.
const (
	NotFound     Code = "not_found"     // there is none, or none you may know of
	NotSignedIn  Code = "not_signed_in" // no token, or one that is not known
	NotAllowed   Code = "not_allowed"   // known, and may not
	BadInput     Code = "bad_input"     // what was sent cannot be meant
	Conflict     Code = "conflict"      // it is not the time for that
	Stale        Code = "stale"         // somebody else changed it first
	NoCondition  Code = "no_condition"  // a change needs to say what it changes
	TooLarge     Code = "too_large"     // more than a studio takes
	TooMany      Code = "too_many"      // too often, or too much at once
	NoRoom       Code = "no_room"       // the disk is nearly full
	Unavailable  Code = "unavailable"   // going down, or a part is not there
	NotSupported Code = "not_supported" // this studio is not set up for it
)

// Error is bad news with a code for programs and a sentence for people. Cause
// is for the log alone.
type Error struct {
	Code    Code
	Message string
	Cause   error
}

// Errorf makes an Error.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Error is the code, the sentence and the cause.
func (e *Error) Error() string {
	if e.Cause != nil {
		return fmt.Sprintf("%s: %s: %v", e.Code, e.Message, e.Cause)
	}
	return fmt.Sprintf("%s: %s", e.Code, e.Message)
}

// Unwrap is the cause.
func (e *Error) Unwrap() error { return e.Cause }

// CodeOf is the code an error carries, or "" when it carries none.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}
