package cloudtest

import (
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// WeTransfer is WeTransfer's page and what its script asks.
type WeTransfer struct {
	Short     map[string]string    // code of a short link -> path of the full one
	Transfers map[string]*Transfer // by id

	mu     sync.Mutex
	minted int
}

// Transfer is one transfer.
type Transfer struct {
	Node       *Node // a folder is packed
	Hash       string
	Recipient  string
	Password   string
	Expires    string // RFC 3339
	Gone       bool   // expired: refused in the words of no access
	Pending    bool
	Recipients bool // open to its recipients only
	Packed     bool // a single file comes as a zip that keeps the file's name
}

// Hosts are the names that WeTransfer answers to.
func (t *WeTransfer) Hosts(h map[string]http.Handler) map[string]http.Handler {
	h["we.tl"] = http.HandlerFunc(t.short)
	h["wetransfer.com"] = http.HandlerFunc(t.api)
	h["download.wetransfer.com"] = http.HandlerFunc(t.direct)
	return h
}

func (t *WeTransfer) short(w http.ResponseWriter, r *http.Request) {
	to, ok := t.Short[strings.TrimPrefix(r.URL.Path, "/")]
	if !ok {
		to = "/redirect/error"
	}
	w.Header().Set("Location", "https://wetransfer.com"+to)
	w.WriteHeader(302)
}

func refuse(w http.ResponseWriter, status int, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"message": message})
}

func (t *WeTransfer) api(w http.ResponseWriter, r *http.Request) {
	rest, isAPI := strings.CutPrefix(r.URL.Path, "/api/v4/transfers/")
	if !isAPI {
		if r.URL.Path == "/redirect/error" {
			w.WriteHeader(404)
		}
		fmt.Fprint(w, "<!DOCTYPE html><html><title>WeTransfer</title></html>") // the shell, for any id
		return
	}
	id, what, _ := strings.Cut(rest, "/")
	var arg struct {
		Hash      string `json:"security_hash"`
		Recipient string `json:"recipient_id"`
		Password  string `json:"password"`
		Intent    string `json:"intent"`
	}
	switch {
	case r.Header.Get("X-Requested-With") == "":
		refuse(w, 400, "bad request")
		return
	case json.NewDecoder(r.Body).Decode(&arg) != nil || arg.Hash == "":
		refuse(w, 400, "Missing parameter :security_hash")
		return
	}
	x := t.Transfers[id]
	switch {
	case x == nil || x.Hash != arg.Hash || x.Recipient != arg.Recipient:
		refuse(w, 404, "Couldn't find Transfer with [WHERE `transfers`.`public_id` = ?]")
	case x.Gone:
		refuse(w, 403, "No download access to this Transfer")
	case x.Password != "" && arg.Password != "" && arg.Password != x.Password:
		refuse(w, 403, "invalid_transfer_password")
	case what == "prepare-download":
		_ = json.NewEncoder(w).Encode(x.state())
	case x.Password != arg.Password:
		refuse(w, 403, "invalid_transfer_password")
	case what == "download" && arg.Intent == "entire_transfer" && !x.Pending:
		t.mu.Lock()
		t.minted++
		token := strconv.Itoa(t.minted)
		t.mu.Unlock()
		fmt.Fprintf(w, `{"direct_link":"https://download.wetransfer.com/eugv/%s/%s/%s?token=%s"}`, id, x.Hash, "name.zip", token)
	default:
		fmt.Fprint(w, `{}`)
	}
}

func (x *Transfer) state() map[string]any {
	state := "downloadable"
	if x.Pending {
		state = "processing"
	}
	if x.Recipients {
		state = "recipients_only"
	}
	items := []any{}
	for _, b := range append([]*Node{}, x.files()...) {
		items = append(items, map[string]any{"name": b.Name, "size": b.Sound.Len()})
	}
	m := map[string]any{"state": state, "display_name": x.Node.Name, "items": items, "password_protected": x.Password != ""}
	if x.Expires != "" {
		m["expires_at"] = x.Expires
	}
	return m
}

func (x *Transfer) files() []*Node {
	if x.Node.Dir {
		return x.Node.Below
	}
	return []*Node{x.Node}
}

// direct hands out the bytes, for a token that is fresh.
func (t *WeTransfer) direct(w http.ResponseWriter, r *http.Request) {
	parts := strings.Split(r.URL.Path, "/")
	t.mu.Lock()
	fresh := strconv.Itoa(t.minted)
	t.mu.Unlock()
	if len(parts) < 4 || t.Transfers[parts[2]] == nil || r.URL.Query().Get("token") != fresh {
		w.WriteHeader(403)
		return
	}
	x := t.Transfers[parts[2]]
	sound, name := x.Node.Sound, x.Node.Name
	switch {
	case x.Node.Dir:
		sound, name = Sound{Body: Zip(x.Node)}, "wetransfer_"+x.Node.Name+".zip"
	case x.Packed:
		sound = Sound{Body: Zip(Folder("", "", x.Node))}
	}
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	w.Header().Set("ETag", `"`+parts[2]+`"`)
	http.ServeContent(w, r, "", time.Time{}, sound.Reader())
}
