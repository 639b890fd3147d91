package studio_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"lathe/studio"
)

// TestHushLog logs secrets in every way a line can carry them.
func TestHushLog(t *testing.T) {
	secret := studio.NewSecret("link_")
	bare, err := secret.Reveal(), errors.New("cannot open postgres://lathe:hunter2@db/lathe: no")
	var out bytes.Buffer
	log := slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{ReplaceAttr: studio.HushLog}))
	log.With("path", "/p/"+bare).WithGroup("g").Info("opened "+bare, "error", fmt.Errorf("%s: %w", bare, err),
		"token", studio.NewSecret("lathe_"), "list", []string{"a", bare}, "inner", slog.GroupValue(slog.String("link", bare)), "bytes", 17)
	text := out.String()
	for _, no := range []string{bare, bare[5:], "hunter2"} {
		if strings.Contains(text, no) {
			t.Errorf("the log says %q: %s", no, text)
		}
	}
	for _, yes := range []string{`"path":"/p/..."`, `"bytes":17`, "postgres://...@db/lathe: no"} {
		if !strings.Contains(text, yes) {
			t.Errorf("the log does not say %q: %s", yes, text)
		}
	}
}

// TestHushLeavesWords keeps ordinary texts as they are.
func TestHushLeavesWords(t *testing.T) {
	for _, text := range []string{"", "session.opened", string(studio.NewID()), "http://127.0.0.1:8080/api/v1/sessions", "upload_" + string(studio.NewID()), studio.TagOf("x")} {
		if got := studio.Hush(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}
