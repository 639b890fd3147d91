package cloud

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os/exec"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
)

const rcloneName = "rclone"

// RcloneSettings say which remotes of the operator's rclone may be read. A
// remote is the operator's own account, so a service names the ones that links
// may lead to; somebody at their own command line may open all.
type RcloneSettings struct {
	Program string   // path of the program; "" means that there is none
	Remotes []string // by name; "*" is every one that is set up
}

// rclone reads what a program named rclone reaches: rclone:remote:path.
type rclone struct{ settings RcloneSettings }

func newRclone(s RcloneSettings) *rclone { return &rclone{s} }

// remoteName is the name of a remote that is set up. It is not one made up on
// the spot (":sftp,host=..."), which could lead anywhere.
var remoteName = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.+@ -]{0,100}$`)

func (r *rclone) Recognise(u *url.URL) (Share, bool) {
	if u.Scheme != "rclone" {
		return Share{}, false
	}
	s := Share{Source: rcloneName, Folder: true}
	remote, at, ok := strings.Cut(u.Opaque, ":")
	if ok && remoteName.MatchString(remote) && !strings.ContainsAny(at, "\x00\n\r") && !slices.Contains(strings.Split(at, "/"), "..") {
		s.ID = remote + ":" + at
	}
	return s, true
}

func (r *rclone) ready(s Share) error {
	remote, _, _ := strings.Cut(s.ID, ":")
	switch {
	case s.ID == "":
		return trouble(rcloneName, Unsupported, nil)
	case r.settings.Program == "":
		return trouble(rcloneName, NoKey, nil)
	case !slices.Contains(r.settings.Remotes, "*") && !slices.Contains(r.settings.Remotes, remote):
		return trouble(rcloneName, NotPublic, nil)
	}
	return nil
}

// command is rclone with what all calls share. Its last argument is data,
// whatever it looks like.
func (r *rclone) command(ctx context.Context, args ...string) (*exec.Cmd, *bytes.Buffer) {
	cmd := exec.CommandContext(ctx, r.settings.Program, args...)
	cmd.WaitDelay = 5 * time.Second
	said := &bytes.Buffer{}
	cmd.Stderr = &capped{to: said, left: 16 << 10}
	return cmd, said
}

// capped keeps the beginning of what is written.
type capped struct {
	to   io.Writer
	left int
}

func (c *capped) Write(p []byte) (int, error) {
	n := min(len(p), c.left)
	c.left -= n
	if _, err := c.to.Write(p[:n]); err != nil {
		return 0, err
	}
	return len(p), nil
}

// rcloneEntry is a line of lsjson.
type rcloneEntry struct {
	Path   string            `json:"Path"`
	Name   string            `json:"Name"`
	Size   int64             `json:"Size"`
	IsDir  bool              `json:"IsDir"`
	Hashes map[string]string `json:"Hashes"`
}

func (r *rclone) List(ctx context.Context, s Share) (Found, error) {
	if err := r.ready(s); err != nil {
		return Found{}, err
	}
	cmd, said := r.command(ctx, "lsjson", "--recursive", "--files-only", "--hash", "--max-depth", "16", "--no-mimetype", "--no-modtime", "--", s.ID)
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		return Found{}, trouble(rcloneName, Network, err)
	}
	if err := cmd.Start(); err != nil {
		return Found{}, trouble(rcloneName, NoKey, pathless(err))
	}
	text, err := io.ReadAll(io.LimitReader(pipe, mostJSONBytes+1))
	if ended := cmd.Wait(); ended != nil || err != nil || len(text) > mostJSONBytes {
		return Found{}, r.reason(ctx, said)
	}
	entries, err := rcloneListing(text)
	if err != nil {
		return Found{}, err
	}
	_, at, _ := strings.Cut(s.ID, ":")
	found := Found{Title: titleFrom(path.Base(strings.Trim(at, "/")))}
	for _, e := range entries {
		it := Item{Path: e.Path, Bytes: e.Size, ID: e.Path}
		if len(entries) == 1 && e.Path == path.Base(at) { // the path names a file
			it.ID = ""
		}
		for kind, name := range map[string]string{"sha256": "sha256", "sha1": "sha1", "md5": "md5", "dropbox": "dropbox"} {
			if hex := e.Hashes[name]; hex != "" {
				it.Sums = append(it.Sums, Sum{kind, hex})
			}
		}
		slices.SortFunc(it.Sums, func(a, b Sum) int { return strings.Compare(a.Kind, b.Kind) })
		found.Items = append(found.Items, it)
	}
	return found, nil
}

// rcloneListing reads the answer of lsjson.
func rcloneListing(text []byte) (entries []rcloneEntry, err error) {
	if json.Unmarshal(text, &entries) != nil {
		return nil, trouble(rcloneName, Network, errors.New("the listing cannot be read"))
	}
	return slices.DeleteFunc(entries, func(e rcloneEntry) bool { return e.IsDir || e.Path == "" }), nil
}

// reason is why rclone stopped. What it said stays in the cause, without the
// names of its remotes' servers.
func (r *rclone) reason(ctx context.Context, said *bytes.Buffer) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	text := strings.ToLower(said.String())
	kind := Network
	switch {
	case strings.Contains(text, "not found"), strings.Contains(text, "didn't find section"):
		kind = NotFound
	case strings.Contains(text, "ratelimit"), strings.Contains(text, "rate limit"), strings.Contains(text, "too many requests"):
		kind = RateLimited
	}
	return trouble(rcloneName, kind, errors.New("rclone gave up"))
}

func (r *rclone) Open(ctx context.Context, s Share, it Item, from int64, _ string) (*Stream, error) {
	if err := r.ready(s); err != nil {
		return nil, err
	}
	remote := s.ID
	if it.ID != "" {
		if !strings.HasSuffix(remote, ":") && !strings.HasSuffix(remote, "/") {
			remote += "/"
		}
		remote += it.ID
	}
	ctx, stop := context.WithCancel(ctx)
	cmd, said := r.command(ctx, "cat", "--offset", fmt.Sprint(from), "--", remote)
	pipe, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		stop()
		return nil, trouble(rcloneName, Network, pathless(err))
	}
	body := &rcloneBody{r: r, ctx: ctx, stop: stop, cmd: cmd, pipe: pipe, said: said}
	return &Stream{Body: body, From: from, All: it.Bytes, Bounded: true}, nil
}

// rcloneBody is the output of a program that is stopped when it is closed. Its
// end counts only when the program says that all went well.
type rcloneBody struct {
	r     *rclone
	ctx   context.Context
	stop  context.CancelFunc
	cmd   *exec.Cmd
	pipe  io.Reader
	said  *bytes.Buffer
	ended error
}

func (b *rcloneBody) Read(p []byte) (int, error) {
	if b.ended != nil {
		return 0, b.ended
	}
	n, err := b.pipe.Read(p)
	if err != nil {
		if b.ended = io.EOF; b.cmd.Wait() != nil || !errors.Is(err, io.EOF) {
			b.ended = b.r.reason(b.ctx, b.said)
		}
	}
	return n, b.ended
}

func (b *rcloneBody) Close() error {
	b.stop()
	if b.ended == nil {
		b.ended = io.ErrClosedPipe
		_ = b.cmd.Wait() // it was stopped; how it ended says nothing
	}
	return nil
}
