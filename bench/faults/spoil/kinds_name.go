package spoil

import "fmt"

var nameKinds = []Kind{
	{Name: "role.conflict", Doses: []float64{0, 1, 2}, Spoil: roleConflict},
	{Name: "name.unknown", Doses: []float64{0, 1, 2}, Spoil: nameUnknown},
	{Name: "rough.missing", Doses: []float64{0}, Spoil: roughMissing},
	{Name: "rough.several", Doses: []float64{0, 1}, Spoil: roughSeveral},
}

// roleConflict swaps the names of two stems that cannot be taken for each
// other.
func roleConflict(j *Job) (Label, error) {
	pair := [][2]string{{"Kick", "Lead Vocals"}, {"Bass", "Hi-Hat"}, {"Hi-Hat", "Lead Vocals"}}[int(j.Dose)]
	at := map[string]int{}
	for i, t := range j.Stems {
		at[t.Name] = i
	}
	a, okA := at[pair[0]]
	b, okB := at[pair[1]]
	if !okA || !okB {
		return Label{}, ErrUnfit
	}
	nameA, nameB := j.Stems[a].File, j.Stems[b].File
	j.change(a, func(t *Track) { t.File = nameB })
	j.change(b, func(t *Track) { t.File = nameA })
	return Label{
		Accept: []string{"role.conflict"}, Cause: []string{"role.conflict"}, Stems: []string{nameA, nameB},
		Dose: fmt.Sprintf("%s and %s have each other's name", pair[0], pair[1]),
	}, nil
}

// nameUnknown gives a stem a name that says nothing.
func nameUnknown(j *Job) (Label, error) {
	i := j.c.below(len(j.Stems))
	name := []string{"Audio 12-3", "Track 07", "bounce_0004"}[int(j.Dose)]
	j.change(i, func(t *Track) { t.File = j.file(name) })
	return Label{
		Accept: []string{"name.unknown", "role.conflict"}, Cause: []string{"name.unknown"}, Stems: []string{j.Stems[i].File}, Dose: name,
	}, nil
}

func roughMissing(j *Job) (Label, error) {
	j.Rough = nil
	return Label{Accept: []string{"rough.missing"}, Cause: []string{"rough.missing"}}, nil
}

// roughSeveral sends two rough mixes, the other one quieter.
func roughSeveral(j *Job) (Label, error) {
	t := *j.Rough
	t.File, t.kept = j.file([]string{"Rough Mix 2", "Mix"}[int(j.Dose)]), ""
	t.Sound = t.Sound.gain(-2)
	j.Extra = append(j.Extra, &t)
	return Label{Accept: []string{"rough.several"}, Cause: []string{"rough.several"}, Stems: []string{t.File, j.Rough.File}, Dose: t.File}, nil
}
