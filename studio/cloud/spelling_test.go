package cloud_test

import (
	"errors"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"lathe/studio/cloud"
)

// An address stays what it is however it is written: a resolver that answers
// numbers in strange notations, as some do, leads nowhere.
func TestSpellingsOfThisMachine(t *testing.T) {
	n, tr := newNet(t, http.NotFoundHandler(), func(int) []netip.Addr { return nil })
	n.elsewhere = []netip.Addr{netip.MustParseAddr("127.0.0.1")}
	for _, host := range []string{
		"localhost", "LOCALHOST", "localhost.", "a.localhost", "printer.local", "metadata.google.internal", "intranet", "2130706433", "0x7f000001", "0177.0.0.1",
		"127.1", "0", "127。0。0。1", "１２７.0.0.1", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::1%25lo]", "127.0.0.1.", "any.example.org",
	} {
		refused(t, tr, "spelled otherwise", host, "https://"+host+"/One.wav")
	}
	if n.wrong > 0 {
		t.Errorf("%d connections to where nothing may lead", n.wrong)
	}
}

// A head without an end is given up, as is one that goes on and on.
func TestHeadsHaveAnEnd(t *testing.T) {
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Long", strings.Repeat("x", 1<<20))
		_, _ = w.Write([]byte("RIFF"))
	})
	_, tr := newNet(t, handler, func(int) []netip.Addr { return []netip.Addr{netip.MustParseAddr(publicAddress)} })
	_, err := cloud.HTTPSource(tr).List(t.Context(), cloud.Share{Source: "https", Link: "https://good.example.net/One.wav"})
	if cloud.KindOf(err) != cloud.Network || errors.Is(err, cloud.ErrBlocked) {
		t.Errorf("a head of 1 MiB: %v, want it given up", err)
	}
}
