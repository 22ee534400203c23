# Two commands set everything up on a fresh machine:
#
#   make run    the whole system in one process, with a demo area
#   make test   everything that CI checks
#
# What they need they install themselves and say so (scripts/install).

GO      ?= go
BIN     := var/bin
MODULES := $(shell $(GO) work edit -json 2>/dev/null | sed -n 's/.*"DiskPath": "\(.*\)".*/\1/p')
SOURCES := $(shell find . -name '*.go' -not -path './var/*' 2>/dev/null) $(shell find services libs deploy -name '*.json' -o -name '*.css' -o -name '*.js' -o -name '*.csv' 2>/dev/null)
GOFOLDERS := libs services deploy docs k8s scripts
GOTEST  := $(GO) test -timeout 30m

export GOFLAGS := -buildvcs=false

.PHONY: help run build test unit vet e2e fuzz bench screenshots generate clean

help: ## this list
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST)

run: build-deps build ## start everything in one process; Ctrl-C stops it
	$(BIN)/nivel run $(ARGS)

build: $(BIN)/nivel ## build the one-process command
$(BIN)/nivel: $(SOURCES)
	@mkdir -p $(BIN)
	$(GO) build -o $@ ./deploy/standalone/cmd/nivel

.PHONY: build-deps test-deps
build-deps:
	@scripts/install/apt redis-server=redis-server
test-deps:
	@scripts/install/apt redis-server=redis-server chromium=chromium npm=npm strace=strace fonts-dejavu-core
	@scripts/install/npm

test: test-deps vet unit e2e ## everything that CI checks

vet: ## formatting, go vet, tidy modules
	@test -z "$$(gofmt -l $(GOFOLDERS))" || { gofmt -l $(GOFOLDERS); echo 'run gofmt -w on these'; exit 1; }
	$(GO) vet work

unit: ## unit, rule, property and adapter tests of every module but the browser
	$(GOTEST) $(addsuffix /...,$(MODULES))
	$(GOTEST) -count=1 ./scripts/check # reads files that the test cache does not know of

e2e: build ## the whole job in real Chromium, processes killed, canaries looked for
	$(GOTEST) -tags e2e -count=1 ./deploy/standalone/e2e/...

bench: build-deps build ## ratios against limits measured in the same run
	cd scripts/peer && GOWORK=off $(GO) build -o ../../$(BIN)/peer .
	$(GO) run ./deploy/standalone/cmd/bench -peer $(BIN)/peer -nivel $(BIN)/nivel

screenshots: test-deps build ## every page in each language, width and colour scheme, into var/screenshots
	$(GO) run -tags e2e ./deploy/standalone/cmd/screenshots

generate: ## make generated code anew
	$(GO) generate work

clean: ## remove what was built; data of the demo stays in var/data
	rm -rf var/bin var/screenshots
