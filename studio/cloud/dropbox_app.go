package cloud

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// ask asks the API, with the app's or the account's proof.
func (d *dropbox) ask(ctx context.Context, address string, arg, answer any) error {
	body, err := json.Marshal(arg)
	if err != nil {
		return err
	}
	req, err := d.request(ctx, address, bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := d.line.ask(ctx, req)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		defer resp.Body.Close()
		return d.judge(resp)
	}
	text, err := readAll(resp, mostJSONBytes)
	if err == nil {
		err = json.Unmarshal(text, answer)
	}
	if err != nil {
		return trouble(dropboxName, Network, errors.New("the listing cannot be read"))
	}
	return nil
}

func (d *dropbox) request(ctx context.Context, address string, body io.Reader, length int64) (*http.Request, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	req := &http.Request{Method: http.MethodPost, URL: u, Host: u.Host, Header: http.Header{"Accept-Encoding": {"identity"}}, ContentLength: length}
	if body != nil {
		req.Body = io.NopCloser(body)
	}
	if d.tokens == nil {
		req.SetBasicAuth(d.settings.AppKey, d.settings.AppSecret)
		return req, nil
	}
	token, err := d.tokens.get(ctx)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	return req, nil
}

// judge says what a refusal of the API means. Its own refusals are 409 with a
// tag.
func (d *dropbox) judge(resp *http.Response) error {
	text, _ := readAll(resp, 64<<10)
	t := httpTrouble(dropboxName, resp)
	summary, tag, after := dropboxError(text)
	t.cause = fmt.Errorf("status %d %s", resp.StatusCode, tag)
	if t.After == 0 {
		t.After = after
	}
	switch resp.StatusCode {
	case http.StatusUnauthorized:
		if t.Kind = BadKey; d.tokens != nil {
			d.tokens.forget()
		}
	case http.StatusBadRequest:
		t.Kind = Unsupported
		if strings.Contains(strings.ToLower(string(text)), "app key") || strings.Contains(string(text), "Authorization") {
			t.Kind = BadKey
		}
	case http.StatusTooManyRequests:
		t.Kind = RateLimited
	case http.StatusConflict:
		switch {
		case tag == "shared_link_access_denied":
			t.Kind = NotPublic
		case tag == "reset":
			t.Kind = Changed
		case tag == "shared_link_is_directory", tag == "unsupported_link_type":
			t.Kind = NotAudio
		case strings.Contains(summary, "expired"):
			t.Kind = Expired
		case strings.Contains(summary, "restricted_content"):
			t.Kind = Abusive
		case strings.Contains(summary, "banned"), strings.Contains(summary, "traffic"):
			t.Kind = Quota
		default:
			t.Kind = NotFound
		}
	}
	return t
}

// dropboxError reads an error of the API.
func dropboxError(text []byte) (summary, tag string, after time.Duration) {
	var answer struct {
		Summary string          `json:"error_summary"`
		Error   json.RawMessage `json:"error"`
	}
	if json.Unmarshal(text, &answer) != nil {
		return "", "", 0
	}
	var inner struct {
		Tag   string `json:".tag"`
		After int64  `json:"retry_after"`
	}
	if json.Unmarshal(answer.Error, &inner) != nil {
		return answer.Summary, "", 0
	}
	if inner.After > 0 && inner.After < 1<<20 {
		after = time.Duration(inner.After) * time.Second
	}
	return answer.Summary, inner.Tag, after
}

// access tells a password from a link that is not public, as far as the API
// does: it refuses both in the same words.
func (d *dropbox) access(s Share, err error, visibility string) error {
	if KindOf(err) != NotPublic {
		return err
	}
	switch {
	case s.Password != "":
		return trouble(dropboxName, WrongPassword, nil)
	case visibility == "password":
		return trouble(dropboxName, NeedsPassword, nil)
	}
	return err
}

// dropboxEntry is a file or folder as the API has it.
type dropboxEntry struct {
	Tag          string `json:".tag"`
	Name         string `json:"name"`
	ID           string `json:"id"`
	Size         int64  `json:"size"`
	ContentHash  string `json:"content_hash"`
	Downloadable *bool  `json:"is_downloadable"`
	Expires      string `json:"expires"`
	Permissions  struct {
		AllowDownload *bool `json:"allow_download"`
		Visibility    struct {
			Tag string `json:".tag"`
		} `json:"resolved_visibility"`
	} `json:"link_permissions"`
}

