// Package chain is the signal path, in order.
//
//	Listen   every track once, in parallel      -> portraits, findings
//	Decide   portraits                          -> the plan's strips
//	mixdown  strips, block by block, summed     -> the mix, and its portrait
//	Decide   the mix                            -> the plan's bus
//	finish   tone, glue, level, ceiling         -> the master
//	deliver  formats, report
//
// The plan alone makes the sound: Print needs nothing but the stems and a plan,
// and gives the same bytes for any number of workers.
package chain

import (
	"fmt"
	"strconv"
	"strings"

	"lathe/chain/master"
)

// Engine is what made a plan, and what prints it.
const Engine = "lathe 0.1.0"

// Stages are the working stages of a strip and the bus, in path order. Reading
// this list is reading the signal path.
var Stages = []string{
	"repair",  // per stem: take away what is not music
	"balance", // per stem: how loud it is in the mix
	"eq",      // per stem: make room for what matters more
	"enhance", // per stem: harmonics, steadiness; then one room for all, and the sum
	"master",  // the sum: tone, glue, level, ceiling
}

// Amounts say how far each stage may go, 0 to 1, by its name.
type Amounts map[string]float64

// FullAmounts let every stage do what it thinks right.
func FullAmounts() Amounts {
	a := Amounts{}
	for _, s := range Stages {
		a[s] = 1
	}
	return a
}

// ParseAmounts reads "70" for all stages, or "balance=50,eq=70" for some; the
// others do what they think right.
func ParseAmounts(text string) (Amounts, error) {
	a := FullAmounts()
	for _, item := range strings.Split(text, ",") {
		name, value, named := strings.Cut(strings.TrimSpace(item), "=")
		if !named {
			value = name
		}
		percent, err := strconv.ParseFloat(value, 64)
		if err != nil || !(percent >= 0 && percent <= 100) {
			return nil, fmt.Errorf("amount is %q, want 0 to 100", item)
		}
		if !named {
			for _, s := range Stages {
				a[s] = percent / 100
			}
			continue
		}
		if _, ok := a[name]; !ok {
			return nil, fmt.Errorf("amount names the stage %q, want one of %s", name, strings.Join(Stages, ", "))
		}
		a[name] = percent / 100
	}
	return a, nil
}

// TargetReference is the name of the target that follows the reference.
const TargetReference = "reference"

// targets are levels by the name of what they are for: AES TD1008 and what
// services play at (specs/dsp.md section 1).
var targets = map[string]master.Target{
	"streaming": {IntegratedLUFS: -14, CeilingDBTP: -1},
	"loud":      {IntegratedLUFS: -9, CeilingDBTP: -1},
	"club":      {IntegratedLUFS: -8, CeilingDBTP: -1},
	"cd":        {IntegratedLUFS: -9, CeilingDBTP: -0.3},
	"broadcast": {IntegratedLUFS: -23, CeilingDBTP: -1},
}

// ParseTarget reads a target by name, or as a loudness in LUFS. The reference
// target has no level yet.
func ParseTarget(text string) (master.Target, error) {
	if text == TargetReference {
		return master.Target{Name: text, CeilingDBTP: -1}, nil
	}
	if t, ok := targets[text]; ok {
		t.Name = text
		return t, nil
	}
	lufs, err := strconv.ParseFloat(text, 64)
	if err != nil || !(lufs >= -70 && lufs <= 0) {
		return master.Target{}, fmt.Errorf("target is %q, want streaming, loud, club, cd, broadcast, reference or LUFS from -70 to 0", text)
	}
	return master.Target{Name: text + " LUFS", IntegratedLUFS: lufs, CeilingDBTP: -1}, nil
}

// Options are how a session is listened to and printed; none of them changes
// the sound of a given plan.
type Options struct {
	Workers  int    // how many stems are worked on at a time
	TempDir  string // for spools; the system's when empty
	Progress func(Progress)
}

// Progress is how far a pass has come.
type Progress struct {
	Pass        string  // listening, proving, mixing, mastering, levelling, cutting
	Done, Total float64 // seconds of audio
}

func (o Options) workers() int { return max(1, o.Workers) }
