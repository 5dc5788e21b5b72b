# Prompt Studio. `make run` opens the window and `make test` runs the tests; on a fresh machine both set everything up
# first. Further arguments: `make test ARGS="tests/test_prompt.py -x"`. `make lint` checks style, types and imports.

VENV := .venv
SCRIPTS := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
PYTHON := $(SCRIPTS)/python
SETUP := packaging/setup
INSTALLED := $(VENV)/.installed
LINTERS := $(VENV)/.linters
PIP_INSTALL := $(PYTHON) -m pip install -qq --disable-pip-version-check -c $(SETUP)/constraints.txt

.PHONY: run test lint clean

run: $(INSTALLED)
	@if [ "$$QT_QPA_PLATFORM" = offscreen ] || { [ "$$(uname)" = Linux ] && [ -z "$$DISPLAY$$WAYLAND_DISPLAY" ]; }; then \
		echo "There is no display: running the sample session offscreen."; \
		QT_QPA_PLATFORM=offscreen $(PYTHON) -m promptstudio_ui.headless --out out; \
	else \
		$(PYTHON) -m promptstudio --sample; \
	fi

# Each file of window tests has a process of its own: xdist waits for ever when a worker dies (docs/decisions/012).
test: $(INSTALLED)
	@export QT_QPA_PLATFORM=offscreen HF_HUB_OFFLINE=1 OMP_WAIT_POLICY=PASSIVE OMP_NUM_THREADS=1; \
	if [ -n "$(ARGS)" ]; then $(PYTHON) -m pytest -n 2 --dist loadfile $(ARGS); else \
		$(PYTHON) -m pytest -n 2 --dist loadfile --ignore tests/ui && \
		ls tests/ui/test_*.py | xargs -n 1 -P 2 bash $(SETUP)/window_tests.sh $(PYTHON); \
	fi

lint: $(LINTERS)
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	$(SCRIPTS)/lint-imports --no-logo

clean:
	rm -rf $(VENV) out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

# Installed again only when what is to be installed has changed.
$(INSTALLED): pyproject.toml $(SETUP)/constraints.txt
	@bash $(SETUP)/make_venv.sh $(VENV)
	@echo "Installing Prompt Studio and its libraries into $(VENV); this takes some minutes the first time."
	@$(PIP_INSTALL) -e ".[test]"
	@bash $(SETUP)/qt_libraries.sh $(PYTHON)
	@touch $@

$(LINTERS): $(INSTALLED)
	@$(PIP_INSTALL) -e ".[dev]"
	@touch $@
