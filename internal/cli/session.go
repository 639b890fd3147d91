package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"lathe/audio"
	"lathe/chain"
	"lathe/chain/deliver"
	"lathe/session"
	"lathe/session/advice"
	"lathe/session/sheet"
)

// wishes are the flags that master and plan share.
type wishes struct {
	rough      string
	references []string
	target     string
	ceiling    float64
	amount     string
	formats    string
	daw        string
	wetransfer permission
	cmd        *cobra.Command
}

func (w *wishes) flags(cmd *cobra.Command) {
	w.cmd = cmd
	f := cmd.Flags()
	f.StringVar(&w.rough, "rough", "", "the rough mix, when its name does not tell")
	f.StringArrayVar(&w.references, "reference", nil, "a track to sound like (may be given several times)")
	f.StringVar(&w.target, "target", "", "streaming (-14), loud (-9), club (-8), cd (-9), broadcast (-23), reference, or LUFS; default: reference if there is one, else streaming")
	f.Float64Var(&w.ceiling, "ceiling", -1, "true-peak ceiling in dBTP; default: the target's")
	f.StringVar(&w.amount, "amount", "100", "how far to go, 0 to 100, or by stage: balance=50,eq=70")
}

func (w *wishes) dawFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&w.daw, "daw", "", "say how to export again in this program: ableton, cubase, flstudio, logic, protools, reaper, studioone")
}

// program is the artist's, or none.
func (w *wishes) program() (advice.DAW, error) {
	if w.daw == "" {
		return "", nil
	}
	d, err := advice.ParseDAW(w.daw)
	if err != nil {
		return "", usageError{err}
	}
	return d, nil
}

// request checks the flags and turns them into what the chain wants.
func (w *wishes) request(a *app, dir string) (chain.Request, error) {
	r := chain.Request{Target: w.target, Dir: dir, Start: a.start}
	if w.target != "" {
		if _, err := chain.ParseTarget(w.target); err != nil {
			return r, usageError{err}
		}
	}
	if w.cmd.Flags().Changed("ceiling") {
		if !(w.ceiling >= -20 && w.ceiling <= 0) {
			return r, usagef("--ceiling is %g, want -20 to 0 dBTP", w.ceiling)
		}
		r.Ceiling = &w.ceiling
	}
	var err error
	if r.Amounts, err = chain.ParseAmounts(w.amount); err != nil {
		return r, usageError{err}
	}
	if r.Formats, err = deliver.ParseFormats(w.formats); err != nil {
		return r, usageError{err}
	}
	if r.DAW, err = w.program(); err != nil {
		return r, err
	}
	return r, deliver.CanEncode(r.Formats)
}

const sessionHelp = "\n\nSESSION is a folder with one audio file per instrument, a .zip of it, or a .stem.mp4."

func (a *app) check() *cobra.Command {
	var w wishes
	cmd := &cobra.Command{
		Use: "check SESSION", Short: "Check stems as a mastering studio would",
		Long: "Listen to every stem and say what is wrong with the export, where, and what to do." + sessionHelp,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			daw, err := w.program()
			if err != nil {
				return err
			}
			o, done, err := a.options()
			if err != nil {
				return err
			}
			arrived, err := w.arrive(cmd.Context(), a, args[0])
			if err != nil {
				return err
			}
			defer arrived.Close()
			h, err := chain.Check(cmd.Context(), arrived.Arrived, o)
			done()
			if err != nil {
				return err
			}
			defer h.Close()
			chain.Advise(h.Findings, daw)
			report := h.Report()
			written := a.data(report, func(out io.Writer) { checked(out, report, args[0]) })
			if session.Blocked(h.Findings) {
				return both(chain.ErrBlocked, written)
			}
			return written
		},
	}
	cmd.Flags().StringVar(&w.rough, "rough", "", "the rough mix, when its name does not tell")
	cmd.Flags().StringArrayVar(&w.references, "reference", nil, "a track to sound like (may be given several times)")
	w.dawFlag(cmd)
	w.linkFlags(cmd)
	return cmd
}

func (a *app) plan() *cobra.Command {
	var w wishes
	var out string
	cmd := &cobra.Command{
		Use: "plan SESSION -o plan.yaml", Short: "Listen and decide, without printing",
		Long: "Write the plan that master would print: every move with what was heard and why." + sessionHelp,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if out == "" && !a.json {
				return usagef("plan needs -o plan.yaml (or --json)")
			}
			r, err := w.request(a, "")
			if err != nil {
				return err
			}
			o, done, err := a.options()
			if err != nil {
				return err
			}
			plan, findings, err := a.makePlan(cmd.Context(), args[0], &w, r, o)
			done()
			if err != nil {
				if errors.Is(err, chain.ErrBlocked) {
					tellFindings(a.errOut, findings)
				}
				return err
			}
			if out != "" {
				text, err := plan.Encode()
				if err != nil {
					return err
				}
				if err := deliver.WriteText(out, text); err != nil {
					return err
				}
			}
			return a.data(plan, func(io.Writer) {
				a.say("%d moves for %d stems. Read and edit them, then print:\n\n  lathe print %s --plan %s -o DIR", plan.Moves(), len(plan.Stems), shown(args[0]), quoted(out))
			})
		},
	}
	w.flags(cmd)
	w.linkFlags(cmd)
	cmd.Flags().StringVarP(&out, "output", "o", "", "file to write the plan to")
	return cmd
}

