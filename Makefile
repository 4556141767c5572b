# nnbook: deep learning in Go notebooks. `make lab` starts; `make help` lists the rest.
PYTHON ?= python3
NB     ?= notebooks/en/00_quickstart.ipynb
PY     := .env/bin/python
PAGE    = $(or $(OUT),site/$(basename $(notdir $(NB))).html)
SHELL  := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help env lab run export site doctor test parity bench crash fixtures image image-test image-lint clean

help:    ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## /  make \1|/p' $(MAKEFILE_LIST) | column -t -s '|'

env:     ## set up everything inside .env/ (once; then it takes a second)
	@command -v $(PYTHON) >/dev/null || { echo "setup: Python is missing; install Python 3.10 or later, with its venv module"; exit 1; }
	@$(PYTHON) docker/setup.py

lab: env ## open JupyterLab on the first notebook: [NB=other.ipynb] [PORT=8889] [BROWSER=no]
	@exec $(PY) docker/lab.py "$(NB)" "$(PORT)" "$(BROWSER)"

run: env ## execute a notebook: NB=in.ipynb OUT=out.ipynb [BACKEND=go]
	@$(if $(BACKEND),GOMLX_BACKEND=$(BACKEND)) $(PY) docker/notebook.py run "$(NB)" "$(or $(OUT),site/$(notdir $(NB)))"

export: env ## execute a notebook, write one page that needs no network: NB=in.ipynb [OUT=out.html] [BACKEND=go]
	@$(if $(BACKEND),GOMLX_BACKEND=$(BACKEND)) $(PY) docker/notebook.py export "$(NB)" "$(PAGE)"

site: env ## export every notebook to site/, with an index
	@$(PY) docker/notebook.py site notebooks site

doctor:  ## check everything; for each thing wrong, say the fix
	@$(PYTHON) docker/doctor.py

test: env ## all checks and tests, as .ci/run does
	@. .env/go.sh && docker/test.sh

parity: env ## compare every layer, loss, optimizer, ... with Keras, on both backends, and print the table
	@. .env/go.sh && cd nblib/parity && go test -count=1 -report

crash: env ## kill a fit 50 times, go on each time, and compare with the uninterrupted one; it takes minutes
	@set -o pipefail; . .env/go.sh && NNBOOK_CRASH=50 go test -count=1 -timeout 20m -run TestCrash ./nblib/trainer -v | grep -v "^=== "

bench: env .env/bench/.stamp ## measure beside Keras and PyTorch, write the table to nblib/bench/README.md: [QUICK=1] [ONLY=pattern] [PEERS=jax,torch]
	@. .env/go.sh && QUICK=$(QUICK) ONLY="$(ONLY)" PEERS="$(PEERS)" $(PYTHON) nblib/bench/bench.py

.env/bench/.stamp: nblib/bench/requirements.txt
	@$(PYTHON) -m venv .env/bench
	@.env/bench/bin/pip -q --disable-pip-version-check install --require-hashes -r $<
	@touch $@

fixtures: .env/parity/.stamp ## write the parity fixtures anew, from Keras (Python 3.11 or later); it takes minutes
	@.env/parity/bin/python nblib/parity/make_fixtures.py

.env/parity/.stamp: nblib/parity/requirements.txt
	@$(PYTHON) -m venv .env/parity
	@.env/parity/bin/pip -q --disable-pip-version-check install --require-hashes -r $<
	@touch $@

image:   ## build the image nnbook:cpu, with docker or buildah: [TARGET=cuda] [BASE_IMAGE=...] [GO_IMAGE=...]
	@BASE_IMAGE=$(BASE_IMAGE) GO_IMAGE=$(GO_IMAGE) $(PYTHON) docker/image.py build $(TARGET)

image-test: image-lint ## build the image, test it inside and out, write docker/REPORT.md: [TARGET=cuda]
	@BASE_IMAGE=$(BASE_IMAGE) GO_IMAGE=$(GO_IMAGE) $(PYTHON) docker/image.py test $(TARGET)

image-lint: .env/lint/.stamp ## check the Dockerfiles, and how the image starts
	@.env/lint/bin/hadolint docker/Dockerfile docker/Dockerfile.cuda
	@cd docker && $(PYTHON) -B -m unittest -q start_test kernelspec_test

.env/lint/.stamp: docker/requirements-lint.txt
	@$(PYTHON) -m venv .env/lint
	@.env/lint/bin/pip -q --disable-pip-version-check install --require-hashes -r $<
	@touch $@

clean:   ## remove the environment and what was made; downloads stay in the caches of Go and pip, linked cells in nnbook's
	rm -rf .env site
