"""Every OCR engine that is installed over the scans and photos of the fixtures; writes the matrix of docs/engines.md.

python benchmarks/ocr_engines.py [ENGINE ...]

Each engine runs in a process of its own, so that peak memory is its own; its models are loaded before the clock
starts. Field recall and precision are those of `sme-extract eval`; *silent* counts wrong values that look certain.
"""

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "tests" / "fixtures"
PAGE = ROOT / "docs" / "engines.md"
START, END = "<!-- matrix: benchmarks/ocr_engines.py -->", "<!-- end of matrix -->"
CARRIERS = ("scan", "photo")
HEAD = """\
| engine | version | carrier | pages | recall | precision | silent | CPU-s a page | peak MB |
| --- | --- | --- | --: | --: | --: | --: | --: | --: |
"""


def cpu_seconds() -> float:
    """CPU time of this process and of the programs that it ran."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def measure(name: str) -> None:
    """Print the rows of one engine as JSON."""
    import numpy as np

    from sme_extract.pipeline.evaluate import Score, evaluate
    from sme_extract.pipeline.registry import load_registry
    from sme_extract.pipeline.settings import Settings

    engine = load_registry().engine(name)
    engine.recognise(np.full((100, 100, 3), 255, np.uint8), upright=True)
    # evaluate() builds a registry of its own; the one with the loaded engine must serve it.
    registry = load_registry()
    registry._engines[name, None] = engine
    sys.modules["sme_extract.pipeline.evaluate"].load_registry = lambda: registry
    rows = []
    for carrier in CARRIERS:
        total, pages, start = Score(), 0, cpu_seconds()
        for folder in sorted(FIXTURES.glob(f"*/{carrier}")):
            scores = evaluate(folder, Settings(ocr=name))
            total.add(scores.total())
            pages += len(list(folder.glob("*.jpg")))
        used = cpu_seconds() - start
        rows.append(
            {"carrier": carrier, "pages": pages, "recall": total.recall, "precision": total.precision}
            | {"silent": total.silent, "cpu": used / max(pages, 1), "version": engine.version}
        )
    peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(json.dumps({"rows": rows, "peak": max(peaks) / 1024}))


def rows(name: str) -> str:
    """The rows of one engine, or one row that says why there is none."""
    start = time.perf_counter()
    command = [sys.executable, __file__, "--measure", name]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        return f"| {name} | not installed or failed | | | | | | | |\n"
    result = json.loads(done.stdout.splitlines()[-1])
    print(f"{name}: {time.perf_counter() - start:.0f} s", file=sys.stderr)
    return "".join(
        f"| {name} | {row['version']} | {row['carrier']} | {row['pages']} | {row['recall']:.3f} "
        f"| {row['precision']:.3f} | {row['silent']} | {row['cpu']:.1f} | {result['peak']:.0f} |\n"
        for row in result["rows"]
    )


def main() -> None:
    """Measure and write."""
    if sys.argv[1:2] == ["--measure"]:
        measure(sys.argv[2])
        return
    from sme_extract.pipeline.registry import ENGINES, load_registry

    names = sys.argv[1:] or [p.name for p in load_registry().plugins if p.group == ENGINES and p.name != "null"]
    matrix = HEAD + "".join(rows(name) for name in names)
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(START)
    PAGE.write_text(f"{before}{START}\n{matrix}{END}{rest.partition(END)[2]}", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
