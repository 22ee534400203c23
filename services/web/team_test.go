package web_test

import "net/http"

// teamRoutes are those of what several people know together: information from
// outside.
func (in *intake) teamRoutes(mux *http.ServeMux) {
	mux.HandleFunc("POST /matters/{matter}/sources", in.command(func() any { return someReceipt() }))
}
