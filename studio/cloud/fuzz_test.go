package cloud_test

import (
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"lathe/studio/cloud"
	"lathe/studio/cloud/cloudtest"
)

// links are seeds: every form of specs/intake.md A1 to A4, and some that only
// look like one.
var links = []string{
	"https://drive.google.com/file/d/1AbC_-9/view?usp=sharing&resourcekey=0-x_Y", "https://drive.google.com/file/u/2/d/1AbC/edit",
	"https://drive.google.com/open?id=1AbC", "https://drive.google.com/uc?id=1AbC&export=download", "https://drive.google.com/drive/folders/1AbC?resourcekey=0-k",
	"https://drive.google.com/drive/u/0/folders/1AbC", "https://drive.google.com/embeddedfolderview?id=1AbC#grid",
	"https://drive.usercontent.google.com/download?id=1AbC", "https://docs.google.com/spreadsheets/d/1AbC/edit", "https://drive.google.com/open?id=a'%20or%20'b",
	"https://www.dropbox.com/s/abc/One.wav?dl=0", "https://www.dropbox.com/sh/abc/def?dl=0", "https://www.dropbox.com/scl/fi/abc/One.wav?rlkey=r&st=s&dl=0",
	"https://www.dropbox.com/scl/fo/abc/def/sub?rlkey=r", "https://db.tt/abc", "https://dl.dropboxusercontent.com/s/abc/One.wav",
	"https://we.tl/t-AbCdEf1234", "https://wetransfer.com/downloads/" + transferID + "/719ce3", "https://studio.wetransfer.com/downloads/" + transferID + "/" + transferID + "/719ce3",
	"https://files.example.net/One.wav?X-Amz-Date=20261101T000000Z&X-Amz-Expires=60", "rclone:remote:a/b", "rclone::sftp,host=x:/", "http://x", "ftp://x/y",
	"https://u:p@x/y", "https://[::1]/x", "https://x:99999/y", "<https://we.tl/t-1>", "drive.google.com/open?id=1", "javascript:alert(1)", "https://x\r\ny",
}

// A link of a stranger is recognised or refused. What is recognised asks
// nobody, has ids that can stand in a query, and means the same when it is read
// again.
func FuzzRecognise(f *testing.F) {
	for _, link := range links {
		f.Add(link)
	}
	d := cloud.NewDesk(cloud.Settings{Transport: &cloudtest.World{}})
	f.Fuzz(func(t *testing.T, text string) {
		s, err := d.Recognise(text)
		if err != nil {
			if cloud.KindOf(err) == "" {
				t.Errorf("%q: %v is not for an artist", text, err)
			}
			return
		}
		if s.Source == "google-drive" && strings.ContainsAny(s.ID+s.Key, `'"\/ &?#,`+"\r\n") {
			t.Errorf("%q has the id %q and the key %q, which break a query", text, s.ID, s.Key)
		}
		if u, err := url.Parse(s.Link); s.Source != "rclone" && (err != nil || u.Scheme != "https" || u.User != nil || u.Fragment != "") {
			t.Errorf("%q became the link %q", text, s.Link)
		}
		again, err := d.Recognise(s.Link)
		if err != nil || again != s {
			t.Errorf("%q is %+v and, read again, %+v (%v)", text, s, again, err)
		}
	})
}

// A name from a server is the last part of a path, whatever it says.
func FuzzContentDisposition(f *testing.F) {
	for _, value := range []string{
		`attachment; filename="a b.wav"`, `attachment; filename=a.wav; x=y`, `attachment; filename*=UTF-8''Gef%C3%BChl.wav`, `attachment; filename="../../x"`,
		`attachment; filename="C:\x.wav"`, `inline`, `attachment; filename=".."`, "attachment; filename=\"a\x00\n.wav\"", `attachment; filename="%2e%2e%2fx.wav"`, `;;=`,
	} {
		f.Add(value)
	}
	f.Fuzz(func(t *testing.T, value string) {
		name := cloud.DispositionName(value)
		if strings.ContainsAny(name, `/\`) || name == "." || name == ".." {
			t.Errorf("%q names %q", value, name)
		}
		if utf8.ValidString(value) && !utf8.ValidString(name) {
			t.Errorf("%q names %q, which is no text", value, name)
		}
		if name != filepath.Base(name) && name != "" {
			t.Errorf("%q names %q, which is a path", value, name)
		}
	})
}

// Whatever a stranger answers, in JSON, HTML or a header: it is read or not.
func FuzzAnswers(f *testing.F) {
	for _, text := range []string{
		`{"error":{"code":403,"message":"m","errors":[{"reason":"downloadQuotaExceeded"}]}}`, `{"error":{"errors":[]}}`, `{"error":"invalid_grant"}`,
		`{"error_summary":"too_many_requests/..","error":{"reason":{".tag":"too_many_requests"},"retry_after":300}}`, `{"error":{"retry_after":-1}}`,
		`[{"Path":"a.wav","Size":-1,"Hashes":{"md5":"00"}}]`, `[null]`, "bytes 1-2/3", "bytes */9223372036854775807", "bytes 9-1/2", "sha-256=:AAAA:, md5=:x:",
		`<form id="download-form" action="https://drive.google.com/x"><input type="hidden" name="id" value="1"></form>`,
		`<title>t</title><div class="flip-entry"><a href="https://drive.google.com/file/d/1/view"><div class="flip-entry-title">n</div></a></div>`,
		"RIFF\xff\xff\xff\xffWAVE", "PK\x03\x04", "\xff\xfb", "", "Vox/._x.wav", strings.Repeat("<a", 1000),
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		cloud.Parsers(text)
		first, last, all, ok := cloud.ContentRange(text)
		if ok && (first > last || all >= 0 && last >= all) {
			t.Errorf("%q is the range %d-%d of %d", text, first, last, all)
		}
		now := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
		if wait := cloud.RetryAfter(text, now); wait < 0 {
			t.Errorf("%q asks to wait %v", text, wait)
		}
		for _, c := range []byte(cloud.ASCII(map[string]string{"path": text})) {
			if c >= 0x7f || c < 0x20 {
				t.Errorf("%q puts the byte %#x into a header", text, c)
			}
		}
	})
}
