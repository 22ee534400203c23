package vault

import (
	"testing"

	"nivel/libs/access"
	"nivel/libs/refusal"
)

func TestDocumentOf(t *testing.T) {
	v := open(t, t.TempDir())
	for _, task := range access.Tasks() {
		_, err := v.Seal(t.Context(), DocumentOf(child.Person, task), here, "x")
		if refused := code(err) == ErrNoTask.Code; refused != (task == access.FamilyLaw) || !refused && err != nil {
			t.Errorf("a document of %s: %v", task, err)
		}
	}
	for _, task := range []access.Task{"", "forever"} {
		if _, err := v.Seal(t.Context(), DocumentOf(child.Person, task), here, "x"); code(err) != ErrNoTask.Code {
			t.Errorf("a document of %q: %v", task, err)
		}
	}
	b := v.Batch(t.Context(), here.Stream, here.Command)
	if b.Seal(DocumentOf(child.Person, ""), "f", "x"); code(b.Err()) != ErrNoTask.Code {
		t.Errorf("in a batch: %v", b.Err())
	}
	if got := check(t, v); got.Keys != 1+len(access.Tasks())-1 {
		t.Errorf("%+v", got)
	}
}

func code(err error) string {
	r, _ := refusal.As(err)
	return r.Code
}
