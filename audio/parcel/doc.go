// Package parcel opens what people send: names made safe for any disk, zips
// unpacked without trusting them.
//
//	name     bytes of a stranger    -> a relative path that stays in the folder
//	zip      directory, then bytes  -> files in a folder, and what was passed over
//
// A zip is judged by sums, never by ratios: stems that are mostly silence shrink
// a thousandfold and are no bomb. Nothing is written before the directory has
// been read, its sizes added up and the disk asked for the room.
package parcel
