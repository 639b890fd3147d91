package web

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"lathe/studio"
)

// small is a plan with a move of most kinds.
const small = `{"version":1,"target":{"name":"streaming","integrated_lufs":-14,"ceiling_dbtp":-1},
"stems":[
 {"file":"Lead Vocals.wav","role":"vox.lead",
  "balance":[{"id":"balance.lead","gain":{"gain_db":-2.0},"heard":"-2.0 dB in the rough mix","why":"your rough mix has it at this level","on":true}],
  "eq":[{"id":"eq.lead.1","cut":{"freq_hz":2400,"gain_db":-2.5,"q":1.2},"heard":"masks","why":"makes room","on":true}]},
 {"file":"Bass.wav","role":"bass","repair":[{"id":"repair.bass","highpass":{"freq_hz":30,"slope_db_per_octave":24},"heard":"rumble","why":"takes headroom","on":false}],
  "enhance":[{"id":"enhance.bass","multiband":{"crossovers_hz":[120],"bands":[{"threshold_db":-30,"ratio":2},{"threshold_db":-20,"ratio":1.5}]},"heard":"x","why":"y","on":true}]}],
"bus":{"enhance":[],"master":[{"id":"master.match","match":{"filters":[]},"on":true,"heard":"","why":""},{"id":"master.glue","glue":{"threshold_db":-21.4,"ratio":2},"heard":"z","why":"glue","on":true}]}}`

func planFrom(t *testing.T, text string) document {
	t.Helper()
	d, err := readDocument([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// formOf is a page's form as a browser sends it, nothing touched.
func formOf(d document) url.Values {
	form := url.Values{}
	for _, m := range d.moves() {
		form.Set("move:"+m.id, "1")
		if m.on() {
			form.Set("on:"+m.id, "on")
		}
		for _, s := range m.settings() {
			form.Set("v:"+m.id+":"+s.path, s.number.String())
		}
	}
	form.Set("target:integrated_lufs", "-14")
	form.Set("target:ceiling_dbtp", "-1")
	return form
}

func TestAnUntouchedFormChangesNothing(t *testing.T) {
	d := planFrom(t, small)
	if edits, err := editsIn(formOf(d), d); err != nil || len(edits) != 0 {
		t.Errorf("edits %v, %v", edits, err)
	}
}

func TestExactlyWhatWasEditedChanges(t *testing.T) {
	d := planFrom(t, small)
	form := formOf(d)
	form.Del("on:balance.lead")
	form.Set("on:repair.bass", "on")
	form.Set("v:eq.lead.1:gain_db", "−3,5") // with a true minus and a comma, as some write
	form.Set("v:enhance.bass:bands/1/ratio", "1.8")
	form.Set("target:integrated_lufs", "-12")
	edits, err := editsIn(form, d)
	if err != nil || len(edits) != 5 {
		t.Fatalf("%d edits, want 5: %v, %v", len(edits), edits, err)
	}
	if lost := d.apply(edits); len(lost) != 0 {
		t.Errorf("lost %v", lost)
	}
	want := strings.NewReplacer(`"why":"your rough mix has it at this level","on":true`, `"why":"your rough mix has it at this level","on":false`,
		`"why":"takes headroom","on":false`, `"why":"takes headroom","on":true`, `"gain_db":-2.5`, `"gain_db":-3.5`, `"ratio":1.5`, `"ratio":1.8`, `"integrated_lufs":-14`, `"integrated_lufs":-12`).Replace(small)
	if got, want := again(t, d), again(t, planFrom(t, want)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func again(t *testing.T, d document) string {
	t.Helper()
	text, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestWhatIsNoNumberIsRefused(t *testing.T) {
	d := planFrom(t, small)
	for _, text := range []string{"loud", "", "NaN", "Inf", "1e999"} {
		form := formOf(d)
		form.Set("v:balance.lead:gain_db", text)
		if _, err := editsIn(form, d); studio.CodeOf(err) != studio.BadInput {
			t.Errorf("%q: %v, want bad_input", text, err)
		}
	}
}

func TestEditsOfMovesThatAreGoneAreTold(t *testing.T) {
	d := planFrom(t, small)
	if lost := d.apply([]edit{{id: "eq.nobody", on: true}, {id: "eq.lead.1", path: "bands/3/ratio", n: "2"}}); len(lost) != 2 {
		t.Errorf("lost %v, want both", lost)
	}
}

func TestWishesBecomeEdits(t *testing.T) {
	d := planFrom(t, small)
	if err := d.grant(planWish{louder: 2, warmer: -1, vocal: 1}); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, x := range differences(planFrom(t, small), d) {
		got = append(got, fmt.Sprint(x))
	}
	want := []string{"{Mix Loudness −14 LUFS −12 LUFS}", "{Lead Vocals Down 1.3\u00a0dB: Level −2.0 dB −1.3 dB}", "{Mix Bring the tone nearer to the reference – new}"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if err := d.grant(planWish{warmer: 3}); err != nil { // on top of what there is
		t.Fatal(err)
	}
	for _, m := range d.moves() {
		if m.id == tone && (m.at("filters/0/gain_db") != 1 || m.at("filters/1/gain_db") != -1) {
			t.Errorf("after -1 and +3 steps of 0.5 dB the shelves are %g and %g, want 1 and -1", m.at("filters/0/gain_db"), m.at("filters/1/gain_db"))
		}
	}
	if err := planFrom(t, `{"target":{"integrated_lufs":-14},"stems":[],"bus":{}}`).grant(planWish{vocal: 1}); studio.CodeOf(err) != studio.Conflict {
		t.Errorf("a voice in a song without: %v", err)
	}
}

// TestSpansAreThoseOfTheManual compares with the tables of docs/plan.md.
func TestSpansAreThoseOfTheManual(t *testing.T) {
	text, err := os.ReadFile("../../docs/plan.md")
	if err != nil {
		t.Fatal(err)
	}
	row := regexp.MustCompile("^\\| ((?:`[a-z_]+`(?:, )?)+) \\| (-?[\\d.]+) to (-?[\\d.]+)")
	head := regexp.MustCompile("^\\| `([a-z_]+)` \\| +\\| ")
	kind, found := "target", 0
	for _, line := range strings.Split(string(text), "\n") {
		if m := head.FindStringSubmatch(line); m != nil {
			kind = m[1]
		}
		m := row.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		least, _ := strconv.ParseFloat(m[2], 64)
		most, _ := strconv.ParseFloat(m[3], 64)
		for _, key := range regexp.MustCompile("[a-z_]+").FindAllString(m[1], -1) {
			s, ok := spanOf(kind, key)
			if !ok {
				continue // of the head, not of a move
			}
			if found++; s.least != least || s.most != most {
				t.Errorf("%s of %s: %g to %g, the manual says %g to %g", key, kind, s.least, s.most, least, most)
			}
		}
	}
	if found < 25 {
		t.Errorf("only %d settings of the manual were found", found)
	}
}
