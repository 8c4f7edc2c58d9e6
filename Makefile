# Legato. `make run` starts it on this machine, `make up` in a cluster here, `make test` proves it.
#
# Settings are variables, on the command line or in the environment: LEGATO_HOME (data),
# LEGATO_CACHE (packages), LEGATO_PORT (first of the ports, 8080), LEGATO_BIND (address).
# STACK=local|kind says which of the two is meant. ARGS="..." is passed on to the command behind
# a target.

.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
LEGATO := @$(PYTHON) scripts/bootstrap.py
ON_STACK = $(if $(STACK),--stack $(STACK))

.PHONY: run
run: ## Start Legato here (or bring it up to date) and say where it listens
	$(LEGATO) run $(ARGS)

.PHONY: stop
stop: ## Stop it; the data stay
	$(LEGATO) stop $(ARGS)

.PHONY: status
status: ## Show each part: state, port, memory, uptime
	$(LEGATO) status $(ON_STACK) $(ARGS)

.PHONY: logs
logs: ## Show the newest log lines: make logs PART=gateway ARGS=--follow
	$(LEGATO) logs $(ON_STACK) $(PART) $(ARGS)

.PHONY: credentials
credentials: ## Show address, admin and demo listener: FORMAT=json for programs
	$(LEGATO) credentials $(ON_STACK) $(if $(FORMAT),--format $(FORMAT)) $(ARGS)

.PHONY: reset
reset: ## Delete the data folder, after asking
	$(LEGATO) reset $(ARGS)

.PHONY: up
up: ## Raise a cluster of three nodes here with Legato in it, or bring it up to date
	$(LEGATO) up $(ARGS)

.PHONY: down
down: ## Delete that cluster and its data, after asking
	$(LEGATO) down $(ARGS)

.PHONY: halt
halt: ## Stop the cluster's processes; all data stay, and make up starts them again
	$(LEGATO) halt $(ARGS)

.PHONY: images
images: ## Build the images that are missing, and show how large each is
	$(LEGATO) images $(ARGS)

.PHONY: charts
charts: ## Renew what is made from the charts: schemas of values, rendered output
	$(LEGATO) charts $(ARGS)

.PHONY: lint
lint: ## Check style, types and the repository's own rules
	$(LEGATO) lint

.PHONY: lock
lock: ## Compile requirements/lock.txt anew: ARGS=--upgrade for newer versions
	$(LEGATO) lock $(ARGS)

.PHONY: test
test: ## Lint, then every suite on a stack of its own
	$(LEGATO) test $(ARGS)

.PHONY: test-unit
test-unit: ## Only the tests without servers
	$(LEGATO) test-unit $(ARGS)

.PHONY: test-charts
test-charts: ## Only the tests of the charts, which need no cluster
	$(LEGATO) test-charts $(ARGS)

.PHONY: test-integration
test-integration: ## Only the tests on single real servers
	$(LEGATO) test-integration $(ARGS)

.PHONY: test-e2e
test-e2e: ## Test the running stack, or any other: LEGATO_URL and LEGATO_CREDENTIALS
	$(LEGATO) test-e2e $(ARGS)

.PHONY: test-chaos
test-chaos: ## Only the tests that kill parts under traffic
	$(LEGATO) test-chaos $(ARGS)

.PHONY: test-cluster
test-cluster: ## Test on a kind cluster that is made for it and then taken away
	$(LEGATO) test-cluster $(ARGS)

.PHONY: test-full
test-full: ## The same with the slow tests: rollback, second namespace, Envoys that come and go
	$(LEGATO) test-full $(ARGS)

.PHONY: bench
bench: ## Measure, on a stack of its own: PART=bytes for a part, KEEP=1 to renew docs/benchmarks
	$(LEGATO) bench $(PART) $(if $(KEEP),--keep) $(ARGS)

.PHONY: help
help: ## Show this
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
