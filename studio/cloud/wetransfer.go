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
	"path"
	"regexp"
	"strings"
	"time"
)

const wetransferName = "wetransfer"

// wetransfer fetches transfers as WeTransfer's own page does. Its public API is
// gone and its terms forbid fetching by programs, so it is switched off unless
// the operator has the right and says so.
type wetransfer struct {
	line       line
	on         bool
	web, short string
}

func newWeTransfer(s Settings) *wetransfer {
	return &wetransfer{
		line: line{wetransferName, hosts([]string{"wetransfer.com", "wetransfer.net", "we.tl"}, s.Endpoints.WeTransfer, s.Endpoints.WeTransferShort), s.Transport},
		on:   s.WeTransfer, web: s.Endpoints.WeTransfer, short: s.Endpoints.WeTransferShort,
	}
}

var (
	transferID   = regexp.MustCompile(`^[0-9a-f]{16,64}$`)
	transferHash = regexp.MustCompile(`^[0-9a-f]{4,16}$`)
	shortCode    = regexp.MustCompile(`^[A-Za-z0-9_-]{3,40}$`)
)

func (w *wetransfer) Recognise(u *url.URL) (Share, bool) {
	host := u.Hostname()
	if host != "we.tl" && !within(host, "wetransfer.com") {
		return Share{}, false
	}
	s := Share{Source: wetransferName, Folder: true}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	if host == "we.tl" {
		if len(parts) == 1 && shortCode.MatchString(parts[0]) {
			s.ID = parts[0]
		}
		return s, true
	}
	if len(parts) < 3 || parts[0] != "downloads" || !transferID.MatchString(parts[1]) {
		return s, true
	}
	last := parts[len(parts)-1]
	if len(parts) <= 4 && transferHash.MatchString(last) {
		s.ID, s.Key = parts[1], last
		if len(parts) == 4 && transferID.MatchString(parts[2]) {
			s.Key = parts[2] + "/" + last // the recipient, then the hash
		}
	}
	return s, true
}

// ticket is what one request for a direct address needs.
type ticket struct{ id, recipient, hash string }

// ticket resolves a short link, whose target is asked for every time.
func (w *wetransfer) ticket(ctx context.Context, s Share) (ticket, error) {
	switch {
	case !w.on:
		return ticket{}, trouble(wetransferName, SwitchedOff, nil)
	case s.ID == "":
		return ticket{}, trouble(wetransferName, Unsupported, nil)
	}
	if s.Key == "" {
		u, err := url.Parse(w.short + "/" + s.ID)
		if err != nil {
			return ticket{}, err
		}
		resp, err := w.line.ask(ctx, request(u, 0, ""))
		if err != nil {
			return ticket{}, err
		}
		resp.Body.Close()
		if resp.StatusCode >= 400 {
			return ticket{}, httpTrouble(wetransferName, resp)
		}
		full, ok := w.Recognise(resp.Request.URL)
		if !ok || full.Key == "" {
			return ticket{}, trouble(wetransferName, NotFound, nil)
		}
		s = full
	}
	recipient, hash, two := strings.Cut(s.Key, "/")
	if !two {
		recipient, hash = "", recipient
	}
	return ticket{s.ID, recipient, hash}, nil
}

// transferState is what WeTransfer tells about a transfer before it is fetched.
type transferState struct {
	Title    string `json:"display_name"`
	State    string `json:"state"`
	Expires  string `json:"expires_at"`
	Bytes    int64  `json:"size"`
	Password bool   `json:"password_protected"`
	Direct   string `json:"direct_link"`
	Message  string `json:"message"`
	Error    string `json:"error"`
	Items    []struct {
		Name  string `json:"name"`
		Bytes int64  `json:"size"`
	} `json:"items"`
}

