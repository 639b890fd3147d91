package cloud_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lathe/studio/cloud"
	"lathe/studio/cloud/cloudtest"
)

// The secrets of the made world. None may turn up where people or logs read.
const (
	driveKey  = "AIza-drive-key"
	appKey    = "dbx-app-key"
	appSecret = "dbx-app-secret"
	password  = "open sesame"
	rlkey     = "rlkey-secret"
	resource  = "0-resource-key"
)

const (
	transferID = "0123456789abcdef0123456789abcdef20261101101010"
	goneID     = "1123456789abcdef0123456789abcdef20261101101010"
	lockedID   = "2123456789abcdef0123456789abcdef20261101101010"
	singleID   = "3123456789abcdef0123456789abcdef20261101101010"
	lateID     = "4123456789abcdef0123456789abcdef20261101101010"
	packingID  = "5123456789abcdef0123456789abcdef20261101101010"
	personalID = "6123456789abcdef0123456789abcdef20261101101010"
	fortyID    = "8123456789abcdef0123456789abcdef20261101101010"
	packedID   = "9123456789abcdef0123456789abcdef20261101101010"
	pagesID    = "7123456789abcdef0123456789abcdef20261101101010"
)

// song is a folder as artists share it: nested, with names that differ only in
// how they are written, and things that are no audio.
func song(id string) *cloudtest.Node {
	f := func(n, name string) *cloudtest.Node { return cloudtest.File(id+n, name, 3000) }
	als := f("-als", "Song.als")
	return cloudtest.Folder(id, "Billie Jean",
		f("-1", "Kick - Billie Jean.wav"), f("-2", "Kick - Billie Jean.wav"), f("-3", "KICK - Billie Jean.wav"),
		f("-4", "Café.wav"), f("-5", "Cafe\u0301.wav"), f("-6", "🎸 Lead\u202e.wav"), als, f("-8", ".DS_Store"),
		cloudtest.Folder(id+"-vox", "Vox", f("-9", "Lead.wav"), cloudtest.Folder(id+"-deep", "Doubles", f("-10", "L.wav"), f("-11", "R.wav"))),
	)
}

// songFiles are what song has to become, whoever it came from.
var songFiles = []string{
	"Café (2).wav", "Café.wav", "KICK - Billie Jean (3).wav", "Kick - Billie Jean (2).wav", "Kick - Billie Jean.wav",
	"Vox/Doubles/L.wav", "Vox/Doubles/R.wav", "Vox/Lead.wav", "🎸 Lead.wav",
}

// dropboxSong is song where two files of one folder cannot have one name.
func dropboxSong(id string) *cloudtest.Node {
	n := song(id)
	n.Below[1].Name, n.Below[2].Name = "Kick - Billie Jean (2).wav", "KICK - Billie Jean (3).wav"
	return n
}

func forty(id string) *cloudtest.Node {
	n := cloudtest.Folder(id, "Forty")
	for i := range 40 {
		name := "Track " + string(rune('A'+i/10)) + string(rune('0'+i%10)) + ".wav"
		n.Below = append(n.Below, cloudtest.File(id+name[6:8], name, int64(2000+i)))
	}
	return n
}

// refusing is a file whose bytes are refused.
func refusing(id, reason string) *cloudtest.Node {
	n := cloudtest.File(id, id+".wav", 3000)
	n.Refuse = reason
	return n
}

