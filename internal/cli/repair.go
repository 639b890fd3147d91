package cli

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"lathe/chain"
	"lathe/session"
)

func (a *app) repair() *cobra.Command {
	var q chain.Repair
	var only, role string
	cmd := &cobra.Command{
		Use: "repair FILE -o FILE", Short: "Take away what is not music",
		Long: `Listen to one file, take away what is not music and write the rest as WAV or
FLAC, at the same rate and depth. What no repair touches stays bit by bit. What
is rumble depends on the instrument, which is read from the file's name.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			q.In = args[0]
			if q.Out == "" {
				return usagef("repair needs -o FILE")
			}
			if q.Only, err = chain.ParseRepairs(only); err != nil {
				return usageError{err}
			}
			if role != "" {
				if q.Role, err = session.ParseRole(role); err != nil {
					return usageError{err}
				}
			}
			if same(q.In, q.Out) || same(q.In, q.Removed) || same(q.Out, q.Removed) {
				return usagef("repair writes new files: FILE, -o and --removed have to differ")
			}
			if err := trackNames(q.Out, q.Removed); err != nil {
				return err
			}
			o, done, err := a.options()
			if err != nil {
				return err
			}
			r, err := chain.RepairFile(cmd.Context(), q, o)
			done()
			if err != nil {
				return err
			}
			for _, flaw := range r.Flaws {
				a.say("%s: %s", r.File, flaw.Message)
			}
			return a.data(r, func(w io.Writer) { repaired(w, r, q) })
		},
	}
	f := cmd.Flags()
	f.StringVarP(&q.Out, "output", "o", "", "file to write: .wav or .flac")
	f.StringVar(&only, "only", "", "repair only some of dc, rumble, edges; default: all of them")
	f.StringVar(&q.Removed, "removed", "", "write what was taken away to this file, to hear that it is no music")
	f.StringVar(&role, "role", "", "what the file plays (vox.lead, drums.kick, guitar ...); default: as its name says")
	return cmd
}

// same says whether two paths are one file, or would be.
func same(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	if a == b {
		return true
	}
	x, errX := os.Stat(a)
	y, errY := os.Stat(b)
	return errX == nil && errY == nil && os.SameFile(x, y)
}

// repaired prints what was done.
func repaired(w io.Writer, r *chain.Repaired, q chain.Repair) {
	if len(r.Moves) == 0 {
		fmt.Fprintf(w, "Nothing to repair in %s: the copy holds the same samples.\n", r.File)
	}
	for _, m := range r.Moves {
		fmt.Fprintf(w, "%s\n      heard: %s\n      why:   %s\n", m.Does(), m.Heard, m.Why)
	}
	fmt.Fprintf(w, "Wrote %s\n", q.Out)
	if q.Removed != "" {
		fmt.Fprintf(w, "Wrote %s (what was taken away)\n", q.Removed)
	}
}
