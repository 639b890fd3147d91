package cloud

import (
	"context"
	"net/http"
	"net/url"
	"path"
	"strings"
)

const dropboxName = "dropbox"

// DropboxSettings are how the operator is known to Dropbox. Without them, links
// are fetched as a browser does: a folder then comes as one zip, whose content
// is not known before it is there.
type DropboxSettings struct {
	AppKey, AppSecret string // an app of the operator's
	OAuth             Grant  // or an account of the operator's
}

func (s DropboxSettings) known() bool { return s.OAuth.given() || s.AppKey != "" && s.AppSecret != "" }

// dropbox reads shared links of Dropbox.
type dropbox struct {
	line         line
	settings     DropboxSettings
	tokens       *tokens // nil without a grant
	api, content string
}

func newDropbox(s Settings) *dropbox {
	d := &dropbox{
		line:     line{dropboxName, hosts([]string{"dropbox.com", "dropboxapi.com", "dropboxusercontent.com", "db.tt"}, s.Endpoints.DropboxAPI, s.Endpoints.DropboxContent), s.Transport},
		settings: s.Dropbox, api: s.Endpoints.DropboxAPI, content: s.Endpoints.DropboxContent,
	}
	if s.Dropbox.OAuth.given() {
		d.tokens = &tokens{grant: s.Dropbox.OAuth, line: &d.line, address: d.api + "/oauth2/token"}
	}
	return d
}

func (d *dropbox) Recognise(u *url.URL) (Share, bool) {
	host := u.Hostname()
	if !within(host, "dropbox.com") && !within(host, "dropboxusercontent.com") && host != "db.tt" {
		return Share{}, false
	}
	s := Share{Source: dropboxName, Key: u.Query().Get("rlkey")}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	switch {
	case host == "db.tt" && parts[0] != "":
		s.ID = parts[0]
	case within(host, "dropboxusercontent.com") && parts[0] != "":
		s.ID = strings.Join(parts, "/")
	case len(parts) >= 2 && parts[0] == "s":
		s.ID = parts[1]
	case len(parts) >= 3 && parts[0] == "sh":
		s.ID, s.Folder = parts[1], true
	case len(parts) >= 3 && parts[0] == "scl" && parts[1] == "fi":
		s.ID = parts[2]
	case len(parts) >= 3 && parts[0] == "scl" && parts[1] == "fo":
		s.ID, s.Folder = parts[2], true
	case len(parts) >= 3 && parts[0] == "scl":
		s.ID, s.Document = parts[2], true // Paper, Showcase and the like
	}
	return s, true
}

func (d *dropbox) List(ctx context.Context, s Share) (Found, error) {
	switch {
	case s.ID == "":
		return Found{}, trouble(dropboxName, Unsupported, nil)
	case s.Document:
		return Found{}, trouble(dropboxName, NotAudio, nil)
	case d.settings.known():
		return d.listByApp(ctx, s)
	}
	it := Item{Bytes: -1, Zip: s.Folder}
	stream, err := d.openLink(ctx, s, 0, "")
	if err != nil {
		return Found{}, err
	}
	stream.Body.Close()
	it.Path, it.Bytes, it.Sums = stream.Name, stream.All, stream.Sums
	if it.Path == "" {
		if u, err := url.Parse(s.Link); err == nil {
			it.Path = path.Base(u.Path)
		}
	}
	it.Zip = it.Zip || stream.Kind == "application/zip"
	return Found{Title: titleFrom(it.Path), Items: []Item{it}}, nil
}

func (d *dropbox) Open(ctx context.Context, s Share, it Item, from int64, tag string) (*Stream, error) {
	if d.settings.known() {
		return d.openByApp(ctx, s, it, from, tag)
	}
	return d.openLink(ctx, s, from, tag)
}

// openLink fetches a link as a browser does: with dl=1 instead of dl=0.
func (d *dropbox) openLink(ctx context.Context, s Share, from int64, tag string) (*Stream, error) {
	u, err := url.Parse(s.Link)
	if err != nil {
		return nil, trouble(dropboxName, Unsupported, nil)
	}
	q := u.Query()
	q.Del("raw")
	q.Set("dl", "1")
	u.RawQuery = q.Encode()
	resp, err := d.line.ask(ctx, request(u, from, tag))
	if err != nil {
		return nil, err
	}
	if resp.StatusCode == http.StatusOK && resp.Header.Get("Content-Disposition") == "" && strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") {
		defer resp.Body.Close()
		return nil, d.page(resp)
	}
	return streamOf(dropboxName, resp, from, d.refusal)
}

// refusal is what a status of a plain link means.
func (d *dropbox) refusal(resp *http.Response) error {
	t := httpTrouble(dropboxName, resp)
	switch resp.StatusCode {
	case http.StatusTooManyRequests, 460, http.StatusForbidden, http.StatusBadRequest, http.StatusNotFound, http.StatusGone:
		if page := d.page(resp); page.Kind != NotAudio {
			page.After = t.After
			return page
		}
	}
	if resp.StatusCode == http.StatusTooManyRequests && t.After == 0 {
		t.Kind = Quota // a link that is paused for its traffic, not a rate
	}
	return t
}

// page says what a page of Dropbox means that stands where a file should be.
func (d *dropbox) page(resp *http.Response) *Trouble {
	at := ""
	if resp.Request != nil && resp.Request.URL != nil {
		at = strings.ToLower(resp.Request.URL.Path)
	}
	body, _ := readAll(resp, 1<<20)
	text := strings.ToLower(string(body))
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(text, w) {
				return true
			}
		}
		return false
	}
	kind := NotAudio
	switch {
	case strings.Contains(at, "/password"), has(`type="password"`, "enter password", "this link requires a password"):
		kind = NoKey // only an app can give a password
	case has("error_pages/banned", "generating too much traffic", "temporarily disabled"):
		kind = Quota
	case has("link has expired", "link expired"):
		kind = Expired
	case has("error_pages/no_access", "request access", "don't have access"), strings.HasPrefix(at, "/login"):
		kind = NotPublic
	case has("error_pages/404", "file has been deleted", "was deleted"):
		kind = NotFound
	}
	return trouble(dropboxName, kind, nil)
}
