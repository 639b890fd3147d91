package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// entries are what pages load, by the name that templates ask for: every file
// directly in ts/pages, and css/app.css.
func entries(room string) (list []string, err error) {
	list, err = filepath.Glob(filepath.Join(room, "ts", "pages", "*.ts"))
	return append(list, filepath.Join(room, "css", "app.css")), err
}

// bundle makes every file of dist, by name, with manifest.json among them.
func bundle(room string) (map[string][]byte, error) {
	list, err := entries(room)
	if err != nil {
		return nil, err
	}
	room, err = filepath.Abs(room)
	if err != nil {
		return nil, err
	}
	made, manifest := map[string][]byte{}, map[string]string{}
	for _, entry := range list {
		entry, err := filepath.Abs(entry)
		if err != nil {
			return nil, err
		}
		r := api.Build(api.BuildOptions{
			EntryPoints: []string{entry}, AbsWorkingDir: room, Outdir: filepath.Join(room, "dist"),
			Bundle: true, Write: false, Target: api.ES2022, Format: api.FormatIIFE, Platform: api.PlatformBrowser,
			MinifySyntax: true, MinifyWhitespace: true, MinifyIdentifiers: true, LegalComments: api.LegalCommentsNone,
			EntryNames: "[name]-[hash]", AssetNames: "[name]-[hash]", Charset: api.CharsetUTF8,
			Loader: map[string]api.Loader{".woff2": api.LoaderFile},
		})
		for _, text := range api.FormatMessages(append(r.Errors, r.Warnings...), api.FormatMessagesOptions{Kind: api.ErrorMessage}) {
			fmt.Fprint(os.Stderr, text)
		}
		if len(r.Errors)+len(r.Warnings) > 0 {
			return nil, errors.New("the sources do not build without errors and warnings")
		}
		for _, f := range r.OutputFiles {
			name := filepath.Base(f.Path)
			made[name] = f.Contents
			cut := strings.LastIndex(name, "-")
			manifest[name[:cut]+filepath.Ext(name)] = name
		}
	}
	text, err := json.MarshalIndent(manifest, "", "  ")
	made["manifest.json"] = append(text, '\n')
	return made, err
}
