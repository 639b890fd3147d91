//go:build unix

// Package servers starts real database and object servers for tests, and stops
// them again.
//
//	func TestMain(m *testing.M) { os.Exit(servers.Around(m)) }
//
//	Postgres(t)  a fresh database on the distribution's PostgreSQL
//	S3(t)        a fresh bucket on versitygw, over a folder
//
// A server starts when the first test of a package asks for it, and ends with
// the package's tests. PostgreSQL does not run as root; where the tests do, it
// runs as the user the distribution made for it.
package servers

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"
)

var (
	mu      sync.Mutex
	dir     string   // of this package's servers; removed at the end
	endings []func() // run backwards at the end
)

// Around runs a package's tests, and stops what they started.
func Around(m *testing.M) int {
	defer func() {
		mu.Lock()
		defer mu.Unlock()
		for i := len(endings) - 1; i >= 0; i-- {
			endings[i]()
		}
		if dir != "" {
			os.RemoveAll(dir)
		}
	}()
	return m.Run()
}

// room is a folder for a server, open to the user it runs as. Paths stay short:
// a socket's may have 107 bytes.
func room(name string) (string, error) {
	if dir == "" {
		made, err := os.MkdirTemp("", "lathe-srv")
		if err != nil {
			return "", err
		}
		if err := os.Chmod(made, 0o755); err != nil {
			return "", err
		}
		dir = made
	}
	path := filepath.Join(dir, name)
	return path, os.Mkdir(path, 0o700)
}

// port is one nobody listens on.
func port() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// launch starts a server that ends with the tests: by signal at the end, and by
// the kernel's hand where it has one when the tests are killed.
func launch(cmd *exec.Cmd, end syscall.Signal) error {
	dieWithParent(cmd)
	if err := cmd.Start(); err != nil {
		return err
	}
	done := make(chan struct{})
	go func() {
		cmd.Wait()
		close(done)
	}()
	endings = append(endings, func() {
		cmd.Process.Signal(end)
		select {
		case <-done:
		case <-time.After(10 * time.Second):
			cmd.Process.Kill()
			<-done
		}
	})
	return nil
}

// answers waits until ask succeeds.
func answers(ask func() error) error {
	var err error
	for start := time.Now(); time.Since(start) < 30*time.Second; time.Sleep(20 * time.Millisecond) {
		if err = ask(); err == nil {
			return nil
		}
	}
	return fmt.Errorf("it does not answer: %w", err)
}
