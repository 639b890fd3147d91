package studio

import "time"

// Turnaround is how long a studio takes: three working days.
const Turnaround = 72 * time.Hour

// Clock counts the time a studio has left for a session: the hours of working
// days alone, and none while it waits for the artist. The zero Clock has not
// begun.
type Clock struct {
	Began time.Time     `json:"began"` // when intake was first complete
	Left  time.Duration `json:"left"`  // of the turnaround, at Since; negative when late
	Since time.Time     `json:"since"` // since when it runs; zero while it stands
}

// At is the clock read at a time: what is left then.
func (c Clock) At(now time.Time) time.Duration {
	if c.Since.IsZero() {
		return c.Left
	}
	return c.Left - WorkTime(c.Since, now)
}

// Due is when nothing will be left if it runs on from now; zero before it has
// begun.
func (c Clock) Due(now time.Time) time.Time {
	if c.Began.IsZero() {
		return time.Time{}
	}
	if !c.Since.IsZero() {
		return AddWorkTime(c.Since, c.Left)
	}
	return AddWorkTime(now, c.Left)
}

// run lets the clock go on, or stand.
func (c Clock) run(on bool, now time.Time) Clock {
	if on && c.Began.IsZero() {
		c.Began, c.Left = now, Turnaround
	}
	switch {
	case on && c.Since.IsZero():
		c.Since = now
	case !on && !c.Since.IsZero():
		c.Left, c.Since = c.At(now), time.Time{}
	}
	return c
}

// works says whether a studio works on the day of a time, in UTC.
func works(t time.Time) bool {
	d := t.UTC().Weekday()
	return d != time.Saturday && d != time.Sunday
}

// nextDay is the beginning of the day after.
func nextDay(t time.Time) time.Time { return t.UTC().Truncate(24*time.Hour).AddDate(0, 0, 1) }

// WorkTime is how much of the time between two moments is of working days.
func WorkTime(from, to time.Time) (sum time.Duration) {
	for from.Before(to) {
		end := earlier(nextDay(from), to)
		if works(from) {
			sum += end.Sub(from)
		}
		from = end
	}
	return sum
}

// AddWorkTime is when so much time of working days will have passed, or, when it
// is negative, had.
func AddWorkTime(from time.Time, left time.Duration) time.Time {
	for left > 0 || !works(from) && left == 0 {
		end := nextDay(from)
		if works(from) {
			if day := end.Sub(from); left <= day {
				return from.Add(left)
			} else {
				left -= day
			}
		}
		from = end
	}
	for left < 0 {
		start := from.UTC().Truncate(24 * time.Hour)
		if start.Equal(from) {
			start = start.AddDate(0, 0, -1)
		}
		if works(start) {
			if day := from.Sub(start); -left <= day {
				return from.Add(left)
			} else {
				left += day
			}
		}
		from = start
	}
	return from
}

// Turn gives a session another status, and with it the clock to the one whose
// turn it is: the studio while files are checked, planned and printed, and when
// something went wrong; else the artist.
func (s *Session) Turn(to Status, now time.Time) {
	s.Status = to
	s.tick(now)
}

// tick lets the clock run or stand as status and question want it.
func (s *Session) tick(now time.Time) {
	ours := false
	switch s.Status {
	case Checking, Planned, Printing, Failed:
		ours = s.Terms.Waiting == ""
	}
	s.Terms.Clock = s.Terms.Clock.run(ours, now)
}
