# Every target makes .venv by itself; PYTHON names another Python, from 3.11 upwards.
PYTHON ?= python3
VENV := .venv/bin/python
PYTEST := $(VENV) -m pytest
COMPILE := $(VENV) -m uv pip compile --quiet --universal --python-version 3.11 \
	--fork-strategy fewest --generate-hashes --no-emit-index-url \
	--custom-compile-command "make requirements"

.DEFAULT_GOAL := help
.PHONY: help demo run smoke test test-long chaos check bench venv requirements runtime dev

help: ## show this
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ## try it on this machine: a chat page, no account, no cost
	@$(PYTHON) -m sandbox

run: runtime ## the real bot, with the settings in .env
	@$(VENV) bot.py

smoke: ## one story without a browser: /video, and its clip
	@$(PYTHON) -m sandbox smoke

# Tests wait a good part of their time for processes they started: two more than the cores of CI.
test: dev ## the tests, in a few minutes
	@$(VENV) tests/tools/chromium.py
	@$(PYTEST) -n 4 -m "not long"

test-long: dev ## what takes longer
	@$(VENV) tests/tools/chromium.py
	@$(PYTEST) -n 4 -m long

chaos: dev ## kill it again and again: KILLS=1000, SEED=…, PLANT=outbox, look, intent or settle
	@$(VENV) -m chaos --kills $(or $(KILLS),30) $(if $(SEED),--seed "$(SEED)") \
		$(if $(PLANT),--plant $(PLANT)) $(if $(ONLY),--only "$(ONLY)")

check: dev ## format, lint and types
	@failed=0; for step in "ruff format --check" "ruff check" mypy; do \
		$(VENV) -m $$step || failed=1; \
	done; exit $$failed

bench: dev ## how fast it answers, as a ratio to doing nothing
	@$(VENV) -m bench

venv: dev ## only make .venv, with everything for working on the code

requirements: dev ## write the pinned requirements from the short .in files
	@$(COMPILE) $(UPGRADE) requirements.in -o requirements.txt
	@$(COMPILE) $(UPGRADE) --constraint requirements.txt requirements-dev.in -o requirements-dev.txt

runtime dev:
	@$(PYTHON) -m sandbox.bootstrap $@
