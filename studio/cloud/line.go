package cloud

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"
)

const (
	mostHops      = 5
	mostPageBytes = 4 << 20  // of HTML
	mostJSONBytes = 16 << 20 // of a listing's page
	agent         = "lathe (stem mastering; fetches one share link for its owner)"
)

// OnlyPublic is a way to the network that leads to public addresses alone, by https.
func OnlyPublic() http.RoundTripper { return newTransport(newGate()) }

// newTransport is the only way out: no proxy (it would dial for us), no
// decompression (an answer must not grow), short headers.
func newTransport(g gate) *http.Transport {
	return &http.Transport{
		Proxy: nil, DialContext: g.dial, TLSHandshakeTimeout: 10 * time.Second, ResponseHeaderTimeout: 30 * time.Second,
		DisableCompression: true, MaxResponseHeaderBytes: 64 << 10, MaxConnsPerHost: 16, IdleConnTimeout: 30 * time.Second,
		ForceAttemptHTTP2: true, ReadBufferSize: 32 << 10, WriteBufferSize: 8 << 10,
		HTTP2: &http.HTTP2Config{MaxReceiveBufferPerStream: 512 << 10, MaxReceiveBufferPerConnection: 1 << 20},
	}
}

// line is one provider's way to the network: requests of ours, redirects that
// stay with its hosts.
type line struct {
	source string
	hosts  []string // "x.com" and everything below it; nil allows every public host
	rt     http.RoundTripper
}

// ask sends a request and follows redirects. At every hop the address is judged
// again and nothing but what names the wanted bytes goes along: no key, no
// cookie, no referrer. The answer's body is the caller's to close.
func (l *line) ask(ctx context.Context, req *http.Request) (*http.Response, error) {
	if err := l.permit(req.URL); err != nil {
		return nil, trouble(l.source, Network, err)
	}
	for hop := 0; ; hop++ {
		req.Header.Set("User-Agent", agent)
		resp, err := l.rt.RoundTrip(req.WithContext(ctx))
		if err != nil {
			if ctx.Err() != nil {
				return nil, context.Cause(ctx)
			}
			return nil, trouble(l.source, Network, withoutAddress(err))
		}
		to := resp.Header.Get("Location")
		if resp.StatusCode < 301 || resp.StatusCode > 308 || resp.StatusCode == 304 || to == "" {
			return resp, nil
		}
		resp.Body.Close()
		next, err := req.URL.Parse(to)
		if err != nil || hop >= mostHops {
			return nil, trouble(l.source, Network, errors.New("too many redirects, or one that leads nowhere"))
		}
		if next.Host == "accounts.google.com" {
			return nil, trouble(l.source, NotPublic, nil)
		}
		if err := l.permit(next); err != nil {
			return nil, trouble(l.source, Network, err)
		}
		onward := http.Header{}
		for _, name := range []string{"Range", "If-Range", "Accept", "Accept-Encoding"} {
			if v := req.Header.Get(name); v != "" {
				onward.Set(name, v)
			}
		}
		req = &http.Request{Method: http.MethodGet, URL: next, Host: next.Host, Header: onward}
	}
}

// permit judges an address by its text.
func (l *line) permit(u *url.URL) error {
	host := strings.ToLower(u.Hostname())
	_, literal := netip.ParseAddr(strings.Trim(host, "[]"))
	switch {
	case u.Scheme != "https", u.User != nil, u.Opaque != "", host == "", len(host) > 253:
		return errUnfit
	case u.Port() != "" && u.Port() != "443", literal == nil, strings.Contains(host, "%"):
		return errUnfit
	case !strings.Contains(host, "."), strings.HasSuffix(host, ".localhost"), strings.HasSuffix(host, ".local"), strings.HasSuffix(host, ".internal"):
		return errUnfit
	case l.hosts != nil && !slices.ContainsFunc(l.hosts, func(h string) bool { return within(host, h) }):
		return fmt.Errorf("%w: a redirect left %s", errUnfit, titles[l.source])
	}
	return nil
}

// within says whether a host is a domain or below it.
func within(host, domain string) bool { return host == domain || strings.HasSuffix(host, "."+domain) }

// withoutAddress takes out of an error what may hold a key: the address asked.
func withoutAddress(err error) error {
	if ue := (*url.Error)(nil); errors.As(err, &ue) {
		err = ue.Err
	}
	if oe := (*net.OpError)(nil); errors.As(err, &oe) && oe.Err != nil {
		return fmt.Errorf("%s: %w", oe.Op, oe.Err)
	}
	return err
}

// request is a GET for a range of bytes: all from a byte on, or none asked for.
func request(u *url.URL, from int64, tag string) *http.Request {
	h := http.Header{"Accept-Encoding": {"identity"}}
	if from > 0 {
		h.Set("Range", fmt.Sprintf("bytes=%d-", from))
		if tag != "" {
			h.Set("If-Range", tag)
		}
	}
	return &http.Request{Method: http.MethodGet, URL: u, Host: u.Host, Header: h}
}

// readAll reads a page of at most so many bytes and closes it.
func readAll(resp *http.Response, most int64) ([]byte, error) {
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, most+1))
	if err == nil && int64(len(body)) > most {
		err = errors.New("the answer is too long")
	}
	return body, err
}
