//go:build unix

package portal_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestStaff invites a person, who makes a token, and is shown the door.
func TestStaff(t *testing.T) {
	d := onFiles(t)
	ann := d.token
	made := d.tell(t, ann, "POST", "/api/v1/users", `{"name":"cem","role":"engineer"}`, 201)
	cem, id := made["token"].(string), made["id"].(string)
	if me := d.tell(t, cem, "GET", "/api/v1/me", "", 200); me["name"] != "user:cem" {
		t.Errorf("who was invited is %v", me)
	}
	d.tell(t, ann, "POST", "/api/v1/users", `{"name":"cem","role":"viewer"}`, 409)
	d.tell(t, cem, "GET", "/api/v1/users", "", 403)
	d.tell(t, cem, "GET", "/api/v1/audit", "", 403)

	script := d.tell(t, cem, "POST", "/api/v1/tokens", `{"label":"a script"}`, 201)
	d.tell(t, cem, "POST", "/api/v1/tokens", `{"label":"x","expires":"2020-01-01T00:00:00Z"}`, 400)
	d.tell(t, cem, "GET", "/api/v1/tokens?user="+string(d.owner), "", 403)
	if list := d.tell(t, ann, "GET", "/api/v1/tokens?user="+id, "", 200)["items"].([]any); len(list) != 2 ||
		list[1].(map[string]any)["label"] != "a script" || list[1].(map[string]any)["token"] != nil {
		t.Errorf("cem's tokens are %v", list)
	}
	d.tell(t, script["token"].(string), "GET", "/api/v1/me", "", 200)
	d.tell(t, cem, "DELETE", "/api/v1/tokens/"+script["id"].(string), "", 204)
	d.tell(t, script["token"].(string), "GET", "/api/v1/me", "", 401)
	mine := d.tell(t, ann, "GET", "/api/v1/tokens", "", 200)["items"].([]any)[0].(map[string]any)["id"].(string)
	d.tell(t, cem, "DELETE", "/api/v1/tokens/"+mine, "", 404)

	d.tell(t, ann, "PATCH", "/api/v1/users/"+string(d.owner), `{"name":"ann","role":"viewer"}`, 409) // no owner would be left
	d.tell(t, ann, "PATCH", "/api/v1/users/"+id, `{"name":"cem","role":"viewer"}`, 204)
	d.tell(t, cem, "POST", "/api/v1/sessions", `{"title":"x"}`, 403)
	d.tell(t, ann, "DELETE", "/api/v1/users/"+id, "", 204)
	d.tell(t, cem, "GET", "/api/v1/me", "", 401)

	did := []string{}
	for after := 0.0; ; {
		lines := d.tell(t, ann, "GET", "/api/v1/audit?most=3&after="+fmt.Sprint(int(after)), "", 200)["items"].([]any)
		if len(lines) == 0 {
			break
		}
		for _, l := range lines {
			did, after = append(did, l.(map[string]any)["did"].(string)), l.(map[string]any)["n"].(float64)
		}
	}
	if got := strings.Join(did, " "); got != "user.added token.made token.ended user.changed user.dismissed" {
		t.Errorf("the ledger says %s", got)
	}
}

// TestLinks makes a link that may only look, and ends it.
func TestLinks(t *testing.T) {
	d := onFiles(t)
	ann := d.token
	id, maya := d.song(t)
	at := "/api/v1/sessions/" + id + "/links"
	made := d.tell(t, ann, "POST", at, `{"label":"the band","scopes":["view"]}`, 201)
	band := strings.TrimPrefix(made["link"].(string), "/s/")
	d.tell(t, band, "GET", "/api/v1/sessions/"+id, "", 200)
	d.tell(t, band, "POST", "/api/v1/sessions/"+id+"/submit", "", 403)
	d.tell(t, ann, "POST", at, `{"scopes":["run"]}`, 422)
	d.tell(t, maya, "GET", at, "", 403)
	if list := d.tell(t, ann, "GET", at, "", 200)["items"].([]any); len(list) != 2 || list[1].(map[string]any)["link"] != nil {
		t.Errorf("the links are %v", list)
	}
	d.tell(t, ann, "DELETE", at+"/"+made["id"].(string), "", 204)
	d.tell(t, band, "GET", "/api/v1/sessions/"+id, "", 401)
	other, _ := d.song(t)
	d.tell(t, ann, "DELETE", "/api/v1/sessions/"+other+"/links/"+made["id"].(string), "", 404)
}

// TestHouse is changed by whom it belongs to, once at a time.
func TestHouse(t *testing.T) {
	d := onFiles(t)
	ann := d.token
	_, maya := d.song(t)
	first := d.tell(t, ann, "GET", "/api/v1/house", "", 200)
	const content = `{"name":"North Room","contact":"","ear_break_min":45,"keep_days":90,"revisions":2,"link_days":30,"set_up":true,"notice_artist":""}`
	tag := first["etag"].(string)
	d.tell(t, maya, "PUT", "/api/v1/house", content, 403)
	d.tell(t, ann, "PUT", "/api/v1/house", content, 200, "If-Match: "+tag)
	d.tell(t, ann, "PUT", "/api/v1/house", content, 412, "If-Match: "+tag)
	if h := d.tell(t, maya, "GET", "/api/v1/house", "", 200); h["name"] != "North Room" {
		t.Errorf("the house is %v", h)
	}
}
