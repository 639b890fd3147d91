package cloud

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

const driveName = "google-drive"

// DriveSettings are how the operator is known to Google.
type DriveSettings struct {
	Key   string // an API key: reads what anyone with the link may see
	OAuth Grant  // or an account of the operator's
	NoKey bool   // without either, read the pages that browsers get; may stop working any day
}

// drive reads Google Drive through API v3: files, folders of any depth, shared
// drives, shortcuts and resource keys.
type drive struct {
	line     line
	settings DriveSettings
	tokens   *tokens // nil without a grant
	api, web string
}

func newDrive(s Settings) *drive {
	d := &drive{settings: s.Drive, api: s.Endpoints.DriveAPI, web: s.Endpoints.DriveWeb}
	d.line = line{driveName, hosts([]string{
		"googleapis.com", "googleusercontent.com", "drive.google.com", "docs.google.com", "drive.usercontent.google.com",
	}, s.Endpoints.DriveAPI, s.Endpoints.DriveWeb, s.Endpoints.DriveToken), s.Transport}
	if s.Drive.OAuth.given() {
		d.tokens = &tokens{grant: s.Drive.OAuth, line: &d.line, address: s.Endpoints.DriveToken + "/token"}
	}
	return d
}

// driveID is the alphabet of ids and resource keys. What else is in a link never
// reaches a query.
var driveID = regexp.MustCompile(`^[A-Za-z0-9_-]{1,200}$`)

func (d *drive) Recognise(u *url.URL) (Share, bool) {
	host := u.Hostname()
	if host != "drive.google.com" && host != "docs.google.com" && host != "drive.usercontent.google.com" {
		return Share{}, false
	}
	s := Share{Source: driveName, Key: u.Query().Get("resourcekey")}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	for i, part := range parts {
		next := ""
		if i+1 < len(parts) {
			next = parts[i+1]
		}
		switch {
		case part == "folders":
			s.ID, s.Folder = next, true
		case part == "d" && s.ID == "":
			s.ID = next
		case part == "embeddedfolderview":
			s.ID, s.Folder = u.Query().Get("id"), true
		}
	}
	if s.ID == "" {
		s.ID = u.Query().Get("id")
	}
	s.Document = host == "docs.google.com" && len(parts) > 1 && !s.Folder
	if host == "docs.google.com" && len(parts) > 0 && (parts[0] == "uc" || parts[0] == "file") {
		s.Document = false
	}
	if !driveID.MatchString(s.ID) {
		s.ID = "" // a page of Drive that names nothing; List says so
	}
	if s.Key != "" && !driveID.MatchString(s.Key) {
		s.Key = ""
	}
	return s, true
}

// driveFile is a file as API v3 has it. Numbers come as strings.
type driveFile struct {
	ID           string `json:"id"`
	Name         string `json:"name"`
	Size         int64  `json:"size,string"`
	MD5          string `json:"md5Checksum"`
	SHA1         string `json:"sha1Checksum"`
	SHA256       string `json:"sha256Checksum"`
	MimeType     string `json:"mimeType"`
	ResourceKey  string `json:"resourceKey"`
	Trashed      bool   `json:"trashed"`
	Capabilities struct {
		CanDownload *bool `json:"canDownload"`
	} `json:"capabilities"`
	Shortcut struct {
		TargetID          string `json:"targetId"`
		TargetMimeType    string `json:"targetMimeType"`
		TargetResourceKey string `json:"targetResourceKey"`
	} `json:"shortcutDetails"`
}

const (
	driveFields   = "id,name,size,md5Checksum,sha1Checksum,sha256Checksum,mimeType,resourceKey,trashed,capabilities/canDownload,shortcutDetails"
	driveFolder   = "application/vnd.google-apps.folder"
	driveShortcut = "application/vnd.google-apps.shortcut"
	driveNative   = "application/vnd.google-apps."
)

func (f driveFile) sums() (sums []Sum) {
	for _, s := range []Sum{{"sha256", f.SHA256}, {"sha1", f.SHA1}, {"md5", f.MD5}} {
		if s.Hex != "" {
			sums = append(sums, s)
		}
	}
	return sums
}

func (d *drive) ready(s Share) error {
	switch {
	case s.Document:
		return trouble(driveName, NotAudio, nil)
	case s.ID == "":
		return trouble(driveName, Unsupported, nil)
	case d.byPages() && !d.settings.NoKey:
		return trouble(driveName, NoKey, nil)
	}
	return nil
}

// byPages says whether the browser's pages are read instead of the API.
func (d *drive) byPages() bool { return d.settings.Key == "" && d.tokens == nil }

