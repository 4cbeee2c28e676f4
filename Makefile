# The only commands anyone needs: run · test · test-production · lint · bench · screenshots (README.md says what each does).
.PHONY: run test test-production lint bench screenshots

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$python; break; }; done)
PORT ?= 8000
VAR = $(or $(VAR_DIR),var)
BIN = .venv/bin
CATALOGUES = $(wildcard campaign_site/locale/*/LC_MESSAGES/*.po)
# As many at a time as there are processors, file by file (tests/conftest.py).
BESIDE = -n logical --dist loadfile --no-loadscope-reorder
# The checker of HTML is a Java program that npm fetches; without it, or where npm cannot fetch it, it is left out.
CHECKER = var/html_checker/node_modules/vnu-jar/build/dist/vnu.jar
# The same goes for MDN's HTTP Observatory, a program for Node.
OBSERVATORY = var/observatory/node_modules/.package-lock.json
# As deploy/ sets it.
MEMORY = MALLOC_ARENA_MAX=1 MALLOC_TRIM_THRESHOLD_=131072 PYTHONNODEBUGRANGES=1
CHROMIUM ?= $(shell command -v chromium-headless-shell || command -v chromium || command -v chromium-browser || \
	command -v google-chrome)

export PIP_DISABLE_PIP_VERSION_CHECK = 1
# Each of the many processes would read all sources of code and tests anew.
unexport PYTHONDONTWRITEBYTECODE

run: .venv/installed $(VAR)/static/collected
	@PORT=$(PORT) $(BIN)/python manage.py prepare
	@DJANGO_SETTINGS_MODULE=campaign_site.settings.dev PORT=$(PORT) $(MEMORY) exec $(BIN)/granian --interface wsgi \
		--host 127.0.0.1 --port $(PORT) --workers 2 --blocking-threads 3 --log-level warning campaign_site.wsgi:application

test: .venv/installed-test
	@$(BIN)/python manage.py compile_catalogues
	@$(if $(CHROMIUM),,echo "Chromium is not installed: the browser tests are left out.")
	@command -v java >/dev/null && $(MAKE) --silent $(CHECKER) || echo "The HTML checker is not here: it is left out."
	$(BIN)/python -m pytest $(BESIDE) $$(test -f $(CHECKER) && echo --valid-html) \
		-m "not production$(if $(CHROMIUM),, and not browser)$$(test -f $(CHECKER) || echo ' and not java')"

test-production: .venv/installed-test
	@$(BIN)/python manage.py compile_catalogues
	@command -v node >/dev/null && $(MAKE) --silent $(OBSERVATORY) || echo "MDN's HTTP Observatory is not here: it is left out."
	$(BIN)/python -m tests.production $(BESIDE) \
		-m "not java and not any_database$$(test -f $(OBSERVATORY) || echo ' and not observatory')"

lint: .venv/installed-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djhtml --check --tabwidth 2 templates
	$(BIN)/mypy
	$(BIN)/python manage.py makemigrations --check --dry-run
	@! grep -nE '://|index-url|find-links' requirements*.lock

bench: .venv/installed-test
	@$(BIN)/python manage.py compile_catalogues >&2
	@$(BIN)/python -m tests.bench $(ONLY)

screenshots: .venv/installed-test
	@$(BIN)/python manage.py compile_catalogues
	@$(BIN)/python -m tests.screenshots

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and not found." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' || { echo "Python's venv is missing (Debian: apt install python3-venv)." >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/installed: requirements.lock | .venv/bin/python
	@echo "Installing what the site needs; once, and it takes some minutes …"
	$(BIN)/python -m pip install -qq --require-hashes -r requirements.lock
	@touch $@

.venv/installed-test: requirements-test.lock .venv/installed
	$(BIN)/python -m pip install -qq --require-hashes -r requirements-test.lock
	@touch $@

$(CHECKER): tests/html_checker/package-lock.json
	@rm -rf var/html_checker && mkdir -p var && cp -R $(<D) var/html_checker
	@cd var/html_checker && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error </dev/null
	@touch $@

$(OBSERVATORY): tests/observatory/package-lock.json tests/observatory/scan.js
	@rm -rf var/observatory && mkdir -p var && cp -R $(<D) var/observatory
	@cd var/observatory && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error </dev/null
	@touch $@

$(VAR)/static/collected: .venv/installed $(shell find static -type f)
	@$(BIN)/python manage.py collectstatic --noinput --verbosity 0
	@touch $@
