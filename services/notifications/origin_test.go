package notifications

import (
	"reflect"
	"testing"

	"nivel/libs/es"
)

func TestRow_SaysWhyEachLetterIsOwed(t *testing.T) {
	first, second := es.ID{1}, es.ID{2}
	asked := es.Meta{Correlation: es.ID{7}, Traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}
	row := applyRow(Row{}, es.Recorded{Meta: asked}, NoticePosted{Notice: first, MailDue: true})
	row = applyRow(row, es.Recorded{}, NoticePosted{Notice: second, MailDue: true})
	row = applyRow(row, es.Recorded{}, MailBegun{Notice: first, Ticket: es.ID{3}})

	t.Run("in the words of the event that posted it", func(t *testing.T) {
		want := map[string]Origin{first.String(): {Correlation: asked.Correlation, Traceparent: asked.Traceparent}, second.String(): {}}
		if !reflect.DeepEqual(row.Because, want) {
			t.Errorf("says %+v", row.Because)
		}
	})
	t.Run("and no longer once it is sent", func(t *testing.T) {
		row = applyRow(row, es.Recorded{}, MailSent{Notice: first})
		if _, kept := row.Because[first.String()]; kept || len(row.Because) != 1 {
			t.Errorf("says %+v", row.Because)
		}
		if row = applyRow(row, es.Recorded{}, MailSent{Notice: second}); row.Because != nil {
			t.Errorf("says %+v of nothing", row.Because)
		}
	})
}
