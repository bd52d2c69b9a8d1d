# make app: set up once, start the app and print its address.  make test, make lint: likewise with the test tools.

PYTHON := $(shell for python in python3 python3.12 python3.11; do \
	if $$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' 2>/dev/null; \
	then echo $$python; break; fi; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt

export HF_HUB_DISABLE_TELEMETRY := 1
export GRADIO_ANALYTICS_ENABLED := False

.PHONY: app test lint
.DELETE_ON_ERROR:

app: $(VENV)/installed
	$(BIN)/python app.py

test: $(VENV)/installed-test
	HF_HUB_OFFLINE=1 $(BIN)/python -m pytest

lint: $(VENV)/installed-test
	$(BIN)/ruff check
	$(BIN)/ruff format --check

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Install Python 3.11 or 3.12 and run make again: neither was found." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "Install the venv module of $(PYTHON) (on Debian: apt-get install python3-venv) and run make again." >&2; \
		exit 1; }

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
