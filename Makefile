# nnbook: deep learning in Go notebooks. `make lab` starts; `make help` lists the rest.
PYTHON  ?= python3
NB      ?= notebooks/en/00_quickstart.ipynb
PY      := .env/bin/python
SHELL   := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help env lab run export site doctor test clean

help:    ## list these targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1|/p' $(MAKEFILE_LIST) | column -t -s '|'

env:     ## set up everything inside .env/ (once; then it takes a second)
	@command -v $(PYTHON) >/dev/null || { echo "setup: Python is missing; install Python 3.10 or later, with its venv module"; exit 1; }
	@$(PYTHON) docker/setup.py

run: env ## execute a notebook: NB=in.ipynb OUT=out.ipynb [BACKEND=go]
	@$(if $(BACKEND),GOMLX_BACKEND=$(BACKEND)) $(PY) docker/notebook.py run $(NB) $(or $(OUT),site/$(notdir $(NB)))

clean:   ## remove the environment and what was made; downloads stay in the caches of Go and pip
	rm -rf .env site
