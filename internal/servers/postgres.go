//go:build unix

package servers

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
)

var (
	pgAddress string // of the running server, less the database's name
	pgBroken  error
	pgCount   atomic.Int64
)

// Postgres is the address of an empty database of its own. The test is skipped
// where PostgreSQL is not installed.
func Postgres(t testing.TB) string {
	t.Helper()
	bin := postgresBin()
	if bin == "" {
		t.Skip("PostgreSQL is not installed (apt-get install postgresql)")
	}
	mu.Lock()
	defer mu.Unlock()
	if pgAddress == "" && pgBroken == nil {
		pgBroken = startPostgres(bin)
	}
	if pgBroken != nil {
		t.Fatalf("PostgreSQL: %v", pgBroken)
	}
	name := fmt.Sprintf("test%d", pgCount.Add(1))
	if err := command(pgAddress+"postgres", "CREATE DATABASE "+name); err != nil {
		t.Fatalf("PostgreSQL: %v", err)
	}
	t.Cleanup(func() { command(pgAddress+"postgres", "DROP DATABASE "+name+" WITH (FORCE)") })
	return pgAddress + name
}

// postgresBin is the folder of the newest installed server's programs. Debian
// keeps them off the PATH.
func postgresBin() string {
	dirs, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	slices.Sort(dirs)
	for i := len(dirs) - 1; i >= 0; i-- {
		if _, err := os.Stat(filepath.Join(dirs[i], "initdb")); err == nil {
			return dirs[i]
		}
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path)
	}
	return ""
}

// startPostgres makes a cluster and a server for it. It does not sync: what the
// tests kill is us, never PostgreSQL.
func startPostgres(bin string) error {
	data, err := room("pg")
	if err != nil {
		return err
	}
	who, err := notRoot(data)
	if err != nil {
		return err
	}
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-U", "lathe", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C")
	initdb.SysProcAttr, initdb.Dir = who(), data
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	n, err := port()
	if err != nil {
		return err
	}
	server := exec.Command(filepath.Join(bin, "postgres"), "-D", data, "-k", data, "-h", "127.0.0.1", "-p", strconv.Itoa(n),
		"-c", "fsync=off", "-c", "max_connections=200")
	server.SysProcAttr, server.Dir = who(), data
	if err := launch(server, syscall.SIGINT); err != nil {
		return err
	}
	address := fmt.Sprintf("postgres://lathe@127.0.0.1:%d/", n)
	if err := answers(func() error { return command(address+"postgres", "SELECT 1") }); err != nil {
		return err
	}
	pgAddress = address
	return nil
}

func command(address, text string) error {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, text)
	return err
}

// notRoot gives a folder to the user that PostgreSQL runs as, and says how to
// run as that user.
func notRoot(folder string) (func() *syscall.SysProcAttr, error) {
	if os.Getuid() != 0 {
		return func() *syscall.SysProcAttr { return nil }, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		if u, err = user.Lookup("nobody"); err != nil {
			return nil, err
		}
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return func() *syscall.SysProcAttr {
		return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	}, os.Chown(folder, int(uid), int(gid))
}
