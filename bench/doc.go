// Bench measures how fast Lathe is, and prints a table: go run ./bench
//
//	whole master   16 made stereo stems and a rough mix, 4 min, 44.1 kHz, 24 bits:
//	               x real time, CPU time, peak resident memory, where the time goes
//	a peer         ffmpeg on the plain sum of the same stems, taking turns with us
//	parts          every meter and processor, in ns per sample of one core
//
// Nanoseconds belong to one machine. What can be compared between machines are
// the ratios to the peer, and to the loop that only adds two blocks.
package main
