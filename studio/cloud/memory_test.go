package cloud_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"lathe/internal/material"
	"lathe/studio/cloud"
	"lathe/studio/cloud/cloudtest"
)

const transfers = 8

// nowhere is a file that keeps nothing: no disk of a test holds 40 GB.
type nowhere struct{ *os.File }

func (nowhere) Write(p []byte) (int, error) { return len(p), nil }

// outcome is what the measured process has to say.
type outcome struct {
	ResidentKB int64 // at its highest
	SHA256     []string
	Proto      string
}

// eight fetches eight links at once through the product's own transport, over
// TLS, and writes an outcome.
func eight(server string) error {
	resolve := func(context.Context, string) ([]netip.Addr, error) {
		return []netip.Addr{netip.MustParseAddr(publicAddress)}, nil
	}
	connect := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "tcp", server)
	}
	tr := cloud.Strict(resolve, connect)
	tr.TLSClientConfig = &tls.Config{InsecureSkipVerify: true} // the name is made up
	d := cloud.NewDesk(cloud.Settings{Transport: tr})
	d.Discard(func(path string) (cloud.PartFile, error) {
		f, err := os.Create(path)
		return nowhere{f}, err
	})
	var out outcome
	sums, failed := make(chan string, transfers), make(chan error, transfers)
	for i := range transfers {
		go func() {
			sum, err := fetchOne(d, fmt.Sprintf("https://files.example.net/One.wav?n=%d", i))
			sums <- sum
			failed <- err
		}()
	}
	var err error
	for range transfers {
		out.SHA256 = append(out.SHA256, <-sums)
		err = errors.Join(err, <-failed)
	}
	if err != nil {
		return err
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return err
	}
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	if out.ResidentKB, err = strconv.ParseInt(strings.Fields(after)[0], 10, 64); err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(out)
}

func fetchOne(d *cloud.Desk, link string) (sum string, err error) {
	into, err := os.MkdirTemp("", "lathe-eight-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(into)
	s, err := d.Recognise(link)
	if err != nil {
		return "", err
	}
	list, err := d.List(context.Background(), s)
	if err != nil {
		return "", err
	}
	got, err := d.Fetch(context.Background(), s, list, into, nil)
	if err != nil {
		return "", err
	}
	return got.Files[0].SHA256, nil
}

// Eight links at once take at most 64 MiB, and 1 MiB for each (specs/intake.md
// A8), however long the files are. The process that fetches is one of its own,
// and real TLS connections feed it.
func TestMemoryOfEightTransfers(t *testing.T) {
	if _, err := os.Stat("/proc/self/status"); err != nil {
		t.Skip("this system does not tell how much memory a process has had")
	}
	for _, proto := range []string{"HTTP/1.1", "HTTP/2.0"} {
		t.Run(proto, func(t *testing.T) {
			size := int64(32 << 20)
			if testing.Short() {
				size = 4 << 20
			}
			if material.Long() && proto == "HTTP/2.0" { // which the providers speak
				size = 5_000_000_000
			}
			sound := cloudtest.Sound{Seed: 5, Bytes: size}
			want := sound.SHA256()
			var seen atomic.Value
			server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				seen.Store(r.Proto)
				http.ServeContent(w, r, "One.wav", time.Time{}, sound.Reader())
			}))
			server.EnableHTTP2 = proto == "HTTP/2.0"
			server.StartTLS()
			defer server.Close()
			cmd := exec.CommandContext(t.Context(), os.Args[0])
			cmd.Env = append(os.Environ(), "LATHE_CLOUD_TEST_AS=eight", "LATHE_CLOUD_TEST_SERVER="+server.Listener.Addr().String())
			var said, wrong bytes.Buffer
			cmd.Stdout, cmd.Stderr = &said, &wrong
			start := time.Now()
			if err := cmd.Run(); err != nil {
				t.Fatalf("%v: %s", err, wrong.String())
			}
			took := time.Since(start)
			var out outcome
			if err := json.NewDecoder(io.LimitReader(&said, 1<<20)).Decode(&out); err != nil {
				t.Fatal(err)
			}
			for _, sum := range out.SHA256 {
				if sum != want {
					t.Errorf("a file has the sum %s, want %s", sum, want)
				}
			}
			if seen.Load() != proto {
				t.Errorf("they spoke %v, want %s", seen.Load(), proto)
			}
			resident := float64(out.ResidentKB) / 1024
			t.Logf("%d x %d bytes in %.1f s (%.0f MB/s): at most %.1f MiB resident", transfers, size, took.Seconds(), float64(transfers*size)/1e6/took.Seconds(), resident)
			if most := 64.0 + transfers; resident > most { // MiB, specs/intake.md A8
				t.Errorf("%.1f MiB were resident, want at most %.0f", resident, most)
			}
		})
	}
}
