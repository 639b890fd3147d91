package cloud

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Grant is an OAuth 2.0 permission that an operator has given (RFC 6749 section
// 6): a refresh token is traded for an access token that lives for an hour or
// so. An access token alone serves until it lapses.
type Grant struct{ ClientID, ClientSecret, RefreshToken, AccessToken string }

func (g Grant) given() bool { return g.RefreshToken != "" || g.AccessToken != "" }

// tokens trades a grant and keeps the token while it lives.
type tokens struct {
	grant   Grant
	line    *line
	address string

	mu    sync.Mutex
	token string
	until time.Time
}

// get is a token that lives for a minute at least.
func (t *tokens) get(ctx context.Context) (string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.grant.RefreshToken == "":
		return t.grant.AccessToken, nil
	case t.token != "" && time.Now().Before(t.until):
		return t.token, nil
	}
	form := url.Values{
		"grant_type": {"refresh_token"}, "refresh_token": {t.grant.RefreshToken},
		"client_id": {t.grant.ClientID}, "client_secret": {t.grant.ClientSecret},
	}.Encode()
	u, err := url.Parse(t.address)
	if err != nil {
		return "", err
	}
	resp, err := t.line.ask(ctx, &http.Request{
		Method: http.MethodPost, URL: u, Host: u.Host, Body: io.NopCloser(strings.NewReader(form)), ContentLength: int64(len(form)),
		Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
	})
	if err != nil {
		return "", err
	}
	body, err := readAll(resp, 64<<10)
	var answer struct {
		Token   string `json:"access_token"`
		Seconds int64  `json:"expires_in"`
	}
	switch {
	case resp.StatusCode >= 500, resp.StatusCode == http.StatusTooManyRequests:
		return "", httpTrouble(t.line.source, resp)
	case resp.StatusCode != http.StatusOK, err != nil, json.Unmarshal(body, &answer) != nil, answer.Token == "":
		return "", trouble(t.line.source, BadKey, errors.New("the grant is not accepted"))
	}
	t.token, t.until = answer.Token, time.Now().Add(time.Duration(min(answer.Seconds, 86400))*time.Second-time.Minute)
	return t.token, nil
}

// forget makes the next get ask again: the provider no longer takes the token.
func (t *tokens) forget() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.token = ""
}
