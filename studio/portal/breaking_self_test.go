//go:build unix

package portal_test

import (
	"encoding/json"
	"strings"
	"testing"
)

const smallAPI = `{"components":{"schemas":{"S":{"type":"object","additionalProperties":false,"required":["id"],
	"properties":{"id":{"type":"string"},"status":{"type":"string","enum":["new","done"]},"list":{"type":"array","items":{"$ref":"#/components/schemas/S"}}}}}},
	"paths":{"/s":{"get":{"parameters":[{"in":"query","name":"most","schema":{"type":"integer","maximum":200}}],
	"responses":{"200":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/S"}}}}}},
	"post":{"requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"object","additionalProperties":false,"required":["a"],
	"properties":{"a":{"type":"string","maxLength":300},"b":{"type":"string","enum":["x","y"]}}}}}},"responses":{"201":{}}}}}}`

// TestBreaksAreSeen changes a small API in every way that breaks a program, and
// in ways that do not.
func TestBreaksAreSeen(t *testing.T) {
	for _, c := range []struct {
		says, from, to string
		breaks         bool
	}{
		{"nothing", "", "", false},
		{"a route goes", `"post":{`, `"patch":{`, true},
		{"a field of an answer goes", `"id":{"type":"string"},`, ``, true},
		{"a field of an answer changes type", `"id":{"type":"string"}`, `"id":{"type":"integer"}`, true},
		{"a field of an answer may be missing", `"required":["id"]`, `"required":[]`, true},
		{"a field of an answer may be null", `"id":{"type":"string"}`, `"id":{"type":["string","null"]}`, true},
		{"an answer has a value no program knows", `["new","done"]`, `["new","done","odd"]`, true},
		{"an answer has one value less", `["new","done"]`, `["done"]`, false},
		{"an answer has a field more", `"id":{"type":"string"},`, `"id":{"type":"string"},"more":{"type":"string"},`, false},
		{"an answer's status changes", `"201"`, `"202"`, true},
		{"an answer's form changes", `"200":{"content":{"application/json"`, `"200":{"content":{"text/html"`, true},
		{"a parameter goes", `"name":"most"`, `"name":"limit"`, true},
		{"a parameter's range shrinks", `"maximum":200`, `"maximum":100`, true},
		{"a parameter's range grows", `"maximum":200`, `"maximum":300`, false},
		{"a parameter is needed", `"name":"most"`, `"required":true,"name":"most"`, true},
		{"a field is needed", `"required":["a"]`, `"required":["a","b"]`, true},
		{"a field is not needed any more", `"required":["a"]`, `"required":[]`, false},
		{"a field is not taken any more", `,"b":{"type":"string","enum":["x","y"]}`, ``, true},
		{"a field takes less", `"maxLength":300`, `"maxLength":200`, true},
		{"a field takes a value less", `["x","y"]`, `["x"]`, true},
		{"a field takes a value more", `["x","y"]`, `["x","y","z"]`, false},
		{"a field takes any value", `,"enum":["x","y"]`, ``, false},
	} {
		changed := strings.Replace(smallAPI, c.from, c.to, 1)
		if c.from != "" && changed == smallAPI {
			t.Fatalf("%s: %s is not in the document", c.says, c.from)
		}
		if !json.Valid([]byte(changed)) {
			t.Fatalf("%s: no JSON", c.says)
		}
		got := breaks(parsed(t, []byte(smallAPI)), parsed(t, []byte(changed)))
		if (len(got) > 0) != c.breaks {
			t.Errorf("%s: the check says %q, want a break: %v", c.says, got, c.breaks)
		}
	}
}
