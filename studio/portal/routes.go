package portal

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"lathe/studio"
	"lathe/studio/door"
)

// base is where the API lives.
const base = "/api/v1"

// Route is one row of the table of what protects what.
type Route struct {
	Method, Path string
	Scope        studio.Scope // what a caller must be allowed to; empty: anybody may
	serve        http.HandlerFunc
}

// Routes is the table: every route of the API and what protects it. All but the
// open ones need a bearer or a cookie, all are within the caller's studio, all bodies are
// capped.
func (p *Portal) Routes() []Route { return p.routes(http.NewServeMux()) }

// routes registers the described operations and returns all routes.
func (p *Portal) routes(mux *http.ServeMux) []Route {
	config := huma.DefaultConfig("Lathe", "1")
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = base+"/openapi", "", base+"/schemas"
	config.CreateHooks = nil
	config.Info.Description = "A stem-mastering studio. Uploads speak tus 1.0; everything else is JSON."
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{"bearer": {Type: "http", Scheme: "bearer"}, "cookie": {Type: "apiKey", In: "cookie", Name: door.Cookie}}
	config.Security = []map[string][]string{{"bearer": {}}, {"cookie": {}}}
	api := humago.New(mux, config)
	table := &table{portal: p, api: api}
	p.doorRoutes(table)
	p.sessionRoutes(table)
	p.planRoutes(table)
	p.printRoutes(table)
	p.retainRoutes(table)
	p.audioRoutes(table)
	p.excerptRoutes(table)
	p.briefRoutes(table)
	p.talkRoutes(table)
	p.deliveryRoutes(table)
	p.staffRoutes(table)
	p.houseRoutes(table)
	p.hookRoutes(table)
	table.plain(http.MethodPost, "/sessions/{id}/uploads", studio.MayUpload, "Begin an upload (tus 1.0 creation)", p.tusCreate)
	table.plain(http.MethodOptions, "/sessions/{id}/uploads", "", "What this tus server can do", p.tusOptions)
	table.plain(http.MethodOptions, "/uploads/{id}", "", "What this tus server can do", p.tusOptions)
	table.plain(http.MethodHead, "/uploads/{id}", studio.MayUpload, "How far an upload has come", p.tusHead)
	table.plain(http.MethodPatch, "/uploads/{id}", studio.MayUpload, "Go on with an upload", p.tusPatch)
	table.plain(http.MethodDelete, "/uploads/{id}", studio.MayUpload, "Take an upload back", p.tusDelete)
	table.plain(http.MethodPost, "/uploads/{id}", studio.MayUpload, "PATCH or DELETE for clients that can only POST", p.tusOverride)
	table.plain(http.MethodGet, "/sessions/{id}/events", studio.MayView, "News of a session, as server-sent events", p.events)
	table.plain(http.MethodGet, "/prints/{id}/files/{name}", studio.MayFetch, "A file of a print", p.printFile)
	return table.rows
}

// table collects routes as they are described.
type table struct {
	portal *Portal
	api    huma.API
	rows   []Route
}

// plain adds a route that huma does not serve, and describes it.
func (t *table) plain(method, path string, scope studio.Scope, summary string, serve http.HandlerFunc) {
	t.rows = append(t.rows, Route{method, base + path, scope, serve})
	t.api.OpenAPI().AddOperation(&huma.Operation{
		Method: method, Path: base + path, Summary: summary, OperationID: operationID(method, path),
		Responses: map[string]*huma.Response{"default": {Description: "see the protocol"}},
	})
}

func operationID(method, path string) string {
	id := []byte(method)
	for _, c := range []byte(path) {
		switch {
		case c == '/':
			id = append(id, '-')
		case c != '{' && c != '}':
			id = append(id, c)
		}
	}
	return string(id)
}

// described adds an operation that huma serves.
func described[I, O any](t *table, method, path string, scope studio.Scope, status int, summary string, do func(context.Context, *I) (*O, error)) {
	t.rows = append(t.rows, Route{Method: method, Path: base + path, Scope: scope})
	huma.Register(t.api, huma.Operation{
		Method: method, Path: base + path, Summary: summary, OperationID: operationID(method, path),
		DefaultStatus: status, MaxBodyBytes: t.portal.Limits.BodyBytes,
	}, func(ctx context.Context, in *I) (*O, error) {
		out, err := do(ctx, in)
		if err != nil {
			return nil, t.portal.problem(ctx, err)
		}
		return out, nil
	})
}

// Is says whether the route is a method, in any case, of a path.
func (r Route) Is(method, path string) bool {
	return strings.EqualFold(r.Method, method) && r.Path == path
}
