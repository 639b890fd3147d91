// Package repair takes away what is not music: offset, rumble and the clicks of
// cut edges.
//
//	highpass   offset and rumble: a filter below anything that is played
//	fade       the step where a file starts or ends in the middle of a wave
//
// A stem in which none of this is found passes bit by bit.
package repair
