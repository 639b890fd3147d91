//go:build unix

package portal_test

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestSignIn works as a browser does: a token for a cookie, and then the cookie.
func TestSignIn(t *testing.T) {
	d := onFiles(t)
	const asJSON = "Content-Type: application/json"
	none := "Authorization: "
	a := d.ask(t, "POST", "/api/v1/sign-in", `{"secret":"`+d.token+`"}`, asJSON, none)
	if a.StatusCode != 200 || len(a.Cookies()) != 1 {
		t.Fatalf("signing in: %d %s", a.StatusCode, a.text)
	}
	cookie := "Cookie: " + "lathe_session=" + a.Cookies()[0].Value
	var me struct {
		Name   string   `json:"name"`
		Scopes []string `json:"scopes"`
	}
	a = d.ask(t, "GET", "/api/v1/me", "", none, cookie)
	if err := json.Unmarshal([]byte(a.text), &me); err != nil || me.Name != "user:ann" || len(me.Scopes) != 8 {
		t.Errorf("who it is: %d %s", a.StatusCode, a.text)
	}
	for _, c := range []struct {
		says   string
		header []string
		status int
	}{
		{"from a page of ours", []string{"Sec-Fetch-Site: same-origin"}, 201},
		{"from a page of another site", []string{"Sec-Fetch-Site: cross-site"}, 403},
		{"from a page of a neighbour", []string{"Sec-Fetch-Site: same-site"}, 403},
		{"from an old browser on another site", []string{"Origin: https://example.net"}, 403},
		{"from an old browser on a page of ours", []string{"Origin: " + d.http.URL}, 201},
	} {
		a := d.ask(t, "POST", "/api/v1/sessions", `{"title":"Song"}`, append(c.header, asJSON, none, cookie)...)
		if a.StatusCode != c.status {
			t.Errorf("opening a session %s: %d, want %d: %s", c.says, a.StatusCode, c.status, a.text)
		}
	}
	if a := d.ask(t, "POST", "/api/v1/sign-in", `{"secret":"`+d.token+`"}`, asJSON, none, "Sec-Fetch-Site: cross-site"); a.StatusCode != 403 {
		t.Errorf("another site signs a browser in: %d", a.StatusCode)
	}
	if a := d.ask(t, "POST", "/api/v1/sign-in", `{"secret":"lathe_wrong"}`, asJSON, none); a.StatusCode != 401 || len(a.Cookies()) != 0 {
		t.Errorf("signing in with a wrong token: %d", a.StatusCode)
	}
	a = d.ask(t, "POST", "/api/v1/sign-out", "", none, cookie)
	if a.StatusCode != 204 || !strings.Contains(a.Header.Get("Set-Cookie"), "Max-Age=0") {
		t.Errorf("signing out: %d %v", a.StatusCode, a.Header)
	}
	if a := d.ask(t, "GET", "/api/v1/me", "", none, cookie); a.StatusCode != 401 {
		t.Errorf("after signing out: %d %s", a.StatusCode, a.text)
	}
}
