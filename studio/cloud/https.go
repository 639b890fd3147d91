package cloud

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"
)

const httpsName = "https"

// https fetches one file or zip from any public server.
type https struct{ line line }

func newHTTPS(s Settings) *https { return &https{line{httpsName, nil, s.Transport}} }

func (h *https) Recognise(u *url.URL) (Share, bool) {
	return Share{Source: httpsName, ID: u.Host + u.EscapedPath()}, u.Scheme == "https"
}

// List asks for the first bytes: servers answer HEAD in many ways, or, for a
// signed address, not at all.
func (h *https) List(ctx context.Context, s Share) (Found, error) {
	u, err := url.Parse(s.Link)
	if err != nil {
		return Found{}, trouble(httpsName, NotALink, nil)
	}
	if at, signed := signedUntil(u.Query()); signed && !time.Now().Before(at) {
		return Found{}, trouble(httpsName, Expired, nil)
	}
	req := request(u, 0, "")
	req.Header.Set("Range", "bytes=0-"+strconv.Itoa(headBytes-1))
	resp, err := h.line.ask(ctx, req)
	if err != nil {
		return Found{}, err
	}
	stream, err := streamOf(httpsName, resp, 0, h.judge)
	if err != nil {
		return Found{}, err
	}
	defer stream.Body.Close()
	head, err := readHead(stream.Body)
	if err != nil {
		return Found{}, trouble(httpsName, Network, withoutAddress(err))
	}
	it := Item{Path: stream.Name, Bytes: stream.All, Sums: stream.Sums}
	if it.Path == "" {
		it.Path = path.Base(resp.Request.URL.Path)
	}
	if it.Path == "/" || it.Path == "." {
		it.Path = "stems"
	}
	kind := sniff(head)
	switch {
	case kind == zipNature:
		it.Zip = true
	case kind == audioNature:
		if why, _ := passOver(it.Path); why != "" {
			it.Path += endingOf(head)
		}
	case kind != unknownNature, strings.HasPrefix(stream.Kind, "text/html"):
		return Found{}, trouble(httpsName, NotAudio, nil)
	}
	return Found{Title: titleFrom(it.Path), Items: []Item{it}}, nil
}

// readHead reads what is there of the first bytes.
func readHead(r io.Reader) ([]byte, error) {
	head := make([]byte, 0, headBytes)
	for len(head) < headBytes {
		n, err := r.Read(head[len(head):headBytes])
		head = head[:len(head)+n]
		if err != nil {
			if errors.Is(err, io.EOF) {
				return head, nil
			}
			return head, err
		}
	}
	return head, nil
}

// endingOf is the ending that belongs to the bytes of an audio file.
func endingOf(head []byte) string {
	for magic, ending := range map[string]string{"fLaC": ".flac", "FORM": ".aiff", "OggS": ".ogg", "ID3": ".mp3", "caff": ".caf", "\xff": ".mp3"} {
		if strings.HasPrefix(string(head), magic) {
			return ending
		}
	}
	if len(head) > 8 && string(head[4:8]) == "ftyp" {
		return ".m4a"
	}
	return ".wav"
}

func (h *https) Open(ctx context.Context, s Share, it Item, from int64, tag string) (*Stream, error) {
	u, err := url.Parse(s.Link)
	if err != nil {
		return nil, trouble(httpsName, NotALink, nil)
	}
	resp, err := h.line.ask(ctx, request(u, from, tag))
	if err != nil {
		return nil, err
	}
	return streamOf(httpsName, resp, from, h.judge)
}

// judge reads what object stores say of a signature that has run out.
func (h *https) judge(resp *http.Response) error {
	t := httpTrouble(httpsName, resp)
	if t.Kind == NotPublic || resp.StatusCode == http.StatusBadRequest {
		body, _ := readAll(resp, 64<<10)
		if text := strings.ToLower(string(body)); strings.Contains(text, "expired") {
			t.Kind = Expired
		}
	}
	return t
}

// signedUntil is when an address signed for an object store lapses (AWS
// Signature Version 4, query parameters; Google's has the same shape).
func signedUntil(q url.Values) (at time.Time, ok bool) {
	for _, prefix := range []string{"X-Amz-", "X-Goog-"} {
		from, err := time.Parse("20060102T150405Z", q.Get(prefix+"Date"))
		seconds, bad := strconv.ParseUint(q.Get(prefix+"Expires"), 10, 20)
		if err == nil && bad == nil && seconds <= 604800 {
			return from.Add(time.Duration(seconds) * time.Second), true
		}
	}
	return time.Time{}, false
}
