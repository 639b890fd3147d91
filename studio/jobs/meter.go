package jobs

import (
	"context"
	"sync"
	"time"

	"lathe/chain"
	"lathe/studio"
	"lathe/studio/cloud"
)

// meterEvery is how often progress is kept, and how soon a job knows that it
// was taken back.
const meterEvery = time.Second

// passes are how far a print is when a pass begins, 0 to 1, measured on the
// sessions of the examples: mixing takes about half, levelling most of the rest.
var passes = map[string]struct{ from, to float64 }{
	"mixing": {0, 0.5}, "mastering": {0.5, 0.65}, "levelling": {0.65, 0.85}, "cutting": {0.85, 1},
}

// meter keeps how far a job has come.
type meter struct {
	mu    sync.Mutex
	now   studio.Working
	share float64 // of a print; it never falls
	link  studio.Moved
	told  studio.Moved // what was written of it
	pace  cloud.Pace   // of the link
	began time.Time
	clock func() time.Time

	end  context.CancelFunc
	done chan struct{}
}

// newMeter starts to keep a job's progress, and stops the job when nobody wants
// it any more.
func (b *Bench) newMeter(ctx context.Context, run *one, failures int, stop context.CancelCauseFunc) *meter {
	ctx, end := context.WithCancel(ctx)
	m := &meter{link: studio.NotMoved(), told: studio.NotMoved(), now: studio.Working{Pass: "starting", LeftS: -1, Attempts: failures}, began: b.Now(), clock: b.Now, end: end, done: make(chan struct{})}
	go func() {
		defer close(m.done)
		tick := time.NewTicker(meterEvery)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			wanted, err := b.keep(ctx, run, m)
			if err != nil && ctx.Err() == nil {
				b.Log.Warn("progress was not written", "session", run.task.Session, "error", err)
			} else if err == nil && !wanted {
				stop(errTakenBack)
				return
			}
		}
	}()
	return m
}

// keep writes the progress, and says whether the work is still wanted.
func (b *Bench) keep(ctx context.Context, run *one, m *meter) (wanted bool, err error) {
	switch run.kind {
	case (studio.Fetch{}).Kind():
		return true, b.keepMoved(ctx, run, m)
	case (studio.Receive{}).Kind(), (studio.Audition{}).Kind(), (studio.Preview{}).Kind(), (studio.Notify{}).Kind():
		return true, nil
	}
	m.mu.Lock()
	now, share := m.now, m.share
	m.mu.Unlock()
	err = b.rows.Write(ctx, run.task.Studio, func(d studio.Desk) error {
		s, err := d.Session(run.task.Session)
		if err != nil {
			return err
		}
		wanted = s.Status == studio.Checking
		if run.print != "" {
			p, err := d.Print(run.print)
			if err != nil {
				return err
			}
			if wanted = p.Status == studio.PrintPrinting || p.Status == studio.PrintQueued; !wanted || p.Status == studio.PrintQueued {
				return nil // one that is queued is wanted, and the job has not said yet that it began
			}
			p.Progress, p.Updated = max(p.Progress, share), b.Now()
			if err := d.SetPrint(p); err != nil {
				return err
			}
		}
		if !wanted {
			return nil
		}
		now.Round = s.Working.Round
		return d.SetWorking(s.ID, now)
	})
	return wanted, err
}

// keepMoved writes how far a link has been fetched, when that is news.
func (b *Bench) keepMoved(ctx context.Context, run *one, m *meter) error {
	m.mu.Lock()
	now, news := m.link, m.link != m.told
	m.told = now
	m.mu.Unlock()
	if !news {
		return nil
	}
	return b.rows.Write(ctx, run.task.Studio, func(d studio.Desk) error {
		if _, err := d.Session(run.task.Session); err != nil { // who changes both waits here
			return err
		}
		f, err := d.Fetch(run.fetch)
		if err != nil || f.State != studio.Fetching {
			return err
		}
		return d.SetMoved(run.fetch, now)
	})
}

// fetched takes progress from a link, at every piece that arrives.
func (m *meter) fetched(p cloud.Progress) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.link = studio.Moved{Bytes: p.Bytes, Total: p.TotalBytes, LeftS: -1}
	if left := m.pace.Left(p, m.clock()); left >= 0 {
		m.link.LeftS = left.Seconds()
	}
}

// tell takes progress from the chain.
func (m *meter) tell(p chain.Progress) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if p.Pass != m.now.Pass {
		m.now.Pass, m.began = p.Pass, m.clock()
	}
	m.now.Share, m.now.LeftS = 0, -1
	if p.Total > 0 {
		m.now.Share = min(1, p.Done/p.Total)
	}
	if m.now.Share > 0.02 { // before that the rate is a guess
		took := m.clock().Sub(m.began).Seconds()
		m.now.LeftS = took * (1 - m.now.Share) / m.now.Share
	}
	if at, ok := passes[p.Pass]; ok {
		m.share = max(m.share, at.from+(at.to-at.from)*m.now.Share)
	}
}

// stop ends the keeping, and waits for it: nothing is written afterwards.
func (m *meter) stop() {
	m.end()
	<-m.done
}
