package portal

import (
	"context"
	"net/http"

	"lathe/studio"
)

type emptying struct {
	ID  string `path:"id" maxLength:"64"`
	All bool   `query:"all" doc:"masters, comments and links too, and the artist's words"`
}

func (p *Portal) retainRoutes(t *table) {
	described(t, http.MethodDelete, "/sessions/{id}/files", studio.MayRun, 0, "Remove a session's files now; answers with the receipt",
		func(ctx context.Context, in *emptying) (*body[list[studio.Removed]], error) {
			removed, err := p.room(ctx).Empty(ctx, studio.ID(in.ID), in.All)
			return receipt(removed), err
		})
	described(t, http.MethodGet, "/sessions/{id}/receipt", studio.MayView, 0, "What was removed of a session, each with its line of the ledger",
		func(ctx context.Context, in *byID) (*body[list[studio.Removed]], error) {
			removed, err := p.room(ctx).Receipt(ctx, studio.ID(in.ID))
			return receipt(removed), err
		})
}

func receipt(removed []studio.Removed) *body[list[studio.Removed]] {
	if removed == nil {
		removed = []studio.Removed{}
	}
	return &body[list[studio.Removed]]{list[studio.Removed]{Items: removed}}
}
