# `make` alone lists the targets. Nothing is needed first but Python 3.11-3.13, git and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOME_DIR ?= home
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help setup demo run test runners contract check bench docs pictures format lock clean

help:  ## List the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

setup: $(VENV)/.ready  ## Make .venv with the locked dependencies

$(VENV)/.ready: requirements-dev.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info[:2] <= (3, 13) else "Python 3.11, 3.12 or 3.13 is needed, this is " + sys.version.split()[0] + "; name one: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	$(BIN)/python -m pip check --quiet
	@touch $@

demo: setup  ## The whole night on the sample night, offline, as a Prefect flow run
	@rm -rf demo demo.partial
	$(BIN)/ingest init demo --lists-from samples/lists
	$(BIN)/python flows/nightly.py --home demo --replay samples/night.warc --since 2026-08-19 --until 2026-08-20
	@echo
	@$(BIN)/ingest --home demo prs list
	@echo "Look at one: $(BIN)/ingest --home demo prs show awesome-ai4med"

run: setup  ## Tonight, live: home in HOME_DIR (default: home), embedded forge
	@test -d $(HOME_DIR)/config || $(BIN)/ingest init $(HOME_DIR)
	$(BIN)/ingest --home $(HOME_DIR) run

test: setup  ## All tests
	$(BIN)/python -m pytest -q -n auto --dist worksteal

runners:  ## The backfill on Dask and Ray against threads, in .venv-runners (1.1 GB)
	test -d .venv-runners || $(PYTHON) -m venv .venv-runners
	.venv-runners/bin/python -m pip install --quiet --no-deps --require-hashes -r requirements-dev.txt
	.venv-runners/bin/python -m pip install --quiet --no-deps --require-hashes -r requirements-runners.txt
	.venv-runners/bin/python -m pip install --quiet --no-deps --no-build-isolation -e .
	.venv-runners/bin/python -m pytest -q tests/polling/test_runners.py

contract: setup  ## GitHub's own description of its API into .contract/ (needs npm); tests judge by it where it is
	$(BIN)/python tests/world/fetch_contract.py

check: setup  ## Format, lint, types, import layers, rules, packed samples
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/ingest rules check

bench: setup  ## Benchmarks, each against a peer in the same run; writes docs/benchmarks.md
	$(BIN)/python benchmarks

docs: setup  ## Generated parts of docs/ and the JSON Schemas in config/
	$(BIN)/python docs/generate.py

pictures: setup  ## Screenshots in docs/pictures (needs Chromium)
	$(BIN)/python docs/screenshots.py

format: setup  ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock:  ## Resolve the dependencies anew (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-header -q pyproject.toml -o requirements.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-header -q pyproject.toml --extra lake -c requirements.txt -o requirements-lake.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-header -q pyproject.toml --extra dask --extra ray -c requirements.txt -o requirements-runners.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-header -q --group lint -c requirements.txt -o requirements-lint.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-header -q pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt

clean:  ## Remove what the targets made, the virtual environment too
	rm -rf $(VENV) .venv-runners demo demo.partial .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
