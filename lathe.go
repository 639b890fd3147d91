package lathe

import (
	"context"

	"lathe/chain"
	"lathe/chain/intake"
)

// Master masters the session in a folder (or .zip, or .stem.mp4) as the request
// asks, into the request's Dir, and returns the report that lies there too.
//
// Findings that block give a report and chain.ErrBlocked, and nothing is
// delivered; a target out of reach gives chain.ErrUnreachable beside a delivery
// that comes as near as it can. When ctx ends, nothing is left behind.
func Master(ctx context.Context, folder string, r chain.Request, o chain.Options) (*chain.Report, error) {
	arrived, err := intake.Open(ctx, folder, intake.Options{TempDir: o.TempDir})
	if err != nil {
		return nil, err
	}
	defer arrived.Close()
	return chain.Master(ctx, arrived, r, o)
}
