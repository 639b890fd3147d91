// Package master finishes the sum: tone, glue, level.
//
//	match     the tone of the reference, as far as that is wise
//	glue      a bus compressor that moves the mix by a decibel or so
//	level     the gain that gives the wanted loudness
//	limiter   the true-peak ceiling
//
// The first two are processors like any other. Level and limiter belong
// together: how loud the master becomes depends on how much the limiter takes,
// so a Cutter searches for the gain. It hears only the finished bus and its
// peaks, and runs nothing but the limiter again.
package master
