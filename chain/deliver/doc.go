// Package deliver writes what the artist gets: the master in its formats, the
// report, the plan, and the checksums of all.
//
//	Folder     a folder in which nothing is ever overwritten or half written
//	Recorder   dither, and one or more files of one rate and depth
//	Encode     MP3 and AAC, by ffmpeg
//	Page       report.html
//
// Files are written aside and renamed when all of them are whole. A second
// master beside the first is v2; the report and the plan of the first then
// carry its number, and the newest always has the plain names.
package deliver
