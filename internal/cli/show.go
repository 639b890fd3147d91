package cli

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"lathe/chain"
	"lathe/chain/deliver"
	"lathe/chain/preflight"
	"lathe/measure"
	"lathe/session"
)

// checked prints what `lathe check` found.
func checked(w io.Writer, r *chain.CheckReport, path string) {
	fmt.Fprintf(w, "%s: %s, %s, %g kHz\n\n", r.Session.Title, plural(len(r.Session.Stems), "stem", "stems"), clock(float64(r.Session.Duration)), float64(r.Session.SampleRate)/1000)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "  Stem\tRole\tWeight\tLUFS\tdBTP\t")
	for _, s := range r.Session.Stems {
		fmt.Fprintf(t, "  %s\t%s\t%.2f\t%s\t%s\t\n", s.File, s.Role, s.Importance, s.Integrated, s.TruePeak)
	}
	t.Flush()
	fmt.Fprintln(w)
	if len(r.Findings) == 0 {
		fmt.Fprintln(w, "Nothing to say about these stems.")
	}
	tellFindings(w, r.Findings)
	if r.Proof.Verdict != preflight.NoRough {
		fmt.Fprintf(w, "\nRough mix: %s\n", r.Proof.Message)
	}
	if !session.Blocked(r.Findings) {
		fmt.Fprintf(w, "\nNothing stands in the way of mastering:\n\n  lathe master %s -o %s\n", shown(path), masterFolder(path))
	}
}

// marks stand before findings; words, because colour is not for everybody.
var marks = map[session.Severity]string{session.Blocker: "stop", session.Warning: "look", session.Info: "note"}

func tellFindings(w io.Writer, findings []session.Finding) {
	for _, f := range findings {
		fmt.Fprintf(w, "%s  %s [%s]\n      %s\n", marks[f.Severity], f.Message, f.Code, f.Fix)
		if f.Export != "" {
			fmt.Fprintf(w, "      %s\n", f.Export)
		}
	}
}

// mastered prints what `lathe master` and `lathe print` made.
func mastered(w io.Writer, r *chain.Report, dir string) {
	if len(r.Findings) > 0 {
		tellFindings(w, r.Findings)
		fmt.Fprintln(w)
	}
	if r.Master == nil {
		return
	}
	numbers(w, r)
	for _, g := range r.Guards {
		if !g.Kept {
			fmt.Fprintf(w, "note  %s.\n", g.Message)
		}
	}
	fmt.Fprintln(w)
	for _, f := range r.Files {
		fmt.Fprintf(w, "Wrote %s\n", filepath.Join(dir, f.Name))
	}
	fmt.Fprintf(w, "Wrote %s\n", filepath.Join(dir, deliver.SumsName))
	if r.Timing.WallS.Known() && r.Timing.WallS > 0 {
		fmt.Fprintf(w, "%s moves in %.1f s, %.1fx real time\n", fmt.Sprint(r.Plan.Moves()), float64(r.Timing.WallS), float64(r.Timing.RealtimeX))
	}
}

// numbers puts rough mix, master and references side by side.
func numbers(w io.Writer, r *chain.Report) {
	var files []*measure.File
	var heads []string
	if r.Rough != nil {
		files, heads = append(files, r.Rough), append(heads, "rough mix")
	}
	files, heads = append(files, r.Master), append(heads, "master")
	for i := range r.References {
		files, heads = append(files, &r.References[i]), append(heads, "reference")
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	row := func(name string, value func(f *measure.File) string) {
		fmt.Fprintf(t, "%s", name)
		for _, f := range files {
			fmt.Fprintf(t, "\t%s", value(f))
		}
		fmt.Fprintln(t, "\t")
	}
	fmt.Fprintf(t, "%s", r.Plan.Session.Title)
	for _, h := range heads {
		fmt.Fprintf(t, "\t%s", h)
	}
	fmt.Fprintln(t, "\t")
	row("Loudness (LUFS)", func(f *measure.File) string { return f.Integrated.String() })
	row("True peak (dBTP)", func(f *measure.File) string { return f.TruePeak.String() })
	row("Range (LU)", func(f *measure.File) string { return f.Range.String() })
	row("Peak to loudness (LU)", func(f *measure.File) string { return f.PLR.String() })
	row("Width (dB)", func(f *measure.File) string { return f.Width.String() })
	t.Flush()
}

// quoted writes a path as a shell takes it.
func quoted(path string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("/._-+,:@%", r)
	}
	if path != "" && strings.IndexFunc(path, func(r rune) bool { return !plain(r) }) < 0 {
		return path
	}
	if !strings.ContainsAny(path, "\"$`\\!") {
		return `"` + path + `"`
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}

// masterFolder is where a master of a session may go.
func masterFolder(path string) string {
	if isLink(path) {
		return "DIR"
	}
	return quoted(filepath.Join(path, "master"))
}
