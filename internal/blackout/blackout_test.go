package blackout_test

import (
	"database/sql"
	"io"
	"os"
	"path/filepath"
	"testing"

	_ "modernc.org/sqlite"

	"lathe/internal/blackout"
	"lathe/studio/blob"
)

// watched is a folder that is followed, with a disk in it.
func watched(t *testing.T) (*blackout.Cutter, blob.Disk) {
	t.Helper()
	dir := t.TempDir()
	c, err := blackout.Watch(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	d, err := c.Disk("blobs")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return c, d
}

// left is what a power cut, or a kill, leaves of a file; "-" when it is gone.
func left(t *testing.T, how func(string) error, name string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "left")
	if err := how(to); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(to, name))
	if err != nil {
		return "-"
	}
	return string(text)
}

// TestFiles does to files what a careless program would, step by step.
func TestFiles(t *testing.T) {
	c, d := watched(t)
	f, err := d.OpenFile("a", os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	folder, err := d.OpenFile(".", os.O_RDONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check := func(says, name, killed, cut string) {
		t.Helper()
		if got := left(t, c.Killed, "blobs/"+name); got != killed {
			t.Errorf("%s: a kill leaves %q, want %q", says, got, killed)
		}
		if got := left(t, c.Cut, "blobs/"+name); got != cut {
			t.Errorf("%s: a power cut leaves %q, want %q", says, got, cut)
		}
	}
	_, err = io.WriteString(f, "one")
	must(err)
	check("written", "a", "one", "-")
	must(f.Sync())
	check("synced, its name not", "a", "one", "-")
	must(folder.Sync())
	check("its name too", "a", "one", "one")
	_, err = io.WriteString(f, " two")
	must(err)
	check("more written", "a", "one two", "one")
	must(f.Sync())
	must(d.Rename("a", "b"))
	check("renamed", "b", "one two", "-")
	check("renamed", "a", "-", "one two")
	must(folder.Sync())
	check("and the folder synced", "b", "one two", "one two")
	check("and the folder synced", "a", "-", "-")
	must(d.Remove("b"))
	check("removed", "b", "-", "one two")
	if n := c.Ops(); n != 10 { // the folder, its file, two writes, two syncs, a rename, two syncs of the folder, a removal
		t.Errorf("%d operations were counted, want 10", n)
	}
}

// TestRows commits with and without syncing: what SQLite does not sync is lost,
// and what it does is there, with its log.
func TestRows(t *testing.T) {
	for sync, want := range map[string]int{"FULL": 2, "OFF": 0} {
		t.Run(sync, func(t *testing.T) {
			dir := t.TempDir()
			c, err := blackout.Watch(dir)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			rows := func(dir, sync string) *sql.DB {
				db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "x.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous("+sync+")")
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { db.Close() })
				return db
			}
			db := rows(dir, sync)
			for _, text := range []string{"CREATE TABLE t (v)", "INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)"} {
				if _, err := db.Exec(text); err != nil {
					t.Fatal(err)
				}
			}
			if c.Ops() < 10 {
				t.Errorf("%d operations were seen: SQLite goes another way", c.Ops())
			}
			to := filepath.Join(t.TempDir(), "left")
			if err := c.Cut(to); err != nil {
				t.Fatal(err)
			}
			n := 0
			rows(to, "FULL").QueryRow("SELECT count(*) FROM t").Scan(&n) // without the table it stays 0
			if n != want {
				t.Errorf("after a power cut there are %d rows, want %d", n, want)
			}
		})
	}
}
