package oversight

import "nivel/libs/es"

// Category is the category of the streams of responsible workers, one for each
// person.
const Category = "oversight"

// History lists every name that this service has ever stored an event under.
// Lines are added and turned from Current to Retired; none is changed or
// removed. Those of the glass are in libs/glass.
var History = es.NewCatalog(
	es.Current[ResponsibleNoted, Event]("oversight.responsible-noted.v1"),
	es.Current[EndNoted, Event]("oversight.end-noted.v1"),
	es.Current[SameNoted, Event]("oversight.same-noted.v1"),
	es.Current[DifferentNoted, Event]("oversight.different-noted.v1"),
)
