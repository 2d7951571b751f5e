"""Models of the `transformers` library, from a folder or from the hub's local cache, asked for the fields of pages.

Two families, told by the model's own configuration. A token classifier labels words; its labels are names of fields
(`B-seller.name`, `I-seller.name`), the words may be given with their boxes (LayoutLM and its kin). One whose labels
are those of named entities (`B-ORG`, `I-PER`) labels characters and says names, not fields. A vision-language model
sees the page's image and is asked for JSON.
"""

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from sme_extract.documents.model import Page, Word
from sme_extract.documents.qa.names import KIND_OF_LABEL, Name, characters, lines
from sme_extract.schemas.errors import EngineError, MissingDependency

T = TypeVar("T")
PACKAGES = ("torch", "transformers")
MEND = "Run: pip install 'sme-extract[transformers]'."
DPI = 150
"""Resolution of the page images that a vision-language model gets."""
MAX_NEW_TOKENS = 1024
LEAST_SCORE = 0.5
"""Probability of its label from which a word counts."""
GRID = 1000
"""LayoutLM's coordinates: 0..1000 along each side of the page."""
PROMPT = (
    "Read the document in the image. Answer with one JSON object that fits this JSON Schema. Give each value exactly "
    "as it is printed; give null for what is not there.\n"
)


@dataclass(frozen=True, slots=True)
class Entity:
    """Consecutive words of one label."""

    label: str
    words: tuple[Word, ...]
    score: float
    """Mean probability of the label over the words, 0..1."""

    @property
    def text(self) -> str:
        """The words side by side."""
        return "".join(word.text for word in self.words)


