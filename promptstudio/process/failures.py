"""Any exception as one sentence that a person can act on; the traceback goes to the log."""

import sys
from logging import Logger
from pathlib import Path

from promptstudio.errors import OutOfMemory, PromptStudioError


def as_failure(error: BaseException, logger: Logger, log_file: Path) -> PromptStudioError:
    """`error` as a PromptStudioError. Unexpected ones are logged with their traceback and name the log file."""
    if isinstance(error, PromptStudioError):
        return error
    logger.error("unexpected failure", exc_info=error)
    if _is_out_of_memory(error):
        return OutOfMemory(
            "The device ran out of memory; try fewer particles, a smaller picture, or the CPU as the device."
        )
    return PromptStudioError(f"The engine failed unexpectedly ({type(error).__name__}); the details are in {log_file}.")


def _is_out_of_memory(error: BaseException) -> bool:
    if isinstance(error, MemoryError):
        return True
    torch = sys.modules.get("torch")  # never imported here: this module stays light
    if torch is None:
        return False
    # The CPU allocator of torch raises a plain RuntimeError.
    return isinstance(error, torch.OutOfMemoryError) or (
        isinstance(error, RuntimeError) and "can't allocate memory" in str(error)
    )
