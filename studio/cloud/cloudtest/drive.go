package cloudtest

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Drive is Google Drive: its API v3, its pages for browsers and its tokens.
type Drive struct {
	Root   *Node // everything there is
	Key    string
	Token  string // an access token that is taken, and handed out for the grant "refresh"
	Page   int    // entries of a page of a listing; 0 is 1000
	NoSums bool
}

// Hosts are the names that Drive answers to.
func (d *Drive) Hosts(h map[string]http.Handler) map[string]http.Handler {
	h["www.googleapis.com"] = http.HandlerFunc(d.api)
	h["oauth2.googleapis.com"] = http.HandlerFunc(d.token)
	h["drive.google.com"] = http.HandlerFunc(d.web)
	h["drive.usercontent.google.com"] = http.HandlerFunc(d.download)
	return h
}

func driveError(w http.ResponseWriter, status int, reason, message string) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(status)
	fmt.Fprintf(w, `{"error":{"code":%d,"message":%q,"errors":[{"message":%q,"domain":"global","reason":%q}]}}`, status, message, message, reason)
}

func (d *Drive) token(w http.ResponseWriter, r *http.Request) {
	if r.ParseForm() != nil || r.Form.Get("grant_type") != "refresh_token" || r.Form.Get("refresh_token") != "refresh" {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"error":"invalid_grant"}`)
		return
	}
	fmt.Fprintf(w, `{"access_token":%q,"expires_in":3599,"token_type":"Bearer"}`, d.Token)
}

var driveQuery = regexp.MustCompile(`^trashed=false and \('([A-Za-z0-9_-]+)' in parents\)$`)

func (d *Drive) api(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	bearer := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	key := r.Header.Get("X-Goog-Api-Key")
	switch {
	case bearer != "" && bearer == d.Token, key != "" && key == d.Key:
	case bearer != "":
		driveError(w, 401, "authError", "Invalid Credentials")
		return
	case key != "":
		w.WriteHeader(400)
		fmt.Fprint(w, `{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT","errors":[{"message":"API key not valid.","domain":"global","reason":"badRequest"}]}}`)
		return
	default:
		driveError(w, 401, "required", "Login Required.")
		return
	}
	if q.Get("supportsAllDrives") != "true" {
		driveError(w, 404, "notFound", "File not found: in a shared drive.")
		return
	}
	if r.URL.Path == "/drive/v3/files" {
		d.list(w, r)
		return
	}
	id := strings.TrimPrefix(r.URL.Path, "/drive/v3/files/")
	n := d.visible(id, r)
	switch {
	case n == nil:
		driveError(w, 404, "notFound", "File not found: "+id+".")
	case q.Get("alt") == "media":
		d.media(w, r, n)
	default:
		_ = json.NewEncoder(w).Encode(d.file(n))
	}
}

// visible is the node with an id that may be seen: private and missing ones
// look the same, and so do those whose resource key was not sent.
func (d *Drive) visible(id string, r *http.Request) *Node {
	n := d.Root.find(id)
	if n == nil || n.Private || n.ResourceKey != "" && !strings.Contains(","+r.Header.Get("X-Goog-Drive-Resource-Keys")+",", ","+id+"/"+n.ResourceKey+",") {
		return nil
	}
	return n
}

func (d *Drive) media(w http.ResponseWriter, r *http.Request, n *Node) {
	switch {
	case strings.HasPrefix(n.Kind, "application/vnd.google-apps"), n.Dir:
		driveError(w, 403, "fileNotDownloadable", "Only files with binary content can be downloaded. Use Export with Docs Editors files.")
	case n.Refuse != "":
		driveError(w, 403, n.Refuse, "Refused: "+n.Refuse)
	case r.Header.Get("Range") != "" && n.Sound.Len() == 0:
		driveError(w, 416, "requestedRangeNotSatisfiable", "Request range not satisfiable")
	default:
		w.Header().Set("Content-Type", "audio/wav")
		w.Header().Set("Accept-Ranges", "bytes")
		http.ServeContent(w, r, "", time.Time{}, n.Sound.Reader())
	}
}

