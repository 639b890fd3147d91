// Package eq carves space: it takes away, and never adds, so that stems do not
// compete.
//
//	masking     a less important stem gives way where it covers a more important one
//	resonance   a frequency that rings whatever is played
//
// Masking is judged in the ear's own bands (one ERB wide) on 0.4 s of all stems
// at the levels the balance gives them. Whatever is proposed is tried on those
// bands first: if the masked share does not fall, or the mix would become
// another mix, the cuts are dropped.
package eq
