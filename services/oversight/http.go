package oversight

import (
	"net/http"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
)

// routes is the whole surface of the service, one line each.
func (s *Service) routes() {
	s.api.Handle("POST /glass", breakGlass, edge.Serve(edge.JSON[contracts.GlassAsked], s.breakGlass))
	s.api.Handle("GET /glass/{glass}", seeGlass, edge.Serve(glassID, s.seeGlass))
	s.api.Handle("DELETE /people/{person}/glass", mendGlass, edge.Serve(personID, s.mendGlass))
	s.api.Handle("GET /people/{person}/looks", seeLooks, edge.Serve(askedOf, s.seeLooks))
	s.api.Handle("GET /people/{person}/looks/extract", makeExtract, edge.Serve(askedExtract, s.makeExtract))
	s.api.Handle("GET /workers/{worker}/looks", seeLooksBy, edge.Serve(askedBy, s.seeLooksBy))
	s.api.Handle("GET /my/looks", seeOwnLooks, edge.Serve(askedOwn, s.seeOwnLooks))
	s.api.Handle("GET /report", seeDayReport, edge.Serve(reportDay, s.seeReport))
}

func glassID(r *http.Request) (es.ID, error)  { return edge.ID(r, "glass") }
func personID(r *http.Request) (es.ID, error) { return edge.ID(r, "person") }
