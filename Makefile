# The project's commands, as documentation that runs. Each works from a fresh clone.
.PHONY: help check lint types floors test demo bench picture lock clean

help:            ## this list
	@grep -hE '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

check: lint types floors test   ## everything that decides whether a change lands

.venv/ready: pyproject.toml
	python3 -m venv .venv
	.venv/bin/pip install --quiet --editable ".[test,lint]"
	touch $@

lint: .venv/ready   ## style and likely mistakes
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .

types: .venv/ready   ## strict types
	.venv/bin/mypy

floors: .venv/ready   ## which module may import which (pyproject.toml, importlinter)
	.venv/bin/lint-imports

test: .venv/ready   ## all tests; FANSREACT_REAL_DATA=DIR adds those over real posts
	.venv/bin/python -m pytest

demo: .venv/ready   ## an invented film's digest in ./demo, no key, no network
	.venv/bin/fansreact demo

bench: .venv/ready   ## speed against peers measured in the same run; needs FANSREACT_REAL_DATA
	.venv/bin/python bench/import.py
	.venv/bin/python bench/digest.py
	.venv/bin/python bench/scoring.py
	.venv/bin/python bench/lexica.py
	.venv/bin/python bench/collect.py

picture: demo   ## remakes the pictures of the demo and the desk in docs/ (needs chromium)
	.venv/bin/python docs/make_picture.py demo docs
	.venv/bin/python docs/make_desk.py docs/desk

lock: .venv/ready   ## renews uv.lock
	.venv/bin/pip install --quiet uv
	.venv/bin/uv lock

clean:           ## removes what the commands above made
	rm -rf .venv build dist demo digests .pytest_cache .mypy_cache .ruff_cache .hypothesis
