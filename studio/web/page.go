package web

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"

	"lathe/session"
	"lathe/studio"
)

// view is a page about to be shown: what every page says, and its own body.
type view struct {
	Title   string // of the window; Heading when empty
	Heading string // the one h1
	Lead    string // a sentence under it
	Crumbs  []way  // the pages above
	Chip    *Chip
	Told    *Note  // what the last act did
	Nav     string // which of the studio's ways this is under
	Kind    string // of page, for its styles
	Scripts []string
	Body    any

	// The rest is filled in by show.
	Studio, Theme, User, Path, Home string
	EarBreak                        int // minutes of listening before a reminder; 0 for none
	Ways                            []way
	Looks                           []look
}

// way is a link to a page.
type way struct{ Href, Word, Icon, Nav string }

// look is a theme.
type look struct{ Value, Word, Icon string }

var looks = []look{{"dark", "Dark", "moon"}, {"light", "Light", "sun"}, {"contrast", "High contrast", "theme"}, {"auto", "As this device", "settings"}}

// ways are where people of the studio can go, if they may.
var ways = []struct {
	way
	may studio.Scope
}{
	{way{"/", "Queue", "queue", "queue"}, studio.MayView},
	{way{"/people", "People", "people", "people"}, studio.MayRun},
	{way{"/storage", "Storage", "disk", "storage"}, studio.MayOpen},
	{way{"/workers", "Workers", "pulse", "workers"}, studio.MayRun},
	{way{"/settings", "Settings", "settings", "settings"}, studio.MayView},
}

// pagesOf reads the templates: every page has its own copy of layout and parts.
func pagesOf(files fs.FS, a *assets) (map[string]*template.Template, error) {
	funcs := template.FuncMap{
		"asset": a.href, "icon": icon, "sized": sized, "favicon": favicon, "iconOf": iconOf,
		"clock": clock, "spell": spell, "level": level, "change": change, "count": count, "gather": gather, "amount": amount,
		"when": when, "day": day, "percent": percent, "who": whoWord, "slot": slot, "list": list, "wrongsOf": wrongs, "has": has, "next": func(n int) int { return n + 1 }, "wishes": wishSteps, "arrivedIn": arrivedIn,
	}
	house, err := template.New("house").Funcs(funcs).ParseFS(files, "templates/layout.html", "templates/parts/*.html")
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(files, "templates/pages/*.html")
	if err != nil {
		return nil, err
	}
	all := map[string]*template.Template{}
	for _, name := range names {
		copied, err := house.Clone()
		if err == nil {
			copied, err = copied.ParseFS(files, name)
		}
		if err != nil {
			return nil, err
		}
		all[strings.TrimSuffix(path.Base(name), ".html")] = copied.Option("missingkey=error")
	}
	return all, nil
}

// slot gives a part what it needs from several places.
func slot(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, errors.New("slot wants names and values in turn")
	}
	m := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("slot got %v for a name", pairs[i])
		}
		m[name] = pairs[i+1]
	}
	return m, nil
}

func list(items ...any) []any { return items }

// has says whether a likeness is among those that were ticked.
func has(all []session.Likeness, one string) bool { return slices.Contains(all, session.Likeness(one)) }

// iconOf is the icon that goes with a kind of note, chip or finding.
func iconOf(kind string) string {
	switch kind {
	case "ok", "warn", "bad", "info":
		return kind
	}
	return "idle"
}

// favicon is the mark as an address.
func favicon() template.URL {
	return template.URL(`data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' stroke='%237cc4ff' stroke-width='2'%3E%3Crect width='24' height='24' rx='6' fill='%2314161a' stroke='none'/%3E%3Ccircle cx='12' cy='12' r='8'/%3E%3Ccircle cx='12' cy='12' r='4'/%3E%3C/svg%3E`)
}

