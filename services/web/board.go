package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"nivel/libs/access"
	"nivel/libs/area"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/refusal"
)

// boardView is the load of a unit, as the page shows it.
type boardView struct {
	contracts.Board
	form
	No    *refusal.Refusal
	Moved string // how many matters were moved; empty: none were
	Left  string // how many stayed
}

// showBoard answers GET /board: who has how much?
func (s *Service) showBoard(v *visit) error {
	q := v.r.URL.Query()
	return s.board(v, http.StatusOK, boardView{form: emptyForm(), Moved: digits(q.Get("moved")), Left: digits(q.Get("left"))})
}

// digits is a number as an address carries it; empty: it is none.
func digits(text string) string {
	if len(text) > 4 || strings.Trim(text, "0123456789") != "" {
		return ""
	}
	return text
}

func (s *Service) board(v *visit, status int, view boardView) error {
	board, _, err := edge.Call[contracts.Board](v.ctx(), s.Intake, edge.Request{Method: http.MethodGet, Path: "/board"})
	if err != nil {
		return err
	}
	view.Board = board
	return v.show(status, boardPage(v, view))
}

// moveAll answers POST /board: all that a worker has goes to a colleague or into a
// queue.
func (s *Service) moveAll(v *visit) error {
	f := v.sentForm()
	if f.text("from_worker") == "" {
		return s.board(v, http.StatusUnprocessableEntity, boardView{form: f.refusedFor(required("from_worker"))})
	}
	to, unit := f.text("to_worker"), ""
	if queue, ok := strings.CutPrefix(to, "queue:"); ok {
		to, unit = "", queue
	} else if to == "" {
		return s.board(v, http.StatusUnprocessableEntity, boardView{form: f.refusedFor(required("to_worker"))})
	}
	done, _, err := edge.Call[contracts.MovedAll](v.ctx(), s.Intake, edge.Request{
		Method: http.MethodPost, Path: "/workers/" + url.PathEscape(f.text("from_worker")) + "/matters", Command: f.command,
		Body: contracts.MoveAll{To: to, Unit: unit, Note: f.text("note"), CapGrounds: f.text("cap_grounds")},
	})
	no, refused := refusal.As(err)
	switch {
	case err == nil:
		return v.goTo("/board", url.Values{"moved": {v.texts.number(done.Moved)}, "left": {v.texts.number(len(done.Left))}})
	case away(err):
		edge.Note(v.ctx(), err)
		return v.show(http.StatusServiceUnavailable, sendAgainPage(v, f))
	case refused:
		edge.Note(v.ctx(), err)
		return s.board(v, http.StatusUnprocessableEntity, boardView{form: f.refusedFor(no.Fields), No: &no})
	}
	return err
}

// childWorkers are the workers who may be given matters.
func (v *visit) childWorkers() []area.Worker {
	return slices.DeleteFunc(slices.Clone(v.Area.Workers), func(w area.Worker) bool {
		return w.Role != access.SocialWorker && w.Role != access.SocialCounsellor || !slices.Contains(w.Tasks, access.ChildProtection)
	})
}
