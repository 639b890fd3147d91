// Faults measures how well the check finds what is wrong with a session: it
// takes clean sessions, does one known harm to each, asks `lathe check` as a
// script would, and holds the answer against the truth.
//
//	go run ./bench/faults                          every kind on 20 sessions, as a table
//	go run ./bench/faults -quick                   a fixed part of it, about two minutes
//	go run ./bench/faults -kind late.whole -v      one kind, and what was said
//	go run ./bench/faults -kind hum.50 -session 3 -keep DIR
//	go run ./bench/faults -from DIR -sessions 4    on stretches of real stems
//	go run ./bench/faults -json                    all of it for programs
//
// Package spoil makes sessions, faults and labels. The figures are those of
// issue 3: recall, causes named right, places within 50 ms, and false alarms
// (warning or above) per 100 stems that nothing was done to.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"strings"

	"lathe/bench/faults/spoil"
)

func main() {
	var j job
	var kinds string
	var session, sessions int
	var quick, asJSON, verbose bool
	flag.Uint64Var(&j.seed, "seed", 1, "everything left to chance depends on it")
	flag.IntVar(&sessions, "sessions", 20, "how many clean sessions")
	flag.IntVar(&session, "session", -1, "only the session of this number")
	flag.StringVar(&kinds, "kind", "", "only kinds whose names begin with one of these, divided by commas")
	flag.BoolVar(&quick, "quick", false, "the fixed part that CI runs")
	flag.StringVar(&j.keep, "keep", "", "leave the spoilt sessions in this folder")
	flag.StringVar(&j.from, "from", "", "take stretches of the stems in this folder instead of made sessions")
	flag.IntVar(&j.workers, "workers", runtime.GOMAXPROCS(0), "sessions at a time")
	flag.BoolVar(&j.dry, "labels", false, "spoil, and list what has to be found, without asking")
	flag.BoolVar(&asJSON, "json", false, "print JSON")
	flag.BoolVar(&verbose, "v", false, "say every case that falls short, at once")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()

	j.kinds = chosen(kinds)
	for n := range sessions {
		j.sessions = append(j.sessions, n)
	}
	if quick {
		j.quick()
	}
	if session >= 0 {
		j.sessions, j.skip = []int{session}, nil
	}
	if verbose && !j.dry {
		j.progress = func(r result) {
			if r.short() != "" {
				printShortfall(os.Stderr, j.command(), r)
			}
		}
	}
	results, err := j.run(ctx)
	switch {
	case j.dry:
		printLabels(os.Stdout, results)
	case asJSON:
		if failed := printJSON(os.Stdout, j.seed, results); err == nil {
			err = failed
		}
	default:
		printTable(os.Stdout, results)
		fmt.Println()
		printCodes(os.Stdout, results)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "faults:", err)
		os.Exit(1)
	}
}

// chosen are the kinds whose names begin with one of the words; all for none.
func chosen(words string) []spoil.Kind {
	all := spoil.Kinds()
	if words == "" {
		return all
	}
	var out []spoil.Kind
	for _, k := range all {
		for _, w := range strings.Split(words, ",") {
			if strings.HasPrefix(k.Name, w) {
				out = append(out, k)
				break
			}
		}
	}
	return out
}

// quick leaves four sessions, one of each way to make a rough mix, and every
// kind on one of them, every control on two.
func (j *job) quick() {
	j.sessions = []int{0, 1, 2, 3}
	place := map[string]int{}
	for i, k := range j.kinds {
		place[k.Name] = i
	}
	j.skip = func(k spoil.Kind, session int) bool {
		if k.Control {
			return (place[k.Name]+session)%2 != 0
		}
		return place[k.Name]%4 != session
	}
}
