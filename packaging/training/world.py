"""The embedded pack's world: illustrated scenes whose every fact is known.

A `Scene` is a value: what is in it, in which colour, where, when, in which style, and the seed of its small
accidents (where the stars are). `Painter().draw(scene)` gives the picture and one mask per object; `facts(scene)` the
exact truth; `caption(scene, rng, form)` a text and the facts it claims.

Run as a file it writes the data of all trainings: `python world.py --work DIR`.
"""

import argparse
import json
import random
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from sprites import load_sheet

SIZE = 128  # pixels of a picture's side
BLOCK = 4  # pixels of a block of pixel art
NOUNS = (
    "cat, dog, zebra, elephant, penguin, owl, octopus, whale, butterfly, fish, apple, banana, pizza, car, bus, rocket, "
    "sailboat, balloon, palm tree, cactus, sunflower, mushroom, house, castle, guitar, umbrella, crown, robot, "
    "lion, panda, frog, turtle, crab, snail, strawberry, tulip, airplane, snowman, camera, hamburger"
).split(", ")
TINTABLE = (
    "octopus, whale, butterfly, fish, apple, car, bus, rocket, sailboat, balloon, mushroom, house, guitar, umbrella, "
    "crown, robot, frog, crab, tulip"
).split(", ")
# colour -> hue, least and most saturation, gain of brightness
COLOURS = {
    "red": (0.99, 0.75, 1.0, 0.95),
    "orange": (0.075, 0.8, 1.0, 1.0),
    "yellow": (0.15, 0.7, 1.0, 1.08),
    "green": (0.37, 0.6, 1.0, 0.85),
    "blue": (0.61, 0.65, 1.0, 0.95),
    "purple": (0.77, 0.55, 0.9, 0.85),
    "pink": (0.93, 0.25, 0.5, 1.15),
}
PLAIN = {
    "white": (246, 246, 246),
    "black": (24, 24, 27),
    "red": (206, 54, 50),
    "orange": (240, 146, 52),
    "yellow": (250, 220, 90),
    "green": (92, 176, 96),
    "blue": (80, 136, 220),
    "purple": (136, 94, 196),
    "pink": (248, 176, 204),
    "gray": (150, 150, 155),
    "brown": (128, 88, 58),
}
TIMES = {
    "day": ["on a sunny day", "under a blue sky", "in daylight", "at noon"],
    "night": ["at night", "under a starry sky", "in the moonlight", "in the dark of night"],
    "sunset": ["at sunset", "under an orange sky", "in the evening light", "at dusk"],
}
PLACES = {
    "grass": ["on the grass", "on a green meadow", "in a grassy field"],
    "beach": ["on the beach", "on a sandy beach", "by the shore"],
    "snow": ["in the snow", "on a snowy hill", "in a snowy landscape"],
    "desert": ["in the desert", "on desert sand", "among the dunes"],
    "city": ["in the city", "on a city street", "in front of tall buildings"],
    "sea": ["under the sea", "under water", "in the deep ocean"],
    "mountain": ["in the mountains", "in front of the mountains", "near snowy peaks"],
    "room": ["in a room", "inside a cozy room", "on a wooden floor"],
    "forest": ["in the forest", "in the woods", "among pine trees"],
    "space": ["in space", "in outer space", "among the planets"],
}
BARE_PLACES = {
    "grass": ["grass", "meadow", "grassy field"],
    "beach": ["beach", "sandy beach", "shore"],
    "snow": ["snow", "snowy hill", "snowy landscape"],
    "desert": ["desert", "desert sand", "dunes"],
    "city": ["city", "city street", "tall buildings"],
    "sea": ["sea", "under water", "deep ocean"],
    "mountain": ["mountains", "snowy peaks", "mountain landscape"],
    "room": ["room", "cozy room", "wooden floor"],
    "forest": ["forest", "woods", "pine trees"],
    "space": ["space", "outer space", "planets"],
}
BARE_TIMES = {
    "day": ["day", "daylight", "sunny day", "blue sky"],
    "night": ["night", "night time", "starry sky", "moonlight"],
    "sunset": ["sunset", "dusk", "evening light", "orange sky"],
}
TIMELESS = ("sea", "space")
# style -> hand, "a … of" phrases, tags
STYLES = {
    "3d": (
        "fluent3d",
        ["a 3d render of", "a glossy 3d rendering of", "a shiny 3d model of"],
        ["3d render", "glossy 3d", "3d model"],
    ),
    "flat": (
        "fluentflat",
        ["a flat illustration of", "flat vector art of", "a simple flat drawing of"],
        ["flat illustration", "flat vector art", "flat drawing"],
    ),
    "cartoon": (
        "noto",
        ["a cartoon of", "a cartoon drawing of", "a cheerful cartoon of"],
        ["cartoon", "cartoon drawing", "cheerful cartoon"],
    ),
    "pixel": (
        "fluentflat",
        ["pixel art of", "a pixelated picture of", "retro pixel art of"],
        ["pixel art", "pixelated", "retro pixel art"],
    ),
    "sketch": (
        "noto",
        ["a pencil sketch of", "a black and white sketch of", "a hand drawn sketch of"],
        ["pencil sketch", "black and white sketch", "hand drawn sketch"],
    ),
}
FORMS = ("sentence", "tags", "long", "fragment", "half")

