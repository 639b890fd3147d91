package mp3

import "slices"

// machine turns frames into samples. Peaks above full scale, which go-mp3 holds
// there, are heard from a second deck that plays more softly. It is started when
// there are such peaks, and goes on until there have been none for a while.
type machine struct {
	gather gather
	loud   deck
	soft   deck
	wait   *packet    // the frame put in last, not yet played
	past   [2]*packet // those before it: what is left of them sounds on
	goOn   int        // frames that soft is still to play
}

// put takes a frame in and plays the one before it, interleaved, two channels.
// There is none before the first. heard is false when it is silence because it
// could not be decoded.
func (m *machine) put(f frame) (samples []float64, heard bool) {
	p := m.gather.take(f)
	return m.line(&p)
}

// leave puts in silence of the length of a frame that is lost.
func (m *machine) leave(like header) (samples []float64, heard bool) {
	p := packet{header: like, side: make([]byte, like.sideBytes())}
	return m.line(&p)
}

func (m *machine) line(p *packet) (samples []float64, heard bool) {
	samples, heard = m.play(p)
	m.wait = p
	return samples, heard
}

// play plays the packet that waits. next comes after it, or is nil.
func (m *machine) play(next *packet) (samples []float64, heard bool) {
	p := m.wait
	if p == nil {
		return nil, true
	}
	samples, heard = m.loud.play(p, next)
	m.peaks(p, next)
	m.past[0], m.past[1], m.wait = m.past[1], p, nil
	return samples, heard
}

// peaks has soft play a packet if there are peaks in it, or were not long ago,
// and takes from it what loud has held at full scale.
func (m *machine) peaks(p, next *packet) {
	const while = 40 // frames: about a second
	peaks := slices.Contains(m.loud.held, true)
	if m.goOn == 0 && !peaks {
		return
	}
	if m.goOn == 0 {
		m.goOn = while
		m.start(p)
	}
	quiet := p.softer()
	samples, heard := m.soft.play(&quiet, next)
	m.goOn--
	if !peaks {
		return
	}
	m.goOn = while
	for i, held := range m.loud.held {
		if held && heard {
			m.loud.out[i] = softness * samples[i]
		}
	}
}

// start has soft play what came before p, beginning with a silence that has room
// for the data of the first.
func (m *machine) start(p *packet) {
	m.soft.restart()
	line := []*packet{m.past[0], m.past[1], p}
	for len(line) > 0 && line[0] == nil {
		line = line[1:]
	}
	silent := line[0].silent()
	m.soft.play(&silent, line[0])
	for i, before := range line[:len(line)-1] {
		quiet := before.softer()
		m.soft.play(&quiet, line[i+1])
	}
}
