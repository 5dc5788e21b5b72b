"""Text from files is shown as it is: Qt takes some texts for HTML, and would load what they name."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocumentFragment
from PySide6.QtWidgets import QLabel, QWidget

from promptstudio.prompt import Prompt
from promptstudio_ui.chips.model import ChipModel
from promptstudio_ui.widgets.labels import ElidedLabel, QuietLabel, as_plain
from promptstudio_ui.widgets.notices import Banners

EVIL = 'a <img src="//elsewhere/share/x.png"> & <b>bold</b>\nsecond line'


def test_a_tooltip_shows_what_looks_like_html():
    assert as_plain("a red car & a > b") == "a red car & a > b"
    assert QTextDocumentFragment.fromHtml(as_plain(EVIL)).toPlainText() == EVIL
    assert "<img" not in as_plain(EVIL)


def test_labels_and_banners_take_no_html(qtbot):
    host, label, quiet = QWidget(), ElidedLabel(), QuietLabel(EVIL)
    for widget in (host, label, quiet):
        qtbot.addWidget(widget)
    assert label.textFormat() == quiet.textFormat() == Qt.TextFormat.PlainText
    label.show_text(EVIL, EVIL)
    assert "<img" not in label.toolTip()
    banner = Banners(host).show_banner(EVIL, details=EVIL)
    told = [found for found in banner.findChildren(QLabel) if EVIL in found.text()]
    assert [found.textFormat() for found in told] == [Qt.TextFormat.PlainText] * 2


def test_a_words_tooltip_takes_no_html():
    model = ChipModel()
    prompt = Prompt.parse("a word")
    model.set_prompt(prompt.change(1, text="<img src=x>"))
    assert "<img" not in model.data(model.index(1), Qt.ItemDataRole.ToolTipRole)
