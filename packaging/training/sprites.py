"""Sprites of the embedded pack's world: three hands of emoji art on one sheet.

Run once, `python sprites.py`: fetches three npm packages with the ordinary npm client, draws every noun of
`NOUNS` in each hand at 96 pixels, and writes `sprites/sheet.png`, `sprites/sheet.json` and the licences.
The result is committed, so nobody who rebuilds the pack needs npm, a network or resvg.
"""

import io
import json
import subprocess
import tarfile
import tempfile
from pathlib import Path

from PIL import Image

HERE = Path(__file__).resolve().parent / "sprites"
SIDE = 96  # pixels; the world never draws a sprite larger than this
HANDS = ("fluent3d", "fluentflat", "noto")
PACKAGES = {
    "fluentflat": (
        "@iconify-json/fluent-emoji-flat",
        "1.2.6",
        "MIT, Microsoft Corporation, github.com/microsoft/fluentui-emoji",
    ),
    "noto": ("@iconify-json/noto", "1.2.9", "Apache-2.0, Google Inc, github.com/googlefonts/noto-emoji"),
    "fluent3d": (
        "@lobehub/fluent-emoji-3d",
        "1.1.0",
        "MIT, Microsoft Corporation, github.com/microsoft/fluentui-emoji (packed by LobeHub)",
    ),
}
# noun -> (name of the drawing in the two iconify sets, character whose code point names the 3D file)
NOUNS = {
    "cat": ("cat-face", "🐱"),
    "dog": ("dog-face", "🐶"),
    "zebra": ("zebra", "🦓"),
    "elephant": ("elephant", "🐘"),
    "penguin": ("penguin", "🐧"),
    "owl": ("owl", "🦉"),
    "octopus": ("octopus", "🐙"),
    "whale": ("spouting-whale", "🐳"),
    "butterfly": ("butterfly", "🦋"),
    "fish": ("tropical-fish", "🐠"),
    "apple": ("red-apple", "🍎"),
    "banana": ("banana", "🍌"),
    "pizza": ("pizza", "🍕"),
    "car": ("automobile", "🚗"),
    "bus": ("bus", "🚌"),
    "rocket": ("rocket", "🚀"),
    "sailboat": ("sailboat", "⛵"),
    "balloon": ("balloon", "🎈"),
    "palm tree": ("palm-tree", "🌴"),
    "cactus": ("cactus", "🌵"),
    "sunflower": ("sunflower", "🌻"),
    "mushroom": ("mushroom", "🍄"),
    "house": ("house", "🏠"),
    "castle": ("castle", "🏰"),
    "guitar": ("guitar", "🎸"),
    "umbrella": ("umbrella", "☂️"),
    "crown": ("crown", "👑"),
    "robot": ("robot", "🤖"),
    "lion": ("lion", "🦁"),
    "panda": ("panda", "🐼"),
    "frog": ("frog", "🐸"),
    "turtle": ("turtle", "🐢"),
    "crab": ("crab", "🦀"),
    "snail": ("snail", "🐌"),
    "strawberry": ("strawberry", "🍓"),
    "tulip": ("tulip", "🌷"),
    "airplane": ("airplane", "✈️"),
    "snowman": ("snowman-without-snow", "⛄"),
    "camera": ("camera", "📷"),
    "hamburger": ("hamburger", "🍔"),
}
MIT = """MIT License

Copyright (c) Microsoft Corporation.

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


def load_sheet() -> dict[tuple[str, str], Image.Image]:
    """(noun, hand) -> RGBA sprite of 96×96 pixels, from the committed sheet."""
    sheet = Image.open(HERE / "sheet.png").convert("RGBA")
    index = json.loads((HERE / "sheet.json").read_text())
    sprites = {}
    for row, noun in enumerate(index["nouns"]):
        for column, hand in enumerate(index["hands"]):
            box = (column * SIDE, row * SIDE, (column + 1) * SIDE, (row + 1) * SIDE)
            sprites[noun, hand] = sheet.crop(box)
    return sprites


def fetch(folder: Path) -> dict[str, Path]:
    """Download and unpack the npm packages; hand -> folder."""
    homes = {}
    for hand, (name, version, _) in PACKAGES.items():
        subprocess.run(
            ["npm", "pack", "--silent", f"{name}@{version}"], cwd=folder, check=True, stdout=subprocess.DEVNULL
        )
        archive = folder / f"{name.lstrip('@').replace('/', '-')}-{version}.tgz"
        with tarfile.open(archive) as tar:
            tar.extractall(folder / hand, filter="data")
        homes[hand] = folder / hand / "package"
    return homes


def draw_svg(icons: dict, name: str) -> Image.Image:
    import resvg_py

    icon = icons["icons"].get(name) or icons["icons"][icons["aliases"][name]["parent"]]
    width, height = icon.get("width", icons.get("width", 16)), icon.get("height", icons.get("height", 16))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 {width} {height}" width="256" height="256">{icon["body"]}</svg>'
    )
    return Image.open(io.BytesIO(bytes(resvg_py.svg_to_bytes(svg_string=svg)))).convert("RGBA")


def draw_webp(home: Path, character: str) -> Image.Image:
    code = "-".join(f"{ord(c):04x}" for c in character)
    for name in (code, code.replace("-fe0f", ""), code + "-fe0f"):
        path = home / "assets" / f"{name}.webp"
        if path.exists():
            return Image.open(path).convert("RGBA")
    raise FileNotFoundError(f"no 3D drawing for {character} ({code})")


def fit(picture: Image.Image) -> Image.Image:
    """Cut empty borders and fit into the square, standing on its lower edge."""
    picture = picture.crop(picture.getchannel("A").point(lambda a: 255 * (a > 16)).getbbox())
    scale = SIDE / max(picture.size)
    size = tuple(max(1, round(s * scale)) for s in picture.size)
    square = Image.new("RGBA", (SIDE, SIDE))
    square.paste(picture.resize(size, Image.LANCZOS), ((SIDE - size[0]) // 2, SIDE - size[1]))
    return square


def main() -> None:
    HERE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        homes = fetch(Path(temporary))
        sets = {hand: json.loads((homes[hand] / "icons.json").read_text()) for hand in ("fluentflat", "noto")}
        sheet = Image.new("RGBA", (SIDE * len(HANDS), SIDE * len(NOUNS)))
        for row, (name, character) in enumerate(NOUNS.values()):
            for column, hand in enumerate(HANDS):
                drawn = draw_webp(homes[hand], character) if hand == "fluent3d" else draw_svg(sets[hand], name)
                sheet.paste(fit(drawn), (column * SIDE, row * SIDE))
        sheet.save(HERE / "sheet.png", optimize=True)
    (HERE / "sheet.json").write_text(
        json.dumps(
            {
                "side": SIDE,
                "hands": HANDS,
                "nouns": list(NOUNS),
                "drawing": {n: d for n, (d, _) in NOUNS.items()},
                "packages": {hand: {"name": p, "version": v, "licence": c} for hand, (p, v, c) in PACKAGES.items()},
            },
            indent=1,
        )
    )
    (HERE / "LICENSE-fluent-emoji-MIT.txt").write_text(MIT)
    (HERE / "NOTICE").write_text(
        "The drawings on sheet.png come from emoji sets under permissive licences, resized and placed on one sheet:\n\n"
        + "".join(f"- {hand}: npm {p} {v} ({c})\n" for hand, (p, v, c) in PACKAGES.items())
        + "\nThe Noto drawings are under the Apache License 2.0 (https://www.apache.org/licenses/LICENSE-2.0,\n"
        "text in LICENSE-noto-Apache-2.0.txt); the Fluent drawings under the MIT licence "
        "(LICENSE-fluent-emoji-MIT.txt).\n"
        "Changes: rasterised, cropped, scaled; the world tints, outlines and pixelates them when it draws.\n"
    )
    print("sheet", sheet.size, (HERE / "sheet.png").stat().st_size // 1024, "KiB")


if __name__ == "__main__":
    main()
