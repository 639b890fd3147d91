// Package spoil takes a clean session, does one known harm to it, and says in a
// label what a check has to find.
//
//	made, folder   a clean session: stems without a fault that we know of
//	desk           stems -> rough mix, through a bus or none
//	kinds          what can go wrong: a recorded fault is in the rough mix too,
//	               an exported one is in the stem files alone
//	wave, codec    stems -> files
//
// Labels are physics and not taste: a fault counts only where a figure that is
// measured here, and fixed before any detector is asked, says that it is there
// to be found. A clip needs ten flat tops, a shifted stem has to change the
// mix by a level that stands above what its bus hides. Where a session has
// nothing that the fault could be heard on, the kind answers [ErrUnfit].
//
// Nothing here shares code with what is tested: filters, resampler, limiter,
// WAV writer and chance are our own. Samples are planar float64, full scale 1;
// positions are frames; everything left to chance comes from a seed.
package spoil
