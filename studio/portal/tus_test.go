//go:build unix

package portal_test

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"strings"
	"testing"
	"time"
)

// step is one request of a case and what the protocol has for it. In paths and
// headers, {s} is a fresh session and {u} the last upload that was made.
type step struct {
	ask     string // "PATCH {u}"
	body    string
	headers string // "Name: value", apart by "|"
	status  int
	want    string // headers of the answer: "Name: value", or "Name" that has to be there, apart by "|"
}

const (
	tus   = "Tus-Resumable: 1.0.0"
	name  = "Upload-Metadata: filename QmFzcy53YXY=" // Bass.wav
	begin = "POST /api/v1/sessions/{s}/uploads"
	octet = "Content-Type: application/offset+octet-stream"
)

func patch(from int, body string, more ...string) step {
	return step{"PATCH {u}", body, strings.Join(append([]string{tus, octet, fmt.Sprint("Upload-Offset: ", from)}, more...), "|"), 204,
		fmt.Sprint("Upload-Offset: ", from+len(body), "|Upload-Expires|", tus)}
}

func (s step) refused(status int, want ...string) step {
	s.status, s.want = status, strings.Join(want, "|")
	return s
}

func made(length int) step {
	return step{begin, "", fmt.Sprint(tus, "|", name, "|Upload-Length: ", length), 201, "Location|Upload-Expires|" + tus}
}

func head(at int, want ...string) step {
	return step{"HEAD {u}", "", tus, 200, strings.Join(append([]string{fmt.Sprint("Upload-Offset: ", at), "Cache-Control: no-store", tus}, want...), "|")}
}

func creation(status int, headers ...string) step {
	return step{begin, "", strings.Join(append([]string{tus}, headers...), "|"), status, tus}
}

func sum(name, text string) string {
	var s []byte
	switch name {
	case "sha1":
		v := sha1.Sum([]byte(text))
		s = v[:]
	case "sha256":
		v := sha256.Sum256([]byte(text))
		s = v[:]
	case "md5":
		v := md5.Sum([]byte(text))
		s = v[:]
	case "crc32c":
		s = binary.BigEndian.AppendUint32(nil, crc32.Checksum([]byte(text), crc32.MakeTable(crc32.Castagnoli)))
	}
	return "Upload-Checksum: " + name + " " + base64.StdEncoding.EncodeToString(s)
}

var deferred = step{begin, "", tus + "|" + name + "|Upload-Defer-Length: 1", 201, "Location"}