func (d *drive) Open(ctx context.Context, s Share, it Item, from int64, tag string) (*Stream, error) {
	if err := d.ready(s); err != nil {
		return nil, err
	}
	if d.byPages() {
		return d.openPage(ctx, it, from, tag)
	}
	req, err := d.request(ctx, "/drive/v3/files/"+it.ID, url.Values{"alt": {"media"}, "supportsAllDrives": {"true"}}, map[string]string{it.ID: it.Key})
	if err != nil {
		return nil, err
	}
	req.Header = merge(request(req.URL, from, tag).Header, req.Header)
	resp, err := d.line.ask(ctx, req)
	if err != nil {
		return nil, err
	}
	return streamOf(driveName, resp, from, d.judge)
}

func merge(a, b http.Header) http.Header {
	for k, v := range b {
		a[k] = v
	}
	return a
}

// request asks the API, with the operator's key or token and the resource keys
// of what is asked about.
func (d *drive) request(ctx context.Context, path string, q url.Values, keys map[string]string) (*http.Request, error) {
	h := http.Header{}
	if d.tokens != nil {
		token, err := d.tokens.get(ctx)
		if err != nil {
			return nil, err
		}
		h.Set("Authorization", "Bearer "+token)
	} else {
		h.Set("X-Goog-Api-Key", d.settings.Key) // in a header: addresses end up in logs
	}
	var pairs []string
	for id, key := range keys {
		if key != "" {
			pairs = append(pairs, id+"/"+key)
		}
	}
	if len(pairs) > 0 {
		h.Set("X-Goog-Drive-Resource-Keys", strings.Join(pairs, ","))
	}
	u, err := url.Parse(d.api + path + "?" + q.Encode())
	if err != nil {
		return nil, err
	}
	return &http.Request{Method: http.MethodGet, URL: u, Host: u.Host, Header: h}, nil
}

// call asks the API for JSON.
func (d *drive) call(ctx context.Context, path string, q url.Values, keys map[string]string, answer any) error {
	req, err := d.request(ctx, path, q, keys)
	if err != nil {
		return err
	}
	resp, err := d.line.ask(ctx, req)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		defer resp.Body.Close()
		return d.judge(resp)
	}
	body, err := readAll(resp, mostJSONBytes)
	if err == nil {
		err = json.Unmarshal(body, answer)
	}
	if err != nil {
		return trouble(driveName, Network, errors.New("the listing cannot be read"))
	}
	return nil
}

// judge says what a refusal of the API means. 403 stands for a missing right, a
// quota and a rate alike, so the reason counts and not the status.
func (d *drive) judge(resp *http.Response) error {
	body, _ := readAll(resp, 64<<10)
	reason, message := driveReason(body)
	t := httpTrouble(driveName, resp)
	t.cause = fmt.Errorf("status %d %s", resp.StatusCode, reason)
	switch reason {
	case "":
	case "notFound":
		t.Kind = NotFound
	case "required", "authError", "accessNotConfigured", "ipRefererBlocked", "dailyLimitExceededUnreg", "keyInvalid", "keyExpired":
		if t.Kind = BadKey; d.tokens != nil {
			d.tokens.forget()
		}
	case "fileNotDownloadable":
		t.Kind = NotAudio
	case "cannotDownloadAbusiveFile":
		t.Kind = Abusive
	case "cannotDownloadFile":
		t.Kind = NoDownload
	case "downloadQuotaExceeded", "sharingRateLimitExceeded":
		t.Kind = Quota
	case "userRateLimitExceeded", "rateLimitExceeded", "dailyLimitExceeded", "quotaExceeded":
		t.Kind = RateLimited
	case "insufficientFilePermissions", "forbidden", "domainPolicy":
		t.Kind = NotPublic
	case "internalError", "backendError", "transientError":
		t.Kind = Network
	}
	if resp.StatusCode == http.StatusBadRequest && strings.Contains(message, "API key") {
		t.Kind = BadKey
	}
	return t
}

// driveReason reads an error of the API; the reason is "" when it is none.
func driveReason(body []byte) (reason, message string) {
	var answer struct {
		Error struct {
			Message string `json:"message"`
			Errors  []struct {
				Reason string `json:"reason"`
			} `json:"errors"`
		} `json:"error"`
	}
	if json.Unmarshal(body, &answer) != nil {
		return "", ""
	}
	if len(answer.Error.Errors) > 0 {
		reason = answer.Error.Errors[0].Reason
	}
	return reason, answer.Error.Message
}
