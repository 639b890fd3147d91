package cli

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"lathe/session/advice"
)

// explained is one finding's code, for --json.
type explained struct {
	Code     string            `json:"code"`
	Title    string            `json:"title"`
	Artist   string            `json:"artist"`
	Engineer string            `json:"engineer"`
	Export   map[string]string `json:"export"` // by program; empty when no new export is needed
}

func (a *app) explain() *cobra.Command {
	var w wishes
	cmd := &cobra.Command{
		Use: "explain [CODE]", Short: "What a finding means, and how to export it right",
		Long: "Say what a finding's code means, for the artist and for the engineer, and how to\nexport it right in seven programs. Without CODE: a list of all.",
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			daws := advice.DAWs
			if daw, err := w.program(); err != nil {
				return err
			} else if daw != "" {
				daws = []advice.DAW{daw}
			}
			all := []explained{}
			for _, e := range advice.Entries() {
				if len(args) == 0 || args[0] == e.Code {
					all = append(all, explainedOf(e, daws))
				}
			}
			if len(all) == 0 {
				return usagef("there is no finding %q; see lathe explain for all of them", args[0])
			}
			if len(args) == 0 {
				return a.data(all, func(out io.Writer) { listed(out, all) })
			}
			return a.data(all[0], func(out io.Writer) { told(out, all[0], daws) })
		},
	}
	w.dawFlag(cmd)
	return cmd
}

func explainedOf(e advice.Entry, daws []advice.DAW) explained {
	x := explained{Code: e.Code, Title: e.Title, Artist: e.Artist, Engineer: e.Engineer, Export: map[string]string{}}
	for _, d := range daws {
		if text := advice.Export(e.Topic, d); text != "" {
			x.Export[string(d)] = text
		}
	}
	return x
}

func listed(w io.Writer, all []explained) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, e := range all {
		fmt.Fprintf(t, "%s\t%s\n", e.Code, e.Title)
	}
	t.Flush()
}

func told(w io.Writer, e explained, daws []advice.DAW) {
	fmt.Fprintf(w, "%s [%s]\n\n%s\n\nMeasured: %s\n", e.Title, e.Code, e.Artist, e.Engineer)
	if len(e.Export) == 0 {
		return
	}
	fmt.Fprintln(w, "\nTo export it right:")
	for _, d := range daws {
		fmt.Fprintf(w, "  %s\n", e.Export[string(d)])
	}
}