// tusCases are what tus 1.0.0 and its extensions ask of a server, and what an
// intake portal has to withstand.
var tusCases = []struct {
	says  string
	steps []step
}{
	// core
	{"options name the version and the extensions", []step{{"OPTIONS " + begin[5:], "", "", 204, "Tus-Version: 1.0.0|Tus-Extension|Tus-Max-Size: 1048576|Tus-Checksum-Algorithm: sha1,sha256,md5,crc32c"}}},
	{"options of an upload too", []step{made(3), {"OPTIONS {u}", "", "", 204, "Tus-Version: 1.0.0"}}},
	{"options need no version", []step{{"OPTIONS " + begin[5:], "", "Tus-Resumable: 9.9.9", 204, "Tus-Version: 1.0.0"}}},
	{"creation without a version", []step{{begin, "", name + "|Upload-Length: 3", 412, "Tus-Version: 1.0.0"}}},
	{"creation of another version", []step{{begin, "", "Tus-Resumable: 0.2.2|" + name + "|Upload-Length: 3", 412, "Tus-Version: 1.0.0"}}},
	{"head without a version", []step{made(3), {"HEAD {u}", "", "", 412, "Tus-Version: 1.0.0"}}},
	{"patch without a version", []step{made(3), {"PATCH {u}", "abc", octet + "|Upload-Offset: 0", 412, ""}, head(0)}},
	{"delete without a version", []step{made(3), {"DELETE {u}", "", "", 412, ""}, head(0)}},
	{"a new upload is at 0", []step{made(3), head(0, "Upload-Length: 3")}},
	{"one patch is all", []step{made(3), patch(0, "abc"), head(3, "Upload-Length: 3")}},
	{"byte by byte", []step{made(3), patch(0, "a"), head(1), patch(1, "b"), head(2), patch(2, "c"), head(3)}},
	{"a patch of nothing", []step{made(3), patch(0, ""), head(0)}},
	{"a patch from too far", []step{made(3), patch(1, "bc").refused(409, "Upload-Offset: 0"), head(0)}},
	{"a patch from too near", []step{made(3), patch(0, "ab"), patch(1, "bc").refused(409, "Upload-Offset: 2"), head(2)}},
	{"the same patch twice", []step{made(3), patch(0, "ab"), patch(0, "ab").refused(409), head(2)}},
	{"a patch without an offset", []step{made(3), {"PATCH {u}", "abc", tus + "|" + octet, 400, tus}, head(0)}},
	{"a patch with a negative offset", []step{made(3), {"PATCH {u}", "abc", tus + "|" + octet + "|Upload-Offset: -1", 400, ""}, head(0)}},
	{"a patch with a word for an offset", []step{made(3), {"PATCH {u}", "abc", tus + "|" + octet + "|Upload-Offset: x", 400, ""}, head(0)}},
	{"a patch with a signed offset", []step{made(3), {"PATCH {u}", "abc", tus + "|" + octet + "|Upload-Offset: +0", 400, ""}, head(0)}},
	{"a patch with an offset beyond 64 bits", []step{made(3), {"PATCH {u}", "abc", tus + "|" + octet + "|Upload-Offset: 99999999999999999999", 400, ""}}},
	{"a patch of another type", []step{made(3), {"PATCH {u}", "abc", tus + "|Content-Type: application/octet-stream|Upload-Offset: 0", 415, tus}, head(0)}},
	{"a patch without a type", []step{made(3), {"PATCH {u}", "abc", tus + "|Content-Type: |Upload-Offset: 0", 415, ""}, head(0)}},
	{"more than the length", []step{made(3), patch(0, "abcd").refused(413), head(0)}},
	{"more than the length, later", []step{made(3), patch(0, "ab"), patch(2, "cd").refused(413), head(2)}},
	{"a patch after the end", []step{made(3), patch(0, "abc"), patch(3, "d").refused(409), head(3)}},
	{"the end said again", []step{made(3), patch(0, "abc"), patch(3, ""), head(3)}},
	{"an upload that never was", []step{{"HEAD /api/v1/uploads/aaaaaaaaaaaaaaaaaaaaaaaaaa", "", tus, 404, tus}}},
	{"a patch of what never was", []step{{"PATCH /api/v1/uploads/aaaaaaaaaaaaaaaaaaaaaaaaaa", "abc", tus + "|" + octet + "|Upload-Offset: 0", 404, tus}}},
	{"an id that is none", []step{{"HEAD /api/v1/uploads/..%2F..%2Fx", "", tus, 404, ""}}},
	{"post in place of patch", []step{made(3), {"POST {u}", "abc", tus + "|X-HTTP-Method-Override: PATCH|" + octet + "|Upload-Offset: 0", 204, "Upload-Offset: 3"}, head(3)}},
	{"post in place of delete", []step{made(3), {"POST {u}", "", tus + "|X-HTTP-Method-Override: DELETE", 204, tus}, head(0).refused(410)}},
	{"post in place of head", []step{made(3), {"POST {u}", "", tus + "|X-HTTP-Method-Override: HEAD", 200, "Upload-Offset: 0"}}},
	{"post in place of nothing", []step{made(3), {"POST {u}", "", tus, 405, "Allow"}}},
	// creation
	{"a length of 0 is complete at once", []step{made(0), head(0, "Upload-Length: 0")}},
	{"no length", []step{creation(400, name)}},
	{"a negative length", []step{creation(400, name, "Upload-Length: -1")}},
	{"a word for a length", []step{creation(400, name, "Upload-Length: many")}},
	{"a length with a point", []step{creation(400, name, "Upload-Length: 3.0")}},
	{"a length beyond 64 bits", []step{creation(400, name, "Upload-Length: 99999999999999999999")}},
	{"the greatest length", []step{made(1 << 20)}},
	{"one byte more", []step{creation(413, name, "Upload-Length: 1048577")}},
	{"a session that is full", []step{made(1 << 20), made(1 << 20), made(1 << 20), made(1 << 20), creation(413, name, "Upload-Length: 1")}},
	{"a session that had room again", []step{made(1 << 20), made(1 << 20), made(1 << 20), made(1 << 20), {"DELETE {u}", "", tus, 204, ""}, made(1 << 20)}},
	{"a session that never was", []step{{"POST /api/v1/sessions/aaaaaaaaaaaaaaaaaaaaaaaaaa/uploads", "", tus + "|" + name + "|Upload-Length: 3", 404, tus}}},
	{"no name", []step{creation(400, "Upload-Length: 3")}},
	{"an empty name", []step{creation(400, "Upload-Length: 3", "Upload-Metadata: filename")}},
	{"a name of dots", []step{creation(400, "Upload-Length: 3", "Upload-Metadata: filename Li4vLi4=")}},                         // ../..
	{"a name that climbs is put back", []step{creation(201, "Upload-Length: 3", "Upload-Metadata: filename Li4vLi4vZXRjL3g=")}}, // ../../etc/x
	{"a name called name", []step{creation(201, "Upload-Length: 3", "Upload-Metadata: name QmFzcy53YXY=")}},
	{"metadata that is no base64", []step{creation(400, "Upload-Length: 3", "Upload-Metadata: filename ***")}},
	{"metadata without a key", []step{creation(400, "Upload-Length: 3", "Upload-Metadata: filename QQ==,,")}},
	{"metadata with a key twice", []step{creation(400, "Upload-Length: 3", "Upload-Metadata: filename QQ==,filename Qg==")}},
	{"metadata with a key without value", []step{creation(201, "Upload-Length: 3", "Upload-Metadata: filename QQ==,is_confidential")}},
	// creation-with-upload
	{"all of it at once", []step{{begin, "abc", tus + "|" + name + "|" + octet + "|Upload-Length: 3", 201, "Location|Upload-Offset: 3"}, head(3)}},
	{"some of it at once", []step{{begin, "ab", tus + "|" + name + "|" + octet + "|Upload-Length: 3", 201, "Location|Upload-Offset: 2"}, head(2), patch(2, "c"), head(3)}},
	{"too much at once", []step{{begin, "abcd", tus + "|" + name + "|" + octet + "|Upload-Length: 3", 413, "Location"}, head(0)}},
	{"with a sum that is wrong", []step{{begin, "abc", tus + "|" + name + "|" + octet + "|Upload-Length: 3|" + sum("sha1", "abd"), 460, "Location"}, head(0)}},
	{"a body of another type is not the file", []step{{begin, "{}", tus + "|" + name + "|Content-Type: application/json|Upload-Length: 3", 201, "Location"}, head(0)}},
	// creation-defer-length
	{"a length that comes later", []step{deferred, head(0, "Upload-Defer-Length: 1"), patch(0, "ab"), head(2, "Upload-Defer-Length: 1"), patch(2, "c", "Upload-Length: 3"), head(3, "Upload-Length: 3")}},
	{"a length that comes with the first bytes", []step{deferred, patch(0, "a", "Upload-Length: 3"), head(1, "Upload-Length: 3"), patch(1, "bc")}},
	{"a length that comes after the last byte", []step{deferred, patch(0, "abc"), patch(3, "", "Upload-Length: 3"), head(3, "Upload-Length: 3")}},
	{"both a length and none", []step{creation(400, name, "Upload-Length: 3", "Upload-Defer-Length: 1")}},
	{"a deferred length that is not 1", []step{creation(400, name, "Upload-Defer-Length: 2")}},
	{"a length that changes", []step{deferred, patch(0, "a", "Upload-Length: 3"), patch(1, "b", "Upload-Length: 4").refused(400), head(1)}},
	{"the same length again", []step{made(3), patch(0, "a", "Upload-Length: 3"), head(1)}},
	{"a later length above the limit", []step{deferred, patch(0, "a", "Upload-Length: 1048577").refused(413), head(0)}},
	{"a later length below what is here", []step{deferred, patch(0, "abc"), patch(3, "", "Upload-Length: 2").refused(413)}},
	{"more than the limit without a length", []step{deferred, patch(0, strings.Repeat("x", 1<<20+1)).refused(413), head(0)}},
	// termination
	{"an upload taken back", []step{made(3), patch(0, "ab"), {"DELETE {u}", "", tus, 204, tus}, head(0).refused(410), patch(2, "c").refused(410)}},
	{"taken back twice", []step{made(3), {"DELETE {u}", "", tus, 204, ""}, {"DELETE {u}", "", tus, 410, ""}}},
	{"a complete one is not taken back", []step{made(3), patch(0, "abc"), {"DELETE {u}", "", tus, 409, ""}, head(3)}},
	{"taking back what never was", []step{{"DELETE /api/v1/uploads/aaaaaaaaaaaaaaaaaaaaaaaaaa", "", tus, 404, tus}}},
	// checksum
	{"sha1", []step{made(3), patch(0, "abc", sum("sha1", "abc")), head(3)}},
	{"sha256", []step{made(3), patch(0, "abc", sum("sha256", "abc")), head(3)}},
	{"md5", []step{made(3), patch(0, "abc", sum("md5", "abc")), head(3)}},
	{"crc32c", []step{made(3), patch(0, "abc", sum("crc32c", "abc")), head(3)}},
	{"a sum that is wrong keeps nothing", []step{made(3), patch(0, "abc", sum("sha1", "abd")).refused(460), head(0), patch(0, "abc"), head(3)}},
	{"a wrong sum keeps what was before", []step{made(3), patch(0, "a"), patch(1, "bc", sum("sha256", "bd")).refused(460), head(1), patch(1, "bc", sum("sha256", "bc")), head(3)}},
	{"an unknown sum", []step{made(3), patch(0, "abc", "Upload-Checksum: rot13 YWJj").refused(400), head(0)}},
	{"a sum that is no base64", []step{made(3), patch(0, "abc", "Upload-Checksum: sha1 ***").refused(400), head(0)}},
	{"a sum of the wrong length", []step{made(3), patch(0, "abc", "Upload-Checksum: sha1 YWJj").refused(400), head(0)}},
	{"a sum without a value", []step{made(3), patch(0, "abc", "Upload-Checksum: sha1").refused(400), head(0)}},
}

