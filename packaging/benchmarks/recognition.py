"""How well the embedded pack tells the pictures it knows from all others (promptstudio/guide/known_world.py).

    QT_QPA_PLATFORM=offscreen .venv/bin/python packaging/benchmarks/recognition.py [--photographs FOLDER …]

Prints for every kind of strange picture the area under the ROC curve against 2,000 held-out scenes, and the share that
the pack notes as unknown; for scenes, samples and renders the share that it notes though it knows them. Photographs
are those that come with scikit-image, and the JPEGs of the folders; each is seen as its middle square. Blank sheets,
noise, pages of text and test patterns, and screenshots of Qt's dialogs in light and dark are made here. Three minutes.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import skimage
from PIL import Image

from common import ROOT, print_table

from PySide6.QtGui import QImage  # isort: skip
from PySide6.QtWidgets import (  # isort: skip
    QApplication,
    QCalendarWidget,
    QColorDialog,
    QFileDialog,
    QPlainTextEdit,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

import evaluate
import world
from promptstudio.engine import Engine
from promptstudio.images.sources import ImageSource
from promptstudio.protocol import Picture
from promptstudio.resources import resource
from promptstudio_ui.preferences.dialog import PreferencesDialog
from promptstudio_ui.preferences.settings import Preferences, Settings
from promptstudio_ui.widgets.theme import Theme, ThemeSwitch

SKIMAGE = Path(skimage.__file__).parent / "data"
PHOTOGRAPHS = (
    "astronaut.png brick.png camera.png cell.png chelsea.png clock_motion.png coffee.png coins.png grass.png "
    "gravel.png hubble_deep_field.jpg ihc.png moon.png motorcycle_left.png retina.jpg rocket.jpg"
).split()
PAGES = "page.png text.png logo.png chessboard_RGB.png phantom.png horse.png color.png".split()


def photographs(folders: Sequence[Path]) -> list[Path]:
    files = [SKIMAGE / name for name in PHOTOGRAPHS]
    files += [file for folder in folders for file in sorted(folder.glob("*.jp*g"))]
    return files


def blanks() -> list[Image.Image]:
    colours = [
        (255, 255, 255),
        (0, 0, 0),
        (128, 128, 128),
        (255, 0, 0),
        (0, 255, 0),
        (0, 0, 255),
        *world.PLAIN.values(),
    ]
    return [Image.new("RGB", (256, 256), colour) for colour in colours]


def noise() -> list[Image.Image]:
    """Even noise, weak to strong Gaussian noise on grey, and coloured squares of 2 to 64 a side."""
    rng = np.random.default_rng(0)
    made = [rng.integers(0, 256, (256, 256, 3), np.uint8) for _ in range(10)]
    for deviation in (5, 10, 20, 40, 80):
        made.append(np.clip(rng.normal(128, deviation, (256, 256, 3)), 0, 255).astype(np.uint8))
    for side in (2, 4, 8, 16, 32, 64):
        squares = rng.integers(0, 256, (side, side, 3), np.uint8)
        made.append(squares.repeat(256 // side, 0).repeat(256 // side, 1))
    return [Image.fromarray(each) for each in made]


def windows() -> list[QWidget]:
    """Things that people take screenshots of."""
    text = QPlainTextEdit((ROOT / "README.md").read_text(encoding="utf-8"))
    table = QTableWidget(30, 8)
    for row in range(30):
        for column in range(8):
            table.setItem(row, column, QTableWidgetItem(str((row * 37 + column * 11) % 1000)))
    files = QFileDialog(directory=str(ROOT))
    files.setOption(QFileDialog.Option.DontUseNativeDialog)
    colours = QColorDialog()
    colours.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
    return [text, table, files, colours, QCalendarWidget(), PreferencesDialog(Settings(Preferences()))]


def screenshots() -> list[Image.Image]:
    """Every window in light and dark; of each the whole, squeezed, and three squares of it."""
    application = QApplication.instance() or QApplication([])
    switch, taken = ThemeSwitch(application), []
    for theme in (Theme.LIGHT, Theme.DARK):
        switch.set(theme)
        for window in windows():
            window.resize(800, 600)
            window.show()
            application.processEvents()
            shot = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
            pixels = np.frombuffer(shot.constBits(), np.uint8).reshape(shot.height(), shot.bytesPerLine())
            rgb = pixels[:, : 3 * shot.width()].reshape(shot.height(), shot.width(), 3)
            whole, side = Image.fromarray(rgb.copy()), min(shot.height(), shot.width(), 300)
            taken.append(whole.resize((256, 256)))
            taken += [whole.crop((x, 0, x + side, side)) for x in (0, (whole.width - side) // 2, whole.width - side)]
            window.close()
    return taken


def renders(engine: Engine, count: int = 60) -> list[Picture]:
    """What the pack draws of held-out captions."""
    _, _, captions = evaluate.held_out(count)
    return [engine.render(told[0], seed=n).picture for n, told in enumerate(captions)]


def strangeness(engine: Engine, pictures: Sequence[ImageSource]) -> np.ndarray:
    found: list[float] = []
    for at in range(0, len(pictures), 50):
        found += engine.recognise(list(pictures[at : at + 50])).strangeness
    return np.array(found)


def area(known: np.ndarray, strange: np.ndarray) -> float:
    """Under the ROC curve: the probability that a strange picture is stranger than a known one."""
    return float((strange[:, None] > known[None]).mean() + (strange[:, None] == known[None]).mean() / 2)


def noted(found: np.ndarray) -> str:
    return f"{100 * (found > 1).mean():.1f}"


def row(name: str, scenes: np.ndarray, found: np.ndarray) -> tuple[str, ...]:
    return name, str(len(found)), f"{area(scenes, found):.4f}", noted(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photographs", type=Path, nargs="*", default=(), help="folders of more, as JPEGs")
    folders = parser.parse_args().photographs
    engine = Engine("embedded", "cpu")
    drawn = [Image.fromarray(picture) for picture in evaluate.held_out(2000)[0]]
    samples = sorted(resource("samples").glob("*.png"))
    known: dict[str, Sequence[ImageSource]] = {
        "held-out scenes": drawn,
        "drawn samples": [file for file in samples if not file.name.startswith("photo-")],
        "renders of the pack": renders(engine),
    }
    strange: dict[str, Sequence[ImageSource]] = {
        "photographs": photographs(folders),
        "blank sheets": blanks(),
        "noise": noise(),
        "pages and patterns": [SKIMAGE / name for name in PAGES],
        "screenshots": screenshots(),
    }
    scenes = strangeness(engine, drawn)
    rows = []
    for name, pictures in known.items():
        found = strangeness(engine, pictures)
        rows.append((name, str(len(found)), "", noted(found)))
    every: list[np.ndarray] = []
    for name, pictures in strange.items():
        every.append(strangeness(engine, pictures))
        rows.append(row(name, scenes, every[-1]))
    rows.append(row("all strange ones", scenes, np.concatenate(every)))
    print_table(("pictures", "number", "AUC", "noted (%)"), rows)


if __name__ == "__main__":
    main()
