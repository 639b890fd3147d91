//go:build unix

package portal_test

import (
	"strings"
	"testing"
)

// TestHooks adds a hook, looks at what it would hear, and ends it.
func TestHooks(t *testing.T) {
	d := onFiles(t)
	ann := d.token
	made := d.tell(t, ann, "POST", "/api/v1/hooks", `{"url":"https://example.net/lathe","events":["comment.made"]}`, 201)
	if secret := made["secret"].(string); !strings.HasPrefix(secret, "whsec_") || len(secret) != 50 { // 32 bytes
		t.Errorf("the secret is %q", secret)
	}
	for _, bad := range []string{"http://example.net/", "https://user:key@example.net/", "https://example.net:8443/", "ftp://example.net", "https:///x", "x"} {
		d.tell(t, ann, "POST", "/api/v1/hooks", `{"url":"`+bad+`"}`, 400)
	}
	d.tell(t, ann, "POST", "/api/v1/hooks", `{"url":"https://example.net/","events":["everything"]}`, 400)
	at := "/api/v1/hooks/" + made["id"].(string)
	id, maya := d.song(t)
	print := d.printed(t, id)
	d.tell(t, maya, "POST", "/api/v1/sessions/"+id+"/comments", `{"print":"`+print+`","text":"x"}`, 201)
	d.tell(t, maya, "POST", "/api/v1/sessions/"+id+"/verdicts", `{"print":"`+print+`","verdict":"approve"}`, 201)
	d.tell(t, ann, "POST", at+"/try", "", 202)
	list := d.tell(t, ann, "GET", at+"/notices", "", 200)["items"].([]any)
	events := []string{}
	for _, n := range list {
		events = append(events, n.(map[string]any)["event"].(string))
	}
	if strings.Join(events, " ") != "hook.test comment.made" {
		t.Errorf("it was sent %v", events)
	}
	if data := list[1].(map[string]any)["body"].(map[string]any)["data"].(map[string]any); data["session"] != id || data["who"] != "link:artist" {
		t.Errorf("the notice says %v", data)
	}
	if hooks := d.tell(t, ann, "GET", "/api/v1/hooks", "", 200)["items"].([]any); len(hooks) != 1 || hooks[0].(map[string]any)["secret"] != nil {
		t.Errorf("the hooks are %v", hooks)
	}
	d.tell(t, ann, "DELETE", at, "", 204)
	d.tell(t, ann, "GET", at+"/notices", "", 404)
}