func (a *app) makePlan(ctx context.Context, path string, w *wishes, r chain.Request, o chain.Options) (*chain.Plan, []session.Finding, error) {
	arrived, err := w.arrive(ctx, a, path)
	if err != nil {
		return nil, nil, err
	}
	defer arrived.Close()
	h, err := chain.Check(ctx, arrived.Arrived, o)
	if err != nil {
		return nil, nil, err
	}
	defer h.Close()
	if session.Blocked(h.Findings) {
		return nil, h.Findings, chain.ErrBlocked
	}
	planned, err := chain.MakePlan(ctx, h, r, o)
	if err != nil {
		return nil, nil, err
	}
	planned.Mix.Close()
	return planned.Plan, h.Findings, nil
}

func (a *app) print() *cobra.Command {
	var w wishes
	var plan, dir, formats string
	cmd := &cobra.Command{
		Use: "print SESSION --plan plan.yaml -o DIR", Short: "Print a plan",
		Long: "Print a plan, as it was made or as you have edited it: same stems, same plan, same bytes." + sessionHelp,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if plan == "" || dir == "" {
				return usagef("print needs --plan plan.yaml and -o DIR")
			}
			if err := folderFor(dir); err != nil {
				return err
			}
			p, err := readPlan(plan)
			if err != nil {
				return err
			}
			r := chain.Request{Dir: dir, Start: a.start}
			if r.Formats, err = deliver.ParseFormats(formats); err != nil {
				return usageError{err}
			}
			if err := deliver.CanEncode(r.Formats); err != nil {
				return err
			}
			o, done, err := a.options()
			if err != nil {
				return err
			}
			arrived, err := w.arrive(cmd.Context(), a, args[0])
			if err != nil {
				return err
			}
			defer arrived.Close()
			report, err := chain.Print(cmd.Context(), arrived.Arrived, p, r, o)
			done()
			return a.delivered(report, dir, err)
		},
	}
	w.linkFlags(cmd)
	cmd.Flags().StringVar(&plan, "plan", "", "the plan to print")
	cmd.Flags().StringVarP(&dir, "output", "o", "", "folder for the master")
	formatFlag(cmd, &formats)
	return cmd
}

// folderFor refuses a place for a master that is a file, before any work.
func folderFor(dir string) error {
	if at, err := os.Stat(dir); err == nil && !at.IsDir() {
		return usagef("-o %s is a file, want a folder", quoted(base(dir)))
	}
	return nil
}

func formatFlag(cmd *cobra.Command, formats *string) {
	cmd.Flags().StringVar(formats, "formats", "", "further formats besides the 24-bit WAV: wav16, flac, mp3, aac")
}

// readPlan reads a plan, of at most what a sheet may be.
func readPlan(path string) (*chain.Plan, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", base(path), audio.WithoutPath(err))
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, sheet.MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", base(path), audio.WithoutPath(err))
	}
	return chain.DecodePlan(base(path), text)
}

func base(path string) string { return path[strings.LastIndexAny(path, `/\`)+1:] }

func (a *app) master() *cobra.Command {
	var w wishes
	var dir string
	cmd := &cobra.Command{
		Use: "master SESSION -o DIR", Short: "Master a session: check, plan, print, compare, deliver",
		Long: "Turn stems into a finished master with a report and a plan that can be edited and printed again." + sessionHelp,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if dir == "" {
				return usagef("master needs -o DIR")
			}
			if err := folderFor(dir); err != nil {
				return err
			}
			r, err := w.request(a, dir)
			if err != nil {
				return err
			}
			o, done, err := a.options()
			if err != nil {
				return err
			}
			arrived, err := w.arrive(cmd.Context(), a, args[0])
			if err != nil {
				return err
			}
			defer arrived.Close()
			report, err := chain.Master(cmd.Context(), arrived.Arrived, r, o)
			done()
			return a.delivered(report, dir, err)
		},
	}
	w.flags(cmd)
	w.linkFlags(cmd)
	w.dawFlag(cmd)
	cmd.Flags().StringVarP(&dir, "output", "o", "", "folder for the master")
	formatFlag(cmd, &w.formats)
	return cmd
}

// delivered shows what a run of master or print has to say. A report may come
// with an error: findings that block, or a target out of reach.
func (a *app) delivered(report *chain.Report, dir string, err error) error {
	if report == nil || err != nil && !errors.Is(err, chain.ErrBlocked) && !errors.Is(err, chain.ErrUnreachable) {
		return err
	}
	written := a.data(report, func(out io.Writer) { mastered(out, report, dir) })
	return both(err, written)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