func (d *dropbox) listByApp(ctx context.Context, s Share) (Found, error) {
	var top dropboxEntry
	arg := map[string]any{"url": s.Link}
	if s.Password != "" {
		arg["link_password"] = s.Password
	}
	if err := d.ask(ctx, d.api+"/2/sharing/get_shared_link_metadata", arg, &top); err != nil {
		return Found{}, d.access(s, err, "")
	}
	if at, err := time.Parse(time.RFC3339, top.Expires); err == nil && !time.Now().Before(at) {
		return Found{}, trouble(dropboxName, Expired, nil)
	}
	if top.Permissions.AllowDownload != nil && !*top.Permissions.AllowDownload {
		return Found{}, trouble(dropboxName, NoDownload, nil)
	}
	if top.Tag == "file" {
		return Found{Title: titleFrom(top.Name), Items: []Item{{Path: top.Name, Bytes: top.Size, Sums: top.sums()}}}, nil
	}
	found := Found{Title: top.Name}
	folders := []string{""} // the API lists folders behind a link one by one
	for n := 0; n < len(folders); n++ {
		if n > mostFolders || strings.Count(folders[n], "/") > 16 {
			return found, &Trouble{Kind: TooMany, Source: dropboxName, Detail: fmt.Sprint(mostFolders)}
		}
		more, err := d.folder(ctx, s, folders[n], &found)
		if err != nil {
			return found, d.access(s, err, top.Permissions.Visibility.Tag)
		}
		folders = append(folders, more...)
	}
	return found, nil
}

func (e dropboxEntry) sums() []Sum {
	if e.ContentHash == "" {
		return nil
	}
	return []Sum{{"dropbox", e.ContentHash}}
}

// folder lists one folder, page by page, and returns those inside of it.
func (d *dropbox) folder(ctx context.Context, s Share, at string, found *Found) (folders []string, err error) {
	link := map[string]any{"url": s.Link}
	if s.Password != "" {
		link["password"] = s.Password
	}
	address, arg := d.api+"/2/files/list_folder", map[string]any{"path": at, "recursive": false, "limit": 2000, "shared_link": link}
	for {
		var page struct {
			Entries []dropboxEntry `json:"entries"`
			Cursor  string         `json:"cursor"`
			More    bool           `json:"has_more"`
		}
		if err := d.ask(ctx, address, arg, &page); err != nil {
			return nil, err
		}
		for _, e := range page.Entries {
			full := at + "/" + strings.ReplaceAll(e.Name, "/", "_")
			name := strings.TrimPrefix(full, "/")
			switch {
			case e.Tag == "folder":
				folders = append(folders, full)
			case e.Tag == "file" && e.Downloadable != nil && !*e.Downloadable:
				found.Passed = append(found.Passed, Passed{name, "a document of Dropbox, not audio"})
			case e.Tag == "file":
				found.Items = append(found.Items, Item{Path: name, Bytes: e.Size, Sums: e.sums(), ID: full})
			}
		}
		if !page.More || page.Cursor == "" {
			return folders, nil
		}
		if len(found.Items) > 20000 {
			return nil, &Trouble{Kind: TooMany, Source: dropboxName, Detail: "20000"}
		}
		address, arg = d.api+"/2/files/list_folder/continue", map[string]any{"cursor": page.Cursor}
	}
}

func (d *dropbox) openByApp(ctx context.Context, s Share, it Item, from int64, tag string) (*Stream, error) {
	arg := map[string]string{"url": s.Link}
	if it.ID != "" {
		arg["path"] = it.ID
	}
	if s.Password != "" {
		arg["link_password"] = s.Password
	}
	req, err := d.request(ctx, d.content+"/2/sharing/get_shared_link_file", nil, 0)
	if err != nil {
		return nil, err
	}
	req.Header = merge(request(req.URL, from, tag).Header, req.Header)
	req.Header.Set("Content-Type", "application/octet-stream")
	req.Header.Set("Dropbox-API-Arg", asciiJSON(arg))
	resp, err := d.line.ask(ctx, req)
	if err != nil {
		return nil, err
	}
	stream, err := streamOf(dropboxName, resp, from, d.judge)
	return stream, d.access(s, err, "")
}

// asciiJSON is JSON that may stand in a header: beyond ASCII all is escaped.
func asciiJSON(v map[string]string) string {
	text, err := json.Marshal(v)
	if err != nil {
		return "{}" // a map of strings can always be written
	}
	var b strings.Builder
	for _, r := range string(text) {
		switch {
		case r < 0x7f:
			b.WriteRune(r)
		case r > 0xffff:
			r -= 0x10000
			fmt.Fprintf(&b, `\u%04x\u%04x`, 0xd800+(r>>10), 0xdc00+(r&0x3ff))
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}
