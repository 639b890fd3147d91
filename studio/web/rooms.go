package web

import (
	"io/fs"
	"net/http"
	"time"
)

// routes are every page's address.
func (p *Pages) routes() []route {
	return []route{
		{"GET /{$}", p.queue},
		{"GET /sessions/new", p.newSession},
		{"POST /sessions", p.openSession},
		{"GET /sessions/{id}", p.session},
		{"GET /sessions/{id}/news", p.workNews},
		{"POST /sessions/{id}/ask", p.askArtist},
		{"POST /sessions/{id}/ignore", p.ignore},
		{"POST /sessions/{id}/links", p.share},
		{"POST /sessions/{id}/links/end", p.unshare},
		{"POST /sessions/{id}/stop", p.stop},
		{"POST /sessions/{id}/again", p.again},
		{"GET /sessions/{id}/intake", p.intake},
		{"GET /sessions/{id}/intake/news", p.intakeNews},
		{"POST /sessions/{id}/brief", p.brief},
		{"POST /sessions/{id}/names", p.names},
		{"POST /sessions/{id}/files", p.files},
		{"POST /sessions/{id}/stems/drop", p.drop},
		{"POST /sessions/{id}/stems/role", p.setRole},
		{"POST /sessions/{id}/link", p.link},
		{"POST /sessions/{id}/link/again", p.linkAgain},
		{"POST /sessions/{id}/send", p.send},
		{"GET /rules.json", p.rules},
		{"GET /sessions/{id}/compare", p.compare},
		{"POST /sessions/{id}/compare/verdict", p.judge},
		{"POST /sessions/{id}/compare/seed", p.seed},
		{"GET /sessions/{id}/plan", p.plan},
		{"POST /sessions/{id}/plan", p.save},
		{"POST /sessions/{id}/plan/wish", p.grant},
		{"POST /sessions/{id}/plan/file", p.takePlan},
		{"POST /sessions/{id}/prints", p.order},
		{"GET /sessions/{id}/delivery", p.delivery},
		{"POST /sessions/{id}/delivery", p.deliver},
		{"POST /sessions/{id}/delivery/link", p.redeliver},
		{"GET /guide", p.guide},
		{"GET /people", p.people},
		{"POST /people", p.hire},
		{"POST /people/change", p.changePerson},
		{"GET /settings", p.settings},
		{"POST /settings", p.keepSettings},
		{"GET /storage", p.storage},
		{"GET /workers", p.workers},
		{"GET /doctor", p.doctor},
		{"POST /look", p.look},
		{"GET /sign-in", p.signIn},
		{"POST /sign-in", p.signedIn},
		{"POST /sign-out", p.signOut},
		{"GET /set-up", p.setUp},
		{"POST /set-up", p.setItUp},
		{"GET /s/{secret}", p.byLink},
		{"GET /c/{secret}", p.byLink},
		{"GET /d/{secret}", p.byLink},
		{"POST /demo", p.demo},
		{"GET /licenses", p.licences},
	}
}

// look keeps how somebody wants the studio to look, on their device.
func (p *Pages) look(w http.ResponseWriter, r *http.Request) {
	for _, l := range looks {
		if l.Value == r.FormValue("theme") {
			http.SetCookie(w, &http.Cookie{Name: "look", Value: l.Value, Path: "/", MaxAge: int((365 * 24 * time.Hour).Seconds()), HttpOnly: true, SameSite: http.SameSiteLaxMode})
		}
	}
	http.Redirect(w, r, local(r.FormValue("back")), http.StatusSeeOther)
}

// licences shows whose work the pages stand on.
func (p *Pages) licences(w http.ResponseWriter, r *http.Request) {
	type licence struct{ Name, What, Text string }
	list := []licence{
		{"htmx 4.0.1", "Forms and links that swap a part of a page. 0BSD.", "vendor/htmx/LICENSE"},
		{"Atkinson Hyperlegible Next", "The typeface. SIL OFL 1.1.", "vendor/fonts/LICENSE-next"},
		{"Atkinson Hyperlegible Mono", "The typeface for figures. SIL OFL 1.1.", "vendor/fonts/LICENSE-mono"},
	}
	for i := range list {
		text, err := fs.ReadFile(embedded, list[i].Text)
		if err != nil {
			p.fail(w, r, err)
			return
		}
		list[i].Text = string(text)
	}
	p.show(w, r, http.StatusOK, "licences", view{Heading: "Licences", Lead: "What these pages are made with, besides our own work.", Body: list})
}
