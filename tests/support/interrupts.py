"""Programs that tests interrupt, as Ctrl-C does."""

import signal


def allow_interrupts() -> None:
    """As `preexec_fn`: a test run in the background ignores SIGINT, and its child processes would inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
