package cloud

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/net/html"
)

// listPages reads the page that Drive gives to sites which embed a folder. It
// has names but neither sizes nor sums.
func (d *drive) listPages(ctx context.Context, s Share) (Found, error) {
	if !s.Folder {
		it := Item{Bytes: -1, ID: s.ID, Key: s.Key}
		stream, err := d.openPage(ctx, it, 0, "")
		if err != nil {
			return Found{}, err
		}
		stream.Body.Close()
		it.Path, it.Bytes = stream.Name, stream.All
		return Found{Title: titleFrom(stream.Name), Items: []Item{it}}, nil
	}
	var found Found
	seen := map[string]bool{}
	var walk func(id, key, at string, depth int) error
	walk = func(id, key, at string, depth int) error {
		if seen[id] {
			return nil
		}
		if seen[id] = true; len(seen) > mostFolders || depth > 16 {
			return &Trouble{Kind: TooMany, Source: driveName, Detail: "1000"}
		}
		q := url.Values{"id": {id}, "hl": {"en"}}
		if key != "" {
			q.Set("resourcekey", key)
		}
		body, err := d.page(ctx, d.web+"/embeddedfolderview?"+q.Encode())
		if err != nil {
			return err
		}
		title, entries := embeddedFolder(body)
		if at == "" {
			found.Title = title
		}
		for _, e := range entries {
			name := joinPart(at, e.name)
			switch {
			case e.folder:
				if err := walk(e.id, e.key, name, depth+1); err != nil {
					return err
				}
			case e.document:
				found.Passed = append(found.Passed, Passed{name, "a Google document, not audio"})
			default:
				found.Items = append(found.Items, Item{Path: name, Bytes: -1, ID: e.id, Key: e.key})
			}
		}
		return nil
	}
	return found, walk(s.ID, s.Key, "", 0)
}

func (d *drive) page(ctx context.Context, address string) ([]byte, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	resp, err := d.line.ask(ctx, request(u, 0, ""))
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		defer resp.Body.Close()
		return nil, d.judge(resp)
	}
	body, err := readAll(resp, mostPageBytes)
	if err != nil {
		return nil, trouble(driveName, Network, withoutAddress(err))
	}
	return body, nil
}

// openPage asks for a file as a browser does. It is there when the answer is an
// attachment; else there is a page: a warning that the file is too large to be
// scanned, with a form to go on, or a refusal.
func (d *drive) openPage(ctx context.Context, it Item, from int64, tag string) (*Stream, error) {
	q := url.Values{"id": {it.ID}, "export": {"download"}}
	if it.Key != "" {
		q.Set("resourcekey", it.Key)
	}
	address := d.web + "/uc?" + q.Encode()
	for range 2 {
		u, err := url.Parse(address)
		if err != nil {
			return nil, err
		}
		resp, err := d.line.ask(ctx, request(u, from, tag))
		if err != nil {
			return nil, err
		}
		if resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Disposition") != "" {
			return streamOf(driveName, resp, from, d.judge)
		}
		body, err := readAll(resp, mostPageBytes)
		if err != nil {
			return nil, trouble(driveName, Network, withoutAddress(err))
		}
		next, err := d.warning(body, it.ID)
		if err != nil {
			return nil, err
		}
		address = next
	}
	return nil, trouble(driveName, Network, errors.New("one warning after another"))
}

// warning reads the page that stands where a file should be, and is the address
// that its form leads to.
func (d *drive) warning(body []byte, id string) (string, error) {
	form := driveForm(body)
	if form.action != "" {
		u, err := url.Parse(form.action)
		if err != nil || d.line.permit(u) != nil || form.fields.Get("id") != id {
			return "", trouble(driveName, Network, errors.New("the form leads elsewhere"))
		}
		u.RawQuery = form.fields.Encode()
		return u.String(), nil
	}
	text := strings.ToLower(string(body))
	switch {
	case strings.Contains(text, "quota exceeded"), strings.Contains(text, "too many users have viewed"):
		return "", trouble(driveName, Quota, nil)
	case strings.Contains(text, "automated queries"), strings.Contains(text, "unusual traffic"):
		return "", trouble(driveName, RateLimited, nil)
	case strings.Contains(text, "malware"), strings.Contains(text, "violation of"):
		return "", trouble(driveName, Abusive, nil)
	case strings.Contains(text, "sign in"), strings.Contains(text, "need access"), strings.Contains(text, "accounts.google.com"):
		return "", trouble(driveName, NotPublic, nil)
	}
	return "", trouble(driveName, NotAudio, nil)
}

// webForm is a form's address and its hidden fields.
type webForm struct {
	action string
	fields url.Values
}

// driveForm finds the form with the id download-form.
func driveForm(page []byte) (form webForm) {
	inside := false
	z := html.NewTokenizer(bytes.NewReader(page))
	z.SetMaxBuf(1 << 20)
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return form
		}
		tok := z.Token()
		switch {
		case tok.Data == "form" && kind == html.StartTagToken:
			if inside = attribute(tok, "id") == "download-form"; inside {
				form = webForm{attribute(tok, "action"), url.Values{}}
			}
		case tok.Data == "form":
			inside = false
		case tok.Data == "input" && inside && attribute(tok, "type") == "hidden" && len(form.fields) < 50:
			form.fields.Set(attribute(tok, "name"), attribute(tok, "value"))
		}
	}
}

func attribute(tok html.Token, name string) string {
	for _, a := range tok.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// webEntry is one entry of an embedded folder.
type webEntry struct {
	id, key, name    string
	folder, document bool
}

// embeddedFolder reads the entries of an embedded folder's page.
func embeddedFolder(page []byte) (title string, entries []webEntry) {
	z := html.NewTokenizer(bytes.NewReader(page))
	z.SetMaxBuf(1 << 20)
	var now *webEntry
	want := ""
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return title, entries
		}
		tok := z.Token()
		switch {
		case kind == html.TextToken && want == "title":
			title += tok.Data
		case kind == html.TextToken && want == "name" && now != nil:
			now.name += tok.Data
		case kind == html.StartTagToken && tok.Data == "title":
			want = "title"
		case kind == html.StartTagToken && attribute(tok, "class") == "flip-entry-title":
			want = "name"
		case kind == html.StartTagToken && tok.Data == "a":
			now = entryOf(attribute(tok, "href"))
		case kind == html.EndTagToken && want != "":
			if want == "name" && now != nil && now.name != "" && len(entries) < 20000 {
				entries = append(entries, *now)
				now = nil
			}
			want = ""
		}
	}
}

// entryOf is what an address in a folder's page names, or nil.
func entryOf(href string) *webEntry {
	u, err := url.Parse(href)
	if err != nil {
		return nil
	}
	s, ok := (&drive{}).Recognise(u)
	if !ok || s.ID == "" {
		return nil
	}
	return &webEntry{id: s.ID, key: s.Key, folder: s.Folder, document: s.Document}
}

// titleFrom is a file's name without its ending.
func titleFrom(name string) string {
	if i := strings.LastIndexByte(name, '.'); i > 0 {
		return name[:i]
	}
	return name
}
