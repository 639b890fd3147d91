package spoil

import (
	"math"
	"strings"

	"lathe/internal/signal"
)

const (
	barS    = 240.0 / 104 // of the made band's song
	bodyS   = 13.0        // of music
	emptyS  = 0.35        // of silence at the end
	perSong = 12          // players of the made band
)

var titles = []string{
	"Night Bus", "Paper Moon", "Harbour", "Seven Rivers", "Copper Sky", "Slow Train", "Glasshouse", "Old Letters",
	"Winter Coat", "Salt", "Neon Garden", "Halfway Home", "Thunder Road Inn", "Marigold", "Low Tide", "Satellite", "Borrowed Time",
	"Violet", "The Orchard", "Tin Roof",
}

// must are the players that some faults need: a bright one, a deep one, one
// that sings. The others come by chance.
var must = []string{"Kick", "Hi-Hat", "Bass", "Lead Vocals"}

// Made is a clean session of 6 to 10 stems, about 14 s long, that depends on
// nothing but seed and number: verse or chorus of the made band, every stem at
// a level, place and tone of its own, with silence before and after. Players
// stop one after the other, so no two share a fade.
func Made(seed uint64, number int) *Session {
	c := chanceOf(seed, "session "+string(rune('A'+number)))
	s := &Session{Number: number, Title: titles[number%len(titles)], Rate: 44100, seed: c.bits(), Mode: [...]Mode{AtUnity, AtUnity, Balanced, Processed}[number%4]}
	if c.below(2) == 1 {
		s.Rate = 48000
	}
	startS := 0.0
	if number%2 == 1 {
		startS = 8 * barS // the chorus
	}
	chosen := choose(c, 6+c.below(5), startS > 0)
	leadS := c.between(0.25, 0.6)
	for _, t := range signal.Bench(perSong, startS+bodyS+0.1, s.Rate, c.bits()) {
		name, _, _ := strings.Cut(t.Name, " - ")
		if !chosen[name] {
			continue
		}
		sound := excerpt(Sound(t.Render()), s.Rate, startS, leadS, c.between(0.2, 1.2), c.between(0.3, 0.9))
		if sound.peak() < 1e-3 {
			continue
		}
		s.Stems = append(s.Stems, &Track{Name: name, File: s.file(name), Sound: voiced(sound, s.Rate, c), Form: Form{Rate: s.Rate, Bits: 24}})
	}
	s.balance(c)
	s.mix()
	return s
}

// choose picks players.
func choose(c *chance, n int, chorus bool) map[string]bool {
	chosen := map[string]bool{}
	for _, name := range must {
		chosen[name] = true
	}
	others := []string{"Snare", "Percussion", "Electric Piano", "Acoustic Guitar", "Synth Pad", "Snare", "Percussion"}
	if chorus {
		others = append(others[:5], "Bells", "Backing Vocals")
	}
	for _, i := range c.order(len(others)) {
		if len(chosen) < n {
			chosen[others[i]] = true
		}
	}
	return chosen
}

// excerpt cuts a stretch out and gives it silence before and after. It comes in
// within 20 ms just before the bar line, and fades before the end.
func excerpt(s Sound, rate int, startS, leadS, earlyS, fadeS float64) Sound {
	at := func(seconds float64) int { return int(math.Round(seconds * float64(rate))) }
	in := at(0.02)
	from := max(0, at(startS)-in)
	body := s.cut(from, at(startS+bodyS))
	for _, ch := range body { // players may be early for the first beat
		for i := range in {
			ch[i] *= 0.5 - 0.5*math.Cos(math.Pi*float64(i)/float64(in))
		}
	}
	n := body.frames()
	end, fade := n-at(earlyS), at(fadeS)
	for _, ch := range body {
		for i := end - fade; i < n; i++ {
			x := min(1, float64(i-end+fade)/float64(fade))
			ch[i] *= 0.5 + 0.5*math.Cos(math.Pi*x)
		}
		clear(ch[end:])
	}
	return body.cut(-at(leadS), n+at(emptyS))
}

// voiced gives a stem a place, and a little tone of its own.
func voiced(s Sound, rate int, c *chance) Sound {
	out := s.clone()
	out.add(s.filter(highPass(c.between(1500, 5000), float64(rate), 0.5)), lin(c.between(-2, 3))-1, 0)
	if s.likeness() > 0.9999 && c.below(3) > 0 {
		pan := c.between(-0.35, 0.35)
		for i := range out[0] {
			out[0][i] *= math.Cos(math.Pi/4*(1+pan)) * math.Sqrt2
			out[1][i] *= math.Sin(math.Pi/4*(1+pan)) * math.Sqrt2
		}
	}
	first, end := s.bounds()
	for _, ch := range out { // filters ring on into the silence
		clear(ch[:first])
		clear(ch[end:])
	}
	return out
}

// balance sets levels: stems so that their plain sum peaks at -3 to -1 dBFS,
// faders and bus by the session's mode.
func (s *Session) balance(c *chance) {
	for i, t := range s.Stems {
		t.Sound = t.Sound.gain(c.between(-3, 3))
		s.FadersDB = append(s.FadersDB, 0)
		if s.Mode != AtUnity {
			s.FadersDB[i] = math.Round(c.between(-4, 2)*10) / 10
		}
	}
	faders := s.FadersDB
	s.FadersDB = make([]float64, len(faders))
	g := c.between(-3, -1) - gainDB(s.sum().peak())
	s.FadersDB = faders
	for _, t := range s.Stems {
		t.Sound = t.Sound.gain(g).each(onGrid)
	}
	if s.Mode == Processed {
		s.Bus = Bus{GlueDB: c.between(2, 4), ShelfDB: c.between(0, 2), DriveDB: c.between(2, 6)}
	}
}

// onGrid rounds to 24 bits, as the file will.
func onGrid(v float64) float64 { return math.Round(v*(1<<23)) / (1 << 23) }
