package studio

import (
	"context"
	"slices"
)

// Unshare ends a link to a session, and every visit opened with it.
func (r Room) Unshare(ctx context.Context, session, link ID) error {
	if err := r.allowed(MayOpen, session); err != nil {
		return err
	}
	return r.Rows.Write(ctx, r.Caller.Studio, func(d Desk) error {
		links, err := d.Links(session)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(links, func(l Link) bool { return l.ID == link }) {
			return Errorf(NotFound, "the session has no such link")
		}
		if err := d.RevokeLink(link); err != nil {
			return err
		}
		return r.log(d, "link.ended", session, string(link))
	})
}
