package chain

import (
	"context"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"

	"lathe/chain/deliver"
	"lathe/chain/intake"
	"lathe/chain/master"
	"lathe/dsp/dither"
	"lathe/dsp/unit"
	"lathe/session"
)

// Printed is a print that has been written aside and waits for its report.
type Printed struct {
	Master   *Cut
	Variants []*Cut
}

// printMix finishes a mix and cuts every format from it.
func printMix(ctx context.Context, p *Plan, mix *Mix, folder *deliver.Folder, formats []deliver.Format, o Options) (*Printed, error) {
	b, err := finish(ctx, p, mix, o)
	if err != nil {
		return nil, err
	}
	defer b.close()
	c := newCutter(p, folder, o)
	names := map[deliver.Format]string{deliver.WAV: folder.MasterName("", ".wav")}
	if slices.Contains(formats, deliver.FLAC) {
		names[deliver.FLAC] = folder.MasterName("", ".flac")
	}
	out := &Printed{}
	if out.Master, err = c.cut(ctx, b, 24, dither.Flat, names, nil); err != nil {
		return nil, err
	}
	if slices.Contains(formats, deliver.WAV16) {
		cd, err := c.forCD(ctx, b, out.Master.Cut)
		if err != nil {
			return nil, err
		}
		out.Variants = append(out.Variants, cd)
	}
	return out, c.encode(ctx, b, out.Master.Cut, names[deliver.WAV], formats)
}

// encode makes the lossy formats. A rate that codecs do not have is converted
// before the limiter, like the CD's.
func (c *cutter) encode(ctx context.Context, b *bus, found master.Cut, wav string, formats []deliver.Format) error {
	var lossy []deliver.Format
	for _, f := range formats {
		if f == deliver.MP3 || f == deliver.AAC {
			lossy = append(lossy, f)
		}
	}
	if len(lossy) == 0 {
		return nil
	}
	if rate := deliver.LossyRate(b.Rate); rate != b.Rate {
		other, err := converted(ctx, b, rate, c.o)
		if err != nil {
			return err
		}
		defer other.close()
		if _, err := c.cut(ctx, other, 24, dither.Flat, deliver.Scratch(), &found); err != nil {
			return err
		}
		wav = deliver.ScratchName
	}
	for _, f := range lossy {
		if err := deliver.Encode(ctx, c.folder, wav, f, deliver.Tags{Title: c.plan.Session.Title, Artist: c.plan.Session.Artist}); err != nil {
			return err
		}
	}
	return nil
}

// forCD cuts the 16-bit master: the bus is converted before the limiter, so the
// ceiling holds at the rate that is delivered.
func (c *cutter) forCD(ctx context.Context, b *bus, found master.Cut) (*Cut, error) {
	if b.Rate != deliver.CDRate {
		cd, err := converted(ctx, b, deliver.CDRate, c.o)
		if err != nil {
			return nil, err
		}
		defer cd.close()
		b = cd
	}
	names := map[deliver.Format]string{deliver.WAV16: c.folder.MasterName("16-bit 44.1 kHz", ".wav")}
	return c.cut(ctx, b, 16, dither.Shaped, names, &found)
}

// otherStems says when the stems are not those the plan was made for: it can be
// printed, and is not the master it was.
func otherStems(ctx context.Context, p *Plan, s *session.Session, o Options) ([]session.Finding, error) {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(o.workers())
	for i := range s.Stems {
		g.Go(func() (err error) {
			s.Stems[i].SHA256, err = intake.Digest(ctx, s.Stems[i].Path)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	now := fingerprint(s)
	if p.Session.Fingerprint == "" || p.Session.Fingerprint == now {
		return nil, nil
	}
	return []session.Finding{{
		Code: "plan.other-stems", Severity: session.Warning,
		Heard:   fmt.Sprintf("the fingerprint of the stems is %s, the plan was made for %s", now, p.Session.Fingerprint),
		Message: "The stems are not those the plan was made for.",
		Fix:     "If they were exported again on purpose, listen closely or make a new plan; otherwise print the plan on its own stems.",
	}}, nil
}

// limiting is what the report says of the limiter.
func limiting(c *Cut) LimiterReport {
	return LimiterReport{
		DriveDB: unit.Reading(c.DriveDB), MostDB: unit.Reading(c.Limiting.MostDB),
		UsualDB: unit.Reading(c.Limiting.UsualDB), Share: unit.Ratio(c.Limiting.Share),
	}
}

// mostLimitingDB is how much a limiter can take from the loud passages before it
// is heard as one.
const mostLimitingDB = 6

// limitingGuard says what the loudness costs.
func limitingGuard(p *Plan, c *Cut) session.Guard {
	usual := c.Limiting.UsualDB
	g := session.Guard{
		Name: "master.limiting", Before: 0, After: unit.Reading(usual), Unit: "dB", Kept: usual <= mostLimitingDB,
		Message: fmt.Sprintf("the limiter takes %.1f dB from the loud passages; up to %d dB pass unnoticed", usual, mostLimitingDB),
	}
	if !g.Kept {
		g.Message = fmt.Sprintf("%.1f LUFS costs %.1f dB of limiting in the loud passages, which will be heard; a quieter target would sound better", p.Target.IntegratedLUFS, usual)
	}
	return g
}

// tapesFor finds the stems a plan names in a session that has just arrived.
// Stems of another rate than the plan's are converted while they play.
func tapesFor(p *Plan, arrived *intake.Arrived) ([]*tape, []session.Finding, error) {
	byName := map[string]session.Stem{}
	for _, s := range arrived.Session.Stems {
		byName[s.File] = s
	}
	var tapes []*tape
	for _, s := range p.Stems {
		stem, ok := byName[s.File]
		if !ok {
			return nil, nil, fmt.Errorf("the plan has the stem %q, which is not in the session: %w", s.File, intake.ErrNothing)
		}
		delete(byName, s.File)
		tapes = append(tapes, &tape{track: stem.Track, rate: p.Session.SampleRateHz})
	}
	var findings []session.Finding
	for _, s := range arrived.Session.Stems {
		if _, left := byName[s.File]; left {
			findings = append(findings, session.Finding{
				Code: "plan.stem-left-out", Severity: session.Warning, Stem: s.File,
				Heard:   "the plan has no strip for it",
				Message: fmt.Sprintf("%s is in the session but not in the plan, so it is not in the master.", s.File),
				Fix:     "Make a new plan, or add the stem to this one.",
			})
		}
	}
	return tapes, findings, nil
}
