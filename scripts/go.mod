module nivel/scripts

go 1.26.0

require nivel/libs v0.0.0

replace nivel/libs => ../libs
