package chain

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"lathe/chain/deliver"
	"lathe/chain/intake"
	"lathe/chain/preflight"
	"lathe/dsp/unit"
	"lathe/session"
	"lathe/session/advice"
)

// What a run can end with besides success. The report says more.
var (
	ErrBlocked     = errors.New("the session cannot be mastered as it is")
	ErrUnreachable = errors.New("the target cannot be reached")
	ErrNoReference = errors.New("there is no reference to follow")
)

// Request is what a person asks of Master.
type Request struct {
	Target  string   // by name or LUFS; empty: the reference's if there is one, else streaming
	Ceiling *float64 // dBTP; nil: the target's
	Amounts Amounts  // nil: full
	Formats []deliver.Format
	Dir     string     // where the delivery goes
	DAW     advice.DAW // the artist's program, when it is known
	Start   time.Time  // of the run, for the report's timing; no sound depends on it
}

// wishes turns a request into what the stages want to know.
func (r Request) wishes(h *Hearing) (Wishes, error) {
	name := r.Target
	if name == "" {
		name = "streaming"
		if len(h.References) > 0 {
			name = TargetReference
		}
	}
	t, err := ParseTarget(name)
	if err != nil {
		return Wishes{}, err
	}
	if t, err = AimTarget(t, h); err != nil && r.Target == "" { // a reference that cannot be measured, and nobody insisted
		t, err = ParseTarget("streaming")
	}
	if err != nil {
		return Wishes{}, err
	}
	if r.Ceiling != nil {
		t.CeilingDBTP = *r.Ceiling
	}
	if err := t.Validate(); err != nil {
		return Wishes{}, err
	}
	w := Wishes{Target: t, Amounts: r.Amounts}
	if w.Amounts == nil {
		w.Amounts = FullAmounts()
	}
	return w, nil
}

// Check listens and asks every question of the guide.
func Check(ctx context.Context, arrived *intake.Arrived, o Options) (*Hearing, error) {
	h, err := Listen(ctx, arrived, o)
	if err != nil {
		return nil, err
	}
	pass := newPass("proving", o, float64(seconds(h.Session.Frames, h.Session.Rate)))
	g, beside := errgroup.WithContext(ctx)
	g.SetLimit(o.workers())
	g.Go(func() (err error) {
		h.Proof, err = h.prove(beside)
		return err
	})
	g.Go(func() (err error) { // the proof keeps one core busy
		h.Sum, err = h.plainSum(beside, o)
		return err
	})
	if err := g.Wait(); err != nil {
		h.Close()
		return nil, err
	}
	pass.finish()
	if h.Proof != nil {
		h.Findings = append(h.Findings, h.Proof.Findings()...)
	}
	for i := range h.Session.Stems {
		preflight.Listen(&h.Session.Stems[i], h.Stems[i].Portrait)
	}
	h.Findings = append(h.Findings, preflight.Check(h.preflight())...)
	preflight.Sort(h.Findings)
	return h, nil
}

// preflight is the hearing as the checks get it.
func (h *Hearing) preflight() preflight.Heard {
	out := preflight.Heard{Session: h.Session, Sum: h.Sum}
	for i, s := range h.Session.Stems {
		heard := h.Stems[i]
		out.Stems = append(out.Stems, preflight.Stem{Stem: s, Portrait: heard.Portrait, Flaws: heard.Flaws,
			Play: func() (preflight.Player, func() error, error) {
				p, err := heard.tape.player(heard.Portrait.Length)
				if err != nil {
					return nil, nil, err
				}
				return p, p.reader.Close, nil
			}})
	}
	if h.Rough != nil {
		out.Rough = &preflight.Track{Track: *h.Session.Rough, Portrait: h.Rough.Portrait, Flaws: h.Rough.Flaws}
	}
	return out
}

// Advise tells with every finding how the artist's program exports it right.
func Advise(findings []session.Finding, daw advice.DAW) {
	for i, f := range findings {
		if e, ok := advice.For(f.Code); ok && f.Severity != session.Info {
			findings[i].Export = advice.Export(e.Topic, daw)
		}
	}
}

// Planned is a plan, and the mix it was decided from.
type Planned struct {
	Plan   *Plan
	Guards []session.Guard
	Mix    *Mix
}

// MakePlan decides the whole plan. The mix that it needs to hear is kept: it is
// the one that the plan prints.
func MakePlan(ctx context.Context, h *Hearing, r Request, o Options) (*Planned, error) {
	w, err := r.wishes(h)
	if err != nil {
		return nil, err
	}
	p, guards := DecideStrips(h, w)
	tapes := make([]*tape, len(h.Stems))
	for i, s := range h.Stems {
		tapes[i] = s.tape
	}
	mix, err := mixdown(ctx, p, tapes, o, true)
	if err != nil {
		return nil, err
	}
	DecideBus(p, h, mix, w)
	if err := checkPlan(p); err != nil {
		mix.Close()
		return nil, err
	}
	return &Planned{p, guards, mix}, nil
}

