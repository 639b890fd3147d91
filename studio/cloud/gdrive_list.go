package cloud

import (
	"context"
	"fmt"
	"net/url"
	"path"
	"strings"
)

func (d *drive) List(ctx context.Context, s Share) (Found, error) {
	if err := d.ready(s); err != nil {
		return Found{}, err
	}
	if d.byPages() {
		return d.listPages(ctx, s)
	}
	w := &driveWalk{drive: d, seen: map[string]bool{}, found: Found{}}
	top, err := w.file(ctx, s.ID, s.Key)
	if err != nil {
		return Found{}, err
	}
	if top.MimeType == driveShortcut {
		if top, err = w.follow(ctx, top); err != nil {
			return Found{}, err
		}
	}
	w.found.Title = top.Name
	switch {
	case top.MimeType == driveFolder:
		err = w.folder(ctx, top.ID, firstKey(top.ResourceKey, s.Key), "", 0)
	case strings.HasPrefix(top.MimeType, driveNative):
		err = trouble(driveName, NotAudio, nil)
	case top.Capabilities.CanDownload != nil && !*top.Capabilities.CanDownload:
		err = trouble(driveName, NoDownload, nil)
	default:
		w.found.Title = strings.TrimSuffix(top.Name, path.Ext(top.Name))
		err = w.add(ctx, top, firstKey(top.ResourceKey, s.Key), "", 0)
	}
	return w.found, err
}

func firstKey(a, b string) string {
	if driveID.MatchString(a) {
		return a
	}
	return b
}

// driveWalk looks into a folder and those below it.
type driveWalk struct {
	*drive
	seen  map[string]bool // folders looked into: shortcuts can lead round in circles
	found Found
}

const mostFolders = 1000

func (w *driveWalk) file(ctx context.Context, id, key string) (f driveFile, err error) {
	err = w.call(ctx, "/drive/v3/files/"+id, url.Values{"fields": {driveFields}, "supportsAllDrives": {"true"}}, map[string]string{id: key}, &f)
	if err == nil && (f.ID != id || f.Trashed) {
		err = trouble(driveName, NotFound, nil)
	}
	return f, err
}

// follow is what a shortcut leads to. One that leads nowhere is not found.
func (w *driveWalk) follow(ctx context.Context, f driveFile) (driveFile, error) {
	if !driveID.MatchString(f.Shortcut.TargetID) {
		return driveFile{}, trouble(driveName, NotFound, nil)
	}
	target, err := w.file(ctx, f.Shortcut.TargetID, f.Shortcut.TargetResourceKey)
	if err == nil && target.MimeType == driveShortcut {
		err = trouble(driveName, NotFound, nil) // Drive makes no shortcuts to shortcuts
	}
	if target.ResourceKey == "" {
		target.ResourceKey = f.Shortcut.TargetResourceKey
	}
	return target, err
}

// folder lists one folder, page by page, and what is below it.
func (w *driveWalk) folder(ctx context.Context, id, key, at string, depth int) error {
	if w.seen[id] {
		return nil
	}
	w.seen[id] = true
	if len(w.seen) > mostFolders || depth > 16 {
		return &Trouble{Kind: TooMany, Source: driveName, Detail: fmt.Sprint(mostFolders)}
	}
	q := url.Values{
		"q":        {"trashed=false and ('" + id + "' in parents)"},
		"pageSize": {"1000"}, "supportsAllDrives": {"true"}, "includeItemsFromAllDrives": {"true"}, "orderBy": {"name_natural"},
		"fields": {"nextPageToken,incompleteSearch,files(" + driveFields + ")"},
	}
	for pages := 0; ; pages++ {
		var page struct {
			Next       string      `json:"nextPageToken"`
			Incomplete bool        `json:"incompleteSearch"`
			Files      []driveFile `json:"files"`
		}
		if err := w.call(ctx, "/drive/v3/files", q, map[string]string{id: key}, &page); err != nil {
			return err
		}
		for _, f := range page.Files {
			if err := w.add(ctx, f, firstKey(f.ResourceKey, ""), at, depth); err != nil {
				return err
			}
		}
		if page.Next == "" {
			return nil
		}
		if len(w.found.Items) > 20000 || pages > 100 {
			return &Trouble{Kind: TooMany, Source: driveName, Detail: "20000"}
		}
		q.Set("pageToken", page.Next)
	}
}

// add takes one entry of a folder.
func (w *driveWalk) add(ctx context.Context, f driveFile, key, at string, depth int) error {
	name := joinPart(at, f.Name)
	if f.MimeType == driveShortcut {
		target, err := w.follow(ctx, f)
		if kind := KindOf(err); kind == NotFound || kind == NotPublic {
			w.found.Passed = append(w.found.Passed, Passed{name, "a shortcut to something that is gone or not shared"})
			return nil
		} else if err != nil {
			return err
		}
		if ending := path.Ext(target.Name); target.MimeType != driveFolder && path.Ext(f.Name) != ending {
			f.Name += ending // shortcuts can be renamed freely
		}
		name, target.Name = joinPart(at, f.Name), f.Name
		f, key = target, firstKey(target.ResourceKey, "")
	}
	switch {
	case !driveID.MatchString(f.ID):
	case f.MimeType == driveFolder:
		return w.folder(ctx, f.ID, key, name, depth+1)
	case strings.HasPrefix(f.MimeType, driveNative):
		w.found.Passed = append(w.found.Passed, Passed{name, "a Google document, not audio"})
	case f.Capabilities.CanDownload != nil && !*f.Capabilities.CanDownload:
		w.found.Passed = append(w.found.Passed, Passed{name, "its owner does not allow downloads"})
	default:
		w.found.Items = append(w.found.Items, Item{Path: name, Bytes: f.Size, Sums: f.sums(), ID: f.ID, Key: key})
	}
	return nil
}

// joinPart adds a name to a path; a slash in a name is no folder.
func joinPart(at, name string) string {
	name = strings.ReplaceAll(name, "/", "_")
	if at == "" {
		return name
	}
	return at + "/" + name
}
