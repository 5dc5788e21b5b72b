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
    if is_out_of_memory(error):
        return OutOfMemory("The engine ran out of memory; close what you do not need and try again.")
    return PromptStudioError(f"The engine failed unexpectedly ({type(error).__name__}); the details are in {log_file}.")


_ALLOCATOR_MESSAGES = (  # in plain RuntimeErrors of PyTorch
    "can't allocate memory",  # on the CPU of Linux and macOS
    "not enough memory",  # on the CPU of Windows
    "out of memory",  # of MPS, and of CUDA outside PyTorch's own allocator
    "CUBLAS_STATUS_ALLOC_FAILED",
    "CUDNN_STATUS_ALLOC_FAILED",
)


def is_out_of_memory(error: BaseException) -> bool:
    """Whether `error` is an allocator's, of main memory or of a device."""
    if isinstance(error, MemoryError):
        return True
    torch = sys.modules.get("torch")  # never imported here: this module stays light
    if torch is None:
        return False
    return isinstance(error, torch.OutOfMemoryError) or (
        isinstance(error, RuntimeError) and any(words in str(error) for words in _ALLOCATOR_MESSAGES)
    )


_DEVICE_MESSAGES = ("device-side assert", "CUDA error", "HIP error", "unspecified launch failure")


def is_lost_device(error: BaseException) -> bool:
    """Whether a GPU's context is of no more use after `error`: whatever is asked next fails as well, until the process
    is another one. Lack of memory is no such error."""
    return (
        isinstance(error, RuntimeError)
        and not is_out_of_memory(error)
        and any(words in str(error) for words in _DEVICE_MESSAGES)
    )
