package cli

import (
	"github.com/spf13/cobra"

	"lathe/chain"
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
			o, done, err := a.options()
			if err != nil {
				return err
			}
			defer done()
			return chain.ResampleFile(cmd.Context(), args[0], out, rate, o)
		},
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "file to write: .wav or .flac")
	cmd.Flags().IntVar(&rate, "rate", 0, "sample rate in Hz")
	return cmd
}