func madeDrive() *cloudtest.Drive {
	f := cloudtest.File
	hidden := f("hidden", "Hidden.wav", 3000)
	hidden.Private = true
	noDownload := f("nodl", "No.wav", 3000)
	noDownload.NoDownload = true
	keyed := f("keyed", "Keyed.wav", 3000)
	keyed.ResourceKey = resource
	doc := &cloudtest.Node{ID: "doc", Name: "Lyrics", Kind: "application/vnd.google-apps.document"}
	big := f("big", "Big.wav", 300_000)
	big.Warn = true
	loop := cloudtest.Folder("loop", "Loop", f("loop-1", "In.wav", 3000))
	loop.Below = append(loop.Below,
		&cloudtest.Node{ID: "sc-loop", Name: "round", Target: loop},
		&cloudtest.Node{ID: "sc-keyed", Name: "Alias.wav", Target: keyed},
		&cloudtest.Node{ID: "sc-dead", Name: "Dead.wav", Target: hidden}, doc)
	everything := cloudtest.Folder("root", "", f("one", "One.wav", 3000), song("song"), forty("forty"), hidden, noDownload, keyed, doc, big, loop,
		refusing("quota", "downloadQuotaExceeded"), refusing("abuse", "cannotDownloadAbusiveFile"), refusing("rate", "userRateLimitExceeded"),
		cloudtest.Folder("empty", "Empty"))
	return &cloudtest.Drive{Root: everything, Key: driveKey, Token: "at-1", Page: 7}
}

func madeDropbox() *cloudtest.Dropbox {
	f := cloudtest.File
	return &cloudtest.Dropbox{AppKey: appKey, AppSecret: appSecret, Page: 5, Links: map[string]*cloudtest.Link{
		"/scl/fi/one/One.wav":       {Node: f("one", "One.wav", 3000), Rlkey: rlkey},
		"/scl/fo/song/hash":         {Node: dropboxSong("song"), Rlkey: rlkey},
		"/scl/fo/forty/hash":        {Node: forty("forty"), Rlkey: rlkey},
		"/scl/fi/locked/Locked.wav": {Node: f("locked", "Locked é.wav", 3000), Rlkey: rlkey, Password: password},
		"/scl/fi/private/P.wav":     {Node: f("private", "P.wav", 3000), Rlkey: rlkey, Private: true},
		"/scl/fi/old/Old.wav":       {Node: f("old", "Old.wav", 3000), Rlkey: rlkey, Expired: true},
		"/scl/fi/banned/B.wav":      {Node: f("banned", "B.wav", 3000), Rlkey: rlkey, Banned: true},
		"/scl/fi/nodl/N.wav":        {Node: f("nodl", "N.wav", 3000), Rlkey: rlkey, NoDownload: true},
		"/scl/fi/paper/Doc.paper":   {Node: f("paper", "Doc.paper", 3000), Rlkey: rlkey, Paper: true},
	}}
}

func madeWeTransfer() *cloudtest.WeTransfer {
	f := cloudtest.File
	return &cloudtest.WeTransfer{
		Short: map[string]string{"t-Short1234": "/downloads/" + transferID + "/719ce3"},
		Transfers: map[string]*cloudtest.Transfer{
			transferID: {Node: song("song"), Hash: "719ce3"},
			goneID:     {Node: song("song"), Hash: "719ce3", Gone: true},
			lockedID:   {Node: song("song"), Hash: "719ce3", Password: password},
			singleID:   {Node: f("one", "One.wav", 3000), Hash: "719ce3"},
			packedID:   {Node: f("one", "One.wav", 3000), Hash: "719ce3", Packed: true},
			fortyID:    {Node: forty("forty"), Hash: "719ce3"},
			lateID:     {Node: song("song"), Hash: "719ce3", Expires: "1999-01-01T00:00:00Z"},
			packingID:  {Node: song("song"), Hash: "719ce3", Pending: true},
			personalID: {Node: song("song"), Hash: "719ce3", Recipients: true},
			pagesID:    {Node: cloudtest.Folder("texts", "Texts", &cloudtest.Node{Name: "Lyrics.txt", Sound: cloudtest.Sound{Body: []byte("la la")}}), Hash: "719ce3"},
		},
	}
}

