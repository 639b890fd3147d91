//go:build unix

package portal_test

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"lathe/studio"
)

// TestTenants asks every route with another studio's ids, by that studio's
// worst enemy: an owner. Nothing is there, and nothing changes.
func TestTenants(t *testing.T) {
	for where, open := range map[string]func(*testing.T) *door{"SQLite and files": onFiles, "PostgreSQL and S3": onServers} {
		t.Run(where, func(t *testing.T) {
			d := open(t)
			other, _, err := d.Rows.Found(t.Context(), "Blue Room", "bob", time.Now())
			if err != nil {
				t.Fatal(err)
			}
			mine, theirs := d.furnish(t, d.studio), d.furnish(t, other)
			before := d.state(t, other)
			asked := 0
			for _, r := range d.Routes() {
				if r.Scope == "" || !hole.MatchString(r.Path) {
					continue
				}
				asked++
				content, headers := serious(r.Path)
				if got := d.status(t, r.Method, theirs.path(r.Path), theirs.filled(content), headers); got != 404 {
					t.Errorf("%s %s with another studio's ids: %d, want 404", r.Method, r.Path, got)
				}
				if got := d.status(t, r.Method, mine.path(r.Path), mine.filled(content), headers); got == 404 && !emptyHanded(r.Path) {
					t.Errorf("%s %s with our own ids: 404, so that with theirs proves nothing", r.Method, r.Path)
				}
			}
			if after := d.state(t, other); after != before {
				t.Errorf("the other studio was changed from %s to %s", before, after)
			}
			if asked < 10 {
				t.Errorf("%d routes were asked", asked)
			}
		})
	}
}

// status asks, and goes when the answer begins: some never end.
func (d *door) status(t *testing.T, method, path, content string, headers []string) int {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	req, err := http.NewRequestWithContext(ctx, method, d.http.URL+path, strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+d.token)
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return resp.StatusCode
}

// emptyHanded says which routes have nothing to give for what furnish puts in:
// files whose bytes are not there.
func emptyHanded(path string) bool {
	return strings.Contains(path, "/files/") || strings.Contains(path, "/audio") || strings.Contains(path, "/chunks") || strings.Contains(path, "/peaks")
}

// state is a studio's rows in short.
func (d *door) state(t *testing.T, room studio.ID) (text string) {
	t.Helper()
	err := d.Rows.Read(t.Context(), room, func(desk studio.Desk) error {
		all, err := desk.Sessions(time.Now().Add(time.Hour), 100)
		for _, s := range all {
			text += string(s.ID) + " " + string(s.Status) + " " + strconv.FormatInt(s.Revision, 10) + "\n"
		}
		list, err2 := desk.Entries(0, 1000)
		text += strconv.Itoa(len(list))
		if err == nil {
			err = err2
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// outside are the routes that are not of the API, and what protects them.
var outside = map[string]string{
	"GET /healthz": "open: says nothing but ok",
	"GET /readyz":  "open: says nothing but ok or not",
	"GET /metrics": "owners; TestWatched of internal/proof",
	"/":            "everything else: the API's door, and not found behind it",
}

// TestNoRouteWithoutARow looks in the source for routes that are in no table.
func TestNoRouteWithoutARow(t *testing.T) {
	files := token.NewFileSet()
	list, err := fs.Glob(os.DirFS("."), "*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, name := range list {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(files, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			method, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || method.Sel.Name != "Handle" && method.Sel.Name != "HandleFunc" || len(call.Args) != 2 {
				return true
			}
			switch pattern := call.Args[0].(type) {
			case *ast.BasicLit:
				text, err := strconv.Unquote(pattern.Value)
				if err != nil {
					t.Fatal(err)
				}
				found[text] = true
			default:
				if where := files.Position(n.Pos()); where.Filename != "door.go" { // the loop over the table
					t.Errorf("%v registers a route that only the program knows", where)
				}
			}
			return true
		})
	}
	if got, want := slices.Sorted(maps.Keys(found)), slices.Sorted(maps.Keys(outside)); !slices.Equal(got, want) {
		t.Errorf("routes outside the table are %q, want %q: add a row that says what protects them", got, want)
	}
}
