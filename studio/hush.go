package studio

import (
	"fmt"
	"log/slog"
	"regexp"
)

// secretForms are texts that open something: what [NewSecret] makes, and the
// part of an address that has a password in it.
var secretForms = []struct {
	form *regexp.Regexp
	as   string
}{
	{regexp.MustCompile(`\b[a-z]+_[a-z2-7]{40,}\b`), "..."},
	{regexp.MustCompile(`://[^/\s@]*:[^/\s@]*@`), "://...@"},
}

// Hush is a text without what opens something.
func Hush(text string) string {
	for _, s := range secretForms {
		text = s.form.ReplaceAllString(text, s.as)
	}
	return text
}

// HushLog is for a log handler's ReplaceAttr: no secret reaches the log, however
// it got into a path or an error.
func HushLog(_ []string, a slog.Attr) slog.Attr {
	switch v := a.Value.Resolve(); v.Kind() {
	case slog.KindString:
		a.Value = slog.StringValue(Hush(v.String()))
	case slog.KindAny:
		if err, ok := v.Any().(error); ok {
			a.Value = slog.StringValue(Hush(err.Error()))
		} else {
			a.Value = slog.StringValue(Hush(fmt.Sprint(v.Any())))
		}
	}
	return a
}
