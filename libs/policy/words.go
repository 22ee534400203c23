package policy

import (
	"slices"
	"sync"

	"github.com/cedar-policy/cedar-go/types"

	"nivel/libs/access"
)

// vocabulary is every word that a request may use.
type vocabulary struct {
	roles     map[access.Role]bool
	kinds     map[string]bool
	classes   *codes[access.Class]
	tasks     *codes[access.Task]
	relations *codes[access.Relation]
}

func newVocabulary() vocabulary {
	v := vocabulary{
		roles: map[access.Role]bool{}, kinds: map[string]bool{},
		classes: newCodes(access.Classes()), tasks: newCodes(access.Tasks()), relations: newCodes(access.Relations()),
	}
	for _, role := range access.Roles() {
		v.roles[role] = true
	}
	for _, kind := range access.Kinds() {
		v.kinds[kind] = true
	}
	return v
}

// codes makes sets of at most 32 known codes. A set that was made once is kept:
// there are few, and making one costs as much as a policy.
type codes[T ~string] struct {
	all  []T
	made sync.Map // bits → types.Set
}

func newCodes[T ~string](all []T) *codes[T] { return &codes[T]{all: all} }

func (c *codes[T]) has(code T) bool {
	_, ok := c.bits([]T{code})
	return ok
}

// bits returns the members as bits, or false where one is not known.
func (c *codes[T]) bits(members []T) (bits uint32, known bool) {
	for _, member := range members {
		i := slices.Index(c.all, member)
		if i < 0 {
			return 0, false
		}
		bits |= 1 << i
	}
	return bits, true
}

func (c *codes[T]) set(bits uint32) types.Set {
	if made, ok := c.made.Load(bits); ok {
		return made.(types.Set)
	}
	var members []T
	for i, code := range c.all {
		if bits&(1<<i) != 0 {
			members = append(members, code)
		}
	}
	made, _ := c.made.LoadOrStore(bits, setOf(members))
	return made.(types.Set)
}

func setOf[T ~string](members []T) types.Set {
	values := make([]types.Value, len(members))
	for i, member := range members {
		values[i] = types.String(member)
	}
	return types.NewSet(values...)
}
