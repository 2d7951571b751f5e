"""What `save_pretrained` of the `transformers` library wrote: looked at before torch is, then loaded, never fetched."""

import json
import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar

from sme_extract.schemas.errors import MissingDependency

PACKAGES = ("torch", "transformers")
MEND = "Run: pip install 'sme-extract[transformers]'."
CONFIG, PROCESSOR = "config.json", "preprocessor_config.json"
FAILURES = (RuntimeError, ValueError, IndexError, KeyError, TypeError, AttributeError)
"""What a model raises that does not like its input."""
Config = Mapping[str, Any]


def library_version() -> str:
    """Version of transformers."""
    try:
        return version("transformers")
    except PackageNotFoundError:
        return "absent"


@dataclass(frozen=True, slots=True)
class SavedModel:
    """A folder with config.json, preprocessor_config.json and the weights of a model that looks at pictures."""

    folder: Path
    option: str
    """With which it was named: `--detector`."""

    def problem(self, objection: Callable[[Config], str | None]) -> str | None:
        """Why it cannot run here, or what `objection` says of its configuration; None where nothing is wrong."""
        for package in PACKAGES:
            if find_spec(package) is None:
                return f"the package {package} is not installed. {MEND}"
        return self._absent(CONFIG) or objection(self.config) or self._absent(PROCESSOR)

    def _absent(self, name: str) -> str | None:
        if (self.folder / name).is_file():
            return None
        return f"there is no {name} in {self.folder}. Name a folder of a model: {self.option} transformers:FOLDER."

    @property
    def config(self) -> Config:
        """What config.json says; empty where it cannot be read: what is wrong with it is told by the library."""
        try:
            config = json.loads((self.folder / CONFIG).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return config if isinstance(config, dict) else {}

    def load(self, task: str) -> tuple[Any, Any]:
        """What makes its input and reads its output, and its network as an `AutoModelFor…` of a task.

        Raises `MissingDependency`.
        """
        # Telemetry, look-ups and progress bars have no place in a batch.
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        import transformers  # noqa: PLC0415  # pyright: ignore[reportMissingImports]
        from huggingface_hub.errors import StrictDataclassError  # noqa: PLC0415  # pyright: ignore[reportMissingImports]
        from safetensors import SafetensorError  # noqa: PLC0415  # pyright: ignore[reportMissingImports]
        from transformers.utils import logging  # noqa: PLC0415  # pyright: ignore[reportMissingImports]

        logging.set_verbosity_error()
        logging.disable_progress_bar()
        try:
            processor = transformers.AutoImageProcessor.from_pretrained(self.folder, local_files_only=True)
            model = getattr(transformers, f"AutoModelFor{task}")
            return processor, model.from_pretrained(self.folder, local_files_only=True).eval()
        except (*FAILURES, OSError, ImportError, SafetensorError, StrictDataclassError) as error:
            reason = str(error).strip().split("\n", maxsplit=1)[0]
            raise MissingDependency(f"this model does not load: {self.folder}. {reason}") from error


class ModelOfTransformers(ABC):
    """A plugin around a saved model; it loads at the first picture."""

    name = "transformers"
    licence = ""
    """That of the model, which its user knows; the library is under Apache-2.0."""
    option: ClassVar[str]
    """Which names it: `--detector`."""

    def __init__(self, folder: Path) -> None:
        """`folder` holds config.json, preprocessor_config.json and the weights."""
        self._saved = SavedModel(folder, self.option)

    @property
    def version(self) -> str:
        """Version of transformers."""
        return library_version()

    @property
    def models(self) -> tuple[str, ...]:
        """The folder."""
        return (str(self._saved.folder),)

    def available(self) -> str | None:
        """None when the packages are there and the folder holds a model that fits."""
        return self._saved.problem(self.objection)

    @abstractmethod
    def objection(self, config: Config) -> str | None:
        """What is wrong with a model of this configuration; None where nothing is."""
