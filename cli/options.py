"""Options that several verbs share: settings, and how much to say."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sme_extract.cli.logs import as_json, louder

if TYPE_CHECKING:
    from sme_extract.pipeline.configuration import Configuration

Verbose = Annotated[
    int, typer.Option("-v", "--verbose", count=True, callback=louder, help="Say more; -vv for everything.")
]
LogJson = Annotated[bool, typer.Option("--log-json", callback=as_json, help="Messages as JSON lines on stderr.")]

DETECTOR = Annotated[
    str | None,
    typer.Option(
        metavar="NAME[:PATH]",
        help="Finds objects in videos and photos: hall (the default), onnx:FILE, transformers:DIR, ultralytics:FILE "
        "(AGPL-3.0), or off.",
    ),
]

DEPTH = Annotated[
    str | None,
    typer.Option(
        metavar="NAME:FOLDER",
        help="A model that estimates depth in metres, as one more reference of the scale: transformers:FOLDER.",
        show_default=False,
    ),
]

SETTINGS: dict[str, Any] = {
    "ocr": Annotated[str | None, typer.Option(metavar="ENGINE", help="OCR engine; 'off' reads text layers only.")],
    "ocr_model_dir": Annotated[
        str | None, typer.Option(metavar="DIR", help="Folder with model files for the OCR engine.")
    ],
    "layout": Annotated[
        str | None, typer.Option(metavar="ENGINE", help="Layout engine for pages of several columns; 'off' is default.")
    ],
    "document_model": Annotated[
        str | None,
        typer.Option(metavar="DIR", help="Ask this model for missing fields; only what the page bears out counts."),
    ],
    "detector": DETECTOR,
    "kind": Annotated[str | None, typer.Option("--as", metavar="KIND", help="Every document is of this kind.")],
    "qr": Annotated[bool | None, typer.Option("--qr/--no-qr", help="Decode QR codes.", show_default=False)],
    "passwords": Annotated[
        list[str] | None,
        typer.Option("--password", metavar="TEXT", help="Try this on encrypted files; may be repeated."),
    ],
    "mask_personal": Annotated[
        bool | None,
        typer.Option("--mask/--no-mask", help="Hide personal ids and phone numbers.", show_default=False),
    ],
    "fail_fast": Annotated[
        bool | None,
        typer.Option("--fail-fast/--keep-going", help="Stop after the first input that fails.", show_default=False),
    ],
    "debug_overlay": Annotated[
        str | None,
        typer.Option(metavar="FOLDER", help="Draw words, tables, fields and findings on every page, as PNG."),
    ],
    "as_of": Annotated[str | None, typer.Option(metavar="DAY", help="The day that the work is for: 2026-01-31.")],
}
MORE = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Any other setting, such as max_pages=1000; see 'config'."),
]


def with_configuration(verb: Callable[..., None]) -> Callable[..., None]:
    """Give a verb the options for settings; it receives them merged with all other sources as `configuration`."""

    @wraps(verb)
    def wrapper(**given: Any) -> None:
        options = {key: value for key in SETTINGS if (value := given.pop(key)) not in (None, [])}
        for pair in given.pop("more") or ():
            key, _, value = pair.partition("=")
            options[key.strip()] = value.strip()
        del given["verbose"], given["log_json"]
        verb(configuration=configure(options), **given)

    own = inspect.signature(verb).parameters.values()
    shared = {**SETTINGS, "more": MORE, "verbose": Verbose, "log_json": LogJson}
    defaults: dict[str, Any] = {"verbose": 0, "log_json": False}
    parameters = [p.replace(kind=p.KEYWORD_ONLY) for p in own if p.name != "configuration"] + [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=defaults.get(name), annotation=annotation)
        for name, annotation in shared.items()
    ]
    wrapper.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    wrapper.__annotations__ = {p.name: p.annotation for p in parameters}
    return wrapper


def configure(options: dict[str, Any]) -> "Configuration":
    """The configuration in force here and now."""
    import os
    from pathlib import Path

    from sme_extract.pipeline.configuration import resolve

    return resolve(options, os.environ, Path.cwd())
