package signal

// quietMachine is the demo song: four bars of introduction, a verse and a
// chorus of eight, and an ending; 104 beats a minute, in A.
func quietMachine(rate float64) *piece {
	return &piece{
		rate: rate, tempo: 104, key: -3, seed: 104,
		form: []section{quietIntro, quietVerse, quietChorus, quietEnding},
	}
}

var quietIntro = section{
	bars: 4, loud: 0.6,
	chords: []string{"Fmaj7", "G", "Am7", "C/E"},
	shaker: []string{"................", "................", "x.o.x.o.x.o.x.o.", "x.o.x.o.x.o.xoxo"},
	congas: []string{"................", "................", "......o...x..o..", "......o...x.x.oo"},
	keys:   []string{"C---------------", "C---------------", "C---------------", "C-----------c---"},
	bells: []string{
		"E5 . . D5 C5 . A4 .", "D5 . . C5 B4 . G4 .",
		"C5 . . B4 C5 . E5 .", "D5 . . C5 G4 . . .",
	},
	guitar: []string{"................", "................", "1.3.4.3.5.3.4.3.", "1.3.4.3.5.4.3.2."},
	bass:   []string{"................", "................", "R-------------..", "R-------....r-r."},
	pad:    0.25, swell: true,
}

var quietVerse = section{
	bars: 8, loud: 0.72,
	chords: []string{"Am7", "Fmaj7", "Cadd9", "G/B", "Am7", "Fmaj7", "Dm7", "Gsus"},
	kick:   []string{"X.........x.....", "X.....x...x.....", "X.........x.....", "X.....x...x...x."},
	snare:  []string{"....x.......x...", "....x.......x..o", "....x.......x...", "....x..o....x.oo"},
	hats:   []string{"x.o.x.o.x.o.x.o.", "x.o.x.o.x.o.x.oo"},
	shaker: []string{"x.oox.oox.oox.oo"},
	congas: []string{"......o...x..o..", "......o...x.x.o."},
	bass:   []string{"R-----..r-..r-..", "R-----..r-..5-r.", "R-----..r-..r-..", "R-----..r-..o-5."},
	keys:   []string{"C-------....c---", "C---....c-------"},
	guitar: []string{"1.3.4.3.5.3.4.3.", "1.3.5.3.4.3.5.4."},
	pad:    0.12, riser: true,
	lead: []line{
		{0, "C4 - D4 E4 E4 - D4 - | C4 - B3 A3 C4 - - .", "L AY T S, AA N, DH AX, W AO, T ER, S L OW, AE N D, S AX, R IY N"},
		{2, "E4 - D4 C4 G4 - E4 - | D4 - C4 B3 D4 - - .", "EH V, R IY, W AH N Z, S L IY, P IH NG, N AH, TH IH NG, B IY, T W IY N"},
		{4, "C4 - D4 E4 E4 - D4 - | C4 - B3 A3 A3 - - .", "M IY, AE N D, DH AX, M AO R, N IH NG, W EY, T IH NG, AH N, S IY N"},
		{6, "A3 - C4 D4 F4 - E4 - | D4 C4 D4 D4 E4 D4 - -", "OW N, L IY, DH AX, HH AH, M IH NG, AH V, AX, K W AY, AX T, M AX, SH IY N"},
	},
}

var quietChorus = section{
	bars: 8, loud: 1,
	chords: []string{"Fmaj7", "G", "Em7", "Am7", "Fmaj7", "G", "C", "Cadd9"},
	kick:   []string{"X.....X.X.....x.", "X.....X.X..x....", "X.....X.X.....x.", "X.....X.X.x...x."},
	snare:  []string{"....X.......X...", "....X.......X..o", "....X.......X...", "....X..o....X.ox"},
	hats:   []string{"x.x.x.x.x.x.x.O.", "x.x.xox.x.x.x.O."},
	shaker: []string{"xoxoxoxoxoxoxoxo"},
	congas: []string{"......o...x..o..", "..x...o...x.x.o."}, tambourine: []string{"....x.......x..."},
	bass:   []string{"R-r-r-r-R-r-o-r-", "R-r-r-5-R-r-o-5-"},
	keys:   []string{"C-----C-----c---", "C-----C-----c-c-"},
	guitar: []string{"D---d-u-..u-D-u-", "D---d-u-..u-d-du"},
	bells:  []string{". . . . E5 - D5 C5", "D5 - - . . . . .", ". . . . B4 - C5 D5", "E5 - - . . . . ."},
	pad:    0.5, crash: true,
	lead: []line{
		{0, "A4 - - - G4 F4 E4 G4 | - - - . . . . .", "OW, K W AY, AX T, M AX, SH IY N"},
		{2, "G4 - E4 D4 E4 - - - | ~D4 ~C4 - - - . . .", "K AE, R IY, M IY, HH OW M"},
		{4, "A4 - G4 F4 E4 - G4 - | - - - . . . . .", "OW, V ER, DH AX, S AY, L AX N S"},
		{6, "E4 - F4 D4 C4 - - - | - - - - . . . .", "N EH, V ER, AX, L OW N"},
	},
	high: []line{
		{0, "C5 - - - - - - . | B4 - - . B4 A4 G4 B4 | - - - - - - - . | C5 - - - - - . .", "AA, AA, K W AY, AX T, M AX, SH IY N, UW"},
		{4, "C5 - B4 A4 G4 - B4 - | - - - . . . . .", "OW, V ER, DH AX, S AY, L AX N S"},
		{6, "G4 - A4 F4 E4 - - - | - - - - - . . .", "N EH, V ER, AX, L OW N"},
	},
	middle: []line{
		{0, "A4 - - - - - - . | G4 - - . G4 F4 E4 G4 | - - - - - - - . | A4 - - - - - . .", "AA, AA, K W AY, AX T, M AX, SH IY N, UW"},
		{4, "A4 - G4 F4 E4 - G4 - | - - - . . . . .", "OW, V ER, DH AX, S AY, L AX N S"},
		{6, "C5 - C5 B4 G4 - - - | - - - - - . . .", "N EH, V ER, AX, L OW N"},
	},
	low: []line{
		{0, "E4 - - - - - - . | D4 - - . D4 D4 B3 D4 | - - - - - - - . | E4 - - - - - . .", "AA, AA, K W AY, AX T, M AX, SH IY N, UW"},
		{4, "F4 - E4 D4 C4 - D4 - | - - - . . . . .", "OW, V ER, DH AX, S AY, L AX N S"},
		{6, "C4 - C4 B3 G3 - - - | - - - - - . . .", "N EH, V ER, AX, L OW N"},
	},
}

var quietEnding = section{
	bars: 2, loud: 0.62,
	chords: []string{"Fmaj7", "C"},
	kick:   []string{"X...............", "................"},
	shaker: []string{"x.o.x.o.x.o.x...", "................"},
	bass:   []string{"R-------....r---", "R-----------...."},
	keys:   []string{"C-----------c---", "C--------------."},
	guitar: []string{"1.3.4.3.5.3.4.3.", "D---------------"},
	bells:  []string{"E5 . . D5 C5 . A4 .", "G4 C5 E5 . . . . ."},
	pad:    0.25, outward: true,
	lead: []line{{0, ". . . . E4 D4 C4 E4 | - - - - - - . .", "K W AY, AX T, M AX, SH IY N"}},
}
