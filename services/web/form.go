package web

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"nivel/libs/es"
	"nivel/libs/refusal"
)

// form is what somebody typed, as it was typed, and what was wrong with it.
// Fields have the names of the request's JSON, such as child.family_name.
type form struct {
	prefix  string // of the ids in the page, where a page has several forms
	typed   url.Values
	wrong   []refusal.Field // in the order of the form
	command es.ID           // of the command that the form asks for: the same form again is the same command
}

// emptyForm returns a form that nobody has typed into.
func emptyForm() form { return form{typed: url.Values{}, command: es.NewID()} }

// sentForm returns what was sent.
func (v *visit) sentForm() form {
	command, err := es.ParseID(v.r.PostForm.Get("command"))
	if err != nil {
		command = es.NewID()
	}
	return form{typed: v.r.PostForm, command: command}
}

// refusedFor returns the form to show again. Nothing happened, so sending it
// again is a new command.
func (f form) refusedFor(wrong []refusal.Field) form {
	f.wrong, f.command = wrong, es.NewID()
	return f
}

// raw is what stands in a field, as typed.
func (f form) raw(name string) string { return f.typed.Get(name) }

// text is what stands in a field, as it is sent on.
func (f form) text(name string) string {
	return strings.TrimSpace(strings.ReplaceAll(f.typed.Get(name), "\r\n", "\n"))
}

// is reports whether a choice was made.
func (f form) is(name, value string) bool { return f.typed.Get(name) == value }

// ticked reports whether a box was ticked.
func (f form) ticked(name, value string) bool { return slices.Contains(f.typed[name], value) }

// code returns what is wrong with a field, empty if nothing is.
func (f form) code(name string) string {
	for _, w := range f.wrong {
		if w.Name == name {
			return w.Code
		}
	}
	return ""
}

// id is the id of a field in the page.
func (f form) id(name string) string { return "f-" + f.prefix + strings.ReplaceAll(name, ".", "-") }

// described is the aria-describedby of a field.
func (f form) described(name, hint string) string {
	var ids []string
	if hint != "" {
		ids = append(ids, f.id(name)+"-hint")
	}
	if f.code(name) != "" {
		ids = append(ids, f.id(name)+"-error")
	}
	return strings.Join(ids, " ")
}

// wrongText says what is wrong with a field: in words for this very field where
// there are some, and otherwise for the code.
func (t Texts) wrongText(w refusal.Field) string {
	name := w.Name
	switch list, rest, _ := strings.Cut(name, "."); list {
	case "guardians":
		_, rest, _ = strings.Cut(rest, ".")
		name = list + "." + rest
	case answerPrefix[:len(answerPrefix)-1]:
		name = list
	case "goals", "members":
		name = list
	case "placements", "ways", "planned":
		_, rest, _ = strings.Cut(rest, ".")
		name = list + "." + rest
	}
	if key := "wrong." + w.Code + "." + name; t.Has(key) {
		return t.T(key)
	}
	return t.codeText(w.Code)
}

// wrongAt returns the first thing that is wrong with a field, if anything is.
func (f form) wrongAt(name string) []refusal.Field {
	if code := f.code(name); code != "" {
		return []refusal.Field{{Name: name, Code: code}}
	}
	return nil
}

// sent reports whether somebody sent the form.
func (f form) sent() bool { return len(f.typed) > 0 }

// longTexts are the fields in which somebody writes at length: those of several
// lines, and the place of a meeting.
func longTexts() []string {
	return []string{
		"grounds", "note", "reason", "situation", "own_view", "dissent", "services", "what", "needs", "strengths", "takes_part", "answer", "place", "ends",
		"information", "purpose", "judgement", "more", "question", "view", "recommendation", "close_reason", "cap_grounds",
		"withdraw_reason", "contact_reason", "summary_situation", "worked", "risks", "open_matters", "people", "follow_note",
		"content", "told_more", "child.lives_with", "reporter.secrecy_grounds",
	}
}

// texts returns the longer texts in a form.
func (f form) texts() []string {
	var texts []string
	for _, field := range f.fields() {
		text := f.text(field[0])
		if text != "" && (slices.Contains(longTexts(), field[0]) || strings.HasPrefix(field[0], answerPrefix) && !f.ticked("choice", field[0][len(answerPrefix):]) || longRow(field[0])) {
			texts = append(texts, text)
		}
	}
	return texts
}

// fields returns all that was sent but the token, as names and values, sorted.
func (f form) fields() [][2]string {
	var fields [][2]string
	for _, name := range slices.Sorted(maps.Keys(f.typed)) {
		for _, value := range f.typed[name] {
			if name != tokenField {
				fields = append(fields, [2]string{name, value})
			}
		}
	}
	return fields
}

// guardianTyped reports whether anything was typed for a guardian.
func (f form) guardianTyped(i int) bool { return slices.Contains(f.guardians(), i) }

// newCommand returns the id of a command that nobody has sent yet.
func newCommand() string { return es.NewID().String() }

// formTitle is the title of a page with a form: it says so when something in the
// form is wrong.
func (v *visit) formTitle(f form, key string) string {
	if len(f.wrong) > 0 {
		return v.texts.T("form.error") + " " + v.texts.T(key)
	}
	return v.texts.T(key)
}