// write makes the text of a page, or of one part of it when part is named.
func (p *Pages) write(name, part string, v view) ([]byte, error) {
	all := p.templates
	if p.Dev != nil {
		var err error
		if all, err = pagesOf(p.Dev, p.assets); err != nil {
			return nil, err
		}
	}
	t, ok := all[name]
	if !ok {
		return nil, fmt.Errorf("there is no page %q", name)
	}
	if v.Title == "" {
		v.Title = v.Heading
	}
	if v.Theme == "" {
		v.Theme = "dark"
	}
	if v.Home == "" {
		v.Home = "/"
	}
	v.Looks = looks
	var out bytes.Buffer
	err := t.ExecuteTemplate(&out, part, v)
	return out.Bytes(), err
}

// show answers with a page, whole or not at all.
func (p *Pages) show(w http.ResponseWriter, r *http.Request, status int, name string, v view) {
	p.dress(r, &v)
	text, err := p.write(name, "layout", v)
	if err != nil {
		p.Log.Error("a page could not be shown", "page", name, "error", err)
		http.Error(w, "This page could not be shown. It is in the log.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(text)
}

// showPart answers htmx with one part of a page.
func (p *Pages) showPart(w http.ResponseWriter, r *http.Request, name, part string, v view) {
	p.dress(r, &v)
	text, err := p.write(name, part, v)
	if err != nil {
		p.Log.Error("a part of a page could not be shown", "page", name, "part", part, "error", err)
		http.Error(w, "This part could not be shown. It is in the log.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Write(text)
}

// byScript says whether htmx asks, which wants a part of the page.
func byScript(r *http.Request) bool { return r.Header.Get("HX-Request") == "true" }

// dress fills in what every page says.
func (p *Pages) dress(r *http.Request, v *view) {
	v.Theme = themeOf(r)
	v.Path = r.URL.RequestURI()
	caller, _ := asking(r)
	v.Studio = house(r).Name
	if caller.User != "" {
		v.User, v.EarBreak = strings.TrimPrefix(caller.Name, "user:"), house(r).EarBreakMin
		for _, w := range ways {
			if caller.May(w.may) {
				v.Ways = append(v.Ways, w.way)
			}
		}
	}
}

func themeOf(r *http.Request) string {
	if c, err := r.Cookie("look"); err == nil {
		for _, l := range looks {
			if l.Value == c.Value {
				return l.Value
			}
		}
	}
	return "dark"
}

// fail answers with a page that says what happened and where to go on.
func (p *Pages) fail(w http.ResponseWriter, r *http.Request, err error) {
	code := studio.CodeOf(err)
	v := view{Heading: "Something went wrong here", Lead: "It is in the log, and nothing of yours is lost. Try again in a moment.", Body: Empty{Icon: "warn"}}
	status := http.StatusInternalServerError
	var known *studio.Error
	if errors.As(err, &known) {
		v.Lead = sentence(known.Message)
	}
	switch code {
	case studio.NotFound:
		status, v.Heading, v.Lead = http.StatusNotFound, "There is nothing here", "The page was moved, or the link was not copied whole."
	case studio.NotSignedIn:
		if r.Method == http.MethodGet && !byScript(r) {
			http.Redirect(w, r, "/sign-in?next="+escape(r.URL.RequestURI()), http.StatusSeeOther)
			return
		}
		status, v.Heading, v.Lead = http.StatusUnauthorized, "Please sign in", "You were signed out. Sign in and try again; what you typed is still on the page before this one."
	case studio.NotAllowed:
		status, v.Heading = http.StatusForbidden, "That is not yours to do"
	case studio.BadInput, studio.NoCondition:
		status, v.Heading = http.StatusBadRequest, "That could not be understood"
	case studio.Conflict, studio.Stale:
		status, v.Heading = http.StatusConflict, "Not at the moment"
	case studio.TooLarge, studio.TooMany, studio.NoRoom:
		status, v.Heading = http.StatusInsufficientStorage, "There is no room for that"
	case studio.Unavailable, studio.NotSupported:
		status, v.Heading = http.StatusServiceUnavailable, "That cannot be done here"
	default:
		p.Log.Error("a page failed", "page", r.Pattern, "error", err)
	}
	p.show(w, r, status, "trouble", v)
}
