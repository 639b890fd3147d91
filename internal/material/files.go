package material

import (
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Vectors lists the files below the named folders of vectors/ that end in one
// of endings (".wav", in lower case), as paths with forward slashes below
// vectors/. The test is skipped without real material.
func Vectors(t testing.TB, endings []string, folders ...string) []string {
	t.Helper()
	root := filepath.Join(Dir(t), "vectors")
	var files []string
	for _, folder := range folders {
		err := filepath.WalkDir(filepath.Join(root, folder), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !slices.Contains(endings, strings.ToLower(filepath.Ext(path))) {
				return err
			}
			below, err := filepath.Rel(root, path)
			files = append(files, filepath.ToSlash(below))
			return err
		})
		if err != nil {
			t.Fatalf("listing %s: %v", folder, err)
		}
	}
	return files
}
