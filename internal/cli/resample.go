package cli

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"lathe/audio"
	"lathe/chain"
	"lathe/chain/deliver"
)

func (a *app) resample() *cobra.Command {
	var out string
	var rate int
	cmd := &cobra.Command{
		Use: "resample FILE -o FILE --rate N", Short: "Change a file's sample rate",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if out == "" || rate == 0 {
				return usagef("resample needs -o FILE and --rate N")
			}
			if rate < audio.MinRate || rate > audio.MaxRate {
				return usagef("--rate is %d, want %d to %d Hz", rate, audio.MinRate, audio.MaxRate)
			}
			if err := trackNames(out); err != nil {
				return err
			}
			if same(args[0], out) {
				return usagef("resample writes a new file: FILE and -o have to differ")
			}
			o, done, err := a.options()
			if err != nil {
				return err
			}
			err = chain.ResampleFile(cmd.Context(), args[0], out, rate, o)
			done()
			if err != nil {
				return err
			}
			return a.data(map[string]any{"file": base(args[0]), "output": base(out), "sample_rate": rate}, func(w io.Writer) { fmt.Fprintf(w, "Wrote %s\n", out) })
		},
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "file to write: .wav or .flac")
	cmd.Flags().IntVar(&rate, "rate", 0, "sample rate in Hz")
	return cmd
}

// trackNames refuses files that cannot be written for their ending, before
// any work is done.
func trackNames(paths ...string) error {
	for _, path := range paths {
		if path != "" && !deliver.CanWrite(path) {
			return usagef("%s: its name has to end in .wav or .flac", base(path))
		}
	}
	return nil
}
