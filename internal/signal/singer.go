package signal

import "math"

// singer is a person with a throat and habits.
type singer struct {
	size    float64 // formants against those of a grown man: above 1 is a shorter throat
	air     float64 // breath in the tone, 0 to 1
	vibrato float64 // cents either way
	crisp   float64 // how clearly consonants are spoken, 0 to 1
	loose   float64 // how far from the beat and the note, 0 to 1
}

// sungNote is one note of a phrase on the clock of its gesture, in seconds.
type sungNote struct {
	from, until float64
	pitch       float64 // as it sounds
	levelDB     float64
	words       *syllable // nil when the syllable before goes on
}

// gesture is how a throat moves through a phrase, a thousand times a second.
type gesture struct {
	formants             [3][]float64 // Hz
	voiced, breath, hiss []float64    // linear
	hissHz, nasal        []float64
	pitch                []float64 // MIDI numbers
	levelDB              []float64
	effort               []float64 // 0 to 1: how brightly the cords close
}

const (
	perSecond = 1000 // postures of a gesture
	leadS     = 0.75 // of a gesture before its first note: time to breathe
	trailS    = 0.35 // and after its last
)

// phrase turns a line into the sound of it, which begins leadS before the
// line's first bar.
func (p *piece) phrase(who singer, l line, loud float64, c *chance) []float64 {
	var notes []sungNote
	words := syllables(l.words)
	moodDB := 6*(loud-1)/0.5*0.7 + c.about(0, 2.4) // quieter sections are sung softer, and no two phrases alike
	late := who.loose * c.about(0.004, 0.016)
	for _, t := range tune(l.notes) {
		n := sungNote{
			from: leadS + p.seconds(t.beat) + late + who.loose*c.about(0, 0.012), until: leadS + p.seconds(t.beat+t.beats) + late,
			pitch: t.pitch + p.key + 0.06*who.loose*c.noise(), levelDB: moodDB + accent(t) + c.about(0, 1.3),
		}
		if !t.slurred && len(words) > 0 {
			n.words, words = &words[0], words[1:]
		}
		notes = append(notes, n)
	}
	return p.voice(who, who.gesture(notes, c), c)
}

// accent is how words lean on the beat, and how high notes take more air.
func accent(t tone) float64 {
	_, off := math.Modf(t.beat)
	levelDB := 0.28 * (t.pitch - 64)
	switch {
	case off != 0:
		levelDB -= 1.6
	case math.Mod(t.beat, 2) == 0:
		levelDB += 1
	}
	return levelDB
}

// gesture plans every movement of the phrase in steps, and then lets muscles
// smooth them: lips and tongue take about 60 ms, the cords less.
func (who singer) gesture(notes []sungNote, c *chance) gesture {
	n := int((notes[len(notes)-1].until + trailS) * perSecond)
	g := newGesture(n)
	who.speak(&g, notes)
	who.intone(&g, notes, c)
	for i, width := range []int{62, 62, 62} {
		g.formants[i] = smooth(g.formants[i], width)
	}
	g.voiced, g.breath = smooth(g.voiced, 40), smooth(g.breath, 40)
	g.hiss, g.hissHz, g.nasal = smooth(g.hiss, 15), smooth(g.hissHz, 25), smooth(g.nasal, 40)
	g.levelDB, g.effort = smooth(g.levelDB, 140), smooth(g.effort, 140)
	return g
}

func newGesture(n int) gesture {
	var g gesture
	for _, track := range []*[]float64{
		&g.formants[0], &g.formants[1], &g.formants[2], &g.voiced, &g.breath, &g.hiss, &g.hissHz, &g.nasal, &g.pitch, &g.levelDB, &g.effort,
	} {
		*track = make([]float64, n)
	}
	return g
}

// speak lays the phones out: consonants before the beat, so that the vowel is
// on it, and those at the end before whatever comes next.
func (who singer) speak(g *gesture, notes []sungNote) {
	first := notes[0].from - lasting(notes[0].words.onset)
	g.hold(inhaled, first-0.42, first-0.1, who.air)
	end := 0.
	for i := 0; i < len(notes); {
		next := i + 1
		for next < len(notes) && notes[next].words == nil { // slurred
			next++
		}
		s, from := notes[i].words, notes[i].from
		at := from - lasting(s.onset)
		for _, ph := range s.onset {
			g.say(ph, at, who)
			at += ph.ms / 1000
		}
		end = notes[next-1].until
		if next < len(notes) {
			end = min(end, notes[next].from-lasting(notes[next].words.onset))
		}
		at = max(end-lasting(s.coda), from+0.05)
		g.hold(s.vowel, from, at, 1)
		if s.vowel.into != "" {
			g.hold(phones[s.vowel.into], at-min(0.15, 0.4*(at-from)), at, 1)
		}
		for _, ph := range s.coda {
			g.say(ph, at, who)
			at += ph.ms / 1000
		}
		end, i = at, next
	}
	g.settle(first, end)
}

