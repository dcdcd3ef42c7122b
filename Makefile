# `make help` says what there is. Every target can be run on a fresh machine.
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin

# One process a core; the tests of one file stay together, because they share what is slow to make. Files come in the
# order of their names: those that take longest hold few tests, and would come last where files are sorted by size.
SIDE_BY_SIDE := -n auto --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help run test check bench format pins clean setup setup-test

help: ## Say what there is
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: setup ## Install what is missing and start the site (HOST, PORT)
	@exec $(BIN)/python scripts/start.py

test: setup-test ## Install what is missing and run every test
	@$(BIN)/python -m pytest $(SIDE_BY_SIDE)

check: setup-test ## All that must hold: format, lint, types, layers, criteria, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@if $(BIN)/flask charter --help | grep -q '^  check '; then $(BIN)/flask charter check; fi
	$(BIN)/python -m pytest $(SIDE_BY_SIDE)

bench: setup-test ## Measure speed
	@$(BIN)/python -m bench

format: setup-test ## Put the code into shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

pins: setup-test ## Compile requirements*.in and package.json into pins with hashes
	$(BIN)/python -m piptools compile $(PIN_OPTIONS) --output-file=requirements.txt requirements.in
	$(BIN)/python -m piptools compile $(PIN_OPTIONS) --output-file=requirements-dev.txt requirements-dev.in
	npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved=true

# No address of a package index is written down: where packages come from is each machine's own setting.
PIN_OPTIONS := --quiet --upgrade --generate-hashes --allow-unsafe --strip-extras --no-header \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links

clean: ## Remove what set-up and tools made; keeps instance/, where the site's own files are
	rm -rf .venv node_modules charter/web/static/vendor
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

setup:
	@$(PYTHON) scripts/setup.py run

setup-test:
	@$(PYTHON) scripts/setup.py test
