# make app: set up once, start the app and print its address.  make test, make lint: likewise with the test tools.

PYTHON := $(shell for python in python3 python3.12 python3.11; do \
	if $$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' 2>/dev/null; \
	then echo $$python; break; fi; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt

export HF_HUB_DISABLE_TELEMETRY := 1
export GRADIO_ANALYTICS_ENABLED := False

.PHONY: app test lint lint-python lint-javascript
.DELETE_ON_ERROR:

app: $(VENV)/installed
	$(BIN)/python app.py

# Two workers with a thread each: two threads in one process are little faster than one.
test: $(VENV)/installed-test
	HF_HUB_OFFLINE=1 OMP_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses 2 --dist loadfile
	@if command -v node >/dev/null; then node --test $$(find tests -name '*.test.js'); \
	else echo "Node.js is not installed: the tests of the player's modules alone were skipped." >&2; fi

lint: lint-python lint-javascript

lint-python: $(VENV)/installed-test
	$(BIN)/ruff check
	$(BIN)/ruff format --check

lint-javascript: node_modules/installed
	node_modules/.bin/eslint soundstorm tests eslint.config.js
	node_modules/.bin/tsc

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Install Python 3.11 or 3.12 and run make again: neither was found." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "Install the venv module of $(PYTHON) (on Debian: apt-get install python3-venv) and run make again." >&2; \
		exit 1; }

# ESLint and TypeScript, for the linters alone: the player is put together in Python, and nobody who runs it needs node.
node_modules/installed: package.json package-lock.json
	@node -e 'const [major, minor] = process.versions.node.split("."); process.exit(Number(major * 100 + Number(minor) < 2019))' 2>/dev/null \
		&& command -v npm >/dev/null || { echo "Install Node.js 20.19 or newer with npm and run make lint again:" \
		"ESLint and TypeScript check the player's JavaScript." >&2; exit 1; }
	@npm ci --loglevel=error --no-audit --no-fund
	@touch $@

# The stamps depend on the requirements, so that everything is installed once and again when they change.
$(VENV)/installed: requirements.txt constraints.txt | $(BIN)/python
	@echo "Installing what the app needs (once, a few minutes)."
	@$(PIP) --requirement requirements.txt
	@touch $@

$(VENV)/installed-test: requirements.txt requirements-test.txt requirements-evaluation.txt constraints.txt | $(BIN)/python
	@echo "Installing what the tests need (once, a few minutes)."
	@$(PIP) --requirement requirements-test.txt
	@$(PIP) --requirement requirements-evaluation.txt || \
		echo "PESQ and Resemblyzer could not be compiled: tests that need them are skipped (install gcc and Python's headers, delete .venv/installed-test and run make again)." >&2
	@touch $@
