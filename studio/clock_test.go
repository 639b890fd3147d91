package studio_test

import (
	"testing"
	"time"

	"lathe/studio"
)

// at is a time in the week of Monday, 2 March 2026.
func at(day time.Weekday, hour int) time.Time {
	return time.Date(2026, 3, 1+int(day), hour, 0, 0, 0, time.UTC) // the 1st is a Sunday
}

// TestWorkTime counts hours of working days, by the calendar.
func TestWorkTime(t *testing.T) {
	next := func(d time.Weekday, hour int) time.Time { return at(d, hour).AddDate(0, 0, 7) }
	for _, c := range []struct {
		says     string
		from, to time.Time
		hours    int
	}{
		{"an afternoon", at(time.Tuesday, 12), at(time.Tuesday, 18), 6},
		{"over midnight", at(time.Tuesday, 18), at(time.Wednesday, 6), 12},
		{"three days within a week", at(time.Monday, 9), at(time.Thursday, 9), 72},
		{"over a weekend", at(time.Friday, 18), next(time.Monday, 6), 12},
		{"three days from Thursday noon end on Tuesday noon", at(time.Thursday, 12), next(time.Tuesday, 12), 72},
		{"two weeks", at(time.Wednesday, 0), at(time.Wednesday, 0).AddDate(0, 0, 14), 240},
	} {
		want := time.Duration(c.hours) * time.Hour
		if got := studio.WorkTime(c.from, c.to); got != want {
			t.Errorf("%s: %v, want %v", c.says, got, want)
		}
		if got := studio.AddWorkTime(c.from, want); !got.Equal(c.to) {
			t.Errorf("%s: ends %v, want %v", c.says, got, c.to)
		}
		if got := studio.AddWorkTime(c.to, -want); !got.Equal(c.from) {
			t.Errorf("%s, backwards: begins %v, want %v", c.says, got, c.from)
		}
	}
	if got := studio.WorkTime(at(time.Saturday, 1), next(time.Sunday, 23).AddDate(0, 0, 7)); got != 5*24*time.Hour {
		t.Errorf("from Saturday to the Sunday of the next week: %v, want five days", got)
	}
	if got := studio.WorkTime(at(time.Saturday, 1), at(time.Saturday, 20)); got != 0 {
		t.Errorf("a Saturday: %v, want nothing", got)
	}
}

// TestClock follows a session from submit to approval.
func TestClock(t *testing.T) {
	next := func(d time.Weekday, hour int) time.Time { return at(d, hour).AddDate(0, 0, 7) }
	s := studio.Session{Status: studio.Collecting}
	left := func(says string, now time.Time, hours int) {
		t.Helper()
		if got := s.Terms.Clock.At(now); got != time.Duration(hours)*time.Hour {
			t.Errorf("%s: %v are left, want %d h", says, got, hours)
		}
	}
	due := func(says string, now, want time.Time) {
		t.Helper()
		if got := s.Terms.Clock.Due(now); !got.Equal(want) {
			t.Errorf("%s: due %v, want %v", says, got, want)
		}
	}
	due("before it is submitted", at(time.Monday, 0), time.Time{})
	s.Turn(studio.Checking, at(time.Thursday, 12))
	due("submitted on Thursday noon", at(time.Thursday, 12), next(time.Tuesday, 12))
	s.Turn(studio.Planned, at(time.Thursday, 13))
	s.Turn(studio.Printing, at(time.Friday, 0))
	left("on Friday", at(time.Friday, 0), 60)
	s.Turn(studio.Review, at(time.Friday, 12))
	left("while the artist listens over the weekend", next(time.Monday, 9), 48)
	s.Turn(studio.Planned, next(time.Monday, 12)) // a change was asked for
	due("with two days left on Monday noon", next(time.Monday, 12), next(time.Wednesday, 12))
	left("two days too late", next(time.Friday, 12), -48)
	due("two days too late", next(time.Friday, 12), next(time.Wednesday, 12))
	s.Turn(studio.Approved, next(time.Wednesday, 0))
	left("long after it was approved", next(time.Friday, 0), 12)
	if !s.Terms.Clock.Began.Equal(at(time.Thursday, 12)) {
		t.Errorf("it began on %v", s.Terms.Clock.Began)
	}
}
