# Nine words to work here: setup, demo, test, check, docs, build, extras, bench-video, lock. CI runs the same ones.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEMO ?= tests/fixtures/demo
OUT ?= out/demo

.PHONY: setup demo test check docs build extras bench-video lock clean

setup: $(READY)

# --no-deps: the locked list is complete, and it leaves out the second OpenCV that rapidocr asks for (docs/adr/0009).
$(READY): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed: make setup PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	mkdir -p .dev && ln -sfn .. .dev/sme_extract
	touch $@

demo: $(READY)
	@test -n "$$(ls -A $(DEMO) 2>/dev/null)" || { echo "no documents: $(DEMO). Name a folder: make demo DEMO=my-documents" >&2; exit 5; }
	$(BIN)/sme-extract features $(DEMO) --out $(OUT)

test: $(READY)
	$(BIN)/python -m pytest $(ARGS)

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@if command -v node >/dev/null; then echo $(BIN)/pyright && $(BIN)/pyright --pythonpath $(BIN)/python; else echo "pyright left out: it needs node"; fi

docs: $(READY)
	$(BIN)/python -m sme_extract.schemas.publish
	$(BIN)/python docs/reference.py

build: $(READY)
	rm -rf dist
	$(BIN)/python -m build --no-isolation --sdist --outdir dist .
	rm -rf build/from-sdist && mkdir -p build/from-sdist
	tar -xzf dist/*.tar.gz -C build/from-sdist --strip-components 1
	$(BIN)/python -m build --no-isolation --wheel --outdir dist build/from-sdist
	rm -rf *.egg-info  # found before the installed one by programs that run here, and soon out of date

extras: build
	$(BIN)/python benchmarks/extras.py dist/*.whl $(EXTRAS)

# Thirty random halls whose seeds nothing was tuned on; hours on two cores. COUNT and FIRST choose others.
bench-video: $(READY)
	$(BIN)/python benchmarks/video.py --first $(or $(FIRST),2000) --count $(or $(COUNT),30)

LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--overrides requirements/overrides.txt --custom-compile-command "make lock"

lock: $(READY)
	$(LOCK) $(UPGRADE) pyproject.toml --output-file requirements/core.txt
	$(LOCK) $(UPGRADE) pyproject.toml --group dev --output-file requirements/dev.txt
	$(LOCK) $(UPGRADE) pyproject.toml --extra chronos --output-file requirements/chronos.txt
	$(LOCK) $(UPGRADE) pyproject.toml --extra fast --output-file requirements/fast.txt
	$(LOCK) $(UPGRADE) pyproject.toml --extra forecast --output-file requirements/forecast.txt
	$(LOCK) $(UPGRADE) pyproject.toml --extra heic --output-file requirements/heic.txt
	$(LOCK) $(UPGRADE) pyproject.toml --extra paddle --output-file requirements/paddle.txt
	$(LOCK) $(UPGRADE) pyproject.toml --extra layout --output-file requirements/layout.txt
	$(LOCK) $(UPGRADE) pyproject.toml --extra names --output-file requirements/names.txt
	$(LOCK) $(UPGRADE) pyproject.toml --extra transformers --output-file requirements/transformers.txt
	$(LOCK) $(UPGRADE) pyproject.toml --extra ultralytics --output-file requirements/ultralytics.txt
	$(LOCK) $(UPGRADE) pyproject.toml --extra video --output-file requirements/video.txt
	$(LOCK) $(UPGRADE) pyproject.toml --extra all --output-file requirements/all.txt

clean:
	rm -rf build dist out *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