// say is a consonant: what is shut is silent, or hums, and then bursts.
func (g *gesture) say(ph phone, from float64, who singer) {
	until := from + ph.ms/1000
	if ph.shut > 0 {
		open := from + ph.shut/1000
		shut := ph
		shut.hiss = 0
		g.hold(shut, from, open, 1)
		burst := ph
		burst.hiss *= who.crisp
		g.hold(burst, open, open+0.014, 1)
		burst.hiss, burst.breath, burst.voiced = 0.12*ph.hiss, 0.5*(1-min(1, 8*ph.voiced)), 0
		g.hold(burst, open+0.014, until, 1)
		return
	}
	ph.hiss *= who.crisp
	g.hold(ph, from, until, 1)
}

// hold takes a posture between two times.
func (g *gesture) hold(ph phone, fromS, untilS, gainLin float64) {
	from, until := max(0, int(fromS*perSecond)), min(len(g.pitch), int(untilS*perSecond))
	for k := from; k < until; k++ {
		for i, hz := range ph.formants {
			g.formants[i][k] = hz
		}
		g.voiced[k], g.breath[k], g.hiss[k] = gainLin*ph.voiced, gainLin*ph.breath, gainLin*ph.hiss
		g.nasal[k] = ph.nasal
		if ph.hissHz > 0 {
			g.hissHz[k] = ph.hissHz
		}
	}
}

// settle fills in where the throat rests while nothing is sung: where it was,
// or where it will be first.
func (g *gesture) settle(first, end float64) {
	tracks := []*[]float64{&g.formants[0], &g.formants[1], &g.formants[2], &g.hissHz}
	for _, track := range tracks {
		x, last := *track, 0.
		for k := range x {
			if x[k] == 0 {
				x[k] = last
			}
			last = x[k]
		}
		last = 0
		for k := len(x) - 1; k >= 0; k-- {
			if x[k] == 0 {
				x[k] = last
			}
			last = x[k]
		}
		for k := range x {
			if x[k] == 0 { // no hiss in the whole phrase
				x[k] = 5000
			}
		}
	}
}

// intone draws the melody and its loudness: the notes, then what a voice does
// between and within them.
func (who singer) intone(g *gesture, notes []sungNote, c *chance) {
	n, at := len(g.pitch), 0
	for k := range n {
		t := float64(k) / perSecond
		for at+1 < len(notes) && t >= notes[at+1].from-0.03 {
			at++
		}
		note := notes[at]
		into, lasts := t-note.from, note.until-note.from
		g.pitch[k] = note.pitch
		if at == 0 && into < 0.05 { // slide up to the first note
			g.pitch[k] -= 1.1
		}
		share := min(1, max(0, into/lasts))
		g.levelDB[k] = note.levelDB + 2*math.Sin(math.Pi*share)*min(1, lasts) - 3.5*max(0, share-0.8)/0.2*min(1, lasts)
		if t > notes[len(notes)-1].until {
			g.levelDB[k] = note.levelDB - 8
		}
		g.effort[k] = min(1, max(0, 0.6+0.045*note.levelDB))
	}
	g.pitch = smooth(g.pitch, 90)
	who.sway(g, notes, c)
}

// sway adds vibrato to notes that last, and the drift of a body that is not a
// machine, quiet or not.
func (who singer) sway(g *gesture, notes []sungNote, c *chance) {
	rate, phase, drift, goal := 5.4+0.3*c.noise(), c.unit(), 0., 0.
	at, depth := 0, 0.
	for k := range g.pitch {
		t := float64(k) / perSecond
		for at+1 < len(notes) && t >= notes[at+1].from {
			at++
		}
		want := 0.
		if into := t - notes[at].from; notes[at].until-notes[at].from > 0.5 && into > 0.2 {
			want = min(1, (into-0.2)/0.35)
		}
		depth += 0.008 * (want - depth)
		if k%180 == 0 {
			goal = 0.09 * c.noise() * (0.5 + 0.5*who.loose)
		}
		drift += 0.009 * (goal - drift)
		phase = turn(phase, rate*(1+0.04*math.Sin(t*2.3))/perSecond)
		wave := math.Sin(2 * math.Pi * phase)
		g.pitch[k] += drift + who.vibrato/100*depth*wave
		g.levelDB[k] += 0.8 * depth * math.Sin(2*math.Pi*phase+0.7)
	}
}

// smooth makes every value the mean of those within width/2 of it, those near
// it counting more: two moving means, one after the other.
func smooth(x []float64, width int) []float64 {
	half := max(1, width/4)
	return mean(mean(x, half), half)
}

// mean is the moving mean of x over half a width on either side.
func mean(x []float64, half int) []float64 {
	out := make([]float64, len(x))
	at := func(k int) float64 { return x[min(len(x)-1, max(0, k))] }
	sum := 0.
	for k := -half; k <= half; k++ {
		sum += at(k)
	}
	for k := range x {
		out[k] = sum / float64(2*half+1)
		sum += at(k+half+1) - at(k-half)
	}
	return out
}
