package cloudtest

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Dropbox is Dropbox: links for browsers, and its API v2 for an app.
type Dropbox struct {
	Links             map[string]*Link // by the path of the link
	AppKey, AppSecret string
	Page              int // entries of a page of a listing; 0 is 2000
}

// Link is one shared link.
type Link struct {
	Node       *Node
	Rlkey      string
	Password   string
	Private    bool
	Expired    bool
	Banned     bool // paused for its traffic
	NoDownload bool
	Paper      bool // a page
}

// Hosts are the names that Dropbox answers to.
func (d *Dropbox) Hosts(h map[string]http.Handler) map[string]http.Handler {
	h["www.dropbox.com"] = http.HandlerFunc(d.web)
	h["*.dl.dropboxusercontent.com"] = http.HandlerFunc(d.direct)
	h["api.dropboxapi.com"] = http.HandlerFunc(d.api)
	h["content.dropboxapi.com"] = http.HandlerFunc(d.content)
	return h
}

func page(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	fmt.Fprintf(w, "<!DOCTYPE html><html><head><title>Dropbox</title></head><body>%s</body></html>", text)
}

// web is what a browser gets that is not logged in.
func (d *Dropbox) web(w http.ResponseWriter, r *http.Request) {
	l := d.Links[r.URL.Path]
	switch {
	case strings.HasPrefix(r.URL.Path, "/sm/password"):
		page(w, 200, `<form><input type="password" name="p"></form>`)
	case l == nil:
		page(w, 404, `<div data-js="error_pages/404">nothing here</div>`)
	case l.Private, r.URL.Query().Get("rlkey") != l.Rlkey:
		page(w, 200, `<div data-js="error_pages/no_access">Request access</div>`)
	case l.Expired:
		page(w, 410, `This link has expired`)
	case l.Banned:
		page(w, 429, `<div data-js="error_pages/banned">generating too much traffic</div>`)
	case l.Password != "":
		w.Header().Set("Location", "https://www.dropbox.com/sm/password?cont=x")
		w.WriteHeader(302)
	case r.URL.Query().Get("dl") != "1", l.Paper:
		page(w, 200, `<div>preview</div>`)
	default:
		w.Header().Set("Location", "https://uc1234.dl.dropboxusercontent.com/cd/0/get/"+url.PathEscape(r.URL.Path)+"/file?dl=1")
		w.WriteHeader(302)
	}
}

// direct is where the bytes come from. A folder is packed on the way out:
// neither its length nor a part of it can be had.
func (d *Dropbox) direct(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimSuffix(strings.TrimPrefix(r.URL.Path, "/cd/0/get/"), "/file")
	l := d.Links[path]
	if l == nil {
		w.WriteHeader(404)
		return
	}
	name := l.Node.Name
	if l.Node.Dir {
		name += ".zip"
	}
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	if l.Node.Dir {
		w.Header().Set("Content-Type", "application/zip")
		_, _ = w.Write(Zip(l.Node))
		return
	}
	w.Header().Set("Content-Type", "application/binary")
	w.Header().Set("ETag", `"`+strconv.FormatUint(l.Node.Sound.Seed, 16)+`d"`)
	http.ServeContent(w, r, "", time.Time{}, l.Node.Sound.Reader())
}

func dropboxError(w http.ResponseWriter, status int, tag string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	fmt.Fprintf(w, `{"error_summary":"%s/..","error":{".tag":%q}}`, tag, tag)
}

// link finds a link by its address and judges the app and the password.
func (d *Dropbox) link(w http.ResponseWriter, r *http.Request, address, password string) *Link {
	want := "Basic " + base64.StdEncoding.EncodeToString([]byte(d.AppKey+":"+d.AppSecret))
	if r.Header.Get("Authorization") != want {
		w.WriteHeader(401)
		fmt.Fprint(w, `{"error_summary":"invalid_access_token/..","error":{".tag":"invalid_access_token"}}`)
		return nil
	}
	u, err := url.Parse(address)
	if err != nil {
		http.Error(w, "Error in call to API function: bad url", 400)
		return nil
	}
	l := d.Links[u.Path]
	switch {
	case l == nil:
		dropboxError(w, 409, "shared_link_not_found")
	case l.Private, l.Password != password, u.Query().Get("rlkey") != l.Rlkey:
		dropboxError(w, 409, "shared_link_access_denied")
	case l.Paper:
		dropboxError(w, 409, "unsupported_link_type")
	default:
		return l
	}
	return nil
}

