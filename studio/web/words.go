package web

import (
	"fmt"
	"html/template"
	"math"
	"strconv"
	"strings"
	"time"
)

// minus is the true minus sign: a hyphen breaks at the end of a line and is read
// as a dash.
const minus = "\u2212"

// level writes a number with its unit: "−6.1 dB". What could not be measured is
// a dash.
func level(v float64, unit string) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "–"
	}
	return signed(strconv.FormatFloat(v, 'f', 1, 64)) + "\u00a0" + unit
}

// change is a level that is a difference: it always has a sign.
func change(v float64, unit string) string {
	text := level(v, unit)
	if v > 0 && !strings.HasPrefix(text, "–") {
		return "+" + text
	}
	return text
}

func signed(text string) string {
	if text == "-0.0" {
		return "0.0"
	}
	return strings.Replace(text, "-", minus, 1)
}

// clock writes a moment of a song: "3:21.4".
func clock(seconds float64) string {
	if math.IsNaN(seconds) || seconds < 0 {
		return "–"
	}
	tenths := int64(math.Round(seconds * 10))
	return fmt.Sprintf("%d:%02d.%d", tenths/600, tenths/10%60, tenths%10)
}

// spell writes a moment for those who hear the page: "1 minute 12 seconds".
func spell(seconds float64) string {
	s := int(math.Round(seconds))
	if s < 60 {
		return count(s, "second")
	}
	return strings.TrimSuffix(count(s/60, "minute")+" "+count(s%60, "second"), " 0 seconds")
}

// count writes how many there are of something: "1 stem", "22 stems".
func count(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + one + "s"
}

// amount writes a number of bytes as people say it.
func amount(bytes int64) string {
	if bytes < 0 {
		return "unknown size"
	}
	v, units := float64(bytes), []string{"bytes", "KB", "MB", "GB", "TB"}
	i := 0
	for v >= 999.5 && i < len(units)-1 {
		v, i = v/1000, i+1
	}
	if i == 0 || v >= 10 {
		return fmt.Sprintf("%.0f\u00a0%s", v, units[i])
	}
	return fmt.Sprintf("%.1f\u00a0%s", v, units[i])
}

// left writes how long something still takes, no finer than anybody needs.
func left(d time.Duration) string {
	switch {
	case d < 90*time.Second:
		return "about a minute"
	case d < time.Hour:
		return fmt.Sprintf("about %d min", int(d.Round(time.Minute).Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d.Round(time.Hour).Hours()))
	}
	h := int(d.Hours())
	return fmt.Sprintf("%d d %d h", h/24, h%24)
}

// when is a time element; the page's script writes it in the reader's zone.
func when(t time.Time) template.HTML {
	if t.IsZero() {
		return "–"
	}
	t = t.UTC()
	return template.HTML(`<time datetime="` + t.Format(time.RFC3339) + `">` + t.Format("Mon 2 Jan, 15:04") + ` UTC</time>`)
}

// day is a time element that shows the day alone.
func day(t time.Time) template.HTML {
	if t.IsZero() {
		return "–"
	}
	t = t.UTC()
	return template.HTML(`<time datetime="` + t.Format(time.RFC3339) + `" data-show="day">` + t.Format("Mon 2 Jan 2006") + `</time>`)
}

// percent writes a share of a whole.
func percent(share float64) string {
	return strconv.Itoa(int(math.Round(100 * min(1, max(0, share)))))
}
