//go:build unix

package store_test

import (
	"os"
	"path/filepath"
	"testing"

	"lathe/internal/servers"
	"lathe/studio/store"
	"lathe/studio/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(servers.Around(m)) }

func TestSQLite(t *testing.T) {
	s, err := store.OpenFile(t.Context(), filepath.Join(t.TempDir(), "a b?c.db"))
	exercise(t, s, err)
}

func TestPostgres(t *testing.T) {
	s, err := store.OpenPostgres(t.Context(), servers.Postgres(t))
	exercise(t, s, err)
}

func exercise(t *testing.T, s *store.Store, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("closing: %v", err)
		}
	})
	storetest.Exercise(t, s)
}
