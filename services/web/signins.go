package web

import (
	"net/http"
	"net/url"
	"slices"

	"nivel/libs/access"
	"nivel/libs/area"
)

// showSignIns answers GET /sign-ins: end my own sign-ins, or, for who leads a
// unit or runs the system, somebody else's.
func (s *Service) showSignIns(v *visit) error {
	return v.show(http.StatusOK, signInsPage(v, v.r.URL.Query().Has("done")))
}

// endsSignInsOf reports whether the reader may end a worker's sign-ins: ops may
// for everybody, a manager within the own unit.
func (v *visit) endsSignInsOf(w area.Worker) bool {
	switch v.worker.Role {
	case access.Ops:
		return true
	case access.Manager:
		return w.Unit == v.worker.Unit
	}
	return false
}

// others are the workers whose sign-ins the reader may end.
func (v *visit) others() []area.Worker {
	return slices.DeleteFunc(slices.Clone(v.Area.Workers), func(w area.Worker) bool {
		return w.ID == v.worker.ID || !v.endsSignInsOf(w)
	})
}

// endSignIns answers POST /sign-ins/end. A worker who is not in the area file has
// no unit here, so that only ops may end their sign-ins.
func (s *Service) endSignIns(v *visit) error {
	id := v.r.PostForm.Get("worker")
	w, _ := s.Area.Worker(id)
	if id == "" || !v.endsSignInsOf(w) {
		return errNoPage
	}
	if err := s.keeper.revoke(v.ctx(), id, v.now); err != nil {
		return err
	}
	return v.goTo("/sign-ins", url.Values{"done": {""}})
}
