// Package balance sets how loud each stem is in the mix.
//
// Stems are exported at the level they had, so the start is unity. When there
// is a rough mix, what it was made with is known from the proof (package
// preflight): the artist's own balance, which is where a master begins. Gains
// are relative: what the sum as a whole gains or loses is the master stage's
// business.
package balance
