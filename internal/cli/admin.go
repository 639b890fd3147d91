package cli

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"lathe/studio"
)

func (a *app) admin() *cobra.Command {
	cmd := &cobra.Command{
		Use: "admin", Short: "Users, tokens, sessions and links of a studio, for scripts",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.adminToken(), a.adminUser(), a.adminSession(), a.adminLink())
	for _, c := range cmd.Commands() {
		wrapArgs(c)
	}
	return cmd
}

// within opens the studio for one act of the one who sits at the machine.
func (a *app) within(ctx context.Context, where *premises, do func(*opened, studio.Room, studio.User) error) error {
	o, err := where.open(ctx, a)
	if err != nil {
		return err
	}
	defer o.rows.Close()
	id, owner, _, err := o.founded(ctx)
	if err != nil {
		return err
	}
	room := studio.Room{Rows: o.rows, Now: time.Now().UTC().Truncate(time.Microsecond),
		Caller: studio.Caller{Studio: id, Name: "admin", User: owner.ID, Scopes: studio.Owner.Scopes()}}
	return do(o, room, owner)
}

func (a *app) adminToken() *cobra.Command {
	var where premises
	var user, label string
	var days int
	cmd := &cobra.Command{
		Use: "token", Short: "Make a token for a program", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			return a.within(ctx, &where, func(o *opened, room studio.Room, owner studio.User) error {
				of, err := named(ctx, room, user, owner)
				if err != nil {
					return err
				}
				token, err := o.token(ctx, room.Caller.Studio, of.ID, label, days)
				if err != nil {
					return err
				}
				return a.data(map[string]string{"token": token.Reveal(), "user": of.Name}, func(w io.Writer) { fmt.Fprintln(w, token.Reveal()) })
			})
		},
	}
	where.flags(cmd)
	cmd.Flags().StringVar(&user, "user", "", "whom it acts for; default: the owner")
	cmd.Flags().StringVar(&label, "label", "admin", "what it is for")
	cmd.Flags().IntVar(&days, "days", 0, "for how many days; 0: for ever")
	return cmd
}

// named finds a user by name; no name is the owner.
func named(ctx context.Context, room studio.Room, name string, owner studio.User) (u studio.User, err error) {
	if name == "" {
		return owner, nil
	}
	err = room.Rows.Read(ctx, room.Caller.Studio, func(d studio.Desk) error {
		users, err := d.Users()
		for _, each := range users {
			if each.Name == name {
				u = each
			}
		}
		return err
	})
	if err == nil && u.ID == "" {
		err = usagef("there is no user %q", name)
	}
	return u, err
}

func (a *app) adminUser() *cobra.Command {
	var where premises
	var role string
	cmd := &cobra.Command{
		Use: "user NAME", Short: "Add a user", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := studio.ParseRole(role)
			if err != nil {
				return usageError{err}
			}
			return a.within(cmd.Context(), &where, func(_ *opened, room studio.Room, _ studio.User) error {
				u := studio.User{ID: studio.NewID(), Studio: room.Caller.Studio, Name: args[0], Role: r, Created: room.Now}
				err := room.Rows.Write(cmd.Context(), room.Caller.Studio, func(d studio.Desk) error {
					if err := d.AddUser(u); err != nil {
						return err
					}
					return d.Log(studio.Entry{At: room.Now, Who: "admin", Did: "user.added", About: string(u.ID)})
				})
				if err != nil {
					return plainly(err)
				}
				return a.data(map[string]string{"id": string(u.ID), "name": u.Name, "role": string(r)}, func(w io.Writer) { fmt.Fprintln(w, u.ID) })
			})
		},
	}
	where.flags(cmd)
	cmd.Flags().StringVar(&role, "role", "engineer", "owner, engineer, assistant or viewer")
	return cmd
}

func (a *app) adminSession() *cobra.Command {
	var where premises
	var title, artist string
	cmd := &cobra.Command{
		Use: "session", Short: "Open a session, with a link for its artist", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.within(cmd.Context(), &where, func(_ *opened, room studio.Room, _ studio.User) error {
				s, link, err := room.OpenSession(cmd.Context(), title, artist)
				if err != nil {
					return plainly(err)
				}
				return a.data(map[string]string{"id": string(s.ID), "artist_link": "/s/" + link.Reveal(), "status": string(s.Status)},
					func(w io.Writer) { fmt.Fprintf(w, "%s /s/%s\n", s.ID, link.Reveal()) })
			})
		},
	}
	where.flags(cmd)
	cmd.Flags().StringVar(&title, "title", "", "of the song")
	cmd.Flags().StringVar(&artist, "artist", "", "who sends it")
	return cmd
}

func (a *app) adminLink() *cobra.Command {
	var where premises
	var days int
	var label string
	cmd := &cobra.Command{
		Use: "link SESSION", Short: "Make another link to a session", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if days < 1 || days > 3650 {
				return usagef("--days is %d, want 1 to 3650", days)
			}
			return a.within(cmd.Context(), &where, func(_ *opened, room studio.Room, _ studio.User) error {
				link, l, err := room.Share(cmd.Context(), studio.ID(args[0]), label, studio.ArtistScopes(), room.Now.AddDate(0, 0, days))
				if err != nil {
					return plainly(err)
				}
				return a.data(map[string]string{"id": string(l.ID), "artist_link": "/s/" + link.Reveal()},
					func(w io.Writer) { fmt.Fprintf(w, "/s/%s\n", link.Reveal()) })
			})
		},
	}
	where.flags(cmd)
	cmd.Flags().IntVar(&days, "days", studio.LinkDays, "for how many days")
	cmd.Flags().StringVar(&label, "label", "artist", "who it is for")
	return cmd
}
