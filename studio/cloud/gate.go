package cloud

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"syscall"
	"time"
)

// ErrBlocked is an address that no link may lead to. What an artist reads does
// not tell it from a server that does not answer: else links could map a
// network.
var ErrBlocked = errors.New("address is not public")

// errUnfit is a link that may not be followed for what stands in it: asking
// again changes nothing, and tells nothing about a network.
var errUnfit = fmt.Errorf("%w: its text forbids it", ErrBlocked)

// special are the blocks inside of the unicast space that are not, or not for
// sure, somebody's public server: IANA IPv4 and IPv6 Special-Purpose Address
// Registries.
var special = prefixes(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
	"192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16",
	"192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
	"2001::/23",     // protocol assignments: Teredo, ORCHID, benchmarking
	"2001:db8::/32", // documentation
	"2002::/16",     // 6to4: an IPv4 address in disguise
	"2620:4f:8000::/48", "3fff::/20",
)

var (
	globalUnicast = netip.MustParsePrefix("2000::/3")     // RFC 4291: all that is given out so far
	nat64         = netip.MustParsePrefix("64:ff9b::/96") // RFC 6052: an IPv4 address in the last 32 bits
)

func prefixes(list ...string) (out []netip.Prefix) {
	for _, p := range list {
		out = append(out, netip.MustParsePrefix(p))
	}
	return out
}

// public says whether an address is a public server's. IPv4 in IPv6 is judged by
// the IPv4 address.
func public(a netip.Addr) bool {
	a = a.WithZone("").Unmap()
	if nat64.Contains(a) {
		b := a.As16()
		a = netip.AddrFrom4([4]byte(b[12:]))
	}
	if !a.IsGlobalUnicast() || !a.Is4() && !globalUnicast.Contains(a) {
		return false
	}
	for _, p := range special {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// gate opens connections to public addresses only. Every connection of every
// hop comes through it, after names have been resolved, and goes to the very
// address that was judged: an answer that changes between two questions changes
// nothing.
type gate struct {
	resolve func(ctx context.Context, host string) ([]netip.Addr, error)
	connect func(ctx context.Context, network, address string) (net.Conn, error)
}

func newGate() gate {
	d := &net.Dialer{Timeout: 10 * time.Second, Control: control}
	return gate{
		resolve: func(ctx context.Context, host string) ([]netip.Addr, error) {
			return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
		},
		connect: d.DialContext,
	}
}

// control looks once more at what is about to be connected to.
func control(network, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || network != "tcp4" && network != "tcp6" || at.Port() != 443 || !public(at.Addr()) {
		return ErrBlocked
	}
	return nil
}

// dial resolves a name, judges all of its addresses, and connects to the first
// that answers. One bad address among good ones condemns the name.
func (g gate) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil || port != "443" {
		return nil, ErrBlocked
	}
	addrs, err := g.resolve(ctx, host)
	if err != nil {
		return nil, fmt.Errorf("the name cannot be resolved: %w", err)
	}
	for _, a := range addrs {
		if !public(a) {
			return nil, ErrBlocked
		}
	}
	failed := errors.New("the name has no address")
	for _, a := range addrs {
		conn, err := g.connect(ctx, network, netip.AddrPortFrom(a, 443).String())
		if err == nil {
			return conn, nil
		}
		failed = err
	}
	return nil, failed
}
