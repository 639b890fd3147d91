package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"lathe/audio"
	"lathe/chain"
	"lathe/chain/deliver"
	"lathe/chain/intake"
	"lathe/studio"
)

// print makes a master from a version of the plan.
func (b *Bench) print(ctx context.Context, j studio.Make, run *one) error {
	var s studio.Session
	var p studio.Print
	var plan studio.Plan
	var stems []studio.Stem
	err := b.rows.Write(ctx, j.Studio, func(d studio.Desk) (err error) {
		if s, err = d.Session(j.Session); err != nil {
			return err
		}
		if p, err = d.Print(j.Print); err != nil {
			return err
		}
		if plan, err = d.Plan(j.Session, p.Plan); err != nil {
			return err
		}
		if p.Status == studio.PrintQueued {
			p.Status, p.Updated = studio.PrintPrinting, b.Now()
			if err := d.SetPrint(p); err != nil {
				return err
			}
		}
		stems, err = d.Stems(j.Session)
		return err
	})
	if err != nil || p.Status != studio.PrintPrinting { // done before, or taken back
		return err
	}
	h, err := b.arrive(ctx, s, stems)
	if err != nil {
		return err
	}
	defer h.close()
	out, err := os.MkdirTemp(b.room(), "master-*")
	if err != nil {
		return audio.WithoutPath(err)
	}
	defer os.RemoveAll(out)
	report, missed, err := b.cut(ctx, h, p, plan, out, run.meter)
	if err != nil {
		return err
	}
	files, err := b.keepAll(ctx, report, out)
	if err != nil {
		return err
	}
	text, err := json.Marshal(report)
	if err != nil {
		return err
	}
	tracks, err := b.masters(ctx, j, report, files, out)
	if err != nil {
		return err
	}
	run.meter.stop() // it would wait for the print's row
	return b.rows.Write(ctx, j.Studio, func(d studio.Desk) error {
		s, err := d.Session(j.Session)
		if err != nil {
			return err
		}
		p, err := d.Print(j.Print)
		if err != nil || p.Status != studio.PrintPrinting { // somebody else was faster, or it was taken back
			return err
		}
		p.Status, p.Progress, p.Trouble, p.Report, p.Files, p.Updated = studio.PrintDone, 1, missed, text, files, b.Now()
		s.Updated = b.Now()
		if s.Status == studio.Printing || s.Status == studio.Failed { // else it went on since an earlier print: it was sent again, or approved
			s.Turn(studio.Review, b.Now())
			s.Working = studio.Working{LeftS: -1, Round: s.Working.Round}
		}
		return errors.Join(d.SetPrint(p), d.SetSession(s), d.SetTracks(j.Session, j.Print, tracks),
			d.Log(studio.Entry{At: b.Now(), Who: "lathe", Did: "print.done", Session: j.Session, About: string(p.ID)}))
	})
}

// cut has the chain print into a folder. A target that could not be reached is
// said, and the master that comes as near as it can is kept.
func (b *Bench) cut(ctx context.Context, h *heard, p studio.Print, plan studio.Plan, out string, m *meter) (r *chain.Report, missed string, err error) {
	page, err := chain.DecodePlan("plan.yaml", []byte(plan.Text))
	if err != nil {
		return nil, "", &hopeless{"The plan cannot be read by this version of the program.", err}
	}
	q := chain.Request{Dir: out, Start: b.Now()}
	if q.Formats, err = deliver.ParseFormats(p.Formats); err != nil {
		return nil, "", &hopeless{"The print asks for a format that is not known here.", err}
	}
	r, err = chain.Print(ctx, h.arrived, page, q, b.options(m))
	switch {
	case err == nil:
		return r, "", nil
	case errors.Is(err, chain.ErrUnreachable):
		return r, err.Error(), nil
	case errors.Is(err, chain.ErrBlocked):
		return nil, "", &hopeless{"The files cannot be mastered as they are: see the findings.", err}
	case errors.Is(err, intake.ErrNothing):
		return nil, "", &hopeless{"The plan names a stem that is not in the session.", err}
	}
	return nil, "", err
}

// keepAll keeps every file of a delivery.
func (b *Bench) keepAll(ctx context.Context, r *chain.Report, out string) ([]studio.PrintFile, error) {
	format := map[string]string{}
	for _, f := range r.Files {
		format[f.Name] = f.Format
	}
	list, err := os.ReadDir(out)
	if err != nil {
		return nil, audio.WithoutPath(err)
	}
	var files []studio.PrintFile
	for _, d := range list {
		if !d.Type().IsRegular() {
			return nil, fmt.Errorf("%s in the delivery is no file", d.Name())
		}
		f, err := os.Open(filepath.Join(out, d.Name()))
		if err != nil {
			return nil, audio.WithoutPath(err)
		}
		sum, n, err := b.blobs.Keep(ctx, f)
		f.Close()
		if err != nil {
			return nil, err
		}
		files = append(files, studio.PrintFile{Name: d.Name(), Format: format[d.Name()], SHA256: sum, Bytes: n})
	}
	return files, nil
}
