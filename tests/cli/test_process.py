"""The command as a process of its own: start-up, signals, pipes."""

import os
import signal
import subprocess
import sys
import time

import pytest

import sme_extract

COMMAND = [sys.executable, "-m", "sme_extract"]
HEAVY = ("pydantic", "numpy", "cv2", "rich", "rapidocr", "onnxruntime", "pypdfium2", "pdfplumber", "lxml", "PIL")


def test_version():
    done = subprocess.run([*COMMAND, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"sme-extract {sme_extract.__version__}\n"


def test_help_imports_nothing_heavy():
    program = (
        "import sys\nfrom sme_extract.cli.app import main\nsys.argv = ['sme-extract', '--help']\n"
        f"try:\n    main()\nexcept SystemExit:\n    print([m for m in {HEAVY} if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "Usage: sme-extract" in done.stdout
    assert done.stderr.strip() == "[]"


def test_no_arguments_show_the_help():
    done = subprocess.run(COMMAND, capture_output=True, text=True, check=False)
    assert "Usage: sme-extract" in done.stdout + done.stderr
    assert done.returncode == 2


def test_no_colour_and_no_bar_where_there_is_no_terminal(tmp_path):
    path = tmp_path / "x.bin"
    path.write_bytes(b"\x01\x02")
    done = subprocess.run(
        [*COMMAND, "run", str(path), "--out", str(tmp_path / "out"), "--ocr", "off"], capture_output=True, check=False
    )
    assert done.returncode == 4
    assert b"\x1b" not in done.stderr
    assert done.stdout == b""


@pytest.mark.skipif(os.name == "nt", reason="no POSIX signals")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_signals_end_with_their_code(number, code):
    program = (
        "import signal, sys, time\nfrom sme_extract.cli import app, work\n"
        # as in the foreground: a shell lets what it starts in the background ignore the key for interrupt
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "work.__dict__['_outcomes'] = lambda *a: (print('ready', flush=True), time.sleep(30))\n"
        "sys.argv = ['sme-extract', 'extract', 'x']\napp.main()"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout.readline() == b"ready\n"
        time.sleep(0.05)
        running.send_signal(number)
        running.communicate(timeout=10)
    assert running.returncode == code


@pytest.mark.skipif(os.name == "nt", reason="no POSIX pipes")
def test_reader_that_leaves_ends_the_program_quietly():
    program = (
        "import sys, time\nfrom sme_extract.cli import app, contract\n"
        "import typer\n"
        "contract.__dict__['_complaints'] = lambda file: iter(())\n"
        "sys.argv = ['sme-extract', 'validate', *['x' * 100] * 5000]\napp.main()"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == b""
        running.wait(timeout=10)
    assert running.returncode == 0
