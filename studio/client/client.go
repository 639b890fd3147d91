// Package client speaks to a studio's API: what scripts in Go need, and what our
// own tests use.
//
//	c := client.Client{Base: "http://127.0.0.1:8080", Token: token}
//	s, err := c.Open(ctx, "Song", "Artist")
//	err = c.Upload(ctx, s.ID, "Bass.wav", file, length)
//	err = c.Submit(ctx, s.ID)
//	got, err := c.Until(ctx, s.ID, "planned")
//
// A refusal is a [*Refused]. Uploads go on by themselves after the connection
// breaks or the server restarts.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// Client is a way to one studio as one caller.
type Client struct {
	Base  string // http://HOST:PORT
	Token string
	HTTP  *http.Client // nil: [http.DefaultClient]
}

// Refused is what the studio says when it does not do what was asked.
type Refused struct {
	Status int
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

// Error is the sentence.
func (r *Refused) Error() string { return fmt.Sprintf("%d %s: %s", r.Status, r.Code, r.Detail) }

// Session is what the studio says of a session.
type Session struct {
	ID         string `json:"id"`
	ArtistLink string `json:"artist_link"` // only when it was just opened
	Status     string `json:"status"`
	Trouble    string `json:"trouble"`
	Revision   int64  `json:"revision"`
	Stems      []File `json:"stems"`
	Uploads    []struct {
		URL   string `json:"url"`
		State string `json:"state"`
	} `json:"uploads"` // not stems yet
	Fetches  []Fetch `json:"fetches"`
	Findings []struct {
		Code, Severity, Stem, Message string
	} `json:"findings"`
	Proof json.RawMessage `json:"proof"`
	Plans []struct {
		N    int    `json:"n"`
		ETag string `json:"etag"`
	} `json:"plans"`
	Prints []Print `json:"prints"`
}

// File is a file of a session or a print.
type File struct {
	File   string `json:"file"` // of sessions
	Name   string `json:"name"` // of prints
	SHA256 string `json:"sha256"`
	Bytes  int64  `json:"bytes"`
	URL    string `json:"url"`
}

// Fetch is what the studio says of a share link.
type Fetch struct {
	ID      string `json:"id"`
	State   string `json:"state"`
	Trouble string `json:"trouble"`
	Again   bool   `json:"again"` // [Client.FetchAgain] may be asked
	Files   int    `json:"files"`
	Behind  []struct {
		File  string `json:"file"`
		Bytes *int64 `json:"bytes"`
		Why   string `json:"why"` // it is left out
	} `json:"behind"`
	Bytes int64    `json:"bytes"`
	Total *int64   `json:"total_bytes"`
	LeftS *float64 `json:"left_s"`
}

// Print is what the studio says of a print.
type Print struct {
	ID       string          `json:"id"`
	Status   string          `json:"status"`
	Progress float64         `json:"progress"`
	Trouble  string          `json:"trouble"`
	Report   json.RawMessage `json:"report"`
	Files    []File          `json:"files"`
}

func (c *Client) http() *http.Client {
	if c.HTTP != nil {
		return c.HTTP
	}
	return http.DefaultClient
}

// Raw sends a request with headers, and returns the answer when it is no
// refusal. The caller closes its body.
func (c *Client) Raw(ctx context.Context, method, path string, header map[string]string, content io.Reader) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.Base+path, content)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+c.Token)
	for k, v := range header {
		req.Header.Set(k, v)
	}
	resp, err := c.http().Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode < 400 {
		return resp, nil
	}
	defer resp.Body.Close()
	text, _ := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	no := &Refused{Status: resp.StatusCode}
	if json.Unmarshal(text, no) != nil {
		no.Detail = strings.TrimSpace(string(text))
	}
	no.Status = resp.StatusCode
	return nil, no
}

// Ask sends JSON and reads JSON; in and out may be nil.
func (c *Client) Ask(ctx context.Context, method, path string, in, out any) error {
	header := map[string]string{}
	var content io.Reader
	if in != nil {
		text, err := json.Marshal(in)
		if err != nil {
			return err
		}
		content, header["Content-Type"] = bytes.NewReader(text), "application/json"
	}
	resp, err := c.Raw(ctx, method, "/api/v1"+path, header, content)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if out == nil {
		return nil
	}
	return json.NewDecoder(resp.Body).Decode(out)
}

