"""How long the window takes to lay out chips and to paint a heatmap of many words. Run as a file:

    QT_QPA_PLATFORM=offscreen .venv/bin/python packaging/benchmarks/painting.py

Prints the best of ten in milliseconds, for 11 and for 77 words, and their ratio: compare ratios, machines differ. An
answer to a key press should take less than a frame of 16 ms.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from common import print_table
from promptstudio.prompt import Prompt

from PySide6.QtWidgets import QApplication  # isort: skip

from promptstudio_ui.chips.model import ChipModel
from promptstudio_ui.chips.view import ChipView
from promptstudio_ui.coupling.heatmap import HeatmapView
from promptstudio_ui.coupling.model import HeatmapModel
from promptstudio_ui.document.selection import WordSelection

COUNTS = (11, 77)


def milliseconds(work: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(10):
        begun = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - begun)
    return 1000 * best


def layout_of_chips(count: int) -> float:
    model = ChipModel()
    model.set_prompt(Prompt.parse(" ".join(f"word{i}" for i in range(count))))
    view = ChipView(model, WordSelection())
    view.resize(640, 240)
    view.show()

    def narrower() -> None:
        view.resize(view.width() - 1, view.height())
        QApplication.processEvents()

    return milliseconds(narrower)


def painting_of_heatmap(count: int) -> float:
    model = HeatmapModel()
    words = [f"word{i}" for i in range(count)]
    matrix = tuple(tuple(1.0 if i == j else ((i * j) % 40) / 100 for j in range(count)) for i in range(count))
    view = HeatmapView(model, WordSelection())
    view.resize(600, 600)
    view.show()

    def again() -> None:
        model.set_matrix(words, matrix)
        view.repaint()

    return milliseconds(again)


def main() -> None:
    application = QApplication([])
    rows = []
    for name, work in (("layout of chips", layout_of_chips), ("painting of the heatmap", painting_of_heatmap)):
        few, many = (work(count) for count in COUNTS)
        rows.append((name, few, many, many / few))
    print_table(("what", *(f"{count} words, ms" for count in COUNTS), "ratio"), rows)
    application.quit()


if __name__ == "__main__":
    main()