// checkPlan makes sure that what was decided can be written down, read and
// obeyed: a plan that only works in memory would print something else later.
func checkPlan(p *Plan) error {
	text, err := p.Encode()
	if err != nil {
		return err
	}
	again, err := DecodePlan("plan.yaml", text)
	if err != nil {
		return fmt.Errorf("the plan cannot be read back: %w", err)
	}
	*p = *again
	return nil
}

// Master does everything: check, plan, print, compare, deliver. With findings
// that block it returns the report and ErrBlocked, and delivers nothing; with a
// target out of reach it delivers and returns ErrUnreachable.
func Master(ctx context.Context, arrived *intake.Arrived, r Request, o Options) (*Report, error) {
	h, err := Check(ctx, arrived, o)
	if err != nil {
		return nil, err
	}
	defer h.Close()
	Advise(h.Findings, r.DAW)
	report := newReport(h.Findings)
	report.tracks(h)
	if session.Blocked(h.Findings) {
		return report, ErrBlocked
	}
	planned, err := MakePlan(ctx, h, r, o)
	if err != nil {
		return nil, err
	}
	defer planned.Mix.Close()
	report.Guards = append(report.Guards, planned.Guards...)
	mix := planned.Mix.Result
	report.Mix = &mix
	return report, report.deliver(ctx, planned.Plan, planned.Mix, r, o)
}

// Print obeys a plan.
func Print(ctx context.Context, arrived *intake.Arrived, p *Plan, r Request, o Options) (*Report, error) {
	tapes, findings, err := tapesFor(p, arrived)
	if err != nil {
		return nil, err
	}
	if len(findings) == 0 {
		if findings, err = otherStems(ctx, p, arrived.Session, o); err != nil {
			return nil, err
		}
	}
	report := newReport(append(arrived.Findings, findings...))
	if session.Blocked(report.Findings) {
		return report, ErrBlocked
	}
	h, err := others(ctx, arrived.Session, p, o)
	if err != nil {
		return nil, err
	}
	defer h.Close()
	report.tracks(h)
	mix, err := mixdown(ctx, p, tapes, o, false)
	if err != nil {
		return nil, err
	}
	defer mix.Close()
	return report, report.deliver(ctx, p, mix, r, o)
}

// others listens to rough mix and references: the master is compared with them. One
// that cannot be read any more is not compared with.
func others(ctx context.Context, s *session.Session, p *Plan, o Options) (*Hearing, error) {
	alone := *s
	alone.Stems, alone.Rate, alone.Frames = nil, p.Session.SampleRateHz, p.Session.Frames
	return Listen(ctx, &intake.Arrived{Session: &alone}, o)
}

// deliver prints a mix into the folder and writes the papers.
func (r *Report) deliver(ctx context.Context, p *Plan, mix *Mix, q Request, o Options) (err error) {
	folder, err := deliver.NewFolder(q.Dir, p.Session.Title)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil && !errors.Is(err, ErrUnreachable) {
			folder.Abort()
		}
	}()
	printed, err := printMix(ctx, p, mix, folder, q.Formats, o)
	if err != nil {
		return err
	}
	r.fill(p, printed)
	if err := r.papers(folder, p, q); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := folder.Commit(); err != nil {
		return err
	}
	if !r.Reached {
		return fmt.Errorf("%w: %s", ErrUnreachable, printed.Master.missed(p.Target))
	}
	return nil
}

// fill takes over what was printed.
func (r *Report) fill(p *Plan, printed *Printed) {
	m := printed.Master.file(deliver.WAV)
	r.Master, r.Plan, r.Target = &m, p, p.Target
	for _, v := range printed.Variants {
		r.Variants = append(r.Variants, v.file(deliver.WAV16))
	}
	final := p.Bus.Master.Final(p.Target)
	r.Reached = final.Level == nil || final.Level.DriveDB != nil || printed.Master.reached(p.Target)
	r.Limiter = limiting(printed.Master)
	r.Guards = append(r.Guards, limitingGuard(p, printed.Master))
	r.loudness = printed.Master.Loudness
	r.Comparison = r.compare()
}

// papers writes plan and report.
func (r *Report) papers(folder *deliver.Folder, p *Plan, q Request) error {
	text, err := p.Encode()
	if err != nil {
		return err
	}
	if err := folder.Paper("plan.yaml", text); err != nil {
		return err
	}
	if !q.Start.IsZero() {
		wall := time.Since(q.Start).Seconds()
		r.Timing = Timing{WallS: unit.Reading(wall), RealtimeX: unit.Reading(float64(seconds(p.Session.Frames, p.Session.SampleRateHz)) / wall)}
	}
	r.Files = folder.Files()
	page := r.page()
	if text, err = page.HTML(); err != nil {
		return err
	}
	if err := folder.Paper("report.html", text); err != nil {
		return err
	}
	r.Files = folder.Files()
	text, err = json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	if err := folder.Paper("report.json", append(text, '\n')); err != nil {
		return err
	}
	r.Files = folder.Files()
	return nil
}
