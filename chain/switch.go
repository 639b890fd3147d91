package chain

import (
	"slices"

	"lathe/chain/enhance"
	"lathe/chain/master"
)

// switched is the plan with one move on or off, and which stem it is of:
// negative when it is on the bus. The plan itself stays as it is.
func (p *Plan) switched(id string, on bool) (*Plan, int, error) {
	q := *p
	q.Stems = slices.Clone(p.Stems)
	for i := range q.Stems {
		s, found := &q.Stems[i], false
		for j := range s.Repair {
			if s.Repair[j].ID == id {
				s.Repair, found = slices.Clone(s.Repair), true
				s.Repair[j].On = on
			}
		}
		for j := range s.Balance {
			if s.Balance[j].ID == id {
				s.Balance, found = slices.Clone(s.Balance), true
				s.Balance[j].On = on
			}
		}
		for j := range s.EQ {
			if s.EQ[j].ID == id {
				s.EQ, found = slices.Clone(s.EQ), true
				s.EQ[j].On = on
			}
		}
		for j := range s.Enhance {
			if s.Enhance[j].ID == id {
				s.Enhance, found = slices.Clone(s.Enhance), true
				s.Enhance[j].On = on
			}
		}
		if found {
			return &q, i, nil
		}
	}
	if i := slices.IndexFunc(q.Bus.Enhance, func(m enhance.BusMove) bool { return m.ID == id }); i >= 0 {
		q.Bus.Enhance = slices.Clone(q.Bus.Enhance)
		q.Bus.Enhance[i].On = on
		return &q, -1, nil
	}
	if i := slices.IndexFunc(q.Bus.Master, func(m master.Move) bool { return m.ID == id }); i >= 0 {
		q.Bus.Master = slices.Clone(q.Bus.Master)
		q.Bus.Master[i].On = on
		return &q, -1, nil
	}
	return nil, -1, ErrNoMove
}

// only is the plan with one strip and nothing on the bus.
func (p *Plan) only(stem int) *Plan {
	q := *p
	q.Stems, q.Bus = p.Stems[stem:stem+1:stem+1], BusStrip{}
	return &q
}
