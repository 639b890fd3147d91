package intake

import (
	"context"

	"lathe/audio/parcel"
)

// unzip unpacks the audio files and the session.yaml of an archive into a
// folder.
func unzip(ctx context.Context, archive, into string) error {
	_, err := parcel.Unzip(ctx, archive, into, parcel.Unpacking{
		Limits: parcel.SessionLimits,
		Wanted: func(name string) bool { return parcel.Audio(name) || name == briefName },
	})
	if err != nil {
		return err
	}
	return parcel.LiftTop(into)
}
