# Reportedly. `make` alone lists what there is to do.
#
# Everything is set up in .venv, once, from the hashed locks; a stamp says that it was, and then
# nothing asks the network. The stamp names folder and Python: a moved project sets up anew.

PYTHON ?= python3
HERE := $(shell { pwd; $(PYTHON) -V; } 2>&1 | cksum | cut -d' ' -f1)
UV := .venv/uv-$(HERE).stamp
CORE := .venv/core-$(HERE).stamp
DEV := .venv/dev-$(HERE).stamp

IN := .venv/bin/python -m
INSTALL := .venv/bin/uv pip install --quiet --python .venv/bin/python
COMPILE := .venv/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-annotate --no-header --extra build
PYTEST := $(IN) pytest --quiet --numprocesses 2 --dist loadfile
# Where nothing may be left out, a skipped test is a failure.
PYTEST += $(if $(REPORTEDLY_CI),-p tests.no_skips)
NBVAL := PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 $(PYTEST) -p xdist -p nbval.plugin

# uv compiles only if told to, and some machines tell Python not to: every kernel would then
# compile our imports again, for seconds.
export UV_COMPILE_BYTECODE := 1
unexport PYTHONDONTWRITEBYTECODE PYTHONPATH PYTHONHOME VIRTUAL_ENV

.DELETE_ON_ERROR:
.PHONY: help report test test-slow test-corpus test-all check lab notebooks lock clean distclean

help:
	@echo 'make report      set up, run all reports, publish them to site/'
	@echo 'make test        style, unit tests, doctests, notebooks against their stored outputs'
	@echo 'make test-all    the same, and the slow tests'
	@echo 'make test-corpus hostile texts in every field, pages on every screen'
	@echo 'make lab         the notebooks in JupyterLab'
	@echo 'make notebooks   run the notebooks and store their outputs in them'
	@echo 'make check       style only'
	@echo 'make lock        solve the requirements again'
	@echo 'make clean       remove what was made; distclean removes .venv too'

report: $(CORE)
	@$(IN) analysis publish

test: check
	@echo 'unit tests and doctests'
	@$(PYTEST) -m 'not slow and not corpus'
	@echo 'notebooks, strictly, against their stored outputs'
	@$(NBVAL) --nbval notebooks
	@echo 'make test: all passed'

test-slow: $(DEV)
	@echo 'slow tests'
	@$(PYTEST) -m slow
	@echo 'make test-slow: all passed'

test-corpus: $(DEV)
	@echo 'hostile texts in every field, pages on every screen'
	@$(PYTEST) -m corpus
	@echo 'make test-corpus: all passed'

# One after the other, also under -j: both would take the same two cores.
test-all: test
	@$(MAKE) --no-print-directory test-slow
	@echo 'make test-all: all passed'

check: $(DEV)
	@$(IN) ruff check --no-cache --quiet analysis tests
	@$(IN) ruff format --no-cache --quiet --check analysis tests

lab: $(DEV)
	@$(IN) analysis lab

notebooks: $(CORE)
	@$(IN) analysis refresh

lock: $(UV)
	@$(COMPILE) --output-file requirements.lock
	@$(COMPILE) --extra cluster --extra lab --extra test --constraint requirements.lock \
		--output-file requirements-dev.lock

clean:
	rm -rf site site.failed .site.new .site.old .site.lock reports .lab .cache
	find data/processed -mindepth 1 ! -name README.md -delete
	find analysis tests -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean
	rm -rf .venv *.egg-info

$(UV): requirements-uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Reportedly needs Python 3.11 or newer, as python3 or by make PYTHON=...' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo 'Python cannot make environments here. On Debian or Ubuntu:' >&2; \
		  echo '    sudo apt-get install python3-venv' >&2; exit 1; }
	@echo 'setting up .venv; this happens once'
	@rm -rf .venv
	@$(PYTHON) -m venv .venv
	@$(IN) pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock
	@touch $@

$(CORE): $(UV) requirements.lock pyproject.toml
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): $(CORE) requirements-dev.lock
	@echo 'adding what the tests and JupyterLab need'
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@
