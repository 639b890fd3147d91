package mp3

import "math"

// deck plays packets. Those with middle and side instead of left and right and
// with short blocks among them go to a player of their own, as if they were left
// and right, and are turned here.
//
// That is because go-mp3 turns a spectrum only up to where it ended before it
// was sorted, and sorting a short block moves it up: a click in joint stereo
// comes out with the top of its band still middle and side, 20 dB below the
// music. All that decoding does after that is linear, so the sum of the two
// players is the song.
type deck struct {
	plain  player
	turned player
	goOn   int    // frames that turned is still to play
	held   []bool // by sample: a player held at full scale
	out    []float64
}

// split is what each player gets of a packet. The other gets silence.
func (p *packet) split() (plain, turned *packet) {
	const middleSide = 0x20
	if p == nil {
		return nil, nil
	}
	silent := p.silent()
	if p.word&modeBits != jointStereo || p.word&middleSide == 0 || !p.short() {
		return p, &silent
	}
	leftRight := *p
	leftRight.word &^= middleSide
	return &silent, &leftRight
}

// play decodes a packet, interleaved, two channels; next comes after it, or is
// nil. heard is false when it is silence because it could not be decoded.
func (d *deck) play(p, next *packet) (samples []float64, heard bool) {
	plain, turned := p.split()
	nextPlain, nextTurned := next.split()
	pcm, heard := d.plain.play(*plain, nextPlain)
	heard = heard || !plain.heard && p.heard
	d.out, d.held = d.out[:0], d.held[:0]
	for ; len(pcm) > 0; pcm = pcm[2:] {
		n := number(pcm)
		d.out = append(d.out, sample(n))
		d.held = append(d.held, n == most || n == -most)
	}
	if turned.heard || nextTurned != nil && nextTurned.heard {
		if d.goOn == 0 {
			d.turned.restart()
		}
		d.goOn = 3 // the block itself, and what is left of it in the next two
	}
	if d.goOn > 0 {
		d.goOn--
		heard = d.turn(turned, nextTurned) && heard
	}
	return d.out, heard
}

// turn adds what was coded as middle and side.
func (d *deck) turn(p, next *packet) (heard bool) {
	pcm, heard := d.turned.play(*p, next)
	for i := 0; i < len(d.out); i += 2 {
		m, s := number(pcm[2*i:]), number(pcm[2*i+2:])
		middle, side := sample(m)*math.Sqrt2/2, sample(s)*math.Sqrt2/2
		d.out[i] += middle + side
		d.out[i+1] += middle - side
		if m == most || m == -most || s == most || s == -most {
			d.held[i], d.held[i+1] = true, true
		}
	}
	return heard || !p.heard
}

// restart forgets all packets.
func (d *deck) restart() {
	d.plain.restart()
	d.turned.restart()
	d.goOn = 0
}

const most = 32767 // what go-mp3 multiplies by, and holds at

// number is a sample of go-mp3's.
func number(raw []byte) float64 { return float64(int16(uint16(raw[0]) | uint16(raw[1])<<8)) }

// sample is what a number of go-mp3's stands for. It cuts toward zero, so n
// stands for n to n+1, or for full scale and more.
func sample(n float64) float64 {
	switch {
	case n == 0 || n == most || n == -most:
		return n / most
	case n > 0:
		return (n + 0.5) / most
	default:
		return (n - 0.5) / most
	}
}
