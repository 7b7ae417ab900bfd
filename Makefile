# Two commands matter: `make run` and `make test`. Everything is built inside this folder.

PORT ?= 8000
HOST ?= 127.0.0.1
ARGS ?=
TESTS ?= --numprocesses 3 -m "not thorough"
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)

VENV := .venv/bin/python
INSTALL := $(VENV) -m pip install --disable-pip-version-check --require-hashes
COMPILE := $(VENV) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header
CHROMIUM := chromium chromium-browser google-chrome

# As a server on the internet would be set up; nothing is connected to.
SERVER := SECRET_KEY=never-used-outside-make-check-0123456789-abcdefghijklmnop HTTPS=true DEMO=false \
	VAULT_KEYS=never:bmV2ZXItdXNlZC1vdXRzaWRlLW1ha2UtY2hlY2stMDA= \
	VAULT_INDEX_KEYS=never:bmV2ZXItdXNlZC1vdXRzaWRlLW1ha2UtY2hlY2stMDE= \
	ALLOWED_HOSTS=wksbm.example DATABASE_URL=postgresql:///never-connected REDIS_URL=redis://localhost

.PHONY: help run test check fuzz messages bench requirements clean python chromium
.PHONY: drill drill-small drill-audit drill-imports drill-documents drill-sheets drill-guessing drill-restore drill-money drill-reminders drill-roster drill-server drill-whole servers

help:
	@echo 'make run             everything the service needs, then http://localhost:8000 (PORT=8001 for another)'
	@echo 'make test            the tests; ARGS="tests/regions -x" for some, with what is thorough among them'
	@echo 'make check           style, types, imports, templates, migrations, settings, API schema'
	@echo 'make fuzz             the API schema tried at length as every role; CASES=1000 for more'
	@echo 'make messages        collect the texts for locale/, and name those without English'
	@echo 'make drill           all the drills below at full size, but the server; make drill-small: all in short'
	@echo 'make drill-server    a whole server by hand: nginx, PostgreSQL 15, Redis 7, met as visitors do (Debian)'
	@echo 'make drill-whole     the whole service from nothing, and all its pages in a browser'
	@echo 'make drill-restore   a backup under load, restored and compared row by row'
	@echo 'make drill-documents  5,000 hostile documents, CASES=200 for fewer'
	@echo 'make drill-sheets    2,000 hostile and odd spreadsheets, CASES=200 for fewer'
	@echo 'make drill-imports   200 sheets of offices through the whole way, and 100,000 persons from one'
	@echo 'make drill-roster    120 walks of appointments, tiers, decrees, merges and undos, each step checked'
	@echo 'make drill-reminders  20,000 reminders while processes are killed, outages, dead brokers, clocks; each guard taken away once'
	@echo 'make drill-money     money over HTTP by fifty at once, while PostgreSQL dies, under keys sent again; any steps in any order, deaths at every point; each guard taken away once'
	@echo 'make drill-audit     500 forgeries are found, 10,000 writes at once raise no alarm'
	@echo 'make drill-guessing  5,000 guesses at passwords from many addresses'
	@echo 'make bench           the nation invented, then addresses and sheets against bare floors; FACTOR=0.01 ONLY=persons'
	@echo 'make requirements    requirements*.txt anew from pyproject.toml'
	@echo 'make clean           remove what was built and all local data'

run: .venv/run.stamp
	@exec $(VENV) manage.py up --host $(HOST) --port $(PORT) $(ARGS)

test: .venv/dev.stamp chromium
	@exec $(VENV) -m pytest $(or $(ARGS),$(TESTS))

# Attacks and accidents at length; each drill has a small version, and that runs at every change.
# There, other work shares the machine: time limits are wider by PATIENCE, what is counted is not.
drill-small: .venv/dev.stamp
	DRILL_DOCUMENTS=150 DRILL_SHEETS=150 $(VENV) -m pytest --numprocesses 3 -m thorough
	$(VENV) -m pytest tests/deploy/drill_restore.py
	DRILL_PATIENCE=$(or $(PATIENCE),5) $(VENV) -m pytest tests/drills/drill_*.py --numprocesses 0 -s

# Every drill at full size, one after the other: an hour or two on an idle machine.
drill: drill-reminders drill-money drill-roster drill-imports drill-documents drill-sheets drill-guessing drill-audit drill-restore drill-whole

drill-documents: .venv/dev.stamp
	@DRILL_DOCUMENTS=$(or $(CASES),5000) exec $(VENV) -m pytest tests/wksbm/test_document_drill.py $(ARGS)

drill-sheets: .venv/dev.stamp
	@DRILL_SHEETS=$(or $(CASES),2000) exec $(VENV) -m pytest tests/spreadsheets/test_sheet_drill.py $(ARGS)

drill-imports: .venv/dev.stamp
	@DRILL_SHEETS=$(or $(CASES),200) exec $(VENV) -m pytest tests/spreadsheets/test_import_habits.py $(ARGS)
	@exec $(VENV) -m pytest tests/spreadsheets/drill_imports.py --numprocesses 0 -s $(ARGS)