FACTS = (
    [f"noun:{n}" for n in NOUNS]
    + [f"colour:{n}:{c}" for n in TINTABLE for c in COLOURS]
    + [f"hue:{c}" for c in PLAIN]
    + [f"place:{p}" for p in PLACES]
    + [f"plain:{c}" for c in PLAIN]
    + ["plain"]
    + [f"time:{t}" for t in TIMES]
    + [f"style:{s}" for s in STYLES]
    + ["one", "two"]
    + [f"left:{n}" for n in NOUNS]
    + [f"right:{n}" for n in NOUNS]
)
FACT_INDEX = {fact: i for i, fact in enumerate(FACTS)}


@dataclass(frozen=True)
class Scene:
    style: str
    nouns: tuple[str, ...]  # from left to right
    colours: tuple[str | None, ...]  # None: the noun keeps its own colours
    place: str  # a key of PLACES, or "plain red"
    time: str | None  # None under water, in space, on plain backgrounds and in sketches
    seed: int

    @property
    def plain(self) -> str | None:
        return self.place.removeprefix("plain ") if self.place.startswith("plain ") else None


def held_out(noun: str, style: str, place: str) -> bool:
    """One combination in ten is never trained on. Fixed for ever: a checksum, no random state."""
    return zlib.crc32(f"{noun}|{style}|{place}".encode()) % 10 == 0


def sample_scene(rng: random.Random, split: str = "train") -> Scene:
    """`split`: "train" (no object in a held-out combination), "held out" (every object in one) or "any"."""
    count = 2 if rng.random() < 0.3 else 1
    while True:
        style = rng.choice(list(STYLES))
        nouns = tuple(rng.sample(NOUNS, count))
        place = "plain " + rng.choice(list(PLAIN)) if rng.random() < 0.3 else rng.choice(list(PLACES))
        if style == "sketch" and place.startswith("plain "):
            place = "plain white"
        held = [held_out(n, style, place) for n in nouns]
        if split == "any" or (split == "train" and not any(held)) or (split == "held out" and all(held)):
            break
    coloured = style != "sketch"
    backdrop = place.removeprefix("plain ")  # nothing red on red
    colours = tuple(
        rng.choice([c for c in COLOURS if c != backdrop]) if n in TINTABLE and coloured else None for n in nouns
    )
    timed = place in PLACES and place not in TIMELESS and coloured
    return Scene(style, nouns, colours, place, rng.choice(list(TIMES)) if timed else None, rng.getrandbits(31))


def facts(scene: Scene) -> set[str]:
    """Everything that is true of the scene, as names from FACTS."""
    true = {f"noun:{n}" for n in scene.nouns} | {f"style:{scene.style}", "two" if len(scene.nouns) == 2 else "one"}
    for noun, colour in zip(scene.nouns, scene.colours, strict=True):
        if colour:
            true |= {f"colour:{noun}:{colour}", f"hue:{colour}"}
    if scene.plain:
        true |= {f"plain:{scene.plain}", "plain", f"hue:{scene.plain}"}
    else:
        true.add(f"place:{scene.place}")
    if scene.time:
        true.add(f"time:{scene.time}")
    if len(scene.nouns) == 2:
        true |= {f"left:{scene.nouns[0]}", f"right:{scene.nouns[1]}"}
    return true


def fact_row(names: Iterable[str]) -> np.ndarray:
    row = np.zeros(len(FACTS), bool)
    row[[FACT_INDEX[n] for n in names]] = True
    return row


# ---------------------------------------------------------------------------------------------- drawing

Rgb = tuple[int, int, int]


def tint(sprite: Image.Image, colour: str, noun: str) -> Image.Image:
    """Every clearly coloured pixel takes the hue; greys, black and white stay (a grey robot takes it everywhere)."""
    hue, low, high, gain = COLOURS[colour]
    pixels = np.asarray(sprite).astype(np.float32) / 255
    rgb = pixels[..., :3]
    value, least = rgb.max(-1), rgb.min(-1)
    saturation = np.where(value > 0, (value - least) / np.maximum(value, 1e-6), 0)
    where = (value > 0.3) if noun == "robot" else (saturation > 0.22)
    s = np.clip(np.maximum(saturation, low), low, high)
    v = np.clip(value * gain + (0.12 if colour in ("yellow", "pink") else 0), 0, 1)
    sector, part = int(hue * 6) % 6, hue * 6 - int(hue * 6)
    p, q, t = v * (1 - s), v * (1 - s * part), v * (1 - s * (1 - part))
    r, g, b = [(v, t, p), (q, v, p), (p, v, t), (p, q, v), (t, p, v), (v, p, q)][sector]
    out = pixels.copy()
    out[..., :3] = np.where(where[..., None], np.stack([r, g, b], -1), rgb)
    return Image.fromarray((out * 255 + 0.5).astype(np.uint8), "RGBA")


