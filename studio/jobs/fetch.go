package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"lathe/audio"
	"lathe/studio"
	"lathe/studio/cloud"
)

// mostPassed is how many files that are left out are named.
const mostPassed = 100

// Links recognises share links as package cloud does.
type Links struct{ *cloud.Desk }

var _ studio.Links = Links{}

// Recognise says what kind of link it is.
func (l Links) Recognise(link, password string) (kind, share string, err error) {
	s, err := l.Desk.Recognise(link)
	if err != nil {
		return "", "", studio.Errorf(studio.BadInput, "%v", err)
	}
	s.Password = password
	text, err := json.Marshal(s)
	return s.String(), string(text), err
}

// fetch brings the files behind a link into the session.
func (b *Bench) fetch(ctx context.Context, j studio.Fetch, run *one) error {
	var f studio.Fetched
	err := b.rows.Read(ctx, j.Studio, func(d studio.Desk) (err error) {
		f, err = d.Fetch(j.Fetch)
		return err
	})
	if err != nil || f.State != studio.Fetching {
		return err
	}
	if b.Links == nil || b.Vault == nil {
		return errors.New("this worker cannot fetch links: it has no key, or none of the studio's")
	}
	text, err := b.Vault.Open(f.Sealed, f.ID)
	var share cloud.Share
	if err == nil {
		err = json.Unmarshal([]byte(text), &share)
	}
	if err != nil { // no other try will open it
		b.Log.Warn("a sealed link cannot be opened", "session", j.Session, "error", err)
		return b.gaveUp(ctx, j, "The link was kept locked, and this studio has another key than when it was sent. Send it again.", true)
	}
	// The folder stays when this is cut short, and the next try goes on in it.
	into := filepath.Join(b.Dir, "fetch-"+string(f.ID))
	if err := os.MkdirAll(into, 0o700); err != nil {
		return audio.WithoutPath(err)
	}
	got, err := b.bring(ctx, j, share, into, run.meter)
	var bad *cloud.Trouble
	if errors.As(err, &bad) {
		return b.brokeOff(ctx, j, run, bad, into)
	}
	if err != nil {
		return err
	}
	var stems []studio.Stem
	for _, one := range got.Files {
		file, err := os.Open(filepath.Join(into, filepath.FromSlash(one.Name)))
		if err != nil {
			return audio.WithoutPath(err)
		}
		sum, n, err := b.blobs.Keep(ctx, file)
		file.Close()
		if err != nil {
			return err
		}
		if sum != one.SHA256 {
			return fmt.Errorf("%s changed after it was fetched", one.Name)
		}
		stems = append(stems, studio.Stem{Session: j.Session, File: one.Name, SHA256: sum, Bytes: n, Created: b.Now()})
	}
	if err := b.came(ctx, j, stems, got); err != nil {
		return err
	}
	os.RemoveAll(into)
	return nil
}

// bring lists what is behind a link, says so, and fetches it.
func (b *Bench) bring(ctx context.Context, j studio.Fetch, share cloud.Share, into string, m *meter) (got cloud.Fetched, err error) {
	list, err := b.Links.List(ctx, share)
	if err != nil {
		return got, err
	}
	err = b.change(ctx, j, func(_ studio.Desk, _ *studio.Session, f *studio.Fetched) error {
		f.Behind, f.Trouble, f.Moved.Total = behind(list), "", list.Bytes
		return nil
	})
	if err != nil {
		return got, err
	}
	return b.Links.Fetch(ctx, share, list, into, m.fetched)
}

// brokeOff says why nothing came. What may be over by itself is tried again, as
// often as any job; what needs somebody is told at once.
func (b *Bench) brokeOff(ctx context.Context, j studio.Fetch, run *one, bad *cloud.Trouble, into string) error {
	later := bad.Later() && bad.Kind != cloud.Quota && bad.After <= time.Hour && run.failures+1 < studio.MaxFailures
	if later || full(bad) {
		return errors.Join(bad, b.change(ctx, j, func(_ studio.Desk, _ *studio.Session, f *studio.Fetched) error {
			f.Trouble = bad.Error()
			return nil
		}))
	}
	if !bad.Later() {
		os.RemoveAll(into)
	}
	return b.gaveUp(ctx, j, bad.Error(), !bad.Mendable())
}

