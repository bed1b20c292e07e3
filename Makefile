# Everything runs in .venv, which the first target that needs it makes.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed
BENCHES := $(filter-out tests/bench/large.py tests/bench/plainweb.py,$(wildcard tests/bench/[a-z]*.py))

.PHONY: help demo test lint bench bench-large docs clean

help:
	@echo "make demo    audit an example article against a small web of its own (no network)"
	@echo "make test    the tests"
	@echo "make lint    style, types and the import laws"
	@echo "make bench   the benchmarks; tables go to reports/bench/"
	@echo "make bench-large  an archive of 100,000 articles (an hour; SIZES=\"2000 10000\" for less)"
	@echo "make docs    this documentation as a site, in site/: start with site/index.html"
	@echo "make clean   remove .venv and everything built"

demo: $(INSTALLED)
	@$(BIN)/python scripts/demo.py

test: $(INSTALLED)
	@scripts/install_browser.sh
	$(BIN)/python -m pytest -n 2

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/zizmor --offline --quiet action.yml linkaudit/cli/starters/*.yml

bench: $(INSTALLED)
	@set -e; for bench in $(BENCHES); do $(BIN)/python $$bench; done

# The variable spares a notice about the theme's own future (docs/design.md, Dependencies).
bench-large: $(INSTALLED)
	$(BIN)/python tests/bench/large.py $(if $(SIZES),--articles $(SIZES))

docs: $(INSTALLED)
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet
	@echo "site/index.html (for its search: python -m http.server -d site), and the man page site/linkaudit.1"

$(INSTALLED): pyproject.toml
	@echo "Installing linkaudit into .venv (only the first time; about half a minute)"
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

clean:
	rm -rf .venv site build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
