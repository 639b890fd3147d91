package spoil

// Kinds are all the ways to spoil a session, then the controls: sessions that
// must not be accused of anything.
func Kinds() []Kind {
	var all []Kind
	for _, some := range [][]Kind{levelKinds, regionKinds, formatKinds, fileKinds, stereoKinds, noiseKinds, timeKinds, mixKinds, busKinds, nameKinds, musicKinds, nearKinds} {
		all = append(all, some...)
	}
	return all
}
