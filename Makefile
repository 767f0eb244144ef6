PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
LOCKED := $(BIN)/uv pip compile pyproject.toml --quiet --universal --fork-strategy fewest \
	--generate-hashes --no-header --no-annotate --extra build

.PHONY: run test quick check fix browser bench wheel wheelhouse lock

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

quick: $(VENV)/.installed
	$(BIN)/python -m pytest -q -n 2 tests/unit tests/queries

check: $(VENV)/.installed
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/zaitaku check

fix: $(VENV)/.installed
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

browser: $(VENV)/.installed
	$(BIN)/python -m pytest tests/browser

bench: $(VENV)/.installed
	$(BIN)/python -m bench

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
