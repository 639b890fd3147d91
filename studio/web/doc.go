// Package web is the studio's rooms as people see them: pages made on the
// server, with a little script where a page has to hear or to hold on.
//
//	web.go     every page's address; pages.go shows one: layout, theme, who asks
//	secure.go  what a page may load and who may frame it; assets.go  scripts and styles
//	words.go   how times, lengths and levels are written; icons.go  pictures beside words
//	templates/ layout.html, parts/ that pages share, pages/ one file each
//	css/ ts/ vendor/  what tools/webbuild makes dist/ of
//
// What people may do is decided in package studio, as for the API: a page is
// another way to ask. Every page works as plain forms and links; script makes it
// quicker. A page is shown from a view, a struct with all it says, so that every
// state of every page can be looked at without a studio: see fixtures_test.go.
//
// Voice: short, kind, says what to do, and what still works. Times are m:ss.d,
// levels have a true minus sign and a unit; artists never meet sample counts.
package web
