package web

import (
	"fmt"
	"html/template"
)

// strokes are our icons, drawn on a square of 24 with a round pen.
var strokes = map[string]string{
	"mark":     `<circle cx="12" cy="12" r="9.5"/><circle cx="12" cy="12" r="5.75"/><circle cx="12" cy="12" r="1.5" fill="currentColor"/><path d="M21 3 15 9"/>`,
	"ok":       `<circle cx="12" cy="12" r="9"/><path d="m8 12.5 2.7 2.7L16 9.5"/>`,
	"warn":     `<path d="M12 3.5 21.5 20h-19L12 3.5Z"/><path d="M12 10v4.5M12 17.3v.1"/>`,
	"bad":      `<path d="M8 2.8h8L21.2 8v8L16 21.2H8L2.8 16V8L8 2.8Z"/><path d="m9 9 6 6m0-6-6 6"/>`,
	"info":     `<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.6v.1"/>`,
	"idle":     `<circle cx="12" cy="12" r="9" stroke-dasharray="3 3"/>`,
	"work":     `<path d="M12 3a9 9 0 1 1-8.5 6"/><path d="M3 4v5h5"/>`,
	"clock":    `<circle cx="12" cy="12" r="9"/><path d="M12 7v5.3l3.3 2"/>`,
	"pause":    `<path d="M8 5v14M16 5v14" stroke-width="3"/>`,
	"play":     `<path d="M7 4.5v15l12.5-7.5L7 4.5Z" fill="currentColor"/>`,
	"stop":     `<rect x="6" y="6" width="12" height="12" rx="1.5" fill="currentColor"/>`,
	"up":       `<path d="M12 16V4m-5 5 5-5 5 5M4 16v3.5h16V16"/>`,
	"down":     `<path d="M12 4v12m-5-5 5 5 5-5M4 16v3.5h16V16"/>`,
	"folder":   `<path d="M3 6.5A1.5 1.5 0 0 1 4.5 5h4.7l2.3 2.5h8A1.5 1.5 0 0 1 21 9v9a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 18V6.5Z"/>`,
	"file":     `<path d="M6 3h8l4.5 4.5V21H6V3Z"/><path d="M14 3v5h4.5"/>`,
	"wave":     `<path d="M3 12h1.5M7.5 8v8M11 4.5v15M14.5 8.5v7M18 10.5v3M21 12h.1"/>`,
	"link":     `<path d="m9.5 14.5 5-5M8 11l-2.6 2.6a3.5 3.5 0 0 0 5 5L13 16M11 8l2.6-2.6a3.5 3.5 0 0 1 5 5L16 13"/>`,
	"send":     `<path d="M21 3 10.5 13.5M21 3l-6.5 18-4-7.5L3 9.5 21 3Z"/>`,
	"queue":    `<path d="M8 6h13M8 12h13M8 18h13M3.5 6h.1M3.5 12h.1M3.5 18h.1"/>`,
	"people":   `<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20a6.5 6.5 0 0 1 13 0M16 5a3.5 3.5 0 0 1 0 6.6M18 14.6a6.5 6.5 0 0 1 3.5 5.4"/>`,
	"disk":     `<ellipse cx="12" cy="6" rx="8.5" ry="3"/><path d="M3.5 6v12c0 1.7 3.8 3 8.5 3s8.5-1.3 8.5-3V6M3.5 12c0 1.7 3.8 3 8.5 3s8.5-1.3 8.5-3"/>`,
	"settings": `<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>`,
	"help":     `<circle cx="12" cy="12" r="9"/><path d="M9.3 9.3a2.8 2.8 0 1 1 3.9 2.6c-.8.4-1.2 1-1.2 1.9M12 16.9v.1"/>`,
	"book":     `<path d="M12 6.5C10 4.8 7 4.5 3.5 4.8v13.7c3.5-.3 6.500 0 8.5 1.700 2-1.700 5-2 8.500-1.700V4.800C17 4.500 14 4.800 12 6.500Zm0 0v13.700"/>`,
	"theme":    `<circle cx="12" cy="12" r="9"/><path d="M12 3a9 9 0 0 1 0 18V3Z" fill="currentColor"/>`,
	"plus":     `<path d="M12 5v14M5 12h14"/>`,
	"minus":    `<path d="M5 12h14"/>`,
	"cross":    `<path d="m6 6 12 12M18 6 6 18"/>`,
	"copy":     `<rect x="8.500" y="8.500" width="12" height="12" rx="2"/><path d="M15.500 8.500v-5h-12v12h5"/>`,
	"search":   `<circle cx="10.500" cy="10.500" r="6.500"/><path d="m15.500 15.500 5 5"/>`,
	"ear":      `<path d="M7 9.500a5.500 5.500 0 1 1 9.800 3.400c-1.500 1.900-2.300 2.600-2.600 4.600a3.200 3.200 0 0 1-5.700 1.400"/><path d="M10 9.500a2.500 2.500 0 1 1 4.300 1.700c-.9.900-1.500 1.300-1.600 2.300"/>`,
	"talk":     `<path d="M4 5h16v11h-8.500L7 20v-4H4V5Z"/>`,
	"key":      `<circle cx="8" cy="15.500" r="4.500"/><path d="m11.500 12.500 8.500-8.500M16 7.500l3 3"/>`,
	"out":      `<path d="M14 4h5.500v16H14M10 8l-4 4 4 4M6 12h9"/>`,
	"plan":     `<path d="M5 3v8M5 15v6M12 3v3M12 10v11M19 3v10M19 17v4"/><circle cx="5" cy="13" r="2"/><circle cx="12" cy="8" r="2"/><circle cx="19" cy="15" r="2"/>`,
	"compare":  `<path d="M8 4v16M16 4v16M3.500 12H8M16 12h4.500"/><circle cx="8" cy="9" r="2" fill="currentColor"/><circle cx="16" cy="15" r="2" fill="currentColor"/>`,
	"box":      `<path d="M12 3 3.500 7.500v9L12 21l8.500-4.500v-9L12 3Z"/><path d="M3.500 7.500 12 12l8.500-4.500M12 12v9"/>`,
	"next":     `<path d="m9 5 7 7-7 7"/>`,
	"back":     `<path d="m15 5-7 7 7 7"/>`,
	"offline":  `<path d="M3 3l18 18M5 12.500a10 10 0 0 1 4-2.400M2 8.800a15 15 0 0 1 4-2.500M10 5.100A15 15 0 0 1 22 8.800M15 10.700a10 10 0 0 1 4 1.800M8.500 16a5 5 0 0 1 7 0M12 20h.1"/>`,
	"pulse":    `<path d="M3 12h4l3-7 4 14 3-7h4"/>`,
	"bin":      `<path d="M4 6.500h16M9 6V3.500h6V6M6 6.500 7 21h10l1-14.500M10 10.500v6M14 10.500v6"/>`,
	"sun":      `<circle cx="12" cy="12" r="4"/><path d="M12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M5.300 18.700l1.400-1.400M17.300 6.700l1.400-1.400"/>`,
	"moon":     `<path d="M20 14.500A8.500 8.500 0 0 1 9.500 4 8.500 8.500 0 1 0 20 14.500Z"/>`,
}

// icon is a picture beside a word; it says nothing by itself, so it is hidden
// from those who hear the page.
func icon(name string) (template.HTML, error) { return sized(name, 20) }

// sized is an icon of another size.
func sized(name string, px int) (template.HTML, error) {
	path, ok := strokes[name]
	if !ok {
		return "", fmt.Errorf("there is no icon %q", name)
	}
	return template.HTML(fmt.Sprintf(`<svg viewBox="0 0 24 24" width="%grem" height="%grem" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">%s</svg>`, float64(px)/16, float64(px)/16, path)), nil
}
