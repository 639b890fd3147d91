package intake

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// What every delivery of ours has: a plan, and sums that name its files.
const (
	sumsName = "SHA256SUMS"
	planName = "plan.yaml"
)

// maxSums is the most that is read of a list of sums: far more than a delivery
// has.
const maxSums = 1 << 20

// withoutDeliveries leaves out the masters that earlier runs have put into the
// session's own folders: they are neither stems nor references.
func withoutDeliveries(root string, files []string) []string {
	ours := map[string][]string{}
	return slices.DeleteFunc(files, func(file string) bool {
		dir, name := filepath.Split(filepath.FromSlash(file))
		names, known := ours[dir]
		if !known {
			names = delivered(filepath.Join(root, dir))
			ours[dir] = names
		}
		return slices.Contains(names, name)
	})
}

// delivered names the files of a folder that a delivery has put there.
func delivered(dir string) []string {
	for _, name := range []string{planName, sumsName} {
		if at, err := os.Lstat(filepath.Join(dir, name)); err != nil || !at.Mode().IsRegular() {
			return nil
		}
	}
	f, err := os.Open(filepath.Join(dir, sumsName))
	if err != nil {
		return nil
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxSums))
	if err != nil {
		return nil
	}
	var names []string
	for line := range strings.Lines(string(text)) {
		if _, name, ok := strings.Cut(strings.TrimRight(line, "\r\n"), "  "); ok && strings.HasPrefix(name, "Master - ") {
			names = append(names, name)
		}
	}
	return names
}
