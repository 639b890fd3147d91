package jobs

import (
	"encoding/json"

	"lathe/chain"
	"lathe/chain/deliver"
	"lathe/session/sheet"
	"lathe/studio"
)

// Reader reads plans as the chain does.
type Reader struct{}

var _ studio.Reader = Reader{}

// ReadPlan gives the plan as it is kept. JSON is YAML, so one reader does both.
// What was sent is kept as it was written, comments and all, when it is YAML.
func (Reader) ReadPlan(text []byte) ([]byte, error) {
	if len(text) > sheet.MaxBytes {
		return nil, studio.Errorf(studio.TooLarge, "the plan has %d bytes, want at most %d", len(text), sheet.MaxBytes)
	}
	p, err := chain.DecodePlan("plan.yaml", text)
	if err != nil {
		return nil, studio.Errorf(studio.BadInput, "%v", err)
	}
	if json.Valid(text) {
		return p.Encode()
	}
	return text, nil
}

// JSON is a kept plan as JSON.
func (Reader) JSON(yaml []byte) ([]byte, error) {
	p, err := chain.DecodePlan("plan.yaml", yaml)
	if err != nil {
		return nil, err
	}
	return json.Marshal(p)
}

// Formats says whether a list of formats can be made here.
func (Reader) Formats(list string) error {
	formats, err := deliver.ParseFormats(list)
	if err == nil {
		err = deliver.CanEncode(formats)
	}
	if err != nil {
		return studio.Errorf(studio.BadInput, "%v", err)
	}
	return nil
}
