module nivel/deploy/demoprovider

go 1.26.0

require (
	github.com/go-jose/go-jose/v4 v4.1.5
	nivel/libs v0.0.0
)

replace nivel/libs => ../../libs