def gradient(top: Rgb, bottom: Rgb) -> Image.Image:
    t = np.linspace(0, 1, SIZE)[:, None, None]
    rows = np.array(top)[None, None] * (1 - t) + np.array(bottom)[None, None] * t
    return Image.fromarray(np.repeat(rows, SIZE, 1).astype(np.uint8))


SKY = {
    "day": ((104, 176, 240), (200, 230, 252)),
    "night": ((12, 16, 46), (40, 48, 98)),
    "sunset": ((226, 92, 66), (252, 196, 116)),
}
DARK = {"day": 1.0, "night": 0.42, "sunset": 0.8}
HORIZON = 84


Shade = Callable[[Rgb], Rgb]  # a colour at the scene's time of day


def under_water(rng: random.Random, time: str, shade: Shade) -> Image.Image:
    """Bubbles above the sea floor."""
    picture = gradient((44, 140, 208), (10, 52, 116))
    d = ImageDraw.Draw(picture)
    for _ in range(7):
        x, y, r = rng.randint(6, SIZE - 6), rng.randint(6, SIZE - 24), rng.randint(3, 5)
        d.ellipse([x - r, y - r, x + r, y + r], outline=(160, 216, 248), width=2)
    d.rectangle([0, SIZE - 14, SIZE, SIZE], fill=(196, 176, 124))
    return picture


def outer_space(rng: random.Random, time: str, shade: Shade) -> Image.Image:
    """Stars and two planets."""
    picture = gradient((10, 7, 30), (36, 15, 66))
    d = ImageDraw.Draw(picture)
    for _ in range(22):
        x, y = rng.randint(0, SIZE - 2), rng.randint(0, SIZE - 2)
        d.rectangle([x, y, x + 1, y + 1], fill=(235, 235, 255))
    for x in (16, 110):
        y, r = rng.randint(12, 40), rng.randint(8, 12)
        d.ellipse([x - r, y - r, x + r, y + r], fill=rng.choice([(220, 150, 90), (120, 160, 220), (200, 110, 140)]))
    return picture


def room(rng: random.Random, time: str, shade: Shade) -> Image.Image:
    """A wall with a window, and floor boards."""
    picture = Image.new("RGB", (SIZE, SIZE), shade(rng.choice([(238, 220, 190), (222, 214, 232), (206, 226, 214)])))
    d = ImageDraw.Draw(picture)
    d.rectangle([0, 88, SIZE, SIZE], fill=shade((168, 116, 72)))
    for y in range(96, SIZE, 12):
        d.line([0, y, SIZE, y], fill=shade((136, 92, 54)), width=2)
    d.rectangle([8, 10, 44, 50], fill=SKY[time][0 if time == "night" else 1], outline=shade((120, 84, 50)), width=4)
    d.line([26, 10, 26, 50], fill=shade((120, 84, 50)), width=2)
    return picture


def draw_sky(d: ImageDraw.ImageDraw, rng: random.Random, time: str) -> None:
    """The stars and the moon, the setting sun, or the sun and a cloud."""
    if time == "night":
        for _ in range(14):
            x, y = rng.randint(0, SIZE - 2), rng.randint(0, 60)
            d.rectangle([x, y, x + 1, y + 1], fill=(255, 255, 226))
        x = rng.choice([18, 110])
        d.ellipse([x - 9, 10, x + 9, 28], fill=(250, 246, 212))
    elif time == "sunset":
        x = rng.choice([22, 106])
        d.ellipse([x - 13, 56, x + 13, 82], fill=(255, 230, 130))
    else:
        x = rng.choice([18, 110])
        d.ellipse([x - 10, 8, x + 10, 28], fill=(255, 226, 90))
        x, y = 128 - x + rng.randint(-4, 4), rng.randint(16, 30)
        for dx, r in ((-9, 6), (0, 8), (9, 6)):
            d.ellipse([x + dx - r, y - r, x + dx + r, y + r], fill=(255, 255, 255))


def draw_grass(d: ImageDraw.ImageDraw, rng: random.Random, time: str, shade: Shade) -> None:
    """Blades on a meadow."""
    d.rectangle([0, HORIZON, SIZE, SIZE], fill=shade((104, 186, 84)))
    for _ in range(12):
        x, y = rng.randint(0, SIZE), rng.randint(HORIZON + 8, SIZE)
        d.line([x, y, x + 2, y - 6], fill=shade((64, 144, 56)), width=2)


