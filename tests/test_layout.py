"""The shape of the repository: what is packaged, and which room may import which."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("cli", "credit", "documents", "extractors", "pipeline", "schemas", "vision")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_every_package_is_packaged():
    folders = {path.parent.relative_to(ROOT) for room in ROOMS for path in (ROOT / room).rglob("__init__.py")}
    names = {".".join(("sme_extract", *folder.parts)) for folder in folders}
    assert set(PYPROJECT["tool"]["setuptools"]["packages"]) == names | {"sme_extract"}


def test_version_is_the_same_everywhere():
    import sme_extract

    assert PYPROJECT["project"]["version"] == sme_extract.__version__


def test_rooms_import_downward_only():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", sorted(p for room in ROOMS for p in (ROOT / room).rglob("__init__.py")), ids=str)
def test_package_inits_import_nothing(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert not [line for line in lines if line.startswith(("import ", "from "))]


def test_only_isolation_and_the_edge_of_engines_catch_everything():
    catching = {
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if "except Exception" in path.read_text(encoding="utf-8")
    }
    assert "pipeline/isolation.py" in catching
    assert {Path(name).parent.as_posix() for name in catching} <= {"pipeline", "documents/ocr"}
    assert not {name for name in catching if name.startswith("pipeline/")} - {"pipeline/isolation.py"}
