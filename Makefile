PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
LOCKED := $(BIN)/uv pip compile pyproject.toml --quiet --universal --fork-strategy fewest \
	--generate-hashes --no-header --no-annotate --extra build

.PHONY: run test quick covered check fix browser server-test breaking mutate odd-words bench peers crowd nation receipts wheel \
	wheelhouse lock tutorial \
	sample-masks windows windows-wheels container vulnerabilities

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
	$(BIN)/zaitaku serve --sample-if-empty $(if $(PORT),--port $(PORT))

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
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && \
	$(BIN)/mypy --platform win32 --cache-dir .mypy_cache/win32 zaitaku app.py && $(BIN)/zaitaku check

fix: $(VENV)/.installed
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

browser: $(VENV)/.installed
	$(BIN)/python -m pytest tests/browser

# behind a real nginx (apt-get install -y nginx-light) and with a real sign-in
server-test: $(VENV)/.installed
	$(BIN)/python -m pytest tests/server

# imports and publishing broken off at every write; then TIMES kills at any moment of all that writes
breaking: $(VENV)/.installed
	for how in kill ENOSPC EROFS; do for work in import hold publish choose; do \
		$(BIN)/python -m tests.breaking $$work $$(mktemp -d) $$how || exit 1; done; done
	TIMES=$(or $(TIMES),100) $(BIN)/python -m tests.breaking any $$(mktemp -d) kill@$(or $(SEED),1)

# N damaged workbooks, tables and maps: refused, told, or read as the whole file is
mutate: $(VENV)/.installed
	$(BIN)/python -m tests.mutating $(or $(N),300) $(or $(SEED),1)

# N odd values for parameters: of questions in code and on the command line, of the API, of pages
odd-words: $(VENV)/.installed
	$(BIN)/python -m tests.odd_words $(or $(N),400) $(or $(SEED),1)

bench: $(VENV)/.installed
	$(BIN)/python -m bench

# 30 people at once on a server of the sample, each clicking every 5 s for 5 minutes, then once more
# with an export of all cards beside them (PEOPLE, MINUTES, EVERY seconds; PROFILE=where its time goes)
crowd: $(VENV)/.installed
	$(BIN)/python -m bench.crowd --export --people $(or $(PEOPLE),30) --minutes $(or $(MINUTES),5) \
		--every $(or $(EVERY),5) $(if $(PROFILE),--profile $(PROFILE))

# 47 invented prefectures (or N), imported one by one into OUT, and a page among them; for a night
nation: $(VENV)/.installed
	$(BIN)/python -m bench.nation $(or $(OUT),dist/nation) $(or $(N),47)

# the same questions asked of Datasette, which is no library of ours, and of a plain page; needs the network
.peers/bin/datasette:
	$(PYTHON) -m venv .peers
	.peers/bin/python -m pip --quiet --disable-pip-version-check install datasette==0.65.5

peers: $(VENV)/.installed .peers/bin/datasette
	$(BIN)/python -m bench.peers

# receipts of nobody, N a year, and the tables that they must give
receipts: $(VENV)/.installed
	$(BIN)/python -m bench.claims make $(OUT) $(or $(N),100000)

# the pictures of はじめての使い方, taken anew of the sample prefecture
tutorial: $(VENV)/.installed
	$(BIN)/python -m bench.tutorial

# what 公表 hides of the sample, so that its first start need not search for it (2 minutes)
sample-masks: $(VENV)/.installed
	$(BIN)/python -m bench.sample_masks

# one zip for a Windows PC without rights and internet: PYTHON_EMBED=the embeddable Python (64-bit),
# PYTHON_EMBED_SHA256=what its publisher says; needs the network for the wheels
windows: $(VENV)/.installed
	$(BIN)/python -m bench.windows --python "$(or $(PYTHON_EMBED),python-embed-amd64.zip)" --sha256 "$(PYTHON_EMBED_SHA256)"

# whether every Python that we promise finds all wheels of the lock on Windows; needs the network
windows-wheels: $(VENV)/.installed
	$(BIN)/python -m bench.windows --wheels

# rootless and read-only, by podman or docker; needs the network for its base and the libraries
container:
	$(firstword $(shell command -v podman docker) podman) build -f Containerfile -t zaitaku .

# known faults of the locked libraries; needs the network
vulnerabilities: $(VENV)/.installed
	$(BIN)/uv tool run --quiet pip-audit==2.10.1 --strict --disable-pip --require-hashes -r requirements.txt

wheel: $(VENV)/.installed
	$(BIN)/python -m build --no-isolation

# all that a machine without the network needs, to be carried alone
wheelhouse: $(VENV)/.runs
	$(PIP) download --require-hashes -r requirements.txt -d wheelhouse
	$(PIP) wheel --no-deps --no-build-isolation -w wheelhouse .
	cp requirements.txt wheelhouse/

# after a change of dependencies; UPGRADE=--upgrade takes the newest versions
lock: $(VENV)/.installed
	$(LOCKED) $(UPGRADE) -o requirements.txt
	$(LOCKED) $(UPGRADE) -c requirements.txt --extra dev -o requirements-dev.txt
	$(MAKE) $(VENV)/.installed
	$(BIN)/python -m bench.third_party
