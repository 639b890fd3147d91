//go:build unix

package proof

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"lathe/internal/material"
	"lathe/internal/servers"
)

// TestPagesOnServers goes through the studio's pages in a real browser, as its
// tests do on SQLite and files, on PostgreSQL and S3.
func TestPagesOnServers(t *testing.T) {
	if !material.Long() {
		t.Skip("takes minutes: LATHE_LONG=1")
	}
	e2e, err := filepath.Abs("../../studio/web/e2e")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(e2e, "node_modules")); err != nil {
		t.Skip("the browser's driver is not installed: npm ci in studio/web/e2e")
	}
	for _, journey := range []string{"journey-song.test.mjs", "folder.test.mjs"} {
		t.Run(journey, func(t *testing.T) {
			rows, bytes := servers.Postgres(t), servers.S3(t) // the keys to it come into the environment
			cmd := exec.CommandContext(t.Context(), "node", "--test", journey)
			cmd.Dir = e2e
			cmd.Env = append(os.Environ(), "LATHE_DATABASE="+rows, "LATHE_BLOBS="+bytes, "LATHE_KEY="+strings.Repeat("5eed", 16))
			said, err := cmd.CombinedOutput()
			if err != nil {
				t.Errorf("%v: %s", err, said)
			}
		})
	}
}
