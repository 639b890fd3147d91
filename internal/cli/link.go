package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"lathe/audio"
	"lathe/audio/parcel"
	"lathe/chain/intake"
	"lathe/studio/cloud"
)

// linkHelp tells what may stand for a session, and how an operator is known to
// the providers.
func linkHelp() string {
	var b strings.Builder
	b.WriteString(`

SESSION may also be a share link: of Google Drive, of Dropbox, of WeTransfer
(--wetransfer=on), https:// to a zip or an audio file, or rclone:REMOTE:PATH for
a remote of your rclone. What is behind it is listed, fetched into a temporary
folder ($TMPDIR), verified, and removed again at the end. Google Drive needs a key
or a token; Dropbox does without, and with an app says more. They are read from
the environment, never from the command line:

`)
	for _, v := range append([]cloud.Variable{{Name: cloud.PasswordVariable, What: "the password of a link that has one"}}, cloud.Variables...) {
		fmt.Fprintf(&b, "  %-29s%s\n", v.Name, v.What)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// linkFlags are for commands that take a link for a session.
func (w *wishes) linkFlags(cmd *cobra.Command) {
	cmd.Long += linkHelp()
	w.wetransfer.flag(cmd)
}

// permission is the operator's word on WeTransfer.
type permission string

func (p *permission) flag(cmd *cobra.Command) {
	cmd.Flags().StringVar((*string)(p), "wetransfer", "off", "on: fetch links of WeTransfer. Its terms forbid fetching by programs; you must have the right")
}

func (p permission) check() error {
	if p != "" && p != "on" && p != "off" {
		return usagef("--wetransfer is %q, want on or off", string(p))
	}
	return nil
}

// linkDesk is where this process hands links in. Which remotes of an rclone may
// be opened is the caller's to know.
func (a *app) linkDesk(wetransfer permission, remotes ...string) *cloud.Desk {
	settings := cloud.Environment(os.Getenv)
	settings.WeTransfer = wetransfer == "on"
	settings.Rclone.Remotes = remotes
	settings.Transport = a.transport
	return cloud.NewDesk(settings)
}

// guest is a session, and where it was fetched to.
type guest struct {
	*intake.Arrived
	fetched string // folder to remove; "" for a session of this machine
}

// Close removes what was unpacked and fetched.
func (g *guest) Close() error {
	var err error
	if g.Arrived != nil {
		err = g.Arrived.Close()
	}
	if g.fetched != "" {
		err = errors.Join(err, os.RemoveAll(g.fetched))
	}
	return err
}

// isLink says whether SESSION is a link: what is there on disk is none.
func isLink(text string) bool {
	if !cloud.LooksLikeLink(text) {
		return false
	}
	_, err := os.Stat(text)
	return err != nil
}

// shown is how SESSION is written in advice for the next command: links open
// something, so they are not repeated.
func shown(text string) string {
	if isLink(text) {
		return "LINK"
	}
	return quoted(text)
}

// arrive opens a session, from this machine or from behind a link.
func (w *wishes) arrive(ctx context.Context, a *app, path string) (*guest, error) {
	if err := w.wetransfer.check(); err != nil {
		return nil, err
	}
	if !isLink(path) {
		arrived, err := intake.Open(ctx, path, intake.Options{Rough: w.rough, References: w.references})
		return &guest{Arrived: arrived}, err
	}
	g := &guest{}
	err := w.fetch(ctx, a, path, g)
	if err != nil {
		return nil, errors.Join(err, g.Close())
	}
	return g, nil
}

// fetch lists what is behind a link, brings it and opens it.
func (w *wishes) fetch(ctx context.Context, a *app, link string, g *guest) error {
	show, err := a.newMoved()
	if err != nil {
		return err
	}
	desk := a.linkDesk(w.wetransfer, "*") // whoever sits here may open all of their own
	share, err := desk.Recognise(link)
	if err != nil {
		return err
	}
	share.Password = os.Getenv(cloud.PasswordVariable)
	a.say("%s: asking what is behind the link", share)
	list, err := desk.List(ctx, share)
	if err != nil {
		return err
	}
	a.behind(share, list)
	if g.fetched, err = os.MkdirTemp("", ".lathe-link-*"); err != nil {
		return fmt.Errorf("the folder for what is fetched: %w", audio.WithoutPath(err))
	}
	into := filepath.Join(g.fetched, folderName(list.Title))
	if err := os.Mkdir(into, 0o700); err != nil {
		return fmt.Errorf("the folder for what is fetched: %w", audio.WithoutPath(err))
	}
	got, err := desk.Fetch(ctx, share, list, into, show.tell)
	show.done()
	if err != nil {
		return err
	}
	a.passed(got.Passed[len(list.Passed):])
	g.Arrived, err = intake.Open(ctx, sessionIn(into, got.Files), intake.Options{Rough: within(into, w.rough), References: allWithin(into, w.references)})
	if err != nil {
		return err
	}
	for _, p := range got.Passed {
		g.Session.Ignored = append(g.Session.Ignored, p.Path)
	}
	return nil
}

// folderName is the session's title, when its files have no better one.
func folderName(title string) string {
	if title = parcel.SafePart(title); title == "" || strings.HasPrefix(title, ".") {
		return "Untitled"
	}
	return title
}

// sessionIn is the folder, or the one file in it that is a session by itself.
func sessionIn(into string, files []cloud.FetchedFile) string {
	if len(files) == 1 && strings.HasSuffix(strings.ToLower(files[0].Name), ".stem.mp4") {
		return filepath.Join(into, filepath.FromSlash(files[0].Name))
	}
	return into
}

// within is a file that was fetched, when there is none of this name here.
func within(into, path string) string {
	fetched := filepath.Join(into, filepath.FromSlash(path))
	if path == "" || !filepath.IsLocal(path) {
		return path
	}
	if _, err := os.Stat(path); err == nil {
		return path
	}
	if _, err := os.Stat(fetched); err != nil {
		return path
	}
	return fetched
}

func allWithin(into string, paths []string) (out []string) {
	for _, p := range paths {
		out = append(out, within(into, p))
	}
	return out
}

// behind says what is behind a link before a file is fetched.
func (a *app) behind(share cloud.Share, list cloud.Listing) {
	size := "of unknown size"
	if list.Bytes >= 0 {
		size = parcel.Amount(list.Bytes)
	}
	title := list.Title
	if title == "" {
		title = share.String()
	}
	a.say("%s: %s, %s", title, plural(len(list.Files), "file", "files"), size)
	for _, f := range list.Files {
		size := "?"
		if f.Bytes >= 0 {
			size = parcel.Amount(f.Bytes)
		}
		a.say("  %8s  %s", size, f.Name)
		for _, in := range f.Inside {
			a.say("  %8s    %s", parcel.Amount(in.Bytes), in.Path)
		}
	}
	a.passed(list.Passed)
}

// passed says what is not fetched, and why.
func (a *app) passed(list []cloud.Passed) {
	for _, p := range list {
		a.say("  ignored   %s: %s", p.Path, p.Why)
	}
}
