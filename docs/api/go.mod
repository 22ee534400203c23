module nivel/docs/api

go 1.26.0
