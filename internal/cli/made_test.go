package cli

import (
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"lathe/studio/cloud/cloudtest"
)

// madeNetwork is where the program of these tests finds providers: the folder
// that LATHE_MADE names, shared by everybody. It is nil, and so the strict way
// out, when there is none. Built as a program of its own (go test -c -o lathe),
// this is also the studio that the browser tests of links run.
//
//	Google Drive  folder song, key "made-key"; file quota, which is refused; folder
//	              held, which hands out the first half of each file
//	Dropbox       /scl/fo/song/h?rlkey=r; /scl/fo/locked/h?rlkey=r with the password "sesame";
//	              /scl/fo/old/h?rlkey=r, which has expired
//	WeTransfer    t-Short1234
//	https         files.example.net/song.zip, /page, /slow.zip, which stops half way, and
//	              /late.zip, which nobody may see
//
// What late hides, and another quarter of what held holds back, comes when the
// file is there that LATHE_GO names; all of it, when that says "all".
func madeNetwork() http.RoundTripper {
	dir := os.Getenv("LATHE_MADE")
	if dir == "" {
		return nil
	}
	song := shared("song", dir)
	quota := cloudtest.File("quota", "Quota.wav", 3000)
	quota.Refuse = "downloadQuotaExceeded"
	drive := &cloudtest.Drive{Root: cloudtest.Folder("root", "", song, quota, shared("held", dir)), Key: "made-key"}
	dropbox := &cloudtest.Dropbox{AppKey: "made-app", AppSecret: "made-secret", Links: map[string]*cloudtest.Link{
		"/scl/fo/song/h": {Node: song, Rlkey: "r"}, "/scl/fo/locked/h": {Node: song, Rlkey: "r", Password: "sesame"}, "/scl/fo/old/h": {Node: song, Rlkey: "r", Expired: true},
	}}
	id := strings.Repeat("0123456789abcdef", 2) + "20261101101010"
	transfer := &cloudtest.WeTransfer{Short: map[string]string{"t-Short1234": "/downloads/" + id + "/719ce3"}, Transfers: map[string]*cloudtest.Transfer{id: {Node: song, Hash: "719ce3"}}}
	packed := cloudtest.Sound{Body: cloudtest.Zip(song)}
	h := transfer.Hosts(dropbox.Hosts(drive.Hosts(map[string]http.Handler{})))
	h["www.googleapis.com"] = holding(h["www.googleapis.com"])
	h["files.example.net"] = &cloudtest.Plain{Files: map[string]*cloudtest.Page{
		"/song.zip": {Sound: packed}, "/slow.zip": {Sound: packed}, "/late.zip": {Sound: packed}, "/page": {Text: "<!DOCTYPE html>log in", Kind: "text/html"},
	}}
	return &cloudtest.World{Hosts: h, Fault: func(_ int, r *http.Request) cloudtest.Fault {
		switch {
		case r.URL.Path == "/slow.zip" && r.Header.Get("Range") == "":
			return cloudtest.Fault{Action: "stall", After: int64(len(packed.Body) / 2)}
		case r.URL.Path == "/late.zip" && !may(""):
			return cloudtest.Fault{Status: http.StatusForbidden}
		}
		return cloudtest.Fault{}
	}}
}

// may says whether the test has given the word.
func may(word string) bool {
	text, err := os.ReadFile(os.Getenv("LATHE_GO"))
	return err == nil && strings.HasPrefix(string(text), word)
}

// holding holds back half of every file below the folder held.
func holding(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "/held-") && r.URL.Query().Get("alt") == "media" {
			w = &held{ResponseWriter: w, r: r}
		}
		next.ServeHTTP(w, r)
	})
}

// held is an answer that stops when half of it was written, and at three quarters.
type held struct {
	http.ResponseWriter
	r    *http.Request
	sent int64
}

func (h *held) Write(p []byte) (int, error) {
	all, _ := strconv.ParseInt(h.Header().Get("Content-Length"), 10, 64)
	for h.sent >= all/2 && !may("") || h.sent >= 3*all/4 && !may("all") {
		select {
		case <-h.r.Context().Done():
			return 0, h.r.Context().Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
	n, err := h.ResponseWriter.Write(p)
	h.sent += int64(n)
	return n, err
}

// shared is a folder of this machine as a provider has it.
func shared(id, dir string) *cloudtest.Node {
	n := cloudtest.Folder(id, filepath.Base(dir))
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		if e.IsDir() {
			n.Below = append(n.Below, shared(id+"-"+e.Name(), path))
			continue
		}
		body, err := os.ReadFile(path)
		if err != nil {
			panic(err) // the test's own folder
		}
		one := &cloudtest.Node{ID: id + "-" + strings.ReplaceAll(strings.ReplaceAll(e.Name(), " ", "_"), ".", "-"), Name: e.Name(), Sound: cloudtest.Sound{Body: body}}
		n.Below = append(n.Below, one)
	}
	return n
}
