package intake

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// What an archive may hold: sums, not ratios. Stems that are mostly silence
// shrink a thousandfold and are no bomb.
const (
	zipMostFiles     = 2000
	zipMostDirectory = 4 << 20  // bytes of the central directory
	zipMostBytes     = 64 << 30 // unpacked, in all
)

// unzip unpacks the audio files and the session.yaml of an archive into a
// folder. Names are made safe; what leads outside, overlaps or lies about its
// size is refused.
func unzip(ctx context.Context, archive, into string) error {
	z, err := zip.OpenReader(archive)
	if err != nil {
		if errors.Is(err, zip.ErrFormat) {
			return errors.New("the archive is damaged or not a zip; make it again or send the folder")
		}
		return err
	}
	defer z.Close()
	if err := zipLimits(&z.Reader); err != nil {
		return err
	}
	root, err := os.OpenRoot(into)
	if err != nil {
		return err
	}
	defer root.Close()
	taken := map[string]bool{}
	budget := int64(zipMostBytes)
	for _, f := range z.File {
		name := safeName(f)
		base := path.Base(name)
		if name == "" || f.Mode()&os.ModeType != 0 || isJunk(base) || strings.Contains("/"+name, "/__MACOSX/") ||
			!isAudio(base) && base != briefName {
			continue
		}
		name = unique(name, taken)
		n, err := extract(ctx, f, root, name, budget)
		if err != nil {
			return fmt.Errorf("%s: %w", base, err)
		}
		budget -= n
	}
	return liftTop(into)
}

// zipLimits looks at the directory before a byte is unpacked.
func zipLimits(z *zip.Reader) error {
	if len(z.File) > zipMostFiles {
		return fmt.Errorf("the archive holds %d files, want at most %d", len(z.File), zipMostFiles)
	}
	sum, directory := uint64(0), 0
	seen := map[int64]bool{}
	for _, f := range z.File {
		directory += len(f.Name) + len(f.Extra) + len(f.Comment)
		if sum += f.UncompressedSize64; sum > zipMostBytes {
			return fmt.Errorf("the archive would unpack to more than %d GiB", zipMostBytes>>30)
		}
		if f.UncompressedSize64 == 0 {
			continue
		}
		at, err := f.DataOffset()
		if err != nil {
			return errors.New("the archive is damaged; make it again or send the folder")
		}
		if seen[at] {
			return errors.New("two files of the archive share their bytes; make it again")
		}
		seen[at] = true
	}
	if directory > zipMostDirectory {
		return errors.New("the archive's directory is too large")
	}
	return nil
}

// safeName is a relative path that cannot leave the folder, in NFC, or "".
func safeName(f *zip.File) string {
	name := f.Name
	if f.NonUTF8 || !utf8.ValidString(name) { // written before zips knew Unicode
		if decoded, err := charmap.CodePage437.NewDecoder().String(name); err == nil {
			name = decoded
		}
	}
	name = norm.NFC.String(strings.ToValidUTF8(name, "_"))
	name = strings.ReplaceAll(name, `\`, "/")
	var parts []string
	for _, p := range strings.Split(name, "/") {
		p = strings.Map(printable, p)
		p = strings.TrimRight(p, ". ")
		if p == "" || p == "." || p == ".." {
			continue
		}
		parts = append(parts, shorten(p))
	}
	if strings.HasSuffix(name, "/") || len(parts) > maxDepth {
		return ""
	}
	return strings.Join(parts, "/")
}

// printable drops control characters and those that turn text around or cannot
// be seen.
func printable(r rune) rune {
	switch {
	case r < 0x20, r >= 0x7f && r < 0xa0, r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0xfeff:
		return -1
	case strings.ContainsRune(`:*?"<>|`, r):
		return '_'
	}
	return r
}

// shorten keeps a name below what file systems take, with its ending.
func shorten(name string) string {
	const most = 180
	if len(name) <= most {
		return name
	}
	ending := path.Ext(name)
	if len(ending) > 16 {
		ending = ""
	}
	head := name[:most-len(ending)]
	for !utf8.ValidString(head) {
		head = head[:len(head)-1]
	}
	return head + ending
}

// unique adds (2) to a name that differs from one before in case alone.
func unique(name string, taken map[string]bool) string {
	ending := path.Ext(name)
	stem := strings.TrimSuffix(name, ending)
	for n := 2; taken[strings.ToLower(name)]; n++ {
		name = fmt.Sprintf("%s (%d)%s", stem, n, ending)
	}
	taken[strings.ToLower(name)] = true
	return name
}

// extract unpacks one file and checks its size and sum.
func extract(ctx context.Context, f *zip.File, root *os.Root, name string, budget int64) (int64, error) {
	if dir := path.Dir(name); dir != "." {
		if err := root.MkdirAll(filepath.FromSlash(dir), 0o755); err != nil {
			return 0, err
		}
	}
	in, err := f.Open()
	if err != nil {
		return 0, err
	}
	defer in.Close()
	out, err := root.OpenFile(filepath.FromSlash(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return 0, err
	}
	n, err := io.Copy(out, &stoppable{ctx, io.LimitReader(in, budget+1)})
	if err == nil && n > budget {
		err = fmt.Errorf("the archive would unpack to more than %d GiB", zipMostBytes>>30)
	}
	if errors.Is(err, zip.ErrChecksum) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = errors.New("it is damaged inside the archive; make the archive again")
	}
	return n, errors.Join(err, out.Close())
}

// stoppable is a reader that a context can stop.
type stoppable struct {
	ctx context.Context
	r   io.Reader
}

func (s *stoppable) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.r.Read(p)
}

// liftTop moves a session.yaml up when the archive holds one folder that holds
// everything, so that it is found where a folder would have it.
func liftTop(into string) error {
	entries, err := os.ReadDir(into)
	if err != nil || len(entries) != 1 || !entries[0].IsDir() {
		return err
	}
	inner := filepath.Join(into, ".lifted") // no longer in the way of a file of its own name
	if err := os.Rename(filepath.Join(into, entries[0].Name()), inner); err != nil {
		return err
	}
	below, err := os.ReadDir(inner)
	if err != nil {
		return err
	}
	for _, e := range below {
		if err := os.Rename(filepath.Join(inner, e.Name()), filepath.Join(into, e.Name())); err != nil {
			return err
		}
	}
	return os.Remove(inner)
}
