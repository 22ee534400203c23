package policy

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"regexp"

	"github.com/cedar-policy/cedar-go"
)

//go:embed policies
var files embed.FS

// rule is one policy under its id.
type rule struct {
	id     cedar.PolicyID
	policy *cedar.Policy
}

// policyList is policies in the order in which they are written, so that the
// same request is always said to be decided by the same one.
type policyList []rule

// All yields every policy with its id.
func (l policyList) All() iter.Seq2[cedar.PolicyID, *cedar.Policy] {
	return func(yield func(cedar.PolicyID, *cedar.Policy) bool) {
		for _, r := range l {
			if !yield(r.id, r.policy) {
				return
			}
		}
	}
}

func builtIn() (policyList, error) { return load(files) }

// load reads every policy file of a file system, in the order of their names.
func load(from fs.FS) (policyList, error) {
	names, err := fs.Glob(from, "policies/*.cedar")
	if err != nil {
		return nil, fmt.Errorf("list policies: %w", err)
	}
	if len(names) == 0 {
		return nil, errors.New("there are no policies")
	}
	var all policyList
	for _, name := range names {
		text, err := fs.ReadFile(from, name)
		if err != nil {
			return nil, fmt.Errorf("read policies: %w", err)
		}
		read, err := parse(name, text)
		if err != nil {
			return nil, err
		}
		all = append(all, read...)
	}
	return all, nil
}

var idForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// parse reads one file. Every policy in it has an @id and the @law it comes from.
func parse(name string, text []byte) (policyList, error) {
	read, err := cedar.NewPolicyListFromBytes(name, text)
	if err != nil {
		return nil, fmt.Errorf("policy file %s: %w", name, err)
	}
	if len(read) == 0 {
		return nil, fmt.Errorf("policy file %s holds no policy", name)
	}
	var all policyList
	for _, p := range read {
		notes := p.Annotations()
		id, line := string(notes["id"]), p.Position().Line
		switch {
		case !idForm.MatchString(id):
			return nil, fmt.Errorf("policy file %s, line %d: @id %q is not of the form two-words", name, line, id)
		case notes["law"] == "":
			return nil, fmt.Errorf("policy file %s, line %d: policy %s names no @law", name, line, id)
		}
		all = append(all, rule{cedar.PolicyID(id), p})
	}
	return all, nil
}