func madePlain() *cloudtest.Plain {
	one := cloudtest.Sound{Seed: 9, Bytes: 3000}
	return &cloudtest.Plain{Files: map[string]*cloudtest.Page{
		"/One.wav":      {Sound: one},
		"/latin":        {Sound: one, Disposition: `attachment; filename="na?ve.wav"; filename*=UTF-8''Gef%C3%BChl.wav`},
		"/evil":         {Sound: one, Disposition: `attachment; filename="../../../etc/cron.d/x.wav"`},
		"/nameless":     {Sound: one},
		"/song.zip":     {Sound: cloudtest.Sound{Body: cloudtest.Zip(song("song"))}},
		"/dl?id=7":      {Sound: one},
		"/streamed.zip": {Sound: cloudtest.Sound{Body: cloudtest.Zip(forty("forty"))}, NoLength: true},
		"/old-http.wav": {Sound: one, UntilClose: true},
		"/digest.wav":   {Sound: one, Digest: true, NoRange: true},
		"/page":         {Text: "<!DOCTYPE html><html>log in</html>", Kind: "text/html"},
		"/page.wav":     {Text: "<html>sorry</html>", Kind: "audio/wav"},
		"/doc.pdf":      {Text: "%PDF-1.7 notes"},
		"/private.wav":  {Text: "no", Status: 403},
		"/lapsed.wav":   {Status: 403, Text: `<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>`},
		"/busy.wav":     {Status: 429, Text: "later", Header: http.Header{"Retry-After": {"7200"}}},
		"/gone.wav":     {Status: 410, Text: "gone"},
		"/loop":         {To: "https://files.example.net/loop"},
		"/away":         {To: "https://other.example.net/One.wav"},
		"/down":         {To: "http://files.example.net/One.wav"},
		"/ftp":          {To: "ftp://files.example.net/One.wav"},
		"/user":         {To: "https://a:b@files.example.net/One.wav"},
		"/port":         {To: "https://files.example.net:8443/One.wav"},
	}}
}

func newWorld() *cloudtest.World {
	h := madeDrive().Hosts(map[string]http.Handler{})
	h = madeDropbox().Hosts(h)
	h = madeWeTransfer().Hosts(h)
	h["files.example.net"] = madePlain()
	h["other.example.net"] = madePlain()
	return &cloudtest.World{Hosts: h}
}

// settings are an operator's who has everything.
func settings(w http.RoundTripper) cloud.Settings {
	return cloud.Settings{
		Drive: cloud.DriveSettings{Key: driveKey}, Dropbox: cloud.DropboxSettings{AppKey: appKey, AppSecret: appSecret},
		WeTransfer: true, Transport: w, Chance: func() float64 { return 0.5 },
	}
}

// fetch takes a link all the way and returns what is in the folder.
func fetch(t testing.TB, d *cloud.Desk, link, pass string) (folder map[string]string, got cloud.Fetched, err error) {
	t.Helper()
	s, err := d.Recognise(link)
	if err != nil {
		return nil, got, err
	}
	s.Password = pass
	list, err := d.List(t.Context(), s)
	if err != nil {
		return nil, cloud.Fetched{Passed: list.Passed}, err
	}
	into := t.TempDir()
	got, err = d.Fetch(t.Context(), s, list, into, nil)
	return sums(t, into), got, err
}

// sums are the SHA-256 of all files in a folder but unfinished ones.
func sums(t testing.TB, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			if d != nil && d.Name() == ".lathe-fetch" {
				return filepath.SkipDir
			}
			return err
		}
		body, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		sum := sha256.Sum256(body)
		out[filepath.ToSlash(rel)] = hex.EncodeToString(sum[:])
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func names(folder map[string]string) []string {
	var list []string
	for name := range folder {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}

// spills says which secret is in a text.
func spills(text string) string {
	for _, secret := range []string{driveKey, appKey, appSecret, password, rlkey, resource, "719ce3", "token=", "at-1", "example.net/", "dropbox.com/", "google.com/", "we.tl/t-S", "192.0.2.1"} {
		if strings.Contains(text, secret) {
			return secret
		}
	}
	return ""
}

// whole is everything that an error says, down to its last cause.
func whole(err error) string {
	text := ""
	for ; err != nil; err = errors.Unwrap(err) {
		text += err.Error() + "\n"
	}
	return text
}
