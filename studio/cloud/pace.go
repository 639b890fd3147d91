package cloud

import "time"

// paceAfter is how long a fetch has to be watched before its pace is more than a
// guess.
const paceAfter = 200 * time.Millisecond

// Pace tells how long a fetch will still take, by how fast it has been since it
// was first told of it. The zero value is ready.
type Pace struct {
	since time.Time
	first int64 // bytes that were there then, from a fetch before this one
}

// Left is how long it will still take, negative when nothing tells.
func (p *Pace) Left(now Progress, at time.Time) time.Duration {
	if p.since.IsZero() {
		p.since, p.first = at, now.Bytes
	}
	took, came := at.Sub(p.since), now.Bytes-p.first
	if now.TotalBytes < 0 || came <= 0 || took < paceAfter {
		return -1
	}
	return time.Duration(float64(max(0, now.TotalBytes-now.Bytes)) / float64(came) * float64(took)).Round(time.Second)
}