// ask posts to the page's own API.
func (w *wetransfer) ask(ctx context.Context, s Share, t ticket, what string, more map[string]string) (transferState, error) {
	arg := map[string]string{"security_hash": t.hash}
	if t.recipient != "" {
		arg["recipient_id"] = t.recipient
	}
	if s.Password != "" {
		arg["password"] = s.Password
	}
	for k, v := range more {
		arg[k] = v
	}
	body, err := json.Marshal(arg)
	if err != nil {
		return transferState{}, err
	}
	u, err := url.Parse(w.web + "/api/v4/transfers/" + t.id + "/" + what)
	if err != nil {
		return transferState{}, err
	}
	req := &http.Request{
		Method: http.MethodPost, URL: u, Host: u.Host, Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)),
		Header: http.Header{"Content-Type": {"application/json"}, "X-Requested-With": {"XMLHttpRequest"}, "Accept-Encoding": {"identity"}},
	}
	resp, err := w.line.ask(ctx, req)
	if err != nil {
		return transferState{}, err
	}
	text, err := readAll(resp, mostJSONBytes)
	if err != nil {
		return transferState{}, trouble(wetransferName, Network, withoutAddress(err))
	}
	var state transferState
	unreadable := json.Unmarshal(text, &state) != nil
	if resp.StatusCode != http.StatusOK {
		return state, w.judge(resp, state, s.Password != "")
	}
	if unreadable {
		return state, trouble(wetransferName, Network, errors.New("the answer cannot be read"))
	}
	return state, nil
}

// judge says what a refusal means.
func (w *wetransfer) judge(resp *http.Response, state transferState, withPassword bool) error {
	t := httpTrouble(wetransferName, resp)
	t.cause = fmt.Errorf("status %d", resp.StatusCode)
	message := strings.ToLower(state.Message + " " + state.Error)
	switch {
	case strings.Contains(message, "password") && withPassword:
		t.Kind = WrongPassword
	case strings.Contains(message, "password"):
		t.Kind = NeedsPassword
	case strings.Contains(message, "no download access"), strings.Contains(message, "expired"):
		t.Kind = Expired // recipients-only transfers refuse in the same words; prepare-download tells them apart
	case strings.Contains(message, "couldn't find"), strings.Contains(message, "invalid_transfer"):
		t.Kind = NotFound
	case resp.StatusCode == http.StatusBadRequest:
		t.Kind = Unsupported
	}
	return t
}

func (w *wetransfer) List(ctx context.Context, s Share) (Found, error) {
	t, err := w.ticket(ctx, s)
	if err != nil {
		return Found{}, err
	}
	state, err := w.ask(ctx, s, t, "prepare-download", nil)
	if err != nil {
		return Found{}, err
	}
	if at, err := time.Parse(time.RFC3339, state.Expires); err == nil && !time.Now().Before(at) {
		return Found{}, trouble(wetransferName, Expired, nil)
	}
	switch state.State {
	case "", "downloadable", "uploaded":
	case "expired", "deleted":
		return Found{}, trouble(wetransferName, Expired, nil)
	case "recipients_only":
		return Found{}, trouble(wetransferName, NotPublic, nil)
	default:
		return Found{}, trouble(wetransferName, Pending, nil)
	}
	if state.Password && s.Password == "" {
		return Found{}, trouble(wetransferName, NeedsPassword, nil)
	}
	found := Found{Title: state.Title}
	it := Item{Bytes: -1, Path: firstOf(state.Title, "transfer") + ".zip", Zip: true}
	if len(state.Items) == 1 && !strings.Contains(state.Items[0].Name, "/") { // one file comes as it is
		it = Item{Bytes: state.Items[0].Bytes, Path: path.Base(state.Items[0].Name), Packed: true}
	} else {
		for _, one := range state.Items {
			it.Inside = append(it.Inside, Inside{one.Name, one.Bytes})
		}
	}
	found.Items = []Item{it}
	return found, nil
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// Open asks for a direct address and goes there at once: it lives for minutes.
func (w *wetransfer) Open(ctx context.Context, s Share, it Item, from int64, tag string) (*Stream, error) {
	t, err := w.ticket(ctx, s)
	if err != nil {
		return nil, err
	}
	state, err := w.ask(ctx, s, t, "download", map[string]string{"intent": "entire_transfer"})
	if err != nil {
		return nil, err
	}
	direct, err := url.Parse(state.Direct)
	if err != nil || state.Direct == "" { // 200 without an address is a refusal
		return nil, trouble(wetransferName, Expired, nil)
	}
	resp, err := w.line.ask(ctx, request(direct, from, tag))
	if err != nil {
		return nil, err
	}
	return streamOf(wetransferName, resp, from, func(r *http.Response) error { return httpTrouble(wetransferName, r) })
}
