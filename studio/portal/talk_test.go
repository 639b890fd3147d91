//go:build unix

package portal_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"lathe/studio"
)

const asJSON = "Content-Type: application/json"

// tell sends JSON as somebody and reads JSON; it wants a status.
func (d *door) tell(t *testing.T, as, method, path, content string, status int, headers ...string) map[string]any {
	t.Helper()
	owner := d.token
	d.token = as
	defer func() { d.token = owner }()
	a := d.ask(t, method, path, content, append(headers, asJSON)...)
	if a.StatusCode != status {
		t.Fatalf("%s %s %s: %d %s, want %d", method, path, content, a.StatusCode, a.text, status)
	}
	out := map[string]any{}
	if a.text != "" {
		if err := json.Unmarshal([]byte(a.text), &out); err != nil {
			t.Fatal(err)
		}
	}
	if tag := a.Header.Get("ETag"); tag != "" {
		out["etag"] = tag
	}
	return out
}

// printed gives a session a print that is done, with a file, and says its id.
func (d *door) printed(t *testing.T, session string) string {
	t.Helper()
	sum, n, err := d.Blobs.Keep(t.Context(), strings.NewReader("the master"))
	if err != nil {
		t.Fatal(err)
	}
	id := studio.NewID()
	err = d.Rows.Write(t.Context(), d.studio, func(desk studio.Desk) error {
		s, err := desk.Session(studio.ID(session))
		if err != nil {
			return err
		}
		all, err := desk.Plans(s.ID)
		if err != nil {
			return err
		}
		s.Turn(studio.Review, time.Now())
		plan := studio.Plan{Session: s.ID, N: len(all) + 1, Text: "x", Tag: "t", Created: time.Now()}
		return errors.Join(desk.SetSession(s), desk.AddPlan(plan), desk.AddPrint(studio.Print{
			ID: id, Session: s.ID, Plan: plan.N, Status: studio.PrintDone, Created: time.Now(), Updated: time.Now(),
			Files: []studio.PrintFile{{Name: "Master.wav", SHA256: sum, Bytes: n}},
		}))
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(id)
}

// TestComments has artist and engineer talk about a print.
func TestComments(t *testing.T) {
	d := onFiles(t)
	ann := d.token
	id, maya := d.song(t)
	print := d.printed(t, id)
	at := "/api/v1/sessions/" + id + "/comments"
	say := func(as, content string) string {
		return d.tell(t, as, "POST", at, strings.Replace(content, "P", print, 1), 201)["id"].(string)
	}
	moment := say(maya, `{"print":"P","text":"  the choir\r\nis late\u0007 ","start_s":72.5,"author":"Maya <b>"}`)
	say(maya, `{"print":"P","text":"all of this","start_s":10,"end_s":20}`)
	reply := say(ann, `{"print":"P","text":"moved it","reply_to":"`+moment+`","start_s":3,"author":"Maya"}`)
	say(maya, `{"print":"P","text":"thank you","reply_to":"`+reply+`"}`)
	items := d.tell(t, maya, "GET", at, "", 200)["items"].([]any)
	for i, want := range []map[string]any{
		{"author": "Maya <b>", "mine": true, "text": "the choir\nis late", "start_s": 72.5, "end_s": nil, "state": "open", "reply_to": ""},
		{"author": "artist", "mine": true, "start_s": 10.0, "end_s": 20.0},
		{"author": "ann", "mine": false, "start_s": nil, "reply_to": moment}, // a user is who they are
		{"author": "artist", "reply_to": moment},                             // a thread has one level
	} {
		for key, v := range want {
			if got := items[i].(map[string]any)[key]; got != v {
				t.Errorf("comment %d: %s is %v, want %v", i, key, got, v)
			}
		}
	}
	for says, c := range map[string]struct {
		as, method, path, content string
		status                    int
	}{
		"nothing said":                    {maya, "POST", at, `{"print":"P","text":" \n "}`, 400},
		"a moment before the beginning":   {maya, "POST", at, `{"print":"P","text":"x","start_s":-1}`, 400},
		"an end without a beginning":      {maya, "POST", at, `{"print":"P","text":"x","end_s":1}`, 400},
		"an end before its beginning":     {maya, "POST", at, `{"print":"P","text":"x","start_s":2,"end_s":1}`, 400},
		"a print that is none":            {maya, "POST", at, `{"print":"none","text":"x"}`, 404},
		"a reply to what is none":         {maya, "POST", at, `{"print":"P","text":"x","reply_to":"none"}`, 404},
		"a text that is too long":         {maya, "POST", at, `{"print":"P","text":"` + strings.Repeat("x", 5001) + `"}`, 422},
		"the artist decides it stays":     {maya, "PATCH", at + "/" + moment, `{"state":"wont"}`, 403},
		"a reply with a state":            {ann, "PATCH", at + "/" + reply, `{"state":"done"}`, 409},
		"somebody else's word taken back": {maya, "DELETE", at + "/" + reply, ``, 403},
	} {
		t.Run(says, func(t *testing.T) {
			d.tell(t, c.as, c.method, c.path, strings.Replace(c.content, `"P"`, `"`+print+`"`, 1), c.status)
		})
	}
	for _, state := range []string{"done", "open", "wont"} {
		if got := d.tell(t, ann, "PATCH", at+"/"+moment, `{"state":"`+state+`"}`, 200)["state"]; got != state {
			t.Errorf("marked %s: it is %v", state, got)
		}
	}
	d.tell(t, maya, "DELETE", at+"/"+moment, "", 204)
	if items := d.tell(t, ann, "GET", at, "", 200)["items"].([]any); len(items) != 1 {
		t.Errorf("after a thread was taken back %d comments are left, want 1", len(items))
	}
}

// TestVerdicts asks for changes until there are none left, and approves.
func TestVerdicts(t *testing.T) {
	d := onFiles(t)
	ann := d.token
	id, maya := d.song(t)
	session := "/api/v1/sessions/" + id
	is := func(status string, left float64) {
		t.Helper()
		s := d.tell(t, maya, "GET", session, "", 200)
		if s["status"] != status || s["changes_left"] != left {
			t.Errorf("the session is %v with %v changes left, want %s with %v", s["status"], s["changes_left"], status, left)
		}
	}
	judge := func(as, print, content string, status int) {
		t.Helper()
		d.tell(t, as, "POST", session+"/verdicts", fmt.Sprintf(`{"print":"%s",%s}`, print, content), status)
	}
	judge(maya, "none", `"verdict":"approve"`, 404)
	first := d.printed(t, id)
	is("review", 2)
	judge(maya, first, `"verdict":"change"`, 400)
	judge(maya, first, `"verdict":"change","louder":4`, 422)
	judge(maya, first, `"verdict":"change","text":"more bass","keep":"the intro","vocal":-1.5,"author":"Maya"`, 201)
	is("planned", 1)
	second := d.printed(t, id)
	judge(maya, second, `"verdict":"change","warmer":2`, 201)
	is("planned", 0)
	third := d.printed(t, id)
	judge(maya, third, `"verdict":"change","text":"one more"`, 409)
	is("review", 0)
	d.tell(t, ann, "PATCH", session, `{"changes":3}`, 200)
	judge(maya, third, `"verdict":"change","text":"one more"`, 201)
	judge(maya, second, `"verdict":"approve"`, 201)
	judge(maya, second, `"verdict":"approve"`, 409)
	is("approved", 0)
	verdicts := d.tell(t, ann, "GET", session, "", 200)["verdicts"].([]any)
	if v := verdicts[0].(map[string]any); len(verdicts) != 4 || v["keep"] != "the intro" || v["vocal"] != -1.5 || v["author"] != "Maya" || v["print"] != first {
		t.Errorf("the verdicts are %v", verdicts)
	}
}

// TestDeliveries gives a print away, and looks at what its link opens.
func TestDeliveries(t *testing.T) {
	d := onFiles(t)
	ann := d.token
	id, maya := d.song(t)
	session := "/api/v1/sessions/" + id
	print, other := d.printed(t, id), d.printed(t, id)
	d.tape(t, id, studio.Sound{SampleBytes: 2, Channels: 1}, 10)
	made := d.tell(t, ann, "POST", session+"/deliveries", `{"print":"`+print+`","label":"the label","hold":true}`, 201)
	label := strings.TrimPrefix(made["link"].(string), "/d/")
	at := session + "/deliveries/" + made["id"].(string)
	file := "/api/v1/prints/" + print + "/files/Master.wav"

	given := d.tell(t, label, "GET", "/api/v1/delivery", "", 200)
	if given["title"] != "Song" || given["hold"] != true || given["changes_left"] != 2.0 || given["print"].(map[string]any)["id"] != print {
		t.Errorf("the holder sees %v", given)
	}
	for says, c := range map[string]struct {
		as, method, path, content string
		status                    int
	}{
		"held":                               {label, "GET", file, "", 403},
		"held, for the artist's link too":    {maya, "GET", file, "", 403},
		"another print":                      {label, "GET", strings.Replace(file, print, other, 1), "", 404},
		"the session":                        {label, "GET", session, "", 403},
		"a plan":                             {label, "GET", session + "/plans/1", "", 403},
		"who else was given something":       {label, "GET", session + "/deliveries", "", 403},
		"an upload":                          {label, "POST", session + "/submit", "", 403},
		"a word on another print":            {label, "POST", session + "/comments", `{"print":"` + other + `","text":"x"}`, 404},
		"another print approved":             {label, "POST", session + "/verdicts", `{"print":"` + other + `","verdict":"approve"}`, 404},
		"the artist makes deliveries":        {maya, "POST", session + "/deliveries", `{"print":"` + print + `"}`, 403},
		"the artist is given no delivery":    {maya, "GET", "/api/v1/delivery", "", 404},
		"a day that is past":                 {ann, "POST", session + "/deliveries", `{"print":"` + print + `","expires":"2020-01-01T00:00:00Z"}`, 400},
		"a print of another session":         {ann, "POST", session + "/deliveries", `{"print":"none"}`, 404},
		"what it is compared with is heard":  {label, "GET", session + "/audio", "", 200},
		"a word on the print that was given": {label, "POST", session + "/comments", `{"print":"` + print + `","text":"x"}`, 201},
	} {
		t.Run(says, func(t *testing.T) {
			got := d.tell(t, c.as, c.method, c.path, c.content, c.status)
			if c.path == session+"/audio" && len(got["items"].([]any)) != 1 {
				t.Errorf("it hears %v, want the rough mix alone", got)
			}
		})
	}
	d.tell(t, ann, "PATCH", at, `{"hold":false}`, 200)
	fetch := func(as string, headers ...string) answer {
		d.token = as
		defer func() { d.token = ann }()
		return d.ask(t, "GET", file, "", headers...)
	}
	d.tell(t, label, "POST", session+"/verdicts", `{"print":"`+print+`","verdict":"approve"}`, 201)
	if a := fetch(ann); a.text != "the master" {
		t.Errorf("the engineer gets %d %q", a.StatusCode, a.text)
	}
	if s := d.tell(t, ann, "GET", session, "", 200)["status"]; s != "approved" {
		t.Errorf("after the engineer's download the session is %v", s)
	}
	a := fetch(label)
	if a.text != "the master" || a.Header.Get("Content-Disposition") != `attachment; filename=Master.wav` {
		t.Errorf("the holder gets %d %q %v", a.StatusCode, a.text, a.Header)
	}
	fetch(label, "Range: bytes=4-")                      // the rest of a download
	fetch(label, "If-None-Match: "+a.Header.Get("ETag")) // it is here already
	if s := d.tell(t, ann, "GET", session, "", 200)["status"]; s != "delivered" {
		t.Errorf("after the holder's download the session is %v", s)
	}
	list := d.tell(t, ann, "GET", session+"/deliveries", "", 200)["items"].([]any)
	taken := list[0].(map[string]any)["downloads"].([]any)
	if len(list) != 1 || len(taken) != 1 || taken[0].(map[string]any)["who"] != "link:the label" || taken[0].(map[string]any)["file"] != "Master.wav" {
		t.Errorf("who has downloaded what: %v", list)
	}
	d.tell(t, ann, "PATCH", at, `{"revoke":true}`, 200)
	d.tell(t, label, "GET", "/api/v1/delivery", "", 401)
	d.tell(t, ann, "PATCH", at, `{"hold":false}`, 409)
}

// TestBrief writes, and is told when somebody else wrote meanwhile.
func TestBrief(t *testing.T) {
	d := onFiles(t)
	ann := d.token
	id, maya := d.song(t)
	session := "/api/v1/sessions/" + id
	first := d.tell(t, maya, "GET", session+"/brief", "", 200)["etag"].(string)
	content := `{"love":"the bass-to-vocal relationship","like":["bass-to-vocal"],"daw":"Ableton Live","master_bypassed":true,"stems":{"Audio 1.wav":{"role":"vox.lead","importance":0.9}}}`
	second := d.tell(t, maya, "PUT", session+"/brief", content, 200, "If-Match: "+first)["etag"].(string)
	d.tell(t, ann, "PUT", session+"/brief", `{}`, 412, "If-Match: "+first)
	got := d.tell(t, ann, "GET", session+"/brief", "", 200)
	if got["etag"] != second || got["love"] != "the bass-to-vocal relationship" || got["master_bypassed"] != true ||
		got["stems"].(map[string]any)["Audio 1.wav"].(map[string]any)["role"] != "vox.lead" {
		t.Errorf("the brief is %v", got)
	}
	for _, bad := range []string{`{"like":["loud"]}`, `{"stems":{"a":{"role":"vox.main"}}}`} {
		d.tell(t, maya, "PUT", session+"/brief", bad, 400)
	}
	d.tell(t, maya, "PUT", session+"/brief", `{"stems":{"a":{"importance":1.5}}}`, 422)

	d.tell(t, maya, "PUT", session+"/ignored", `{"code":"peak.hot","stem":"Drums.wav","reason":"it is meant"}`, 200)
	d.tell(t, ann, "PUT", session+"/ignored", `{"code":"peak.hot","stem":"Bass.wav","reason":"so is this"}`, 200)
	d.tell(t, ann, "PUT", session+"/ignored", `{"code":"peak.hot","stem":"Bass.wav"}`, 200)
	s := d.tell(t, ann, "GET", session, "", 200)
	ignored := s["ignored"].([]any)
	if len(ignored) != 1 || ignored[0].(map[string]any)["who"] != "link:artist" || ignored[0].(map[string]any)["reason"] != "it is meant" {
		t.Errorf("ignored is %v", ignored)
	}
	if c := s["clock"].(map[string]any); c["state"] != "not_started" || c["left_s"] != 259200.0 || s["expected"] == nil {
		t.Errorf("before it is submitted the clock is %v, expected %v", c, s["expected"])
	}
	d.tell(t, maya, "PATCH", session, `{"promised":"2030-01-01T18:00:00Z"}`, 403)
	d.tell(t, ann, "PATCH", session, `{"promised":"2030-01-01T18:00:00Z","waiting":"is it loud enough?","title":"Song 2"}`, 200)
	s = d.tell(t, maya, "GET", session, "", 200)
	if s["expected"] != "2030-01-01T18:00:00Z" || s["waiting"] != "is it loud enough?" || s["title"] != "Song 2" {
		t.Errorf("after the engineer changed it: %v", s)
	}
}

// TestTakingOut removes a file, and leaves the others.
func TestTakingOut(t *testing.T) {
	d := onFiles(t)
	id, maya := d.song(t)
	err := d.Rows.Write(t.Context(), d.studio, func(desk studio.Desk) error {
		return errors.Join(desk.SetStem(studio.Stem{Session: studio.ID(id), File: "Vox/Lead #1.wav", SHA256: "a"}),
			desk.SetStem(studio.Stem{Session: studio.ID(id), File: "Bass.wav", SHA256: "b"}))
	})
	if err != nil {
		t.Fatal(err)
	}
	path := "/api/v1/sessions/" + id + "/stems?file="
	d.tell(t, maya, "DELETE", path+"Vox%2FLead%20%231.wav", "", 204)
	d.tell(t, maya, "DELETE", path+"Vox%2FLead%20%231.wav", "", 404)
	d.tell(t, maya, "DELETE", path, "", 422)
	if stems := d.tell(t, maya, "GET", "/api/v1/sessions/"+id, "", 200)["stems"].([]any); len(stems) != 1 {
		t.Errorf("%d files are left, want 1", len(stems))
	}
}