// gaveUp ends a fetch that brought nothing, and says why. A link that is forgotten
// cannot be tried again.
func (b *Bench) gaveUp(ctx context.Context, j studio.Fetch, why string, forget bool) error {
	return b.change(ctx, j, func(_ studio.Desk, s *studio.Session, f *studio.Fetched) error {
		f.State, f.Trouble = studio.FetchFailed, why
		if forget {
			f.Sealed = ""
		}
		if s.Status == studio.Checking { // it was submitted, and is not complete
			s.Turn(studio.Collecting, b.Now())
			s.Working = studio.Working{LeftS: -1, Round: s.Working.Round}
		}
		s.Trouble = f.Trouble
		return nil
	})
}

// came keeps what a link brought. The link is forgotten.
func (b *Bench) came(ctx context.Context, j studio.Fetch, stems []studio.Stem, got cloud.Fetched) error {
	return b.change(ctx, j, func(d studio.Desk, _ *studio.Session, f *studio.Fetched) error {
		here, err := d.Stems(j.Session)
		if err != nil {
			return err
		}
		f.Behind, f.Moved = nil, studio.Moved{LeftS: -1}
		for _, st := range stems {
			st.File = free(st.File, st.SHA256, here)
			here = append(here, st)
			if err := d.SetStem(st); err != nil {
				return err
			}
			f.Behind = append(f.Behind, studio.Behind{File: st.File, Bytes: st.Bytes})
			f.Moved.Bytes += st.Bytes
		}
		f.Behind, f.Moved.Total = withPassed(f.Behind, got.Passed), f.Moved.Bytes
		f.State, f.Sealed, f.Files, f.Trouble = studio.FetchDone, "", len(stems), ""
		return nil
	})
}

// behind is what a link leads to, as it is shown: archives that tell what they
// hold by what they hold.
func behind(l cloud.Listing) (list []studio.Behind) {
	for _, f := range l.Files {
		if len(f.Inside) == 0 {
			list = append(list, studio.Behind{File: f.Name, Bytes: f.Bytes})
		}
		for _, in := range f.Inside {
			list = append(list, studio.Behind{File: in.Path, Bytes: in.Bytes})
		}
	}
	return withPassed(list, l.Passed)
}

// withPassed adds what is left out, as far as anybody reads on.
func withPassed(list []studio.Behind, passed []cloud.Passed) []studio.Behind {
	list = list[:min(len(list), studio.MostBehind)]
	for i, p := range passed {
		if i == mostPassed {
			return append(list, studio.Behind{File: fmt.Sprintf("%d more", len(passed)-i), Bytes: -1, Why: "left out for reasons like these"})
		}
		list = append(list, studio.Behind{File: p.Path, Bytes: -1, Why: p.Why})
	}
	return list
}

// change changes what is known of a link that is being fetched, and of its
// session. When that ends the fetch, and the session was submitted and this was
// the last, the check starts.
func (b *Bench) change(ctx context.Context, j studio.Fetch, do func(studio.Desk, *studio.Session, *studio.Fetched) error) error {
	return b.rows.Write(ctx, j.Studio, func(d studio.Desk) error {
		s, err := d.Session(j.Session)
		if err != nil {
			return err
		}
		f, err := d.Fetch(j.Fetch)
		if err != nil || f.State != studio.Fetching {
			return err
		}
		if err := do(d, &s, &f); err != nil {
			return err
		}
		s.Updated, f.Updated = b.Now(), b.Now()
		if err := errors.Join(d.SetFetch(f), d.SetSession(s)); err != nil || f.State == studio.Fetching {
			return err
		}
		err = d.Log(studio.Entry{At: b.Now(), Who: "lathe", Did: "fetch." + string(f.State), Session: j.Session, About: string(f.ID)})
		if err != nil {
			return err
		}
		return b.goOn(d, s, j.Task)
	})
}

// goOn starts the check of a submitted session when nothing is on its way any
// more.
func (b *Bench) goOn(d studio.Desk, s studio.Session, t studio.Task) error {
	if s.Status != studio.Checking {
		return nil
	}
	n, err := studio.Pending(d, s.ID)
	if err != nil || n > 0 {
		return err
	}
	return d.Enqueue(studio.Check{Task: t, Round: s.Working.Round})
}
