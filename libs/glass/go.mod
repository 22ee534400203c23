module nivel/libs/glass

go 1.26.0

require (
	nivel/libs v0.0.0
	nivel/libs/vault v0.0.0
	pgregory.net/rapid v1.3.0
)

require (
	github.com/tink-crypto/tink-go/v2 v2.9.0 // indirect
	golang.org/x/crypto v0.53.0 // indirect
	golang.org/x/sys v0.49.0 // indirect
	google.golang.org/protobuf v1.36.11 // indirect
)

replace (
	nivel/libs => ../
	nivel/libs/vault => ../vault
)

replace nivel/libs/history => ../history

replace nivel/libs/node => ../node
