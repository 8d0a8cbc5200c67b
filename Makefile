# Everything a contributor types. `make` alone lists it.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: help
help:  ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

# The pinned build tools come first, so that nothing is built with tools that no hash vouches for.
$(VENV)/.run: requirements/run.txt requirements/build.txt pyproject.toml
	@echo "creating the environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/build.txt
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes --no-build-isolation -r requirements/run.txt
	@$(BIN)/pip install -q --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	@echo "adding the development tools"
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes --no-build-isolation -r requirements/dev.txt
	@touch $@

.PHONY: demo
demo: $(VENV)/.run  ## publish the example site into a feed, preview the rest; no account needed
	@BIN=$(BIN) sh examples/demo.sh

.PHONY: test
test: $(VENV)/.dev  ## run the tests, and report what they cover
	@rm -f .coverage .coverage.*
	$(BIN)/coverage run -m pytest -n $(JOBS) $(TESTS)
	@$(BIN)/coverage combine -q
	@$(BIN)/coverage report --fail-under=95

JOBS ?= auto

.PHONY: torture
torture: $(VENV)/.dev  ## try the promise at random, for a quarter of an hour; the result goes into the docs
	$(BIN)/python -m tests.torture --kills $(KILLS) --write docs/reliability.md

KILLS ?= 10000

.PHONY: pictures
pictures: $(VENV)/.dev  ## take the pictures of the documentation anew (needs Chromium)
	$(BIN)/python -m tests.preview.pictures
	$(BIN)/python -m tests.board.pictures

.PHONY: faults
faults: $(VENV)/.dev  ## write docs/faults.md anew: which test shows how each fault ends
	$(BIN)/python -m tests.faults

.PHONY: reference
reference: $(VENV)/.dev  ## write docs/keys.md and the manual page anew, from the code
	$(BIN)/python -m tests.reference

.PHONY: walk-zones
walk-zones: $(VENV)/.dev  ## hold daily windows to the calendars of all time zones, 2010 to 2040; two minutes
	$(BIN)/python -m tests.zones

.PHONY: mutants
mutants: $(VENV)/.dev  ## take out each protection in turn, in a copy: a test must notice
	$(BIN)/python -m tests.mutants

.PHONY: restored
restored: $(VENV)/.dev  ## put older ledgers back at random, for some minutes; the result goes into the docs
	$(BIN)/python -m tests.torture.restored --points $(POINTS) --write docs/reliability.md

POINTS ?= 1000

.PHONY: bench
bench: $(VENV)/.dev  ## hold what users wait for to its floors and goals; the result goes into the docs
	$(BIN)/python -m benchmarks --rounds $(ROUNDS) --json build/bench/last.json --write docs/performance.md

ROUNDS ?= 9

.PHONY: bench-peers
bench-peers: $(VENV)/.dev  ## measure other programs on this machine, too; fetches them into build/peers
	$(BIN)/python -m benchmarks --peers --rounds $(ROUNDS) --write docs/performance.md

.PHONY: check
check: $(VENV)/.dev  ## lint, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

.PHONY: format
format: $(VENV)/.dev  ## put the source in order
	$(BIN)/ruff check --fix-only -q .
	$(BIN)/ruff format -q .

.PHONY: release-check
release-check: $(VENV)/.dev audit  ## build what would be released, twice; list what is in it; install it
	$(BIN)/python -m release $(TAG)

.PHONY: audit
audit: $(VENV)-audit/.done  ## ask which of the pinned packages are known to be unsafe
	@$(VENV)-audit/bin/python -m release.audit $(VENV)-audit/bin/pip-audit

$(VENV)-audit/.done: requirements/audit.txt
	@$(PYTHON) -m venv $(VENV)-audit
	@$(VENV)-audit/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements/audit.txt
	@touch $@

.PHONY: docs
docs: $(VENV)-docs/.done  ## build the documentation as a site to read, into build/docs
	@$(VENV)-docs/bin/sphinx-build -q -W --keep-going -d build/doctrees docs build/docs
	@echo "build/docs/index.html"

$(VENV)-docs/.done: requirements/docs.txt
	@$(PYTHON) -m venv $(VENV)-docs
	@$(VENV)-docs/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements/docs.txt
	@touch $@

.PHONY: lock
lock:  ## pin the dependencies anew, with hashes and without index hosts (needs uv)
	$(LOCK) --group build -o requirements/build.txt
	$(LOCK) pyproject.toml -o requirements/run.txt
	$(LOCK) pyproject.toml --all-extras -o requirements/extras.txt
	$(LOCK) pyproject.toml --group dev --group build -o requirements/dev.txt
	$(LOCK) --group audit -o requirements/audit.txt
	$(LOCK) --group docs -o requirements/docs.txt

LOCK = uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-header
