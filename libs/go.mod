module nivel/libs

go 1.26.0

require (
	github.com/rickar/cal/v2 v2.1.27
	pgregory.net/rapid v1.3.0
)