func (d *Dropbox) api(w http.ResponseWriter, r *http.Request) {
	var arg struct {
		URL       string `json:"url"`
		Password  string `json:"link_password"`
		Path      string `json:"path"`
		Recursive bool   `json:"recursive"`
		Cursor    string `json:"cursor"`
		Shared    struct {
			URL      string `json:"url"`
			Password string `json:"password"`
		} `json:"shared_link"`
	}
	if r.Method != "POST" || r.Header.Get("Content-Type") != "application/json" || json.NewDecoder(r.Body).Decode(&arg) != nil {
		http.Error(w, "Error in call to API function", 400)
		return
	}
	switch r.URL.Path {
	case "/2/sharing/get_shared_link_metadata":
		if l := d.link(w, r, arg.URL, arg.Password); l != nil {
			_ = json.NewEncoder(w).Encode(l.metadata())
		}
	case "/2/files/list_folder":
		if arg.Recursive {
			dropboxError(w, 409, "path")
			return
		}
		if l := d.link(w, r, arg.Shared.URL, arg.Shared.Password); l != nil {
			d.list(w, l, arg.Path, 0, arg.Shared.URL+"\n"+arg.Shared.Password+"\n"+arg.Path)
		}
	case "/2/files/list_folder/continue":
		parts := strings.Split(arg.Cursor, "\n")
		if len(parts) != 4 {
			dropboxError(w, 409, "reset")
			return
		}
		from, _ := strconv.Atoi(parts[3])
		if l := d.link(w, r, parts[0], parts[1]); l != nil {
			d.list(w, l, parts[2], from, strings.Join(parts[:3], "\n"))
		}
	default:
		http.Error(w, "Unknown API function", 400)
	}
}

func (l *Link) metadata() map[string]any {
	m := map[string]any{
		".tag": "folder", "name": l.Node.Name, "id": "id:x",
		"link_permissions": map[string]any{"can_revoke": false, "allow_download": !l.NoDownload, "resolved_visibility": map[string]string{".tag": "public"}},
	}
	if l.Expired {
		m["expires"] = "1999-01-01T00:00:00Z"
	}
	if !l.Node.Dir {
		m[".tag"], m["size"] = "file", l.Node.Sound.Len() // no content_hash in the metadata of a link
	}
	return m
}

func (d *Dropbox) list(w http.ResponseWriter, l *Link, path string, from int, cursor string) {
	n := l.Node.at(strings.Split(strings.TrimPrefix(path, "/"), "/"))
	if n == nil || !n.Dir {
		dropboxError(w, 409, "path")
		return
	}
	size := d.Page
	if size == 0 {
		size = 2000
	}
	entries := []any{}
	for i := from; i < min(from+size, len(n.Below)); i++ {
		b := n.Below[i]
		e := map[string]any{".tag": "file", "name": b.Name, "id": "id:" + b.ID}
		if b.Dir {
			e[".tag"] = "folder"
		} else {
			e["size"], e["content_hash"], e["is_downloadable"] = b.Sound.Len(), b.Sound.ContentHash(), b.Kind == ""
		}
		entries = append(entries, e)
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"entries": entries, "cursor": cursor + "\n" + strconv.Itoa(from+size), "has_more": from+size < len(n.Below)})
}

func (d *Dropbox) content(w http.ResponseWriter, r *http.Request) {
	text := r.Header.Get("Dropbox-API-Arg")
	for _, c := range []byte(text) {
		if c >= 0x7f {
			http.Error(w, "the header is not ASCII", 400)
			return
		}
	}
	var arg struct {
		URL      string `json:"url"`
		Path     string `json:"path"`
		Password string `json:"link_password"`
	}
	if r.URL.Path != "/2/sharing/get_shared_link_file" || json.Unmarshal([]byte(text), &arg) != nil {
		http.Error(w, "Error in call to API function", 400)
		return
	}
	l := d.link(w, r, arg.URL, arg.Password)
	if l == nil {
		return
	}
	n := l.Node
	if arg.Path != "" {
		n = n.at(strings.Split(strings.TrimPrefix(arg.Path, "/"), "/"))
	}
	switch {
	case n == nil:
		dropboxError(w, 409, "shared_link_not_found")
	case n.Dir:
		dropboxError(w, 409, "shared_link_is_directory")
	default:
		w.Header().Set("Content-Type", "application/octet-stream")
		w.Header().Set("Dropbox-API-Result", `{".tag":"file"}`)
		http.ServeContent(w, r, "", time.Time{}, n.Sound.Reader())
	}
}
