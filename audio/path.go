package audio

import (
	"errors"
	"fmt"
	"os"
)

// WithoutPath keeps an error's reason and drops the path of this machine, so
// that it can be shown to an artist.
func WithoutPath(err error) error {
	if pe := (*os.PathError)(nil); errors.As(err, &pe) {
		return fmt.Errorf("%s: %w", pe.Op, pe.Err)
	}
	if le := (*os.LinkError)(nil); errors.As(err, &le) {
		return fmt.Errorf("%s: %w", le.Op, le.Err)
	}
	return err
}
