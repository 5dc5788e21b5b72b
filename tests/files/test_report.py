"""The HTML report: one page that holds everything, and nothing of a prompt is taken for markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from PIL import Image

import comparisons
from promptstudio import images
from promptstudio.files.report import html_report
from promptstudio.inversion.multi_concept import fuse
from promptstudio.prompt import Prompt
from promptstudio.protocol import Coupling, ReferenceImage, Render, RenderSettings, Square


def render(text):
    picture = images.from_pil(Image.new("RGB", (16, 16), "red"))
    return Render(
        picture,
        Prompt.parse(text),
        RenderSettings(seed=42, steps=20, guidance=5.0),
        "DDIMScheduler",
        "tiny",
        "ab",
        "cpu",
        1.0,
    )


class Texts(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.texts, self.tags = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.texts.append(data)


def test_it_shows_pictures_edit_locality_settings_and_coupling():
    a, b = render("a red car"), render("a blue car")
    matrix = ((1.0, 0.25, 0.5), (0.25, 1.0, 0.75), (0.5, 0.75, 1.0))
    coupling = Coupling(("a", "blue", "car"), matrix, matrix, (0.5,) * 3, 0.1, 0.1, 0.8, True, "lm")
    comparison = comparisons.make_comparison((16, 16), bytes(256), bytes(256), locality=0.86)
    reference = ReferenceImage("secret.jpg", a.picture, Square(0, 0, 16), "ab" * 32, path="/home/ann/secret.jpg")
    page = html_report(
        b.prompt, a=a, b=b, comparison=comparison, coupling=coupling, references=(reference,), method="vgd"
    )
    found = Texts(page)
    assert [attrs["alt"] for tag, attrs in found.tags if tag == "img"] == ["A", "B", "Change", "reference"]
    assert re.search(r"<del>red</del>.*<ins>blue</ins>", page)
    assert {"0.860", "42", "tiny", "vgd", "0.75"} <= set(found.texts)
    assert "secret" not in page
    assert not any(attrs.get("src", "data:").partition(":")[0] != "data" for _, attrs in found.tags)


def test_where_words_of_two_images_meet_is_outlined():
    matrix = ((1.0, 0.25, 0.5), (0.25, 1.0, 0.75), (0.5, 0.75, 1.0))
    coupling = Coupling(("red", "car", "rocket"), matrix, matrix, (0.5,) * 3, 0.1, 0.1, 0.8, True, "lm")
    fused = fuse([Prompt.parse("red car"), Prompt.parse("rocket")])
    found = Texts(html_report(fused, coupling=coupling))
    assert [attrs.get("class") for tag, attrs in found.tags if tag == "td"].count("meet") == 4
    assert "Outlined: where words of two images meet." in found.texts
    assert "two images" not in html_report(Prompt.parse("red car, rocket"), coupling=coupling)


def test_a_prompt_is_never_markup():
    page = html_report(Prompt.parse("<script>alert(1)</script> & \ud800"), a=render("<b>bold</b>"))
    assert not {"script", "b"} & {tag for tag, _ in Texts(page).tags}
    page.encode()
