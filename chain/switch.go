package chain

import (
	"slices"

	"lathe/chain/balance"
	"lathe/chain/enhance"
	"lathe/chain/eq"
	"lathe/chain/master"
	"lathe/chain/repair"
)

// switched is the plan with one move on or off, and which stem it is of:
// negative when it is on the bus. The plan itself stays as it is.
func (p *Plan) switched(id string, on bool) (*Plan, int, error) {
	q := *p
	q.Stems = slices.Clone(p.Stems)
	for i := range q.Stems {
		s := &q.Stems[i]
		if turn(&s.Repair, id, on, func(m *repair.Move) (string, *bool) { return m.ID, &m.On }) ||
			turn(&s.Balance, id, on, func(m *balance.Move) (string, *bool) { return m.ID, &m.On }) ||
			turn(&s.EQ, id, on, func(m *eq.Move) (string, *bool) { return m.ID, &m.On }) ||
			turn(&s.Enhance, id, on, func(m *enhance.Move) (string, *bool) { return m.ID, &m.On }) {
			return &q, i, nil
		}
	}
	if turn(&q.Bus.Enhance, id, on, func(m *enhance.BusMove) (string, *bool) { return m.ID, &m.On }) ||
		turn(&q.Bus.Master, id, on, func(m *master.Move) (string, *bool) { return m.ID, &m.On }) {
		return &q, -1, nil
	}
	return nil, -1, ErrNoMove
}

// turn puts a copy of the page in its place, with one move on or off, when the
// move is on it.
func turn[P ~[]M, M any](page *P, id string, on bool, of func(*M) (string, *bool)) bool {
	for i := range *page {
		if name, _ := of(&(*page)[i]); name == id {
			*page = slices.Clone(*page)
			_, state := of(&(*page)[i])
			*state = on
			return true
		}
	}
	return false
}

// only is the plan with one strip and nothing on the bus.
func (p *Plan) only(stem int) *Plan {
	q := *p
	q.Stems, q.Bus = p.Stems[stem:stem+1:stem+1], BusStrip{}
	return &q
}
