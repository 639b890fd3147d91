// Command webbuild makes studio/web/dist: the scripts, styles and typefaces of
// the studio's pages, bundled and named by what is in them. It needs no Node.
//
//	go run -C tools ./webbuild          build
//	go run -C tools ./webbuild -check   build aside, and fail when dist differs
//	go run -C tools ./webbuild -watch   build again whenever a source changes
//
// It fails when a page's scripts or styles outgrow their budget (specs/web.md D3).
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

func main() {
	room := flag.String("web", "../studio/web", "folder of the pages")
	check := flag.Bool("check", false, "only say whether dist is what the sources make")
	watch := flag.Bool("watch", false, "build again whenever a source changes")
	flag.Parse()
	var err error
	switch {
	case *check:
		err = differs(*room)
	case *watch:
		err = keepBuilding(*room)
	default:
		err = build(*room, filepath.Join(*room, "dist"))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "webbuild:", err)
		os.Exit(1)
	}
}

// build makes dist anew and holds it to its budgets.
func build(room, dist string) error {
	made, err := bundle(room)
	if err != nil {
		return err
	}
	if err := os.RemoveAll(dist); err != nil {
		return err
	}
	if err := os.MkdirAll(dist, 0o755); err != nil {
		return err
	}
	for name, text := range made {
		if err := os.WriteFile(filepath.Join(dist, name), text, 0o644); err != nil {
			return err
		}
	}
	return within(made, os.Stdout)
}

// differs builds aside and compares.
func differs(room string) error {
	made, err := bundle(room)
	if err != nil {
		return err
	}
	there, err := os.ReadDir(filepath.Join(room, "dist"))
	if err != nil {
		return err
	}
	var wrong []error
	for _, f := range there {
		if _, ok := made[f.Name()]; !ok {
			wrong = append(wrong, fmt.Errorf("dist/%s is made from nothing", f.Name()))
		}
	}
	for name, text := range made {
		if was, err := os.ReadFile(filepath.Join(room, "dist", name)); err != nil || string(was) != string(text) {
			wrong = append(wrong, fmt.Errorf("dist/%s is not what the sources make", name))
		}
	}
	if err := errors.Join(wrong...); err != nil {
		return fmt.Errorf("%w\nrun: go run -C tools ./webbuild", err)
	}
	return within(made, os.Stdout)
}

// keepBuilding looks at the sources once a second.
func keepBuilding(room string) error {
	var seen time.Time
	for {
		newest, err := newestSource(room)
		if err != nil {
			return err
		}
		if newest.After(seen) {
			seen = newest
			if err := build(room, filepath.Join(room, "dist")); err != nil {
				fmt.Fprintln(os.Stderr, err)
			}
		}
		time.Sleep(time.Second)
	}
}

func newestSource(room string) (newest time.Time, err error) {
	for _, dir := range []string{"ts", "css", "vendor"} {
		err = errors.Join(err, filepath.Walk(filepath.Join(room, dir), func(_ string, f os.FileInfo, err error) error {
			if err == nil && f.ModTime().After(newest) {
				newest = f.ModTime()
			}
			return err
		}))
	}
	return newest, err
}