func TestTus(t *testing.T) {
	if len(tusCases) < 70 {
		t.Errorf("there are %d cases, want at least 70", len(tusCases))
	}
	for where, open := range map[string]func(*testing.T) *door{"SQLite and files": onFiles, "PostgreSQL and S3": onServers} {
		t.Run(where, func(t *testing.T) {
			d := open(t)
			for _, c := range tusCases {
				t.Run(c.says, func(t *testing.T) { d.play(t, c.steps) })
			}
		})
	}
}

func (d *door) play(t *testing.T, steps []step) {
	t.Helper()
	session, _ := d.song(t)
	upload := ""
	for i, s := range steps {
		method, path, _ := strings.Cut(strings.NewReplacer("{s}", session, "{u}", upload).Replace(s.ask), " ")
		var headers []string
		if s.headers != "" {
			headers = strings.Split(s.headers, "|")
		}
		a := d.ask(t, method, path, s.body, headers...)
		if a.StatusCode != s.status {
			t.Fatalf("step %d, %s %s: status %d, want %d: %s", i+1, s.ask, s.headers, a.StatusCode, s.status, a.text)
		}
		for _, w := range strings.Split(s.want, "|") {
			name, value, exact := strings.Cut(w, ": ")
			if got := a.Header.Get(name); name != "" && (got == "" || exact && got != value) {
				t.Errorf("step %d, %s: %s is %q, want %q", i+1, s.ask, name, got, value)
			}
		}
		if at := a.Header.Get("Upload-Expires"); at != "" {
			if when, err := time.Parse(time.RFC1123, at); err != nil || time.Until(when) < 23*time.Hour {
				t.Errorf("step %d: Upload-Expires is %q, want a day from now", i+1, at)
			}
		}
		if s.status >= 400 && method != "HEAD" && a.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("step %d: a refusal of type %q, want problem+json", i+1, a.Header.Get("Content-Type"))
		}
		if l := a.Header.Get("Location"); l != "" {
			upload = l
		}
	}
}
