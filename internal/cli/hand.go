package cli

import (
	"context"

	"github.com/spf13/cobra"
)

// hand is the process that serve and worker have heavy jobs done in. It is not
// for people.
func (a *app) hand() *cobra.Command {
	var where premises
	cmd := &cobra.Command{
		Use: "hand", Hidden: true, Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			// Whoever started it ends it; a Ctrl-C in the terminal is for them.
			ctx := context.WithoutCancel(cmd.Context())
			o, err := where.open(ctx, a)
			if err != nil {
				return err
			}
			defer o.rows.Close()
			return a.bench(o, working{songs: 1}, nil).Obey(ctx, a.in, a.out)
		},
	}
	where.flags(cmd)
	return cmd
}