// Open makes a session.
func (c *Client) Open(ctx context.Context, title, artist string) (s Session, err error) {
	return s, c.Ask(ctx, http.MethodPost, "/sessions", map[string]string{"title": title, "artist": artist}, &s)
}

// Fetch has the files behind a share link fetched.
func (c *Client) Fetch(ctx context.Context, id, link, password string) (f Fetch, err error) {
	return f, c.Ask(ctx, http.MethodPost, "/sessions/"+id+"/fetch", map[string]string{"url": link, "password": password}, &f)
}

// FetchAgain tries a link again that brought nothing.
func (c *Client) FetchAgain(ctx context.Context, id, fetch string) (f Fetch, err error) {
	return f, c.Ask(ctx, http.MethodPost, "/sessions/"+id+"/fetches/"+fetch+"/again", nil, &f)
}

// Submit says that intake is complete.
func (c *Client) Submit(ctx context.Context, id string) error {
	return c.Ask(ctx, http.MethodPost, "/sessions/"+id+"/submit", nil, nil)
}

// Session reads a session.
func (c *Client) Session(ctx context.Context, id string) (s Session, err error) {
	return s, c.Ask(ctx, http.MethodGet, "/sessions/"+id, nil, &s)
}

// Until waits until a session has one of some statuses.
func (c *Client) Until(ctx context.Context, id string, statuses ...string) (Session, error) {
	for {
		s, err := c.Session(ctx, id)
		if err != nil {
			return s, err
		}
		for _, want := range statuses {
			if s.Status == want {
				return s, nil
			}
		}
		if s.Status == "failed" {
			return s, fmt.Errorf("the session failed: %s", s.Trouble)
		}
		select {
		case <-ctx.Done():
			return s, fmt.Errorf("the session is %s, waited for %s: %w", s.Status, strings.Join(statuses, " or "), ctx.Err())
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// Plan reads a version of the plan, as YAML, with its tag.
func (c *Client) Plan(ctx context.Context, id string, n int) (text []byte, tag string, err error) {
	resp, err := c.Raw(ctx, http.MethodGet, fmt.Sprintf("/api/v1/sessions/%s/plans/%d", id, n), map[string]string{"Accept": "application/yaml"}, nil)
	if err != nil {
		return nil, "", err
	}
	defer resp.Body.Close()
	text, err = io.ReadAll(resp.Body)
	return text, resp.Header.Get("ETag"), err
}

// EditPlan makes the next version from version n, whose tag is given.
func (c *Client) EditPlan(ctx context.Context, id string, n int, tag string, text []byte) error {
	resp, err := c.Raw(ctx, http.MethodPut, fmt.Sprintf("/api/v1/sessions/%s/plans/%d", id, n),
		map[string]string{"If-Match": tag, "Content-Type": "application/yaml"}, bytes.NewReader(text))
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// Print has a version of the plan printed.
func (c *Client) Print(ctx context.Context, id string, n int) (p Print, err error) {
	return p, c.Ask(ctx, http.MethodPost, "/sessions/"+id+"/prints", map[string]any{"plan": n}, &p)
}

// Printed waits until a print has ended.
func (c *Client) Printed(ctx context.Context, id string) (p Print, err error) {
	for {
		if err := c.Ask(ctx, http.MethodGet, "/prints/"+id, nil, &p); err != nil {
			return p, err
		}
		switch p.Status {
		case "done":
			return p, nil
		case "failed", "canceled":
			return p, fmt.Errorf("the print is %s: %s", p.Status, p.Trouble)
		}
		select {
		case <-ctx.Done():
			return p, fmt.Errorf("the print is %s: %w", p.Status, ctx.Err())
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// Download writes a file's bytes.
func (c *Client) Download(ctx context.Context, f File, to io.Writer) error {
	resp, err := c.Raw(ctx, http.MethodGet, f.URL, nil, nil)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	n, err := io.Copy(to, resp.Body)
	if err == nil && n != f.Bytes {
		err = fmt.Errorf("%s has %d bytes, %d were announced", f.Name, n, f.Bytes)
	}
	return err
}
