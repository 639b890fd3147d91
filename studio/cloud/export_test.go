package cloud

import (
	"context"
	"net"
	"net/http"
	"net/netip"
)

// For tests of this package only.
var (
	Public          = public
	Control         = control
	DispositionName = dispositionName
	RetryAfter      = retryAfter
)

// Strict is the transport of the product, with a resolver and a cable of the
// test's.
func Strict(resolve func(context.Context, string) ([]netip.Addr, error), connect func(ctx context.Context, network, address string) (net.Conn, error)) *http.Transport {
	return newTransport(gate{resolve, connect})
}

// Discard makes a desk write to nowhere: for files that no disk of a test holds.
func (d *Desk) Discard(open func(path string) (PartFile, error)) { d.create = open }

// PartFile is what a file is written to.
type PartFile = partFile

// Parsers are everything that reads what a stranger wrote.
func Parsers(text string) {
	parseContentRange(text)
	driveReason([]byte(text))
	dropboxError([]byte(text))
	driveForm([]byte(text))
	embeddedFolder([]byte(text))
	_, _ = rcloneListing([]byte(text))
	headerSums(http.Header{"Repr-Digest": {text}, "Content-Md5": {text}}, true)
	sniff([]byte(text))
	declaredBytes([]byte(text))
	passOver(text)
}

// ContentRange is parseContentRange.
var ContentRange = parseContentRange

// ASCII is asciiJSON.
var ASCII = asciiJSON

// HTTPSource is the source of https links alone, which does not try twice.
func HTTPSource(rt http.RoundTripper) Source { return newHTTPS(Settings{Transport: rt}) }
