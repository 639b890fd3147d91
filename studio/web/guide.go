package web

import (
	"net/http"
	"slices"
	"strings"

	"lathe/session/advice"
)

// guideStep is a step of the guide to sending stems.
type guideStep struct{ ID, Short, Title, Text, Why string }

// The guide, in five steps, as artists meet it in the intake.
var guideSteps = []guideStep{
	{"rough", "Rough mix", "Your rough mix, and a reference", "Send the mix as you have been hearing it. Effects on your master can stay on for this one file. A reference is a song whose sound you love; say what you love about it.",
		"The rough mix tells what you mean: how hard the bass is driven, which crash makes the transition. The reference says where to go from there."},
	{"master", "Bypass", "Bypass the master", "Now switch off everything on your master channel before you export the stems.",
		"A limiter on the master writes the loudness of the whole song into every stem, and nobody can take that out again."},
	{"names", "Names", "Names", "Instrument, then song: Lead Vocals - Billie Jean.",
		"The name tells what matters: Lead Guitar is in front of Guitars 2. Everything else follows from that."},
	{"stems", "Stems", "Stems over the same stretch", "Every stem starts at 0:00 and ends where the song ends, even if its part only comes in at the end. Leave the loudest peaks around −6 dB.",
		"Then all of them fall into place by themselves, and nothing has to be guessed."},
	{"send", "Send", "Send", "Drop the whole folder, or paste a link to it. You will see at once what was found, and can put right what you like.",
		"A bad export found today costs a minute. Found next week it costs a week."},
}

// term is a word of the glossary.
type term struct{ Word, Text string }

var glossary = []term{
	{"Clipping", "The tops of the wave are cut off because something was louder than the file can hold. It sounds rough, and cannot be undone completely."},
	{"dB", "Decibels, a step in loudness. 1 dB is just heard, 6 dB is twice the voltage, 10 dB sounds about twice as loud."},
	{"dBFS", "Decibels below the loudest number a file can hold. 0 dBFS is the top."},
	{"dBTP", "True peak: how high the wave goes between the numbers in the file, where converters and MP3 find it."},
	{"Glue", "A little compression over the whole mix, so that its parts move together."},
	{"Headroom", "The room left between the loudest peak and full scale. Around 6 dB is comfortable."},
	{"Limiter", "What keeps peaks under a ceiling, so the rest can be louder."},
	{"LU", "Loudness unit: one decibel of loudness as ears weigh it."},
	{"LUFS", "Loudness as ears hear it over the whole song. Streaming services aim at about −14 LUFS."},
	{"Master bus", "The last channel of your program, that everything goes through."},
	{"Null depth", "What is left of the rough mix after all stems are taken away from it. The lower, the surer that nothing is missing."},
	{"Plan", "Every move of the master with its reason. It can be read, changed and printed again."},
	{"Polarity", "Which way up the wave is. Two copies, one upside down, cancel."},
	{"Print", "Making a master from a plan."},
	{"Reference", "A finished song whose sound you love."},
	{"Rough mix", "Your own mix of the song, as you have been hearing it."},
	{"Sample rate", "How many numbers a second the sound is written with: 44 100, 48 000, 96 000. All stems should have the project's."},
	{"Stem", "One part of the song as its own file: lead vocals, bass, drums. All stems together are the song."},
	{"Sum to rough", "The proof that the stems make the rough mix: added together at the right levels they cancel it."},
}

// guideEntry is a finding as the guide explains it.
type guideEntry struct {
	advice.Entry
	Exports []string
}

// guideView is the guide, or what of it answers a question.
type guideView struct {
	Question string
	Steps    []guideStep
	Terms    []term
	Entries  []guideEntry
	Nothing  Empty
}

// guideFor finds what of the guide has all words of a question. No question is
// answered with everything.
func guideFor(question string) guideView {
	v := guideView{Question: strings.TrimSpace(question)}
	words := strings.Fields(strings.ToLower(v.Question))
	holds := func(texts ...string) bool {
		all := strings.ToLower(strings.Join(texts, " "))
		return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(all, w) })
	}
	for _, s := range guideSteps {
		if holds(s.Title, s.Text, s.Why) {
			v.Steps = append(v.Steps, s)
		}
	}
	for _, g := range glossary {
		if holds(g.Word, g.Text) {
			v.Terms = append(v.Terms, g)
		}
	}
	for _, e := range advice.Entries() {
		if !holds(e.Code, e.Title, e.Artist, e.Engineer) {
			continue
		}
		entry := guideEntry{Entry: e}
		for _, daw := range advice.DAWs {
			if text := advice.Export(e.Topic, daw); text != "" {
				entry.Exports = append(entry.Exports, text)
			}
		}
		v.Entries = append(v.Entries, entry)
	}
	v.Nothing = Empty{Icon: "search", Title: "Nothing of that here", Text: "Try one word of it, such as clipping, limiter or silence."}
	return v
}

func (p *Pages) guide(w http.ResponseWriter, r *http.Request) {
	v := view{Heading: "Guide", Scripts: []string{"htmx.js"}, Lead: "How to send stems, what every finding means, and the words we use.", Body: guideFor(r.FormValue("q"))}
	if byScript(r) {
		p.showPart(w, r, "guide", "answers", v)
		return
	}
	p.show(w, r, http.StatusOK, "guide", v)
}
