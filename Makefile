# Reportedly. `make` alone lists what there is to do.
#
# Everything is set up in .venv, once, from the hashed locks; a stamp says that it was, and then
# nothing asks the network. The stamp names folder and Python: a moved project sets up anew.

PYTHON ?= python3
HERE := $(shell { pwd; $(PYTHON) -V; } 2>&1 | cksum | cut -d' ' -f1)
UV := .venv/uv-$(HERE).stamp
CORE := .venv/core-$(HERE).stamp
DEV := .venv/dev-$(HERE).stamp

# Peers stand apart: ploomber-engine beside papermill makes every import of papermill slower.
PEERS := .venv-bench/peers-$(HERE).stamp

IN := .venv/bin/python -m
INSTALL := .venv/bin/uv pip install --quiet --python .venv/bin/python
PEER_INSTALL := .venv/bin/uv pip install --quiet --python
COMPILE := .venv/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-annotate --no-header --extra build
PYTEST := $(IN) pytest --quiet --numprocesses 2 --dist loadfile
# Where nothing may be left out, a skipped test is a failure.
PYTEST += $(if $(REPORTEDLY_CI),-p tests.no_skips)
# With CI set pytest diffs texts of any length: of drawings that moved, for many minutes in the
# usual style, in no time in blocks.
NBVAL := PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 $(PYTEST) -p xdist -p nbval.plugin \
	-o assertion_text_diff_style=block

# uv compiles only if told to, and some machines tell Python not to: every kernel would then
# compile our imports again, for seconds.
export UV_COMPILE_BYTECODE := 1
unexport PYTHONDONTWRITEBYTECODE PYTHONPATH PYTHONHOME VIRTUAL_ENV

.DELETE_ON_ERROR:
# Wars that never were, as many as one likes, others with another seed: `make test-wars N=50 SEED=2`.
N ?= 100
SEED ?= 0

.PHONY: help setup report test test-wars test-slow test-corpus test-all check lab notebooks lock bench bench-lock clean distclean

help:
	@echo 'make report      set up, run all reports, publish them to site/'
	@echo 'make setup       set up only'
	@echo 'make test        style, unit tests, doctests, notebooks against their stored outputs'
	@echo 'make test-all    the same, the slow tests and the corpus of hostile texts'
	@echo 'make test-corpus hostile texts in every field, pages on every screen'
	@echo 'make test-wars   wars that never were through the whole suite, N=500 of them'
	@echo 'make lab         the notebooks in JupyterLab'
	@echo 'make notebooks   run the notebooks and store their outputs in them'
	@echo 'make check       style only'
	@echo 'make lock        solve the requirements again; bench-lock those of the benchmarks'
	@echo 'make bench       everything beside its peers, in turns; QUICK=1 for a few minutes of it'
	@echo 'make clean       remove what was made; distclean removes .venv too'

setup: $(CORE)

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

# One after the other, also under -j: all would take the same two cores.
test-all: test
	@$(MAKE) --no-print-directory test-slow
	@$(MAKE) --no-print-directory test-corpus
	@echo 'make test-all: all passed'

test-wars: $(DEV)
	@PYTHONPATH=tests $(IN) judged_wars --examples $(N) --seed $(SEED)

check: $(DEV)
	@$(IN) ruff check --no-cache --quiet analysis tests benchmarks
	@$(IN) ruff format --no-cache --quiet --check analysis tests benchmarks
	@.venv/bin/lint-imports --no-cache --no-logo >.venv/imports.log || { cat .venv/imports.log; exit 1; }

lab: $(DEV)
	@$(IN) analysis lab

notebooks: $(CORE)
	@$(IN) analysis refresh

lock: $(UV)
	@$(COMPILE) --output-file requirements.lock
	@$(COMPILE) --extra cluster --extra lab --extra test --constraint requirements.lock \
		--output-file requirements-dev.lock

# The page is a notebook, run and rendered by what it measures.
bench: $(DEV) $(PEERS)
	@$(IN) benchmarks.run $(if $(QUICK),--quick)
	@PYTHONPATH=$(CURDIR) $(IN) analysis run benchmarks/benchmarks.ipynb \
		-p results=benchmarks/out/results.json -o benchmarks/out/benchmarks.html

bench-lock: $(UV)
	@.venv/bin/uv pip compile benchmarks/requirements.in --quiet --universal \
		--python-version 3.11 --generate-hashes --no-annotate --no-header \
		--constraint requirements.lock --output-file benchmarks/requirements.lock

clean:
	rm -rf benchmarks/out
	rm -rf site site.failed site.last .site.new .site.old .site.lock reports .lab .cache
	find data/processed -mindepth 1 ! -name README.md -delete
	find analysis tests -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean
	rm -rf .venv .venv-bench .venv-bench-ploomber *.egg-info

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

$(PEERS): $(UV) requirements.lock benchmarks/requirements.lock pyproject.toml
	@echo 'setting up the peers in .venv-bench and .venv-bench-ploomber'
	@rm -rf .venv-bench .venv-bench-ploomber
	@for place in .venv-bench .venv-bench-ploomber; do \
		$(PYTHON) -m venv --without-pip $$place && \
		$(PEER_INSTALL) $$place --require-hashes -r requirements.lock && \
		$(PEER_INSTALL) $$place --no-deps --no-build-isolation -e . || exit 1; done
	@$(PEER_INSTALL) .venv-bench-ploomber --require-hashes -r benchmarks/requirements.lock
	@touch $@
