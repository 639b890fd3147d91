package signal

import (
	"fmt"
	"math"
	"testing"

	"lathe/audio"
	"lathe/dsp/fft"
)

// share is how much of a sound's power lies between two frequencies, in dB.
func share(x []float64, rate, fromHz, toHz float64) float64 {
	n := 1
	for n < len(x) {
		n *= 2
	}
	padded := make([]float64, n)
	for i, v := range x {
		padded[i] = v * (0.5 - 0.5*math.Cos(2*math.Pi*float64(i)/float64(len(x)))) // Hann
	}
	re, im := make([]float64, n/2+1), make([]float64, n/2+1)
	fft.NewReal(n).Forward(padded, re, im)
	part, all := 0., 0.
	for k := range re {
		e, hz := re[k]*re[k]+im[k]*im[k], float64(k)*rate/float64(n)
		all += e
		if hz >= fromHz && hz < toHz {
			part += e
		}
	}
	return 10 * math.Log10(part/all)
}

// TestSawHasNoAliases plays pitches of the bass and the pad whose overtones all
// fall on bins of the transform; what is between them has folded.
func TestSawHasNoAliases(t *testing.T) {
	const n, rate = 1 << 15, 48000
	for _, cycles := range []int{37, 101, 307} { // 54, 148 and 450 Hz
		x, phase, delta := make([]float64, n), 0.1, float64(cycles)/n
		for i := range x {
			x[i] = saw(phase, delta)
			phase = turn(phase, delta)
		}
		re, im := make([]float64, n/2+1), make([]float64, n/2+1)
		fft.NewReal(n).Forward(x, re, im)
		own, folded := 0., 0.
		for k := 1; k < 5000*n/rate; k++ {
			if e := re[k]*re[k] + im[k]*im[k]; k%cycles == 0 {
				own += e
			} else {
				folded += e
			}
		}
		if db := 10 * math.Log10(folded/own); db > -66 { // the filters behind take 20 dB more, to where 16 bits end
			t.Errorf("%d Hz: aliases below 5 kHz are at %.1f dB", cycles*rate/n, db)
		}
	}
}

// sing holds a syllable for a bar of 2.4 s, in the middle of the baritone's
// range, where overtones are dense enough to show the formants.
func sing(words string) (x []float64, rate float64) {
	p := &piece{rate: 48000, tempo: 100, key: -12}
	return p.phrase(singer{size: 1, crisp: 1}, line{notes: "D4 - - -", words: words}, 1, chanceFor(9)), p.rate
}

func TestVowelsHaveTheirFormants(t *testing.T) {
	for _, tt := range []struct {
		vowel  string
		second float64 // formant, Hz: Peterson and Barney, table II
		empty  float64 // where this vowel has none
	}{
		{"IY", 2290, 1200}, {"EH", 1840, 1150}, {"AA", 1090, 1850}, {"AO", 840, 1800}, {"UW", 870, 1700},
	} {
		x, rate := sing(tt.vowel)
		x = x[int((leadS+0.5)*rate):int((leadS+1.5)*rate)]
		at := share(x, rate, tt.second*0.9, tt.second*1.1)
		beside := share(x, rate, tt.empty*0.9, tt.empty*1.1)
		if at < beside+10 { // dB; valleys between formants are that deep in any speaker
			t.Errorf("%s: %.1f dB around its second formant at %g Hz, %.1f dB around %g Hz", tt.vowel, at, tt.second, beside, tt.empty)
		}
	}
}

func TestSibilantsHiss(t *testing.T) {
	x, rate := sing("S AA")
	hiss := x[int((leadS-0.09)*rate):int((leadS-0.02)*rate)]
	vowel := x[int((leadS+0.3)*rate):int((leadS+0.9)*rate)]
	if db := share(hiss, rate, 4500, 20000); db < -1 {
		t.Errorf("an S has %.1f dB of its power above 4.5 kHz, want nearly all", db)
	}
	if db := share(vowel, rate, 4500, 20000); db > -15 {
		t.Errorf("a vowel has %.1f dB of its power above 4.5 kHz, want little", db)
	}
}

func TestDrumsLieWhereDrumsLie(t *testing.T) {
	p := &piece{rate: 48000, tempo: 100}
	kick := p.kickSound(chanceFor(1), 1)
	if early, late := share(kick[:960], p.rate, 90, 250), share(kick[4800:9600], p.rate, 90, 250); early < late+6 {
		t.Errorf("the kick has %.1f dB at 90 to 250 Hz in its first 20 ms and %.1f dB later, want its pitch to drop", early, late)
	}
	if db := share(kick[4800:], p.rate, 35, 90); db < -1 {
		t.Errorf("the kick's tail has %.1f dB of its power at 35 to 90 Hz, want nearly all", db)
	}
	snare := p.snareSound(chanceFor(2), 1)
	if body, wires := share(snare, p.rate, 150, 400), share(snare, p.rate, 1500, 12000); body < -10 || wires < -10 {
		t.Errorf("the snare has %.1f dB of body and %.1f dB of wires, want both", body, wires)
	}
	shaker := p.shakerSound(chanceFor(3), 1)
	if db := share(shaker, p.rate, 3000, 16000); db < -1 {
		t.Errorf("the shaker has %.1f dB of its power at 3 to 16 kHz, want nearly all", db)
	}
	left, right := make([]float64, 24000), make([]float64, 24000)
	plate("hats", 44, 700, 15500, 0.14).strike(chanceFor(4), p.rate, left, right, 1, 1)
	if db := share(left, p.rate, 5000, 20000); db < -3 {
		t.Errorf("a hi-hat has %.1f dB of its power above 5 kHz, want most", db)
	}
}

func TestBenchIsAnotherSessionForAnotherSeed(t *testing.T) {
	a, b := Bench(1, 1, 44100, 1)[0].Render(), Bench(1, 1, 44100, 2)[0].Render()
	c := Bench(13, 1, 44100, 1)[12].Render() // the second kick
	for side := range a {
		for name, other := range map[string][]float64{"another seed": b[side], "a second player": c[side]} {
			if fmt.Sprint(a[side][:9000]) == fmt.Sprint(other[:9000]) {
				t.Errorf("%s plays the same", name)
			}
		}
	}
}

func BenchmarkBench(b *testing.B) {
	for _, track := range Bench(len(band), 30, 44100, 1) {
		b.Run(track.Name, func(b *testing.B) {
			for b.Loop() {
				player, block := track.Play(), audio.NewBlock(2, 4096)
				for at := int64(0); at < track.Frames; at += 4096 {
					player.Read(block)
				}
			}
			b.ReportMetric(30*float64(b.N)/b.Elapsed().Seconds(), "x-real-time")
		})
	}
}
