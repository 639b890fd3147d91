package cloud_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"sync"
	"testing"

	"lathe/studio/cloud"
	"lathe/studio/cloud/cloudtest"
)

// special are the 28 addresses of specs/intake.md A5: the 14 that the usual
// check lets through, and 14 that everybody knows.
var special = []string{
	"0.1.2.3", "100.64.0.1", "192.0.0.192", "198.18.0.1", "255.255.255.255", "::127.0.0.1", "64:ff9b::7f00:1",
	"64:ff9b:1::a9fe:a9fe", "2002:7f00:1::", "2002:a9fe:a9fe::1", "2001:0:1::1", "fec0::1", "2001:db8::1", "4000::1",
	"127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "224.0.0.1",
	"::1", "::", "fe80::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254",
}

// further are forms of the same tricks that the list does not have.
var further = []string{
	"64:ff9b::169.254.169.254", "64:ff9b::10.0.0.1", "::ffff:10.1.2.3", "192.0.2.1", "203.0.113.9", "240.0.0.1", "2001:10::1",
	"3fff::1", "192.88.99.1", "::ffff:0:127.0.0.1", "100::1", "5f00::1", "fe80::1%eth0", "239.255.255.250",
}

const publicAddress = "93.184.215.14"

func TestPublic(t *testing.T) {
	for _, text := range append(append([]string{}, special...), further...) {
		if cloud.Public(netip.MustParseAddr(text)) {
			t.Errorf("%s counts as public", text)
		}
		for _, network := range []string{"tcp4", "tcp6"} {
			if err := cloud.Control(network, netip.AddrPortFrom(netip.MustParseAddr(text), 443).String(), nil); !errors.Is(err, cloud.ErrBlocked) {
				t.Errorf("a connection to %s: %v, want it blocked", text, err)
			}
		}
	}
	for _, text := range []string{"8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", publicAddress} {
		if !cloud.Public(netip.MustParseAddr(text)) {
			t.Errorf("%s does not count as public", text)
		}
	}
	if err := cloud.Control("tcp4", "8.8.8.8:22", nil); !errors.Is(err, cloud.ErrBlocked) {
		t.Errorf("port 22: %v, want it blocked", err)
	}
	if len(special) != 28 {
		t.Errorf("%d addresses, want the 28 of the specification", len(special))
	}
}

// net28 is a network of two names: good.example.net, which is a real server of
// this test at a public address, and evil.example.net, which is wherever the
// test says. Connections to anything but the public address are counted.
type net28 struct {
	server *httptest.Server
	mu     sync.Mutex
	evil   func(n int) []netip.Addr
	asked  int

	elsewhere []netip.Addr // what every other name resolves to
	wrong     int
}

func newNet(t *testing.T, h http.Handler, evil func(n int) []netip.Addr) (*net28, *http.Transport) {
	n := &net28{server: httptest.NewTLSServer(h), evil: evil}
	t.Cleanup(n.server.Close)
	tr := cloud.Strict(n.resolve, n.connect)
	tr.TLSClientConfig = &tls.Config{InsecureSkipVerify: true} // the names are made up
	t.Cleanup(tr.CloseIdleConnections)
	return n, tr
}

func (n *net28) resolve(_ context.Context, host string) ([]netip.Addr, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	switch host {
	case "good.example.net":
		return []netip.Addr{netip.MustParseAddr(publicAddress)}, nil
	case "evil.example.net":
		n.asked++
		return n.evil(n.asked), nil
	}
	if a, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{a}, nil
	}
	if n.elsewhere != nil {
		return n.elsewhere, nil
	}
	return nil, fmt.Errorf("no such host")
}

func (n *net28) connect(ctx context.Context, network, address string) (net.Conn, error) {
	if address != publicAddress+":443" {
		n.mu.Lock()
		n.wrong++
		n.mu.Unlock()
		return nil, errors.New("connected to where nothing may lead")
	}
	return (&net.Dialer{}).DialContext(ctx, "tcp", n.server.Listener.Addr().String())
}

func TestSpecialAddressesAreRefused(t *testing.T) {
	sound := &cloudtest.Plain{Files: map[string]*cloudtest.Page{
		"/One.wav":  {Sound: cloudtest.Sound{Seed: 1, Bytes: 5000}},
		"/to-name":  {To: "https://evil.example.net/One.wav"},
		"/to-http":  {To: "http://evil.example.net/One.wav"},
		"/to-plain": {},
	}}
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Connection", "close") // every request is a connection of its own
		sound.ServeHTTP(w, r)
	})
	list := special
	if !testing.Short() { // the race detector makes every connection slow
		list = append(append([]string{}, special...), further...)
	}
	for _, text := range list {
		addr := netip.MustParseAddr(text)
		good := netip.MustParseAddr(publicAddress)
		literal := "https://" + netip.AddrPortFrom(addr.WithZone(""), 443).Addr().String() + "/One.wav"
		if addr.Is6() {
			literal = "https://[" + addr.WithZone("").String() + "]/One.wav"
		}
		n, tr := newNet(t, handler, func(int) []netip.Addr { return []netip.Addr{addr} })
		sound.Files["/to-plain"].To = literal
		for form, link := range map[string]string{
			"direct, by name": "https://evil.example.net/One.wav", "direct, literal": literal,
			"redirected, by name": "https://good.example.net/to-name", "redirected, literal": "https://good.example.net/to-plain",
			"redirected, http": "https://good.example.net/to-http",
		} {
			refused(t, tr, form, text, link)
		}
		both, trBoth := newNet(t, handler, func(int) []netip.Addr { return []netip.Addr{good, addr} })
		refused(t, trBoth, "beside a public one", text, "https://evil.example.net/One.wav")
		rebound, trRebound := newNet(t, handler, func(n int) []netip.Addr {
			if n == 1 {
				return []netip.Addr{good}
			}
			return []netip.Addr{addr}
		})
		refused(t, trRebound, "rebound", text, "https://evil.example.net/One.wav")
		if rebound.asked < 2 {
			t.Errorf("%s: the name was resolved %d times, want a second time", text, rebound.asked)
		}
		if n.wrong+both.wrong+rebound.wrong > 0 {
			t.Errorf("%s was connected to", text)
		}
	}
	_, tr := newNet(t, handler, func(int) []netip.Addr { return []netip.Addr{netip.MustParseAddr(publicAddress)} })
	if _, _, err := fetch(t, cloud.NewDesk(settings(tr)), "https://good.example.net/to-name", ""); err != nil {
		t.Errorf("a public address behind a redirect: %v", err)
	}
}

// refused asks directly, one request after the other, because a desk waits
// between tries.
func refused(t *testing.T, tr http.RoundTripper, form, address, link string) {
	t.Helper()
	source := cloud.HTTPSource(tr)
	s := cloud.Share{Source: "https", Link: link}
	_, err := source.List(t.Context(), s)
	if err == nil { // the first of two connections
		_, err = source.Open(t.Context(), s, cloud.Item{Bytes: 5000}, 0, "")
	}
	if !errors.Is(err, cloud.ErrBlocked) || cloud.KindOf(err) != cloud.Network {
		t.Errorf("%s %s: %v, want it blocked", address, form, err)
	}
	same := (&cloud.Trouble{Kind: cloud.Network, Source: "https"}).Error()
	if err != nil && err.Error() != same {
		t.Errorf("%s %s: the sentence %q tells it from a server that does not answer", address, form, err)
	}
}
