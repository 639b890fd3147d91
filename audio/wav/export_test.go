package wav

// SetLimit lowers the size at which a file becomes RF64, so that a test need
// not write 4 GiB.
func (w *Writer) SetLimit(bytes int64) { w.limit = bytes }