def draw_beach(d: ImageDraw.ImageDraw, rng: random.Random, time: str, shade: Shade) -> None:
    """Sea and sand."""
    d.rectangle([0, HORIZON - 14, SIZE, HORIZON + 4], fill=shade((44, 136, 204)))
    d.rectangle([0, HORIZON + 4, SIZE, SIZE], fill=shade((244, 220, 160)))


def draw_snow(d: ImageDraw.ImageDraw, rng: random.Random, time: str, shade: Shade) -> None:
    """A white hill, and flakes in the air."""
    d.ellipse([-50, HORIZON - 14, 100, SIZE + 60], fill=shade((246, 250, 255)))
    d.rectangle([0, HORIZON + 6, SIZE, SIZE], fill=shade((236, 243, 252)))
    for _ in range(18):
        x, y = rng.randint(0, SIZE - 3), rng.randint(0, SIZE - 3)
        d.ellipse([x, y, x + 2, y + 2], fill=(255, 255, 255))


def draw_desert(d: ImageDraw.ImageDraw, rng: random.Random, time: str, shade: Shade) -> None:
    """Two dunes."""
    d.ellipse([-40, HORIZON - 18, 84, SIZE + 60], fill=shade((230, 178, 96)))
    d.ellipse([50, HORIZON - 8, 190, SIZE + 60], fill=shade((210, 156, 80)))
    d.rectangle([0, HORIZON + 14, SIZE, SIZE], fill=shade((236, 190, 110)))


def draw_city(d: ImageDraw.ImageDraw, rng: random.Random, time: str, shade: Shade) -> None:
    """A row of houses with lit windows, and a street."""
    x = 0
    while x < SIZE:
        w, h = rng.randint(18, 26), rng.randint(34, 66)
        d.rectangle(
            [x, HORIZON - h, x + w, HORIZON], fill=shade(rng.choice([(120, 126, 140), (158, 144, 136), (96, 110, 136)]))
        )
        lit = shade((196, 220, 240)) if time == "day" else (250, 226, 130)
        for yy in range(HORIZON - h + 6, HORIZON - 6, 12):
            for xx in range(x + 4, x + w - 5, 8):
                d.rectangle([xx, yy, xx + 3, yy + 5], fill=lit)
        x += w
    d.rectangle([0, HORIZON, SIZE, SIZE], fill=shade((92, 94, 100)))
    for x in range(4, SIZE, 28):
        d.rectangle([x, 103, x + 14, 107], fill=shade((238, 228, 160)))


def draw_mountain(d: ImageDraw.ImageDraw, rng: random.Random, time: str, shade: Shade) -> None:
    """Two peaks with snow."""
    for cx, h, w in ((30, 58, 46), (90, 66, 54)):
        cx += rng.randint(-5, 5)
        d.polygon([(cx - w, HORIZON), (cx, HORIZON - h), (cx + w, HORIZON)], fill=shade((116, 122, 148)))
        d.polygon(
            [(cx - w * 0.3, HORIZON - h * 0.7), (cx, HORIZON - h), (cx + w * 0.3, HORIZON - h * 0.7)],
            fill=shade((246, 248, 252)),
        )
    d.rectangle([0, HORIZON, SIZE, SIZE], fill=shade((124, 158, 96)))


def draw_forest(d: ImageDraw.ImageDraw, rng: random.Random, time: str, shade: Shade) -> None:
    """A row of firs."""
    d.rectangle([0, HORIZON, SIZE, SIZE], fill=shade((78, 120, 58)))
    for x in range(-2, SIZE + 10, 18):
        h = rng.randint(46, 66)
        d.rectangle([x - 2, HORIZON - 4, x + 2, HORIZON + 6], fill=shade((98, 70, 46)))
        d.polygon([(x - 13, HORIZON), (x, HORIZON - h), (x + 13, HORIZON)], fill=shade((34, 98, 58)))


WITHOUT_SKY: dict[str, Callable[[random.Random, str, Shade], Image.Image]] = {
    "sea": under_water,
    "space": outer_space,
    "room": room,
}
"""Places without a sky, by name: each draws the whole picture."""

GROUNDS: dict[str, Callable[[ImageDraw.ImageDraw, random.Random, str, Shade], None]] = {
    "grass": draw_grass,
    "beach": draw_beach,
    "snow": draw_snow,
    "desert": draw_desert,
    "city": draw_city,
    "mountain": draw_mountain,
    "forest": draw_forest,
}
"""Places under the sky, by name: each draws what is below the horizon."""


