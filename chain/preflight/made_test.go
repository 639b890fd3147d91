package preflight_test

import (
	"errors"
	"io"
	"math"
	"testing"

	"lathe/audio"
	"lathe/audio/decode"
	"lathe/chain/preflight"
	"lathe/internal/material"
	"lathe/measure"
	"lathe/session"
)

const rate = 44100

// painted is a stem that was listened to in blocks of 4096, as files are.
func painted(file string, rate int, x ...[]float64) preflight.Stem {
	p := measure.NewPainter(rate, len(x))
	var view [][]float64
	for at := 0; at < len(x[0]); at += 4096 {
		view = audio.Slice(view, x, at, min(at+4096, len(x[0])))
		p.Feed(view)
	}
	s := preflight.Stem{Portrait: p.Finish()}
	s.File, s.Name, s.Role = file, file, session.Other
	s.Format = audio.Format{Container: "wav", Rate: rate, Channels: len(x), BitDepth: 24, Frames: int64(len(x[0]))}
	return s
}

// first is so many of the cases, and all of them when there is time: tables
// whose cases cost much begin with those that differ most.
func first[T any](n int, cases []T) []T {
	if material.Long() {
		return cases
	}
	return cases[:min(n, len(cases))]
}

// heard is a session of these stems.
func heard(stems ...preflight.Stem) preflight.Heard {
	h := preflight.Heard{Session: &session.Session{Title: "Made", Rate: stems[0].Format.Rate}, Stems: stems}
	for _, s := range stems {
		h.Session.Frames = max(h.Session.Frames, s.Portrait.Length)
		h.Session.Stems = append(h.Session.Stems, s.Stem)
	}
	return h
}

// found is the findings of one code.
func found(h preflight.Heard, code string) (all []session.Finding) {
	for _, f := range preflight.Check(h) {
		if f.Code == code {
			all = append(all, f)
		}
	}
	return all
}

// read reads a file, at most so many seconds of it.
func read(t testing.TB, path string, seconds float64) ([][]float64, audio.Format) {
	t.Helper()
	r, err := decode.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	f := r.Format()
	x, block := make([][]float64, f.Channels), audio.NewBlock(f.Channels, 4096)
	for float64(len(x[0])) < seconds*float64(f.Rate) {
		n, err := r.Read(block)
		for c := range x {
			x[c] = append(x[c], block[c][:n]...)
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return x, f
}

// gridded is x on the grid of 24 bits, at another level.
func gridded(x []float64, gainLin float64) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = math.Round(v*gainLin*(1<<23)) / (1 << 23)
	}
	return out
}

// plucks is a note every half second, from 0.25 s on, dying away within
// itself: nothing of it is cut anywhere.
func plucks(seconds, freqHz float64) []float64 {
	x := make([]float64, int(seconds*rate))
	for i := range x {
		at := math.Mod(float64(i)/rate+0.25, 0.5)
		s := 0.0
		for k := 1.0; k <= 6; k++ {
			s += math.Sin(2*math.Pi*k*freqHz*at) * math.Exp(-at*(6+3*k)) / k
		}
		if now := float64(i) / rate; now >= 0.25 && at < 0.45 && now-at < seconds-0.45 {
			x[i] = 0.5 * s * min(1, at/0.002, (0.45-at)/0.05)
		}
	}
	return x
}