class TransformersEngine:
    """One model. It loads at the first question and serves one page at a time."""

    name = "transformers"

    def __init__(self, model: str) -> None:
        """`model`: a folder with a saved model, or a hub id."""
        self.model = model
        self._loaded: TokenClassifier | VisionLanguageModel | None = None
        self._lock = Lock()

    @property
    def version(self) -> str:
        """Version of transformers."""
        try:
            return version("transformers")
        except PackageNotFoundError:
            return "absent"

    @property
    def models(self) -> tuple[str, ...]:
        """The model in use."""
        return (self.model,)

    def available(self) -> str | None:
        """None when the packages are there and a folder, where one is named, holds a model."""
        for package in PACKAGES:
            if find_spec(package) is None:
                return f"the package {package} is not installed. {MEND}"
        if not _is_hub_id(self.model):
            if not (Path(self.model).expanduser() / "config.json").is_file():
                return f"there is no model in {self.model}. Name a folder that holds config.json and the weights."
        elif not _is_cached(self.model):
            return f"the model {self.model} is not on this machine. Run: hf download {self.model}."
        return None

    def answer(self, pages: Sequence[Page], schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """Values of the schema's properties, as printed. Raises `EngineError`, `MissingDependency`."""
        return self._ask(lambda model: model.answer(pages, schema))

    def names(self, pages: Sequence[Page]) -> Sequence[Name]:
        """Organisations and persons, each once, of a model that labels them. Raises as `answer` does."""
        return self._ask(lambda model: model.names(pages))

    def _ask(self, question: "Callable[[TokenClassifier | VisionLanguageModel], T]") -> T:
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
            try:
                return question(self._loaded)
            except (RuntimeError, ValueError, IndexError, KeyError, TypeError) as error:
                raise EngineError(f"transformers failed: {type(error).__name__}: {error}") from error

    def _load(self) -> "TokenClassifier | VisionLanguageModel":
        if problem := self.available():
            raise MissingDependency(problem)
        # Telemetry, look-ups and progress bars have no place in a batch.
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        from transformers import AutoConfig  # noqa: PLC0415  # pyright: ignore[reportMissingImports]
        from transformers.utils import logging  # noqa: PLC0415  # pyright: ignore[reportMissingImports]

        logging.set_verbosity_error()
        logging.disable_progress_bar()
        place = self.model if _is_hub_id(self.model) else str(Path(self.model).expanduser())
        try:
            config = AutoConfig.from_pretrained(place, local_files_only=True)
            kinds = getattr(config, "architectures", None) or ()
            if any(kind.endswith("ForTokenClassification") for kind in kinds):
                return TokenClassifier(place)
            return VisionLanguageModel(place)
        except (OSError, ValueError, KeyError, ImportError) as error:
            reason = str(error).split("\n", maxsplit=1)[0]
            raise MissingDependency(f"this model does not load: {self.model}. {reason}") from error


def _is_hub_id(model: str) -> bool:
    """`owner/name`, unless such a folder exists."""
    return not model.startswith((".", "/", "~")) and model.count("/") == 1 and not Path(model).is_dir()


def _is_cached(model: str) -> bool:
    """Whether the hub's local cache holds the model. Nothing is downloaded: documents are read offline."""
    from huggingface_hub import try_to_load_from_cache  # noqa: PLC0415  # pyright: ignore[reportMissingImports]

    return isinstance(try_to_load_from_cache(model, "config.json"), str)


class TokenClassifier:
    """A model that gives every word a label."""

    def __init__(self, place: str) -> None:
        from transformers import AutoModelForTokenClassification, AutoTokenizer  # noqa: PLC0415  # pyright: ignore[reportMissingImports]

        self._tokenizer: Any = AutoTokenizer.from_pretrained(place, local_files_only=True)
        self._model: Any = AutoModelForTokenClassification.from_pretrained(place, local_files_only=True).eval()
        self._labels: Mapping[int, str] = self._model.config.id2label
        most = getattr(self._model.config, "max_position_embeddings", 512)
        self._most_tokens = min(most - 2, 512)

    def answer(self, pages: Sequence[Page], schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """The surest entity of each field that is asked for."""
        wanted = schema["properties"]
        best: dict[str, Entity] = {}
        for page in pages:
            for entity in self.entities(page, _in_order(page)):
                known = best.get(entity.label)
                if entity.label in wanted and (known is None or entity.score > known.score):
                    best[entity.label] = entity
        return {label: entity.text for label, entity in best.items()}

    def names(self, pages: Sequence[Page]) -> Sequence[Name]:
        """What it labels as an organisation or a person; nothing where its labels are others."""
        if not any(_bare(label).upper() in KIND_OF_LABEL for label in self._labels.values()):
            return ()
        found: dict[Name, None] = {}
        for page in pages:
            for row in lines(page):
                for entity in self.entities(page, characters(row)):
                    kind = KIND_OF_LABEL.get(entity.label.upper())
                    if kind is not None:
                        found[kind, entity.text] = None
        return tuple(found)

    def entities(self, page: Page, words: Sequence[Word]) -> Iterator[Entity]:
        """Runs of `words` with one label, in their order. `B-` and `I-` in front of a label part neighbours."""
        run: list[tuple[Word, float]] = []
        last = ""
        for word, label, score in self._labelled(page, words):
            begins, name = label.startswith(("B-", "S-")), _bare(label)
            if run and (begins or name != last):
                yield _entity(last, run)
                run = []
            if name != "O" and score >= LEAST_SCORE:
                run.append((word, score))
                last = name
            elif run:
                yield _entity(last, run)
                run = []
        if run:
            yield _entity(last, run)

    def _labelled(self, page: Page, words: Sequence[Word]) -> Iterator[tuple[Word, str, float]]:
        """Each word with the label of its first token and that label's probability."""
        import torch  # noqa: PLC0415  # pyright: ignore[reportMissingImports]

        if not words:
            return
        encoded = self._tokenizer(
            [word.text for word in words],
            is_split_into_words=True,
            truncation=True,
            max_length=self._most_tokens,
            return_overflowing_tokens=True,
            return_tensors="pt",
            padding=True,
        )
        seen: set[int] = set()
        for part in range(encoded["input_ids"].shape[0]):
            owners = encoded.word_ids(part)
            inputs = {"input_ids": encoded["input_ids"][part : part + 1]}
            inputs["attention_mask"] = encoded["attention_mask"][part : part + 1]
            if "bbox" in self._model.forward.__code__.co_varnames:
                boxes = [_on_grid(page, words[owner]) if owner is not None else [0, 0, 0, 0] for owner in owners]
                inputs["bbox"] = torch.tensor([boxes])
            with torch.inference_mode():
                shares = self._model(**inputs).logits[0].softmax(-1)
            for token, owner in enumerate(owners):
                if owner is not None and owner not in seen:
                    seen.add(owner)
                    score, label = shares[token].max(-1)
                    yield words[owner], self._labels[int(label)], float(score)


def _in_order(page: Page) -> Sequence[Word]:
    return sorted(page.words, key=lambda word: (round(word.bbox.top), word.bbox.left))


def _bare(label: str) -> str:
    """The label without the mark of its first and further tokens; single and last ones too (BIOES)."""
    return re.sub(r"^[BIMES]-", "", label)


def _entity(label: str, run: list[tuple[Word, float]]) -> Entity:
    return Entity(label, tuple(word for word, _ in run), sum(score for _, score in run) / len(run))


def _on_grid(page: Page, word: Word) -> list[int]:
    box = word.bbox
    sides = (box.left / page.width, box.top / page.height, box.right / page.width, box.bottom / page.height)
    return [min(max(round(side * GRID), 0), GRID) for side in sides]


class VisionLanguageModel:
    """A model that sees an image and writes text."""

    def __init__(self, place: str) -> None:
        from transformers import AutoModelForImageTextToText, AutoProcessor  # noqa: PLC0415  # pyright: ignore[reportMissingImports]

        self._processor: Any = AutoProcessor.from_pretrained(place, local_files_only=True)
        self._model: Any = AutoModelForImageTextToText.from_pretrained(place, local_files_only=True).eval()

    def answer(self, pages: Sequence[Page], schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """What the model writes about each page; the first page that gives a value wins."""
        found: dict[str, Any] = {}
        for page in pages:
            if page.render is None:
                continue
            for name, value in parse_answer(self.written(page, schema)).items():
                if name in schema["properties"] and value is not None:
                    found.setdefault(name, value)
        return found

    def names(self, pages: Sequence[Page]) -> Sequence[Name]:
        """None: it is asked for fields."""
        del pages
        return ()

    def written(self, page: Page, schema: Mapping[str, Any]) -> str:
        """The model's own words."""
        import torch  # noqa: PLC0415  # pyright: ignore[reportMissingImports]

        question = PROMPT + json.dumps(schema, ensure_ascii=False)
        content = [{"type": "image"}, {"type": "text", "text": question}]
        prompt = self._processor.apply_chat_template([{"role": "user", "content": content}], add_generation_prompt=True)
        inputs = self._processor(images=[page.image(DPI)], text=[prompt], return_tensors="pt")
        with torch.inference_mode():
            # Greedy: the same answer for the same page.
            tokens = self._model.generate(**inputs, max_new_tokens=MAX_NEW_TOKENS, do_sample=False)
        return str(self._processor.decode(tokens[0][inputs["input_ids"].shape[1] :], skip_special_tokens=True))


def parse_answer(text: str) -> dict[str, Any]:
    """The first JSON object in what a model wrote; empty when there is none."""
    decoder = json.JSONDecoder()
    at = text.find("{")
    while at >= 0:
        try:
            value, _ = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            at = text.find("{", at + 1)
            continue
        return value if isinstance(value, dict) else {}
    return {}
