PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: run test quick check fix browser bench wheelhouse

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	touch $@

run: $(VENV)/.installed
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

wheelhouse: $(VENV)/.installed
	$(BIN)/python -m pip download --quiet -c constraints.txt -d wheelhouse ".[dev]" "setuptools>=77"
