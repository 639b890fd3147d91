package client

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

const tusBody = "application/offset+octet-stream"

// Begin makes an upload and says where it is.
func (c *Client) Begin(ctx context.Context, session, name string, bytes int64) (location string, err error) {
	resp, err := c.Raw(ctx, http.MethodPost, "/api/v1/sessions/"+session+"/uploads", map[string]string{
		"Tus-Resumable": "1.0.0", "Upload-Length": strconv.FormatInt(bytes, 10),
		"Upload-Metadata": "filename " + base64.StdEncoding.EncodeToString([]byte(name)),
	}, nil)
	if err != nil {
		return "", err
	}
	resp.Body.Close()
	return resp.Header.Get("Location"), nil
}

// Offset is how much of an upload is there.
func (c *Client) Offset(ctx context.Context, location string) (int64, error) {
	resp, err := c.Raw(ctx, http.MethodHead, location, map[string]string{"Tus-Resumable": "1.0.0"}, nil)
	if err != nil {
		return 0, err
	}
	resp.Body.Close()
	return strconv.ParseInt(resp.Header.Get("Upload-Offset"), 10, 64)
}

// Patch sends bytes from an offset on.
func (c *Client) Patch(ctx context.Context, location string, from int64, content io.Reader) error {
	resp, err := c.Raw(ctx, http.MethodPatch, location, map[string]string{
		"Tus-Resumable": "1.0.0", "Content-Type": tusBody, "Upload-Offset": strconv.FormatInt(from, 10),
	}, content)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// TakeBack ends an upload.
func (c *Client) TakeBack(ctx context.Context, location string) error {
	resp, err := c.Raw(ctx, http.MethodDelete, location, map[string]string{"Tus-Resumable": "1.0.0"}, nil)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// Upload sends a file, and goes on where it was cut off until the context ends.
func (c *Client) Upload(ctx context.Context, session, name string, file io.ReadSeeker, bytes int64) error {
	location, err := c.Begin(ctx, session, name, bytes)
	if err != nil {
		return err
	}
	for wait := 100 * time.Millisecond; ; wait = min(2*wait, 5*time.Second) {
		at, err := c.Offset(ctx, location)
		if err == nil && at == bytes {
			return nil
		}
		if err == nil {
			if _, err = file.Seek(at, io.SeekStart); err == nil {
				err = c.Patch(ctx, location, at, io.NopCloser(file)) // the file outlives the request
			}
		}
		if err == nil {
			return nil
		}
		var no *Refused
		if errors.As(err, &no) && no.Status < 500 && no.Status != http.StatusConflict && no.Status != http.StatusLocked &&
			no.Status != http.StatusRequestTimeout && no.Status != http.StatusTooManyRequests {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s: %w, last: %w", name, ctx.Err(), err)
		case <-time.After(wait):
		}
	}
}
