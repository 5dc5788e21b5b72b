"""Builds the one-folder bundle of this system into dist/promptstudio.

Run it with the Python of an environment in which the project's libraries and PyInstaller are installed:
`python packaging/pyinstaller/build.py`. What that environment has goes in: PyTorch for the CPU makes a small bundle.
packaging/setup/first_use.py tries the result. Built and tried on Linux; for Windows and macOS it is written after their
documentation and has not run.
"""

from __future__ import annotations

import argparse
import compileall
import os
import py_compile
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="folder in which the bundle is made")
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "pyinstaller", help="folder for what it needs")
    asked = parser.parse_args()
    asked.work.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    _draw_icon(asked.work)
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--distpath", str(asked.out)]
    subprocess.run([*command, "--workpath", str(asked.work), str(HERE / "promptstudio.spec")], check=True)
    bundle = asked.out / "promptstudio"
    # The copied libraries would otherwise be compiled again at every start where the folder cannot be written to.
    compileall.compile_dir(
        bundle / "_internal",
        maxlevels=40,
        quiet=2,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )
    size = sum(path.stat().st_size for path in bundle.rglob("*") if path.is_file() and not path.is_symlink())
    print(f"{bundle}: {size / 1e9:.2f} GB, built in {time.monotonic() - began:.0f} s")


def _draw_icon(folder: Path) -> None:
    """Windows and macOS want the icon in formats of their own, which Qt and Pillow write."""
    if sys.platform not in ("win32", "darwin"):
        return
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PIL import Image
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    application = QGuiApplication([])
    picture = QImage(1024, 1024, QImage.Format.Format_ARGB32)
    picture.fill(0)
    painter = QPainter(picture)
    QSvgRenderer(str(ROOT / "resources" / "icons" / "promptstudio.svg")).render(painter)
    painter.end()
    drawn = folder / "promptstudio.png"
    picture.save(str(drawn))
    application.quit()
    Image.open(drawn).save(folder / ("promptstudio.ico" if sys.platform == "win32" else "promptstudio.icns"))


if __name__ == "__main__":
    main()
