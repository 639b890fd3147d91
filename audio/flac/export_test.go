package flac

// NewWriterWith is NewWriter with a given number of workers.
var NewWriterWith = newWriter
