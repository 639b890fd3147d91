package cli

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"lathe/chain"
	"lathe/dsp/unit"
	"lathe/measure"
)

func (a *app) compare() *cobra.Command {
	return &cobra.Command{
		Use: "compare FILE FILE...", Short: "Set files side by side; the first is the master",
		Long: `Compare a master with other files: numbers side by side, then what differs when
they are equally loud and start together. The first file is the master.`,
		Args: cobra.MinimumNArgs(2),
		RunE: func(cmd *cobra.Command, files []string) error {
			o, done, err := a.options()
			if err != nil {
				return err
			}
			c, err := chain.CompareFiles(cmd.Context(), files, o)
			done()
			if err != nil {
				return err
			}
			for i, flaws := range c.Flaws {
				for _, flaw := range flaws {
					a.say("%s: %s", c.Files[i].File, flaw.Message)
				}
			}
			return a.data(c, func(w io.Writer) { compared(w, c) })
		},
	}
}

// compared prints one column a file, the master first, and then sentences.
func compared(w io.Writer, c *chain.Compared) {
	measured(w, c.Files)
	fmt.Fprintln(w)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	row := func(name, first string, value func(v chain.Versus, f measure.File) string) {
		fmt.Fprintf(t, "%-28s\t%s", name, first)
		for i, v := range c.Comparisons {
			fmt.Fprintf(t, "\t%s", value(v, c.Files[i+1]))
		}
		fmt.Fprintln(t, "\t")
	}
	row("At equal loudness", c.Files[0].File, func(v chain.Versus, _ measure.File) string { return v.Against })
	row("Turned by (dB)", "0.0", func(v chain.Versus, _ measure.File) string { return signed(-v.Match) })
	row("True peak then (dBTP)", c.Files[0].TruePeak.String(), func(v chain.Versus, f measure.File) string {
		return (f.TruePeak - v.Match).String()
	})
	for b := range c.Comparisons[0].ToneBands {
		band := c.Comparisons[0].ToneBands[b]
		row(fmt.Sprintf("%s, %g-%g Hz (dB)", band.Name, float64(band.FromHz), float64(band.ToHz)), "0.0", func(v chain.Versus, _ measure.File) string { return signed(-v.ToneBands[b].DB) })
	}
	row("Starts later by (ms)", "0.0", func(v chain.Versus, _ measure.File) string {
		return signed(1000 * v.Offset / unit.Reading(c.Files[0].SampleRate))
	})
	row("Null against it (dB)", "", func(v chain.Versus, _ measure.File) string { return v.Null.String() })
	t.Flush()
	for _, v := range c.Comparisons {
		fmt.Fprintln(w)
		for _, s := range v.Sentences() {
			fmt.Fprintln(w, s)
		}
		if !v.Offset.Known() {
			fmt.Fprintf(w, "%s is other music: there is nothing to align.\n", v.Against)
		}
	}
}

// signed writes a difference with its sign.
func signed(r unit.Reading) string {
	if !r.Known() {
		return r.String()
	}
	return fmt.Sprintf("%+.1f", float64(r))
}
