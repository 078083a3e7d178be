# mmbackup: every task of the house. `make help` lists them.

# The Python to build the environment with: 3.11 or newer. Name another with `make PYTHON=/path/to/python3`.
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
BIN := .venv/bin
# Set in many container images, it would have each of our processes compile all that it imports anew.
export PYTHONDONTWRITEBYTECODE :=
LOCK := requirements.lock
TESTS ?= tests
# One more than two processors: many tests wait for processes that they started.
PROCESSES ?= 3
PYTEST = $(BIN)/python -m pytest $(TESTS) -n $(PROCESSES)
# What touches a database, once more on a real PostgreSQL.
define on_postgresql
@if command -v initdb || ls /usr/lib/postgresql/*/bin/initdb; then \
	MMBACKUP_TEST_DATABASE=postgresql $(1); \
else \
	echo "PostgreSQL is not installed here: its pass is left out (Debian: apt install postgresql)"; \
fi
endef

.DEFAULT_GOAL := help
.PHONY: help run test test-long coverage fuzz lint bench lock clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

run: .venv/installed ## install, make the sample system once, and run everything on http://127.0.0.1:8000 (PORT=8000)
	@exec $(BIN)/python manage.py up

test: .venv/installed ## run the tests, those with a database on SQLite and on PostgreSQL
	$(PYTEST)
	$(call on_postgresql,$(PYTEST) -m "close and not long")

test-long: .venv/installed ## run the tests that are slow by their nature, such as a whole make run
	$(PYTEST) -m long
	$(call on_postgresql,$(PYTEST) -m "not close and (walk or not long)")

coverage: .venv/installed ## run the tests once more, and list what they leave unseen
	$(PYTEST) --cov --cov-report=
	@$(BIN)/python -m coverage report --skip-covered --sort=cover | tail -n 25

fuzz: .venv-fuzz/installed ## fuzz every reader of a medium, in an environment of its own (SECONDS=60 for each)
	.venv-fuzz/bin/python -m fuzz --seconds $(or $(SECONDS),60)

lint: .venv/installed ## check style, types, import directions, migrations and the production settings
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	HTTPS=1 $(BIN)/python manage.py check --deploy --fail-level WARNING

bench: .venv/installed ## measure mmbackup beside tar, restic and borg (WHAT=hosts, mailboxes, memory, pages, portal: see bench)
	$(BIN)/python -m bench --what $(or $(WHAT),all)

lock: ## pin every package with its hashes anew (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --group dev pyproject.toml \
		-q -o $(LOCK) --custom-compile-command "make lock" --no-annotate

clean: ## remove the environment and what tools left behind; var/ (your data) stays
	rm -rf .venv .venv-fuzz .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage* htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Made anew when the lock changes, or when the last attempt did not get to its end.
.venv/installed: $(LOCK)
	@test -n "$(PYTHON)" && "$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "mmbackup needs Python 3.11 or newer, and none was found on the path."; \
		echo "Install one (Debian, Ubuntu: apt install python3 python3-venv), or name it:"; \
		echo "    make PYTHON=/path/to/python3.11"; exit 1; }
	@if command -v uv >/dev/null; then \
		echo "Setting up .venv with uv"; \
		uv venv -q --clear --python "$(PYTHON)" .venv && \
		uv pip sync -q --compile-bytecode --require-hashes --python $(BIN)/python $(LOCK); \
	else \
		echo "Setting up .venv with pip; this takes about a minute, once"; \
		{ "$(PYTHON)" -m venv --clear .venv || { \
			echo "Python's venv module is incomplete (Debian, Ubuntu: apt install python3-venv)."; exit 1; }; } && \
		$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r $(LOCK); \
	fi
	@touch $@

.venv-fuzz/installed: fuzz/requirements.lock
	"$(PYTHON)" -m venv --clear .venv-fuzz
	.venv-fuzz/bin/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r fuzz/requirements.lock
	@touch $@