def background(scene: Scene, rng: random.Random) -> Image.Image:
    """The picture of a scene's place without its things. The order of the random draws is part of the data set."""
    place, time = scene.place, scene.time or "day"
    if scene.plain:
        return Image.new("RGB", (SIZE, SIZE), PLAIN[scene.plain])

    def shade(colour: Rgb) -> Rgb:
        return tuple(int(x * DARK[time]) for x in colour)

    if place in WITHOUT_SKY:
        return WITHOUT_SKY[place](rng, time, shade)
    top, bottom = SKY[time]
    flat = tuple((a + b) // 2 for a, b in zip(top, bottom, strict=True))
    picture = Image.new("RGB", (SIZE, SIZE), flat) if scene.style == "flat" else gradient(top, bottom)
    d = ImageDraw.Draw(picture)
    draw_sky(d, rng, time)
    GROUNDS[place](d, rng, time, shade)
    return picture


class Painter:
    """Draws scenes; keeps the tinted sprites it has made."""

    def __init__(self) -> None:
        self.sheet = load_sheet()
        self.tinted: dict[tuple[str, str, str | None], Image.Image] = {}

    def sprite(self, noun: str, hand: str, colour: str | None) -> Image.Image:
        key = noun, hand, colour
        if key not in self.tinted:
            self.tinted[key] = tint(self.sheet[noun, hand], colour, noun) if colour else self.sheet[noun, hand]
        return self.tinted[key]

    def draw(self, scene: Scene, shifts: Sequence[tuple[int, int]] = ()) -> tuple[np.ndarray, np.ndarray]:
        """(128, 128, 3) uint8 picture and (objects, 128, 128) bool masks of what is visible of each object.

        `shifts`: for each object, pixels (right, down) that it is moved from its place.
        """
        rng = random.Random(scene.seed)
        hand = STYLES[scene.style][0]
        picture = background(scene, rng).convert("RGBA")
        if scene.style == "pixel":
            picture = in_blocks(picture)
        masks, two = [], len(scene.nouns) == 2
        for i, (noun, colour) in enumerate(zip(scene.nouns, scene.colours, strict=True)):
            side = rng.randint(58, 64) if two else rng.randint(84, 94)
            cx = (33, 95)[i] + rng.randint(-2, 2) if two else 64 + rng.randint(-4, 4)
            foot = (64 + side // 2 if scene.plain or scene.place in TIMELESS else 116) + rng.randint(-3, 3)
            if shifts:
                cx, foot = cx + shifts[i][0], foot + shifts[i][1]
            sprite = self.sprite(noun, hand, colour).resize((side, side), Image.LANCZOS)
            layer = Image.new("RGBA", (SIZE, SIZE))
            layer.paste(sprite, (cx - side // 2, foot - side))
            if scene.style == "pixel":
                layer = in_blocks(layer)
            alpha = layer.getchannel("A")
            if scene.style == "cartoon":  # a dark outline, as inked
                edge = alpha.filter(ImageFilter.MaxFilter(5))
                picture.paste((30, 26, 34), (0, 0), edge)
            if scene.style == "pixel":  # an outline of black blocks: at 64 pixels blocks alone pass for flat shapes
                edge = alpha.resize((SIZE // BLOCK,) * 2, Image.NEAREST).filter(ImageFilter.MaxFilter(3))
                picture.paste((16, 14, 24), (0, 0), edge.resize((SIZE, SIZE), Image.NEAREST))
            if scene.style == "3d":  # a soft shadow behind, as lit from the upper left
                shadow = Image.new("L", (SIZE, SIZE))
                shadow.paste(alpha.point(lambda a: a * 5 // 10), (5, 4))
                picture.paste((0, 0, 0), (0, 0), shadow.filter(ImageFilter.GaussianBlur(3)))
            picture.alpha_composite(layer)
            solid = np.asarray(alpha) > 127
            masks = [m & ~solid for m in masks] + [solid]
        picture = picture.convert("RGB")
        if scene.style == "pixel":
            small = picture.resize((SIZE // BLOCK,) * 2, Image.NEAREST).quantize(20)
            picture = small.convert("RGB").resize((SIZE, SIZE), Image.NEAREST)
        if scene.style == "sketch":
            grey = np.asarray(picture.convert("L")).astype(np.float32)
            soft = np.asarray(picture.convert("L").filter(ImageFilter.GaussianBlur(4))).astype(np.float32)
            line = np.clip((grey / np.maximum(soft, 1) * 255 - 150) * (255 / 105), 0, 255)
            picture = Image.fromarray((line * 0.7 + (grey * 0.5 + 127) * 0.3).astype(np.uint8)).convert("RGB")
        return np.asarray(picture), np.stack(masks)


def in_blocks(picture: Image.Image) -> Image.Image:
    """An RGBA picture as blocks of one colour each, which are there or not."""
    small = picture.resize((SIZE // BLOCK,) * 2, Image.BOX)
    small.putalpha(small.getchannel("A").point(lambda a: 255 * (a > 127)))
    return small.resize((SIZE, SIZE), Image.NEAREST)


# --------------------------------------------------------------------------------------------- captions
# A caption is built from parts, each a text and the facts it claims, so that every cut of it is known as exactly.

Part = tuple[str, frozenset]


def article(words: str) -> str:
    return "an" if words[0] in "aeiou" else "a"


def object_part(scene: Scene, i: int, rng: random.Random, colour_share: float = 0.8, determiner: bool = True) -> Part:
    noun, colour = scene.nouns[i], scene.colours[i]
    claims = {f"noun:{noun}"}
    words = noun
    if colour and rng.random() < colour_share:
        words = f"{colour} {noun}"
        claims.add(f"colour:{noun}:{colour}")
    return (f"{article(words)} {words}" if determiner else words), frozenset(claims)


def place_part(scene: Scene, rng: random.Random, bare: bool = False) -> Part:
    if scene.plain:
        c, claims = scene.plain, frozenset({f"plain:{scene.plain}", "plain"})
        if bare:
            return rng.choice([f"{c} background", f"plain {c} background", f"{c} backdrop"]), claims
        return rng.choice(
            [
                f"on a {c} background".replace("a orange", "an orange"),
                f"on a plain {c} background",
                f"against a plain {c} backdrop",
            ]
        ), claims
    return rng.choice((BARE_PLACES if bare else PLACES)[scene.place]), frozenset({f"place:{scene.place}"})


def time_part(scene: Scene, rng: random.Random, bare: bool = False) -> Part:
    return rng.choice((BARE_TIMES if bare else TIMES)[scene.time]), frozenset({f"time:{scene.time}"})


def style_of(scene: Scene, rng: random.Random) -> Part:
    return rng.choice(STYLES[scene.style][1]), frozenset({f"style:{scene.style}"})


def style_tag(scene: Scene, rng: random.Random) -> Part:
    return rng.choice(STYLES[scene.style][2]), frozenset({f"style:{scene.style}"})


def object_parts(scene: Scene, rng: random.Random, colour_share: float = 0.8) -> list[Part]:
    """The objects as one phrase: "a red car", "a cat to the left of a blue house"."""
    if len(scene.nouns) == 1:
        return [object_part(scene, 0, rng, colour_share)]
    pair = [object_part(scene, i, rng, colour_share) for i in (0, 1)]
    sides = frozenset({f"left:{scene.nouns[0]}", f"right:{scene.nouns[1]}"})
    joiner, turned, claims = rng.choice(
        [
            ("and", False, None),
            ("next to", False, None),
            ("beside", False, None),
            ("and", True, None),
            ("beside", True, None),
            ("to the left of", False, sides),
            ("to the right of", True, sides),
        ]
    )
    first, second = reversed(pair) if turned else pair
    return [first, (f"{joiner} {second[0]}", second[1] | (claims or frozenset()))]


def sentence_parts(scene: Scene, rng: random.Random, complete: bool = False) -> list[Part]:
    """`complete`: every fact is told (for retrieval and for long captions)."""
    objects = object_parts(scene, rng, 1.0 if complete else 0.8)
    place = [place_part(scene, rng)]
    time = [time_part(scene, rng)] if scene.time and (complete or rng.random() < 0.85) else []
    order = rng.random()
    if not complete and rng.random() < 0.12:
        place = []
    if order < 0.55 or (complete and order < 0.7):
        return [style_of(scene, rng), *objects, *place, *time]
    tag = style_tag(scene, rng)
    tag = [(", " + tag[0], tag[1])] if complete or rng.random() < 0.8 else []
    if order < 0.85 or not (place or time):
        return objects + place + time + tag
    front = place + time
    return [*front, (", " + objects[0][0], objects[0][1]), *objects[1:], *tag]


def detail_parts(scene: Scene, rng: random.Random) -> list[Part]:
    """Further short sentences, all true, in random order."""
    none = frozenset()
    out: list[Part] = []

    def noun(n: str) -> frozenset:
        return frozenset({f"noun:{n}"})

    if len(scene.nouns) == 2:
        a, b = scene.nouns
        sides = frozenset({f"left:{a}", f"right:{b}", f"noun:{a}", f"noun:{b}"})
        out += [
            (f"the {a} is on the left", frozenset({f"left:{a}", f"noun:{a}"})),
            (f"the {b} is on the right", frozenset({f"right:{b}", f"noun:{b}"})),
            (f"the {a} stands left of the {b}", sides),
            ("two things are in the picture", frozenset({"two"})),
        ]
    else:
        n = scene.nouns[0]
        out += [
            (f"the {n} is in the center", noun(n)),
            (f"the {n} is large", noun(n)),
            (f"we see a single {n}", noun(n) | {"one"}),
            (f"there is nothing else but the {n}", noun(n) | {"one"}),
        ]
    for n, c in zip(scene.nouns, scene.colours, strict=True):
        if c:
            fact = frozenset({f"colour:{n}:{c}", f"noun:{n}"})
            out += [(f"the {n} is {c}", fact), (f"the color of the {n} is {c}", fact)]
    sky = {
        "day": ["the sky is blue", "the sun is shining", "a white cloud floats by", "the light is bright"],
        "night": ["the sky is dark", "stars are shining", "the moon is bright", "it is late and quiet"],
        "sunset": ["the sky is orange", "the sun is low", "warm light fills the scene", "the day is ending"],
    }
    if scene.time:
        out += [(s, frozenset({f"time:{scene.time}"})) for s in sky[scene.time]]
    ground = {
        "grass": ["the ground is green", "grass grows all around"],
        "beach": ["the sand is yellow", "the water is blue", "waves reach the sand"],
        "snow": ["the ground is white", "snow is falling", "it is cold"],
        "desert": ["the dunes are yellow", "the land is dry and hot"],
        "city": ["the road is gray", "tall buildings stand behind", "the windows are small"],
        "sea": ["small bubbles rise", "the water is deep blue", "the sea floor is sandy"],
        "mountain": ["the peaks are white", "high mountains stand behind"],
        "room": ["there is a window on the wall", "the floor is brown", "the room is quiet"],
        "forest": ["the pine trees are dark green", "many trees stand behind"],
        "space": ["small planets float around", "white stars fill the darkness", "there is no ground"],
    }
    colourless = scene.style == "sketch"
    if scene.plain:
        out += [
            ("the background is plain", frozenset({"plain"})),
            (f"the background is {scene.plain}", frozenset({f"plain:{scene.plain}", "plain"})),
            ("there is no landscape", frozenset({"plain"})),
        ]
    else:
        hues = ("green", "yellow", "blue", "white", "gray", "brown")
        out += [
            (s, frozenset({f"place:{scene.place}"}))
            for s in ground[scene.place]
            if not (colourless and any(h in s.split() for h in hues))
        ]
    look = {
        "3d": ["the surface is shiny", "soft shadows fall behind", "it looks like a toy"],
        "flat": ["the colors are flat", "the shapes are simple"],
        "cartoon": ["the outlines are dark", "it looks like a comic"],
        "pixel": ["the pixels are large", "it looks like an old game"],
        "sketch": ["the lines are gray", "it is drawn by hand", "there is no color"],
    }
    out += [(s, frozenset({f"style:{scene.style}"})) for s in look[scene.style]]
    out += [(s, none) for s in ("the picture is simple", "the scene is calm", "it is a small picture")]
    rng.shuffle(out)
    return out


def join(parts: list[Part]) -> tuple[str, frozenset]:
    text = " ".join(p[0] for p in parts).replace(" ,", ",").replace(" .", ".")
    return text, frozenset().union(*(p[1] for p in parts))


def tag_parts(scene: Scene, rng: random.Random) -> list[Part]:
    tags = [object_part(scene, i, rng, 0.85, determiner=False) for i in range(len(scene.nouns))]
    rest = [place_part(scene, rng, bare=rng.random() < 0.6)] if rng.random() < 0.9 else []
    if scene.time and rng.random() < 0.85:
        rest.append(time_part(scene, rng, bare=rng.random() < 0.6))
    if rng.random() < 0.85:
        rest.append(style_tag(scene, rng))
    if rng.random() < 0.3:
        rng.shuffle(rest)
    if rng.random() < 0.15:
        tags = rest + tags
    else:
        tags = tags + rest
    return [tags[0]] + [(", " + t, c) for t, c in tags[1:]]


def fragment(scene: Scene, rng: random.Random) -> tuple[str, frozenset]:
    """One to a few words: what the guide must rank when a prompt has only begun."""
    i = rng.randrange(len(scene.nouns))
    noun = (scene.nouns[i], frozenset({f"noun:{scene.nouns[i]}"}))
    choices = [lambda: noun] * 4 + [
        lambda: (f"{article(noun[0])} {noun[0]}", noun[1]),
        lambda: (f"the {noun[0]}", noun[1]),
    ]
    if scene.colours[i]:
        colour = scene.colours[i]
        choices += [lambda: object_part(scene, i, rng, 1.0, determiner=False)] * 2 + [
            lambda: object_part(scene, i, rng, 1.0),
            lambda: (colour, frozenset({f"hue:{colour}"})),
        ]
    choices += [lambda: place_part(scene, rng), lambda: place_part(scene, rng, bare=True)] * 2
    if scene.time:
        choices += [lambda: time_part(scene, rng), lambda: time_part(scene, rng, bare=True)] * 2
    choices += [lambda: style_tag(scene, rng)] * 2 + [lambda: style_of(scene, rng)]
    choices += [
        lambda: join([style_of(scene, rng), object_part(scene, i, rng)]),
        lambda: join([object_part(scene, i, rng), place_part(scene, rng)]),
    ]
    if len(scene.nouns) == 2:
        choices += [lambda: join(object_parts(scene, rng))] * 3
    return rng.choice(choices)()


def half(scene: Scene, rng: random.Random) -> tuple[str, frozenset]:
    """A caption cut anywhere between words; claims only what is still told in full. Now and then the second half."""
    parts = sentence_parts(scene, rng) if rng.random() < 0.7 else tag_parts(scene, rng)
    if rng.random() < 0.25 and len(parts) > 1:
        text, claims = join(parts[rng.randrange(1, len(parts)) :])
        return text.removeprefix(", "), claims
    words = [(w, i) for i, p in enumerate(parts) for w in p[0].split()]
    keep = rng.randint(1, max(1, len(words) - 1))
    whole = [p for i, p in enumerate(parts) if sum(1 for _, j in words[:keep] if j == i) == len(p[0].split())]
    text = " ".join(w for w, _ in words[:keep]).replace(" ,", ",").strip(" ,")
    return (text, frozenset().union(*(p[1] for p in whole))) if text else fragment(scene, rng)


def caption(
    scene: Scene, rng: random.Random, form: str = "sentence", complete: bool = False, details: int | None = None
) -> tuple[str, frozenset]:
    """(text, facts it claims). Lower case, at most 75 CLIP pieces (the longest: six or seven details)."""
    if form == "fragment":
        return fragment(scene, rng)
    if form == "half":
        return half(scene, rng)
    if form == "tags":
        return join(tag_parts(scene, rng))
    parts = sentence_parts(scene, rng, complete)
    if form == "long":
        parts += [(". " + s, c) for s, c in detail_parts(scene, rng)[: details or rng.randint(1, 9)]]
    return join(parts)


# -------------------------------------------------------------------------------------------------- data


def told_scenes(
    count: int, seed: int, split: str, forms: list[str]
) -> Iterator[tuple[Scene, list[tuple[str, frozenset]]]]:
    """`count` scenes, each with one caption of every form and the facts it claims; distinct ones for evaluation."""
    rng, seen = random.Random(seed), set()
    while count:
        scene = sample_scene(rng, split)
        key = scene.style, scene.nouns, scene.colours, scene.place, scene.time
        if split == "held out":
            if key in seen:
                continue
            seen.add(key)
        count -= 1
        yield (
            scene,
            [caption(scene, rng, "sentence" if f == "complete" else f, complete=f == "complete") for f in forms],
        )


def make_split(count: int, seed: int, split: str, forms: list[str]) -> tuple[np.ndarray, list[Scene], list[list[str]]]:
    """Pictures (n, 128, 128, 3), scenes and captions of a split, without writing anything."""
    painter, found = Painter(), list(told_scenes(count, seed, split, forms))
    pictures = np.stack([painter.draw(scene)[0] for scene, _ in found])
    return pictures, [scene for scene, _ in found], [[text for text, _ in told] for _, told in found]


def load_scenes(work: Path, name: str) -> list[Scene]:
    told = json.loads((work / f"{name}_scenes.json").read_text())["scenes"]
    return [Scene(**(s | {"nouns": tuple(s["nouns"]), "colours": tuple(s["colours"])})) for s in told]


def write_split(folder: Path, name: str, count: int, seed: int, split: str, forms: list[str]) -> None:
    """Pictures, object pixels, scenes, captions (one of each of `forms` per scene, with what they claim)."""
    painter = Painter()
    pictures = np.lib.format.open_memmap(folder / f"{name}_pictures.npy", "w+", np.uint8, (count, SIZE, SIZE, 3))
    objects = np.zeros((count, SIZE * SIZE // 8), np.uint8)
    truth = np.zeros((count, len(FACTS)), bool)
    claims = np.zeros((count, len(forms), len(FACTS)), bool)
    scenes, captions = [], []
    for i, (scene, told) in enumerate(told_scenes(count, seed, split, forms)):
        pictures[i], masks = painter.draw(scene)
        objects[i] = np.packbits(masks.any(0))
        truth[i] = fact_row(facts(scene))
        for k, (_, said) in enumerate(told):
            claims[i, k] = fact_row(said)
        scenes.append(asdict(scene))
        captions.append([t for t, _ in told])
    np.savez(
        folder / f"{name}_truth.npz", objects=objects, facts=np.packbits(truth, -1), claims=np.packbits(claims, -1)
    )
    (folder / f"{name}_scenes.json").write_text(
        json.dumps({"forms": forms, "facts": FACTS, "captions": captions, "scenes": scenes})
    )


TRAIN_FORMS = ["sentence", "sentence", "tags", "tags", "long", "complete", "fragment", "fragment", "fragment", "half"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--count", type=int, default=40_000)
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    # a: steers (guide, LMs, text-to-image). b: judges only, other scenes and other captions. v: held-out combinations.
    for name, count, seed, split, forms in (
        ("v", 2000, 12345, "held out", ["complete", "sentence", "tags", "long"]),
        ("a", args.count, 0, "train", TRAIN_FORMS),
        ("b", args.count // 2, 777, "train", TRAIN_FORMS),
    ):
        if not (args.work / f"{name}_scenes.json").exists():
            write_split(args.work, name, count, seed, split, forms)
            print(name, count, "scenes", flush=True)


if __name__ == "__main__":
    main()
