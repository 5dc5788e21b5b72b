"""Jobs leave nothing behind; packaging/benchmarks/leaks.py does hundreds of them and looks at memory, too."""

import gc
import threading

import psutil
import shiboken6
from PySide6.QtCore import QTimer

from driven_window import PATIENCE, edited, with_sample
from promptstudio_ui.jobs.background import Job


def held():
    """Counts of what jobs are made of."""
    gc.collect()
    alive = [found for found in shiboken6.getAllValidWrappers() if shiboken6.isValid(found)]
    return {
        "jobs": sum(isinstance(found, Job) for found in alive),
        "timers": sum(isinstance(found, QTimer) for found in alive),
        "threads": threading.active_count(),
        "processes": len(psutil.Process().children(recursive=True)),
        "files": psutil.Process().num_fds() if psutil.POSIX else 0,
    }


def work(qtbot, window):
    """An inversion that is stopped, two renders, a comparison, and an empty document again."""
    with_sample(qtbot, window)
    window.inversions.invert()
    qtbot.waitUntil(lambda: window.inversions.running, timeout=PATIENCE)
    window.jobs.stop_waited_for()
    qtbot.waitUntil(lambda: not window.inversions.running, timeout=PATIENCE)
    edited(qtbot, window)
    window.session.clear()
    window.session.stack.setClean()
    qtbot.waitUntil(lambda: not window.jobs.current and not window.jobs.files_busy, timeout=PATIENCE)
    qtbot.wait(1)  # what was to be deleted later is deleted


def test_after_jobs_that_ended_or_were_stopped_nothing_of_them_is_left(qtbot, window):
    work(qtbot, window)
    before = held()
    for _ in range(2):
        work(qtbot, window)
    assert before["jobs"] == 0
    assert held() == before
