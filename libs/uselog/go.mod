module nivel/libs/uselog

go 1.26.0

require (
	go.uber.org/goleak v1.3.0
	nivel/libs v0.0.0
	nivel/libs/readmodel v0.0.0
)

require (
	github.com/alicebob/miniredis/v2 v2.40.0 // indirect
	github.com/cespare/xxhash/v2 v2.3.0 // indirect
	github.com/go-logr/logr v1.4.4 // indirect
	github.com/go-logr/stdr v1.2.2 // indirect
	github.com/redis/go-redis/v9 v9.23.0 // indirect
	github.com/yuin/gopher-lua v1.1.1 // indirect
	go.opentelemetry.io/auto/sdk v1.2.1 // indirect
	go.opentelemetry.io/otel v1.47.0 // indirect
	go.opentelemetry.io/otel/log v1.47.0 // indirect
	go.opentelemetry.io/otel/metric v1.47.0 // indirect
	go.opentelemetry.io/otel/trace v1.47.0 // indirect
	go.uber.org/atomic v1.12.0 // indirect
	golang.org/x/sys v0.48.0 // indirect
)

replace (
	nivel/libs => ../../libs
	nivel/libs/history => ../../libs/history
	nivel/libs/node => ../../libs/node
	nivel/libs/readmodel => ../../libs/readmodel
	nivel/libs/telemetry => ../../libs/telemetry
)
