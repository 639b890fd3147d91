package portal

import (
	"context"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strings"

	"lathe/studio"
)

type newPrint struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Plan    int    `json:"plan" minimum:"1"`
		Formats string `json:"formats,omitempty" maxLength:"100" doc:"besides the 24-bit WAV: wav16, flac, mp3, aac"`
	}
}

func (p *Portal) printRoutes(t *table) {
	described(t, http.MethodPost, "/sessions/{id}/prints", studio.MayPlan, http.StatusAccepted, "Print a version of the plan",
		func(ctx context.Context, in *newPrint) (*body[printView], error) {
			v, err := p.room(ctx).OrderPrint(ctx, studio.ID(in.ID), in.Body.Plan, in.Body.Formats, p.Reader)
			return &body[printView]{printOf(v)}, err
		})
	described(t, http.MethodGet, "/prints/{id}", studio.MayView, 0, "A print",
		func(ctx context.Context, in *byID) (*body[printView], error) {
			v, err := p.print(ctx, studio.ID(in.ID))
			return &body[printView]{printOf(v)}, err
		})
}

// print reads a print of a session the caller may know of.
func (p *Portal) print(ctx context.Context, id studio.ID) (v studio.Print, err error) {
	room := p.room(ctx)
	err = room.See(ctx, room.Caller.Session, func(d studio.Desk) error {
		if v, err = d.Print(id); err == nil && !room.Caller.Sees(v.Session) {
			err = studio.Errorf(studio.NotFound, "there is no such print")
		}
		return err
	})
	return v, err
}

var typeOf = map[string]string{
	".wav": "audio/wav", ".flac": "audio/flac", ".mp3": "audio/mpeg", ".m4a": "audio/mp4",
	".html": "text/html; charset=utf-8", ".json": "application/json", ".yaml": "application/yaml", "": "text/plain; charset=utf-8",
}

// printFile gives a file of a print, whole or a range of it. It never changes,
// and its sum is its tag. What is not the rest of a download is one that begins.
func (p *Portal) printFile(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	ranges := r.Header.Get("Range")
	begins := r.Method == http.MethodGet && r.Header.Get("If-None-Match") == "" && (ranges == "" || strings.HasPrefix(ranges, "bytes=0-"))
	f, err := p.room(ctx).Fetch(ctx, studio.ID(r.PathValue("id")), r.PathValue("name"), begins)
	if err != nil {
		p.refuse(w, r, err)
		return
	}
	p.send(w, r, f)
}

func (p *Portal) send(w http.ResponseWriter, r *http.Request, f studio.PrintFile) {
	blob, err := p.Blobs.Open(r.Context(), f.SHA256)
	if err != nil {
		p.refuse(w, r, err)
		return
	}
	defer blob.Close()
	w.Header().Set("Content-Disposition", attachment(f.Name))
	kind, ok := typeOf[strings.ToLower(path.Ext(f.Name))]
	if !ok {
		kind = "application/octet-stream"
	}
	forGood(w, r, f.SHA256, kind, blob)
}

// attachment names a file for old and new readers: RFC 6266, RFC 8187.
func attachment(name string) string {
	ascii := strings.Map(func(r rune) rune {
		if r < 0x20 || r > 0x7e || r == '"' || r == '\\' || r == '%' {
			return '_'
		}
		return r
	}, name)
	if ascii == name {
		return mime.FormatMediaType("attachment", map[string]string{"filename": name})
	}
	return `attachment; filename="` + ascii + `"; filename*=UTF-8''` + strings.ReplaceAll(url.QueryEscape(name), "+", "%20")
}
