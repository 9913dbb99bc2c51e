# The entry points of the project. `make` alone lists them.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PORT ?= 8000
EXAMPLE ?= 0
POSTGRES ?= postgres://postgres@127.0.0.1:5432/postgres
export PYTHON ?= python3
PDF := libpangoft2-1.0-0 libharfbuzz-subset0
MANAGE := .venv/bin/python manage.py
UV ?= $(firstword $(wildcard .venv/bin/uv) uv)
COMPILE := $(UV) pip compile --quiet --generate-hashes --no-strip-extras --universal --python-version 3.11 \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade) pyproject.toml

# Collected again only after a change; the manifest is the last file that collectstatic writes.
STATIC := $(shell find assets static -type f 2>/dev/null)
COLLECTED := var/staticfiles/staticfiles.json

.PHONY: help run example test drill bench screenshots lint fmt lock audit sbom deploy-check clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## start the portal: the real programme, demonstration accounts (PORT=8000; EXAMPLE=1 adds the example programme)
	@echo "Krok 1 z 6: port $(PORT) i ustawienia demonstracji (.env)"
	@$(PYTHON) -m cooperation.first_run "$(PORT)"
	@echo "Krok 2 z 6: biblioteki (.venv)"
	@.ci/debian $(PDF) || echo "  Portal działa bez nich; nie utworzy tylko plików PDF."
	@.ci/install requirements.txt
	@echo "Krok 3 z 6: tłumaczenia i pliki stron"
	@$(MANAGE) compile_catalogue --verbosity 0
	@$(MAKE) --silent $(COLLECTED)
	@echo "Krok 4 z 6: baza danych"
	@$(MANAGE) migrate --verbosity 0
	@echo "Krok 5 z 6: program współpracy"
	@$(MANAGE) load_programme data/programme-2021-2025.txt
	@if [ "$(EXAMPLE)" = 1 ]; then $(MANAGE) load_example; fi
	@echo "Krok 6 z 6: konta demonstracyjne"
	@$(MANAGE) demo
	@printf '\nPortal: http://127.0.0.1:%s/    (zatrzymanie: Ctrl+C)\n\n' "$(PORT)"
	@$(MANAGE) send_mail --wait --parent $$$$ & exec .venv/bin/python -m gunicorn cooperation.wsgi --bind 127.0.0.1:$(PORT) \
		--worker-class gthread --workers 2 --threads 4 --limit-request-line 0 --log-level warning --no-control-socket

example: ## start the portal with the example programme besides the real one: every page has content, all of it fictitious
	@$(MAKE) --silent run EXAMPLE=1

$(COLLECTED): $(STATIC) requirements.txt
	@$(MANAGE) collectstatic --noinput --verbosity 0

test: ## the whole suite: SQLite, PostgreSQL when it answers, Chromium (CI=true: nothing may be missing)
	@.ci/debian age gpg strace $(PDF) || true
	@.ci/install requirements-dev.txt
	@.ci/test

drill: ## races, kill -9, full disks, tampering and numbers in their long form; a table of measured figures, also in docs/reliability.md (an hour)
	@.ci/debian age gpg strace chromium libatomic1 $(PDF)
	@.ci/install requirements-dev.txt
	@.ci/drill

bench: ## queries and relative times of pages, compared with their limits: on SQLite, and on PostgreSQL when it answers
	@.ci/install requirements-dev.txt
	@.ci/debian wrk $(PDF)
	@.venv/bin/python -m tests.bench
	@if .venv/bin/python .ci/postgres.py version "$(POSTGRES)" >/dev/null; then TEST_DATABASE_URL=$(POSTGRES) .venv/bin/python -m tests.bench; fi

screenshots: ## take the pictures of README again, in Chromium (docs/screenshots/)
	@.ci/debian chromium libatomic1 $(PDF)
	@.ci/install requirements-dev.txt
	@SCREENSHOTS=1 .venv/bin/python -m pytest --quiet tests/e2e/test_screenshots.py

deploy-check: ## install deploy/ into a new Debian, start it there, examine it through TLS (root; SUITE=trixie: Debian 13)
	@.ci/debian debootstrap systemd-container chromium libatomic1
	@.ci/install requirements-dev.txt
	@.ci/deploy_check

lint: ## style, types, layers, templates, migrations, deployment, translations, layout
	@.ci/install requirements-dev.txt
	@.ci/lint

fmt: ## rewrite code and templates in the project's style
	@.ci/install requirements-dev.txt
	@.venv/bin/ruff check --fix --quiet . || true
	@.venv/bin/ruff format .
	@.venv/bin/djlint templates --reformat --quiet || true

lock: ## pin the libraries of pyproject.toml with hashes (needs uv), and list their licences
	@$(COMPILE) --output-file requirements.txt
	@$(COMPILE) --extra dev --constraint requirements.txt --output-file requirements-dev.txt
	@.ci/install requirements-dev.txt
	@.venv/bin/python .ci/licences.py

audit: ## known vulnerabilities of the locked libraries (asks a service on the network; not part of the gate)
	@.ci/install requirements-dev.txt
	@.ci/audit

sbom: ## the list of components (CycloneDX) of this version: var/sbom-<version>.cdx.json, published with a release
	@.ci/install requirements-dev.txt
	@mkdir -p var
	@PYTHONWARNINGS=ignore .venv/bin/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible --output-format JSON \
		--output-file var/sbom-$$(.venv/bin/python -c 'import cooperation; print(cooperation.__version__)').cdx.json requirements.txt

clean: ## remove caches, stamps and collected files; never data, never .env
	@rm -rf var/staticfiles .venv/*.sha256 .coverage .coverage.* .hypothesis .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	@find . -path ./.venv -prune -o -name __pycache__ -type d -print0 | xargs -0 -r rm -rf
	@find locale -name '*.mo' -delete 2>/dev/null || true