func (d *Drive) file(n *Node) map[string]any {
	f := map[string]any{"id": n.ID, "name": n.Name, "trashed": false, "capabilities": map[string]bool{"canDownload": !n.NoDownload}}
	if n.ResourceKey != "" {
		f["resourceKey"] = n.ResourceKey
	}
	switch {
	case n.Target != nil:
		kind := "audio/wav"
		if n.Target.Dir {
			kind = "application/vnd.google-apps.folder"
		}
		f["mimeType"] = "application/vnd.google-apps.shortcut"
		f["shortcutDetails"] = map[string]string{"targetId": n.Target.ID, "targetMimeType": kind, "targetResourceKey": n.Target.ResourceKey}
	case n.Dir:
		f["mimeType"] = "application/vnd.google-apps.folder"
	case n.Kind != "":
		f["mimeType"] = n.Kind
	default:
		f["mimeType"], f["size"] = "audio/wav", strconv.FormatInt(n.Sound.Len(), 10)
		if !d.NoSums {
			f["md5Checksum"] = n.Sound.MD5()
		}
	}
	return f
}

func (d *Drive) list(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	m := driveQuery.FindStringSubmatch(q.Get("q"))
	if m == nil || q.Get("includeItemsFromAllDrives") != "true" {
		driveError(w, 400, "invalid", "Invalid Value")
		return
	}
	n := d.visible(m[1], r)
	if n == nil {
		driveError(w, 404, "notFound", "File not found: "+m[1]+".")
		return
	}
	page := d.Page
	if page == 0 {
		page = 1000
	}
	from, _ := strconv.Atoi(q.Get("pageToken"))
	answer := map[string]any{"incompleteSearch": false}
	files := []any{}
	for i := from; i < min(from+page, len(n.Below)); i++ {
		if !n.Below[i].Private {
			files = append(files, d.file(n.Below[i]))
		}
	}
	if from+page < len(n.Below) {
		answer["nextPageToken"] = strconv.Itoa(from + page)
	}
	answer["files"] = files
	_ = json.NewEncoder(w).Encode(answer)
}

// web is what a browser that is not logged in gets.
func (d *Drive) web(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	n := d.Root.find(q.Get("id"))
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	switch {
	case n == nil:
		w.WriteHeader(404)
		fmt.Fprint(w, "<html><title>Google Drive - Page Not Found</title></html>")
	case n.Private:
		w.Header().Set("Location", "https://accounts.google.com/ServiceLogin?continue=x")
		w.WriteHeader(302)
	case r.URL.Path == "/uc":
		w.Header().Set("Location", "https://drive.usercontent.google.com/download?"+q.Encode())
		w.WriteHeader(303)
	case r.URL.Path == "/embeddedfolderview":
		fmt.Fprintf(w, "<html><head><title>%s</title></head><body>", html.EscapeString(n.Name))
		for _, b := range n.Below {
			href := "https://drive.google.com/file/d/" + b.ID + "/view?usp=drive_web"
			if b.Dir {
				href = "https://drive.google.com/drive/folders/" + b.ID
			} else if b.Kind != "" {
				href = "https://docs.google.com/document/d/" + b.ID + "/edit"
			}
			fmt.Fprintf(w, `<div class="flip-entry" id="entry-%s"><div class="flip-entry-info"><a href="%s" target="_blank"><div class="flip-entry-icon"></div><div class="flip-entry-title">%s</div></a></div></div>`, b.ID, html.EscapeString(href), html.EscapeString(b.Name))
		}
		fmt.Fprint(w, "</body></html>")
	}
}

// download is where files come from without a key.
func (d *Drive) download(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	n := d.Root.find(q.Get("id"))
	switch {
	case n == nil:
		w.WriteHeader(404)
	case n.Refuse == "downloadQuotaExceeded":
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, `<html><title>Google Drive - Quota exceeded</title><p class="uc-error-caption">Sorry, you can't view or download this file at this time.</p><p class="uc-error-subcaption">Too many users have viewed or downloaded this file recently.</p></html>`)
	case n.Warn && q.Get("confirm") != "t":
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<!DOCTYPE html><html><title>Google Drive - Virus scan warning</title><form id="download-form" action="https://drive.usercontent.google.com/download" method="get"><input type="submit" value="Download anyway"/><input type="hidden" name="id" value="%s"><input type="hidden" name="export" value="download"><input type="hidden" name="confirm" value="t"><input type="hidden" name="uuid" value="u-1"></form></html>`, n.ID)
	default:
		w.Header().Set("Content-Disposition", `attachment; filename="x"; filename*=UTF-8''`+url.PathEscape(n.Name))
		w.Header().Set("Content-Type", "application/octet-stream")
		w.Header().Set("Last-Modified", "Tue, 03 Nov 2026 10:00:00 GMT")
		http.ServeContent(w, r, "", time.Date(2026, 11, 3, 10, 0, 0, 0, time.UTC), n.Sound.Reader())
	}
}
