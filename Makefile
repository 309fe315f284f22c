# Short names for what dev.py does; `make` alone lists them.
PYTHON ?= python3

.PHONY: help up test fast check format bench lock reset shell

help:
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

up: ## start everything on this machine
	$(PYTHON) dev.py up

test: ## all tests: unit, integration, browser
	$(PYTHON) dev.py test

fast: ## tests that take under half a second each
	$(PYTHON) dev.py test -m "not slow and not browser"

check: ## lint, types, contracts, migrations, translations
	$(PYTHON) dev.py check

format: ## put the code in its usual form
	var/venv/bin/ruff check --fix . && var/venv/bin/ruff format .

bench: ## measure against the floors
	$(PYTHON) dev.py bench

lock: ## lock the Python requirements again
	$(PYTHON) dev.py lock

reset: ## remove database, queue and uploaded files
	$(PYTHON) dev.py reset

shell: ## a Python shell with Django loaded
	$(PYTHON) dev.py shell
