package cloud

import (
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// streamOf turns an answer to a request for bytes into a stream. Only 200 and a
// single range that starts where it was asked to are taken; judge says what
// any other answer means.
func streamOf(source string, resp *http.Response, from int64, judge func(*http.Response) error) (*Stream, error) {
	s := &Stream{Body: resp.Body, All: -1, Name: dispositionName(resp.Header.Get("Content-Disposition"))}
	s.Kind, _, _ = mime.ParseMediaType(resp.Header.Get("Content-Type"))
	if tag := resp.Header.Get("ETag"); tag != "" && !strings.HasPrefix(tag, "W/") {
		s.Tag = tag
	} else {
		s.Tag = resp.Header.Get("Last-Modified")
	}
	s.Sums = headerSums(resp.Header, resp.StatusCode == http.StatusOK)
	s.Bounded = resp.ContentLength >= 0 || len(resp.TransferEncoding) > 0 || resp.ProtoMajor >= 2
	var err error
	switch resp.StatusCode {
	case http.StatusOK:
		s.All = resp.ContentLength
	case http.StatusPartialContent:
		first, last, all, ok := parseContentRange(resp.Header.Get("Content-Range"))
		if !ok || first != from || all >= 0 && last >= all || resp.ContentLength >= 0 && resp.ContentLength != last-first+1 {
			err = trouble(source, Network, errors.New("another range than the one asked for"))
		}
		s.From, s.All = first, all
	case http.StatusRequestedRangeNotSatisfiable:
		_, _, all, ok := parseContentRange(resp.Header.Get("Content-Range"))
		if !ok || all != from {
			err = trouble(source, Changed, nil)
		}
		if s.Tag == "" && resp.Request != nil { // of another version it would have sent the whole (RFC 9110 section 13.1.5)
			s.Tag = resp.Request.Header.Get("If-Range")
		}
		resp.Body.Close()
		s.Body, s.From, s.All, s.Bounded = http.NoBody, from, from, true
	default:
		err = judge(resp)
	}
	if enc := resp.Header.Get("Content-Encoding"); err == nil && enc != "" && enc != "identity" {
		err = trouble(source, Network, errors.New("the answer is compressed though it was asked not to be"))
	}
	if err != nil {
		resp.Body.Close()
		return nil, err
	}
	return s, nil
}

// httpTrouble is what a status means when the provider has no words of its own.
func httpTrouble(source string, resp *http.Response) *Trouble {
	t := trouble(source, NotFound, fmt.Errorf("status %d", resp.StatusCode))
	t.After = retryAfter(resp.Header.Get("Retry-After"), time.Now())
	switch code := resp.StatusCode; {
	case code == 401, code == 402, code == 403, code == 407:
		t.Kind = NotPublic
	case code == 410:
		t.Kind = Expired
	case code == 451:
		t.Kind = NoDownload
	case code == 429:
		t.Kind = RateLimited
	case code == 408, code == 425, code >= 500, code < 400:
		t.Kind = Network
	}
	return t
}

// retryAfter reads seconds or a date; 0 when there is neither, or it has passed.
func retryAfter(value string, now time.Time) time.Duration {
	if seconds, err := strconv.ParseUint(strings.TrimSpace(value), 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil && at.After(now) {
		return at.Sub(now)
	}
	return 0
}

// parseContentRange reads "bytes 10-19/100", "bytes 10-19/*" and "bytes */100".
// What is not said is -1.
func parseContentRange(value string) (first, last, all int64, ok bool) {
	rest, isBytes := strings.CutPrefix(strings.TrimSpace(value), "bytes ")
	span, total, cut := strings.Cut(rest, "/")
	if !isBytes || !cut {
		return 0, 0, 0, false
	}
	number := func(s string) int64 {
		n, err := strconv.ParseUint(s, 10, 63)
		if err != nil {
			ok = false
		}
		return int64(n)
	}
	ok, first, last, all = true, -1, -1, -1
	if total != "*" {
		all = number(total)
	}
	if span == "*" {
		return first, last, all, ok && all >= 0
	}
	a, b, cut := strings.Cut(span, "-")
	first, last = number(a), number(b)
	return first, last, all, ok && cut && first <= last && (all < 0 || last < all)
}

// dispositionName is the file name of a Content-Disposition (RFC 6266): the
// extended one (RFC 8187) before the plain one, and only its last part. It is ""
// when there is none that can be read.
func dispositionName(value string) string {
	_, params, err := mime.ParseMediaType(value)
	name := params["filename"]
	if err != nil || name == "" { // unquoted blanks and bare UTF-8 are common
		_, after, found := strings.Cut(value, "filename=")
		if !found {
			return ""
		}
		if quoted, ok := strings.CutPrefix(after, `"`); ok {
			name, _, _ = strings.Cut(quoted, `"`)
		} else {
			name, _, _ = strings.Cut(after, ";")
		}
		name = strings.TrimSpace(name)
	}
	if strings.Contains(name, "%") && !strings.ContainsAny(name, " ") {
		if decoded, err := url.PathUnescape(name); err == nil && utf8.ValidString(decoded) {
			name = decoded
		}
	}
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, "_"), `\`, "/"))
	if name == "." || name == "/" || name == ".." {
		return ""
	}
	return name
}
