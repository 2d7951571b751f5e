"""The error tree. Each class owns its exit code and reason code.

    SmeExtractError            1
    ├─ UsageError              2
    ├─ InputError              3
    │  ├─ UnsupportedFormat
    │  ├─ EncryptedDocument
    │  ├─ DamagedDocument
    │  ├─ EmptyInput
    │  └─ TooLarge
    ├─ NoInput                 5
    ├─ CannotWrite             1
    ├─ MissingDependency       7
    ├─ EngineError             3
    └─ PluginError             1

An exception stops one file; what is odd inside a readable file is a `Finding`, never an exception.
Messages read `what happened: which file or field. What to do.` in lower case.
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process answers to its caller. Never renumbered."""

    OK = 0
    INTERNAL = 1
    USAGE = 2
    SOME_FAILED = 3
    ALL_FAILED = 4
    NO_INPUT = 5
    BELOW_GATE = 6
    MISSING_DEPENDENCY = 7
    INTERRUPTED = 130
    TERMINATED = 143


class SmeExtractError(Exception):
    """Anything this program says went wrong."""

    code = "internal-error"
    exit_code = ExitCode.INTERNAL


class UsageError(SmeExtractError):
    """A wrong option, an unknown name or a bad configuration."""

    code = "usage"
    exit_code = ExitCode.USAGE


class InputError(SmeExtractError):
    """This one file cannot be used as it is."""

    code = "input-error"
    exit_code = ExitCode.SOME_FAILED


class UnsupportedFormat(InputError):
    """No reader knows these bytes."""

    code = "unsupported-format"


class EncryptedDocument(InputError):
    """The file wants a password that was not given."""

    code = "encrypted"


class DamagedDocument(InputError):
    """The bytes break the format that they claim to be."""

    code = "damaged"


class EmptyInput(InputError):
    """The file holds nothing."""

    code = "empty"


class TooLarge(InputError):
    """A limit was met; the message names the limit and its setting."""

    code = "too-large"


class NoInput(SmeExtractError):
    """There was nothing to do."""

    code = "no-input"
    exit_code = ExitCode.NO_INPUT


class CannotWrite(SmeExtractError):
    """The disk is full, the folder is read-only or the like."""

    code = "cannot-write"


class MissingDependency(SmeExtractError):
    """A package, program or model is absent; the message holds the command that mends it."""

    code = "missing-dependency"
    exit_code = ExitCode.MISSING_DEPENDENCY


class EngineError(SmeExtractError):
    """An OCR engine or an outside program failed on this page."""

    code = "engine-error"
    exit_code = ExitCode.SOME_FAILED


class PluginError(SmeExtractError):
    """Code of another distribution broke its contract; the message names the distribution."""

    code = "plugin-error"
