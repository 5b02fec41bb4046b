# Every target works from a clean clone; finished work is not redone.
PYTHON ?= python3
RUN := .venv/bin
ENGINE := bot/.venv/bin
export RASA_TELEMETRY_ENABLED := false
export TOKENIZERS_PARALLELISM := false
PYTEST := $(RUN)/python -m pytest

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo up chat train test test-unit access-matrix test-components test-bot test-live test-e2e test-full check format lock bench-chat bench-console llm-trial clean

help:  ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup:  ## Install both Python environments
	@$(PYTHON) scripts/setup.py

setup-dev:
	@$(PYTHON) scripts/setup.py --dev --browser

demo: setup  ## Set up, fill and start the demo store, and print its address
	@exec $(RUN)/tilly up --demo

up: setup  ## Start your own store (settings: .env.example)
	@exec $(RUN)/tilly up

chat: setup  ## Talk to the running store in the terminal
	@exec $(RUN)/tilly chat

train: setup  ## Train the bot, unless nothing it learns from has changed
	@$(RUN)/python scripts/train_bot.py

test: setup-dev train  ## Run the tests: unit, contract, conversations, end to end
	@$(MAKE) --no-print-directory test-components
	@$(MAKE) --no-print-directory test-bot
	@TILLY_GATE=1 $(PYTEST) -m "not slow"

test-unit: setup-dev  ## Run the tests that need no model, server or network
	@$(PYTEST) tests/unit

access-matrix: setup-dev  ## Print who may pass which door of the gateway, as the test tries them
	@$(PYTEST) -q -s tests/unit/console/test_role_matrix.py -k every_door_opens

test-bot: setup-dev train  ## Run the conversation tests through Rasa
	@$(RUN)/python scripts/test_bot.py

test-live: setup-dev train  ## Play scripted shoppers against the demo store, judged by its records
	@$(RUN)/python -m benchmarks live --gate

test-e2e: setup-dev train  ## Run the tests that start every process
	@$(PYTEST) tests/e2e -m "not slow"

test-components: setup-dev  ## Run the tests of the NLU components, in Rasa's environment
	@$(ENGINE)/python -m pytest -c bot/pytest.ini bot/tests

test-full: setup-dev train  ## Run everything, slow tests too
	@$(MAKE) --no-print-directory test-components
	@$(MAKE) --no-print-directory test-bot
	@$(PYTEST)

check: setup-dev  ## Lint, types, import layers
	@$(RUN)/ruff check .
	@$(RUN)/ruff format --check .
	@$(RUN)/mypy
	@$(ENGINE)/mypy --config-file bot/mypy.ini --package bot.components --module bot.replay
	@$(RUN)/lint-imports

format: setup-dev  ## Format the code
	@$(RUN)/ruff check --fix-only --quiet . ; $(RUN)/ruff format .

bench-chat: setup-dev  ## Measure the chat path of a demo store beside bare Rasa
	@$(RUN)/python -m benchmarks chat

bench-console: setup-dev  ## Measure the pages of the agents' console over a million turns
	@$(RUN)/python -m benchmarks console

llm-trial: setup  ## Start the demo store with a small language model (downloads 1 GB)
	@exec $(RUN)/python scripts/llm_trial.py

lock: setup-dev  ## Compile the lock files
	@scripts/lock.sh

clean:  ## Remove environments, trained models and all data
	rm -rf .venv bot/.venv models var
