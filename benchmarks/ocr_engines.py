"""Every OCR engine that is installed over the scans and photos of the fixtures; writes the matrix of docs/engines.md.

python benchmarks/ocr_engines.py [--sample N] [ENGINE ...]

`--sample N` takes the first N files, by name, of each kind and carrier; without it, all are read. Each engine runs in
a process of its own, so that peak memory is its own; its models are loaded before the clock starts. Field recall and
precision are those of `sme-extract eval`; *silent* counts wrong values that look certain.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np

from sme_extract.pipeline import evaluate
from sme_extract.pipeline.evaluate import Truth, load_truths
from sme_extract.pipeline.registry import ENGINES, load_registry
from sme_extract.pipeline.settings import Settings

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "tests" / "fixtures"
PAGE = ROOT / "docs" / "engines.md"
START, END = "<!-- matrix: benchmarks/ocr_engines.py -->", "<!-- end of matrix -->"
CARRIERS = ("scan", "photo")
HEAD = """\
| engine | version | carrier | pages | values | recall | precision | silent | CPU-s a page | peak MB |
| --- | --- | --- | --: | --: | --: | --: | --: | --: | --: |
"""
ALL = 10**6
"""More files than any folder of fixtures holds."""


def cpu_seconds() -> float:
    """CPU time of this process and of the programs that it ran."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def sampled(carrier: str, sample: int) -> Iterator[Truth]:
    """The truths of the first files of each kind, in order of their names."""
    for folder in sorted(FIXTURES.glob(f"*/{carrier}")):
        yield from islice(load_truths(folder), sample)


def measure(name: str, sample: int) -> None:
    """Print the rows of one engine as JSON."""
    registry = load_registry()
    engine = registry.engine(name)
    engine.recognise(np.full((100, 100, 3), 255, np.uint8), upright=True)
    # extract_records() builds a registry of its own; the one with the loaded engine must serve it.
    evaluate.load_registry = lambda: registry
    rows = []
    for carrier in CARRIERS:
        truths, start = list(sampled(carrier, sample)), cpu_seconds()
        total = evaluate.score(truths, evaluate.extract_records(truths, Settings(ocr=name))).total()
        used = cpu_seconds() - start
        rows.append(
            {"carrier": carrier, "pages": len(truths), "values": total.n, "recall": total.recall}
            | {"precision": total.precision, "silent": total.silent, "cpu": used / len(truths)}
        )
    peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(json.dumps({"rows": rows, "version": engine.version, "peak": max(peaks) / 1024}))


def rows(name: str, sample: int) -> str:
    """The rows of one engine, or one row that says that there are none."""
    start = time.perf_counter()
    command = [sys.executable, __file__, "--measure", "--sample", str(sample), name]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        return f"| {name} | not installed or failed | | | | | | | | |\n"
    result = json.loads(done.stdout.splitlines()[-1])
    print(f"{name}: {time.perf_counter() - start:.0f} s", file=sys.stderr)
    return "".join(
        f"| {name} | {result['version']} | {row['carrier']} | {row['pages']} | {row['values']} | {row['recall']:.3f} "
        f"| {row['precision']:.3f} | {row['silent']} | {row['cpu']:.1f} | {result['peak']:.0f} |\n"
        for row in result["rows"]
    )


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("engines", metavar="ENGINE", nargs="*", help="without any: all that are registered")
    parser.add_argument("--sample", metavar="N", type=int, default=ALL, help="files of each kind and carrier")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        measure(given.engines[0], given.sample)
        return
    names = given.engines or [p.name for p in load_registry().plugins if p.group == ENGINES and p.name != "null"]
    n = given.sample
    which = "All" if n == ALL else f"The first {'file' if n == 1 else f'{n} files'} of each kind's"
    matrix = "".join(rows(name, given.sample) for name in names)
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(START)
    text = f"{before}{START}\n{which} scans and photos:\n\n{HEAD}{matrix}{END}{rest.partition(END)[2]}"
    PAGE.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
