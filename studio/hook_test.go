package studio_test

import (
	"testing"
	"time"

	"lathe/studio"
)

// TestSignNotice signs the example of the Standard Webhooks reference libraries.
func TestSignNotice(t *testing.T) {
	got, err := studio.SignNotice("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`))
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; err != nil || got != want {
		t.Errorf("the signature is %s (%v), want %s", got, err, want)
	}
}
