PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
LOCKED := $(BIN)/uv pip compile pyproject.toml --quiet --universal --fork-strategy fewest \
	--generate-hashes --no-header --no-annotate --extra build

.PHONY: run test quick covered check fix browser server-test breaking bench receipts wheel wheelhouse lock tutorial

QUICK := -q -n 2 -m "not thorough" tests/unit tests/queries
# the newest Python that we promise, where the machine has one that runs
NEWEST = $(firstword $(foreach python,python3.13 $(wildcard $(HOME)/.pyenv/versions/3.13*/bin/python3.13),\
	$(if $(shell $(python) -c 'print(1)' 2>/dev/null),$(python))))

# what a user needs
$(VENV)/.runs: pyproject.toml requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes -r requirements.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	touch $@

# and what a developer needs
$(VENV)/.installed: $(VENV)/.runs requirements-dev.txt
	$(PIP) install --require-hashes -r requirements-dev.txt
	touch $@

run: $(VENV)/.runs
	$(BIN)/zaitaku serve --sample-if-empty

test: check
	$(BIN)/python -m pytest -n 2
	$(MAKE) covered

quick: $(VENV)/.installed
	$(BIN)/python -m pytest $(QUICK)

# the quick tests once more, for what they cover, under the newest Python: it counts lines at no cost
covered: $(if $(NEWEST),$(VENV)-newest/.installed,$(VENV)/.installed)
	$(if $(NEWEST),,@echo "Python 3.13 がないので $(PYTHON) で測る（3.13 での試験は飛ばした）")
	COVERAGE_CORE=$(if $(NEWEST),sysmon,ctrace) $(if $(NEWEST),$(VENV)-newest/bin,$(BIN))/python \
		-m pytest $(QUICK) --cov=zaitaku --cov-report=term:skip-covered

$(VENV)-newest/.installed: $(VENV)/.installed
	$(BIN)/uv venv --quiet --clear --python $(NEWEST) $(VENV)-newest
	$(BIN)/uv pip sync --quiet --python $(VENV)-newest/bin/python --require-hashes requirements-dev.txt
	touch $@

check: $(VENV)/.installed
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/zaitaku check

fix: $(VENV)/.installed
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

browser: $(VENV)/.installed
	$(BIN)/python -m pytest tests/browser

# behind a real nginx (apt-get install -y nginx-light) and with a real sign-in
server-test: $(VENV)/.installed
	$(BIN)/python -m pytest tests/server

# imports and publishing broken off at every write; then TIMES kills at any moment of all that writes
breaking: $(VENV)/.installed
	for how in kill ENOSPC EROFS; do for work in import publish; do \
		$(BIN)/python -m tests.breaking $$work $$(mktemp -d) $$how || exit 1; done; done
	TIMES=$(or $(TIMES),100) $(BIN)/python -m tests.breaking any $$(mktemp -d) kill@$(or $(SEED),1)

bench: $(VENV)/.installed
	$(BIN)/python -m bench

# receipts of nobody, N a year, and the tables that they must give
receipts: $(VENV)/.installed
	$(BIN)/python -m bench.claims make $(OUT) $(or $(N),100000)

# the pictures of はじめての使い方, taken anew of the sample prefecture
tutorial: $(VENV)/.installed
	$(BIN)/python -m bench.tutorial

wheel: $(VENV)/.installed
	$(BIN)/python -m build --no-isolation

wheelhouse: $(VENV)/.runs
	$(PIP) download --require-hashes -r requirements.txt -d wheelhouse

# after a change of dependencies; UPGRADE=--upgrade takes the newest versions
lock: $(VENV)/.installed
	$(LOCKED) $(UPGRADE) -o requirements.txt
	$(LOCKED) $(UPGRADE) -c requirements.txt --extra dev -o requirements-dev.txt
	$(MAKE) $(VENV)/.installed
	$(BIN)/python -m bench.third_party