drill-roster: .venv/dev.stamp
	@ROSTER_EXAMPLES=$(or $(CASES),120) exec $(VENV) -m pytest tests/volunteers/test_roster_properties.py $(ARGS)

fuzz: .venv/dev.stamp
	@FUZZ_CASES=$(or $(CASES),200) exec $(VENV) -m pytest tests/api/test_fuzz.py --numprocesses 2 $(ARGS)

check: .venv/dev.stamp
	$(VENV) -m ruff check .
	$(VENV) -m ruff format --check .
	$(VENV) -m mypy .
	$(VENV) .venv/bin/lint-imports
	$(VENV) -m djlint templates --lint --quiet
	DJANGO_SETTINGS_MODULE=config.settings_test $(VENV) -W ignore manage.py makemigrations --check --dry-run
	$(SERVER) $(VENV) manage.py check --deploy --fail-level WARNING
	$(SERVER) $(VENV) manage.py spectacular --api-version v1 --validate --fail-on-warn --file /dev/null

messages: .venv/dev.stamp
	@$(VENV) -m config.catalogue

drill-restore: .venv/dev.stamp
	$(VENV) -m pytest tests/deploy/drill_restore.py $(ARGS)

drill-whole: .venv/dev.stamp chromium
	DRILL=full $(VENV) -m pytest tests/whole $(ARGS)

drill-server: .venv/dev.stamp servers
	$(VENV) -m pytest tests/deploy/drill_server.py $(ARGS)

# Limits of time are for an idle machine: DRILL_PATIENCE=3 for a busy one.
drill-reminders: .venv/dev.stamp
	DRILL=full $(VENV) -m pytest tests/drills --ignore tests/drills/drill_money.py \
		--override-ini 'python_files=drill_*.py test_*.py' --numprocesses 0 -s $(ARGS)

drill-money: .venv/dev.stamp
	DRILL=full $(VENV) -m pytest tests/drills/drill_money.py --numprocesses 0 -s $(ARGS)
	DRILL=full STIPEND_EXAMPLES=$(or $(CASES),300) $(VENV) -m pytest tests/stipends/test_properties.py \
		tests/stipends/test_crashes.py --numprocesses 2 --durations=5 $(ARGS)

drill-audit: .venv/dev.stamp
	DRILL=full $(VENV) -m pytest tests/audit/test_seals.py tests/people/test_erasing.py --durations=5 $(ARGS)

drill-guessing: .venv/dev.stamp
	DRILL=full $(VENV) -m pytest tests/accounts/test_guessing.py --durations=5 $(ARGS)

# Figures only mean something as ratios within one run; docs/performance.md tells what each is.
bench: .venv/dev.stamp
	@exec $(VENV) -m bench --factor $(or $(FACTOR),1) --only '$(ONLY)' $(ARGS)

requirements: .venv/dev.stamp
	$(COMPILE) pyproject.toml --output-file requirements.txt
	$(COMPILE) pyproject.toml --extra dev --constraint requirements.txt --output-file requirements-dev.txt

clean: python
	@$(PYTHON) -m config.embedded.remove
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .schemathesis .import_linter_cache .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

python:
	@test -n "$(PYTHON)" && $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Python 3.11 or newer is needed. Name it: make run PYTHON=/path/to/python3.11'; exit 1; }

.venv/bin/python: | python
	@echo 'Making .venv with $(PYTHON)'
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo 'That failed. On Debian: apt-get install python3-venv'; exit 1; }

# Two stamps: `make run` asks for the service's packages only and leaves the tools of `make test`.
.venv/run.stamp: requirements.txt | .venv/bin/python
	@echo 'Installing the packages of the service (once, and when requirements.txt changes)'
	@$(INSTALL) -r requirements.txt
	@touch $@

.venv/dev.stamp: requirements.txt requirements-dev.txt | .venv/bin/python
	@echo 'Installing the packages of the service and of its tests (once, and when they change)'
	@$(INSTALL) -r requirements-dev.txt
	@touch .venv/run.stamp $@

chromium:
	@for name in $(CHROMIUM); do command -v $$name >/dev/null && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo 'Installing Chromium for the browser tests (once)'; \
		apt-get update -q && apt-get install -q -y --no-install-recommends chromium && exit 0; \
	fi; \
	echo 'No Chromium found: the browser tests are skipped. To have them: sudo apt-get install chromium'

servers:
	@PATH="$$PATH:/usr/sbin"; command -v nginx >/dev/null && command -v redis-server >/dev/null \
		&& ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo 'Installing nginx, Redis and PostgreSQL for the drill (once; nothing is started)'; \
		printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d; \
		apt-get update -q && apt-get install -q -y --no-install-recommends nginx redis-server postgresql; \
		rm -f /usr/sbin/policy-rc.d; exit 0; \
	fi; \
	echo 'The drill needs: sudo apt-get install nginx redis-server postgresql'
