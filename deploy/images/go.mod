module nivel/deploy/images

go 1.26.0
