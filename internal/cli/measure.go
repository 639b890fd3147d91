package cli

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"lathe/chain"
	"lathe/measure"
)

func (a *app) measure() *cobra.Command {
	return &cobra.Command{
		Use: "measure FILE...", Short: "Put the meters on files",
		Long: `Measure loudness (BS.1770-5, EBU Tech 3341 and 3342), true peak (8 times
oversampled), sample peak, PLR, PSR, third octaves, correlation, width and offset.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, files []string) error {
			o, done, err := a.options()
			if err != nil {
				return err
			}
			result := struct {
				Files []measure.File `json:"files"`
			}{[]measure.File{}}
			for _, name := range files {
				f, flaws, err := chain.MeasureFile(cmd.Context(), name, o)
				if err != nil {
					done()
					return err
				}
				for _, flaw := range flaws {
					a.say("%s: %s", f.File, flaw.Message)
				}
				result.Files = append(result.Files, f)
			}
			done()
			return a.data(result, func(w io.Writer) { measured(w, result.Files) })
		},
	}
}

// measured prints one column a file.
func measured(w io.Writer, files []measure.File) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	row := func(name string, value func(f measure.File) string) {
		fmt.Fprintf(t, "%-28s", name)
		for _, f := range files {
			fmt.Fprintf(t, "\t%s", value(f))
		}
		fmt.Fprintln(t, "\t")
	}
	row("", func(f measure.File) string { return f.File })
	row("Format", func(f measure.File) string { return describe(f) })
	row("Length", func(f measure.File) string { return clock(float64(f.Duration)) })
	row("Loudness (LUFS)", func(f measure.File) string { return f.Integrated.String() })
	row("Range (LU)", func(f measure.File) string { return f.Range.String() })
	row("Loudest 400 ms (LUFS)", func(f measure.File) string { return f.MaxMomentary.String() })
	row("Loudest 3 s (LUFS)", func(f measure.File) string { return f.MaxShortTerm.String() })
	row("True peak (dBTP)", func(f measure.File) string { return f.TruePeak.String() })
	row("Sample peak (dBFS)", func(f measure.File) string { return f.SamplePeak.String() })
	row("Peak to loudness (LU)", func(f measure.File) string { return f.PLR.String() })
	row("The same, least (LU)", func(f measure.File) string { return f.MinPSR.String() })
	row("Correlation", func(f measure.File) string { return ratio(float64(f.Correlation), f.Correlation.Known()) })
	row("Width (dB)", func(f measure.File) string { return f.Width.String() })
	row("Offset", func(f measure.File) string { return fmt.Sprintf("%.6f", float64(f.DC)) })
	t.Flush()
}

func ratio(v float64, known bool) string {
	if !known {
		return "-"
	}
	return fmt.Sprintf("%.2f", v)
}

func describe(f measure.File) string {
	width := "stereo"
	if f.Channels == 1 {
		width = "mono"
	}
	depth := ""
	if f.BitDepth > 0 {
		depth = fmt.Sprintf("%d-bit ", f.BitDepth)
	}
	return fmt.Sprintf("%s %s%g kHz %s", f.Format, depth, float64(f.SampleRate)/1000, width)
}

// clock writes seconds as artists read them.
func clock(s float64) string {
	tenths := int64(s*10 + 0.5)
	return fmt.Sprintf("%d:%02d.%d", tenths/600, tenths/10%60, tenths%10)
}
