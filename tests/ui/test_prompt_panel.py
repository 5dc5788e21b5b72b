"""The prompt panel as a person uses it, without an engine: methods and tasks to choose from, settings of a method."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionComboBox, QToolTip, QVBoxLayout, QWidget

from promptstudio.protocol import EngineInfo, MethodInfo, ModelInfo, Picture, ReferenceImage, Scores, Square
from promptstudio_ui.document.selection import WordSelection
from promptstudio_ui.document.session import Session
from promptstudio_ui.prompt.choosers import TAGS_ROLE
from promptstudio_ui.prompt.panel import PromptPanel

MANY = {
    "guide": "both",
    "particles": 8,
    "steps": 0,
    "lambda_clip": 100.0,
    "lambda_edit": 20.0,
    "temperature": 0.8,
    **{f"knob_{number}": number for number in range(12)},
    "hints": True,
}


def method(name: str, title: str, **changes: object) -> MethodInfo:
    info = MethodInfo(
        name, title, "A paper", f"What {title} does.", False, ("guide_clip",), ("inversion", "style"), "some forwards"
    )
    return msgspec.structs.replace(info, **changes)


METHODS = (
    method(
        "edit_friendly",
        "Edit-friendly",
        settings=MANY,
        choices={"guide": ("both", "clip")},
        ranges={"particles": (1, 64), "lambda_edit": (0.0, None)},
        help={
            "particles": "Prompts that are refined side by side",
            "steps": "Steps of the search. 0: three for four pieces of the budget",
        },
        locks=True,
    ),
    method("pez", "PEZ", needs_gradients=True, settings={"steps": 300, "learning_rate": 0.1}),
    method("ph2p", "PH2P", needs_gradients=True, slow=True, tasks=("inversion",)),
    method("captioning", "Captioning", models=("captioner", "guide_clip")),
    method("vgd", "VGD", models=("causal_lm", "guide_clip")),
    method(
        "first_words",
        "First words",
        plugin="first-words",
        settings={"words": 4, "steps": 9},
        help={"words": "How many words are written"},
    ),
)
MODELS = (
    ModelInfo("guide_clip", "A CLIP", "open_clip", "MIT", "clip", 9, True),
    ModelInfo("captioner", "Florence-2-base", "florence2", "MIT", "captioner", 0, False),
)
INFO = EngineInfo("light", "cpu", METHODS, MODELS, {})


class Desk:
    """A window with the prompt panel, as the engine's answer fills it."""

    def __init__(self, qtbot, width: int = 760, height: int = 520) -> None:
        self.qtbot, self.session = qtbot, Session()
        self.window = QWidget()
        self.panel = PromptPanel(self.session, WordSelection())
        QVBoxLayout(self.window).addWidget(self.panel)
        qtbot.addWidget(self.window)
        self.window.resize(width, height)
        self.window.show()
        qtbot.waitExposed(self.window)

    def describe(self, info: EngineInfo = INFO) -> None:
        self.panel.set_info(info)

    def pick(self, box, text: str) -> None:
        """With the keyboard: what is greyed cannot be reached."""
        box.setFocus()
        box.showPopup()
        view = box.view()
        view.setCurrentIndex(box.model().index(box.findText(text), 0))
        self.qtbot.keyClick(view, Qt.Key.Key_Return)
        box.hidePopup()

    def tooltip_in_list(self, box, text: str) -> str:
        """What is said while the pointer rests on a row of the open list."""
        box.showPopup()
        view = box.view()
        place = view.visualRect(box.model().index(box.findText(text), 0)).center()
        event = QHelpEvent(QEvent.Type.ToolTip, place, view.viewport().mapToGlobal(place))
        QApplication.sendEvent(view.viewport(), event)
        said = QToolTip.text()
        QToolTip.hideText()
        box.hidePopup()
        return said

    def open_settings(self):
        self.qtbot.mouseClick(self.panel.tune, Qt.MouseButton.LeftButton)
        self.qtbot.waitUntil(self.panel.settings.isVisible)
        return self.panel.settings


@pytest.fixture
def desk(qtbot):
    desk = Desk(qtbot)
    desk.describe()
    return desk


# ------------------------------------------------------------------ the methods


def test_methods_are_tagged_with_what_they_cost(desk):
    box = desk.panel.method
    tags = {box.itemText(n): box.itemData(n, TAGS_ROLE) for n in range(box.count())}
    assert tags == {
        "Edit-friendly": (),
        "PEZ": ("gradients",),
        "PH2P": ("slow", "gradients"),
        "Captioning": ("no model",),
        "VGD": ("no model",),
        "First words": ("plug-in",),
    }
    assert box.itemData(2, Qt.ItemDataRole.AccessibleTextRole) == "PH2P, slow, gradients"
    assert "plug-in first-words" in desk.tooltip_in_list(box, "First words")
    assert "Takes some forwards." in desk.tooltip_in_list(box, "PEZ")


def test_tags_are_drawn_at_the_end_of_the_row(desk):
    box = desk.panel.method
    box.showPopup()
    view = box.view()
    picture = view.viewport().grab().toImage()

    def ink(text):
        """Whether anything is drawn in the right third of a row."""
        row = view.visualRect(box.model().index(box.findText(text), 0))
        ground = picture.pixel(row.right() - 1, row.top() + 1)
        return any(
            picture.pixel(x, y) != ground
            for x in range(row.right() - row.width() // 3, row.right() - 1)
            for y in range(row.top() + 1, row.bottom())
        )

    assert ink("PEZ")
    assert ink("Captioning")
    box.hidePopup()
    plain = tuple(method(m.name, m.title, plugin=m.plugin) for m in METHODS)
    desk.describe(msgspec.structs.replace(INFO, methods=plain))
    box.showPopup()
    picture = view.viewport().grab().toImage()
    assert not ink("PEZ")
    assert ink("First words")
    box.hidePopup()


def test_a_method_without_its_model_cannot_be_picked_and_says_where_to_get_it(desk):
    box = desk.panel.method
    desk.pick(box, "Captioning")
    assert desk.session.inversion.method == "edit_friendly"
    said = desk.tooltip_in_list(box, "Captioning")
    assert "needs Florence-2-base (captioner), which is not on this machine" in said
    assert "model manager" in said
    assert "the profile “light” has none" in desk.tooltip_in_list(box, "VGD")
    desk.pick(box, "PEZ")
    assert desk.session.inversion.method == "pez"


def test_a_model_that_has_come_frees_its_method(desk):
    here = msgspec.structs.replace(MODELS[1], present=True)
    desk.describe(msgspec.structs.replace(INFO, models=(MODELS[0], here)))
    desk.pick(desk.panel.method, "Captioning")
    assert desk.session.inversion.method == "captioning"
    assert "Florence" not in desk.panel.method.toolTip()


def test_a_document_with_a_method_that_is_not_here(desk):
    box = desk.panel.method
    desk.session.set_inversion(method="somebody_elses")
    assert box.currentText() == "Somebody-elses"
    assert "plug-in" in box.toolTip()
    desk.pick(box, "PEZ")
    assert box.findData("somebody_elses") < 0


def test_before_the_engine_is_there_the_method_is_the_documents(qtbot):
    desk = Desk(qtbot)
    desk.session.set_inversion(method="pez")
    assert desk.panel.method.count() == 1
    desk.describe()
    assert desk.panel.method.currentText() == "PEZ"


# ------------------------------------------------------------------ the task


def test_the_task_stands_beside_the_method_where_there_is_room(qtbot):
    desk = Desk(qtbot)
    desk.describe()
    assert desk.panel.task.isVisible()
    assert not hasattr(desk.open_settings().form, "task")
    desk.pick(desk.panel.task, "Style")
    assert desk.session.inversion.task == "style"
    desk.panel.settings.close()
    desk.window.resize(420, 520)
    qtbot.waitUntil(lambda: not desk.panel.task.isVisible())
    form = desk.open_settings().form
    assert form.task.currentText() == "Style"
    desk.pick(form.task, "Inversion")
    assert desk.session.inversion.task == "inversion"
    desk.window.resize(760, 520)
    qtbot.waitUntil(desk.panel.task.isVisible)
    assert desk.panel.task.currentText() == "Inversion"


def test_tasks_that_the_method_does_not_do_are_greyed_and_say_why(desk):
    desk.pick(desk.panel.task, "Distillation")
    assert desk.session.inversion.task == "inversion"
    assert "Edit-friendly does not do this" in desk.tooltip_in_list(desk.panel.task, "Distillation")
    desk.pick(desk.panel.task, "Style")
    desk.pick(desk.panel.method, "PEZ")
    assert desk.session.inversion.task == "style", "PEZ does it too"
    desk.pick(desk.panel.method, "PH2P")
    assert desk.session.inversion.task == "inversion"
    assert desk.panel.task.currentText() == "Inversion"


# ------------------------------------------------------------------ the settings


def test_changed_settings_are_marked_and_reset(desk):
    settings = desk.open_settings()
    form = settings.form
    assert not settings.reset.isEnabled()
    particles = form.field("particles")
    particles.setFocus()
    desk.qtbot.keyClick(particles, Qt.Key.Key_Up)
    assert desk.session.inversion.options == {"particles": 9}
    assert form.changed == ("particles",)
    assert form.label("particles").text() == "Particles •"
    assert form.label("particles").font().bold()
    assert not form.label("steps").font().bold()
    desk.session.set_inversion(seed=7, budget=20)
    desk.qtbot.mouseClick(settings.reset, Qt.MouseButton.LeftButton)
    assert desk.session.inversion.options == {}
    assert particles.value() == 8
    assert form.label("particles").text() == "Particles"
    assert not settings.reset.isEnabled()
    assert (desk.session.inversion.seed, desk.session.inversion.budget) == (7, 20), "not the method's"


def test_a_setting_put_back_by_hand_differs_no_more(desk):
    desk.session.set_inversion(options={"hints": False, "lambda_edit": 40.0})
    settings = desk.open_settings()
    assert set(settings.form.changed) == {"hints", "lambda_edit"}
    settings.form.more.click()
    desk.qtbot.mouseClick(settings.form.field("hints"), Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    assert settings.form.changed == ("lambda_edit",)
    assert desk.session.inversion.options == {"lambda_edit": 40.0}


def test_no_value_out_of_range_can_be_typed_but_a_documents_is_shown_as_it_is(desk):
    desk.session.set_inversion(options={"lambda_edit": -3.0})
    form = desk.open_settings().form
    assert form.field("lambda_edit").value() == -3
    particles = form.field("particles")
    particles.selectAll()
    desk.qtbot.keyClicks(particles, "900")
    desk.qtbot.keyClick(particles, Qt.Key.Key_Return)
    assert 1 <= particles.value() <= 64
    assert (particles.minimum(), particles.maximum()) == (1, 64)
    assert desk.session.inversion.options["lambda_edit"] == -3


def test_every_row_says_what_it_does_and_its_default(desk):
    form = desk.open_settings().form
    assert form.field("particles").toolTip().endswith("Default: 8")
    assert "side by side" in form.label("particles").toolTip()
    assert "0: three for four pieces" in form.field("steps").toolTip()
    assert form.field("knob_3").toolTip() == "Default: 3"
    desk.panel.settings.close()
    desk.pick(desk.panel.method, "PEZ")
    assert "0:" not in desk.open_settings().form.field("steps").toolTip()
    desk.session.set_inversion(method="first_words")
    form = desk.open_settings().form
    assert form.field("words").toolTip() == "How many words are written\nDefault: 4"
    assert form.field("steps").toolTip() == "Default: 9", "what one method means by a name is not what others do"


def test_the_rest_is_folded_away_and_stays_as_it_was_left(desk):
    form = desk.open_settings().form
    assert form.field("temperature").isVisible()
    assert not form.field("hints").isVisible()
    desk.qtbot.mouseClick(form.more, Qt.MouseButton.LeftButton)
    assert form.field("hints").isVisible()
    desk.panel.settings.close()
    assert desk.open_settings().form.field("hints").isVisible()
    desk.qtbot.mouseClick(desk.panel.settings.form.more, Qt.MouseButton.LeftButton)
    desk.panel.settings.close()
    assert not desk.open_settings().form.field("hints").isVisible()


def test_what_is_folded_away_is_not_forgotten(desk):
    desk.session.set_inversion(options={"hints": False})
    settings = desk.open_settings()
    assert settings.form.more.text() == "More (1 changed)"
    assert settings.reset.isEnabled()


def test_a_method_with_few_settings_shows_them_all(desk):
    desk.pick(desk.panel.method, "PEZ")
    form = desk.open_settings().form
    assert not form.more.isVisible()
    assert form.field("steps").isVisible()
    assert form.field("learning_rate").isVisible()


@pytest.mark.parametrize("height", [360, 900])
def test_the_settings_stay_within_the_window_and_scroll(qtbot, height):
    desk = Desk(qtbot, height=height)
    desk.describe()
    settings = desk.open_settings()
    settings.form.more.setChecked(True)
    window = desk.window.frameGeometry()
    assert window.contains(settings.geometry())
    bar = settings.scroll_area.verticalScrollBar()
    qtbot.waitUntil(lambda: (bar.maximum() > 0) is (height < 600))
    last = settings.form.field("hints")
    settings.scroll_area.ensureWidgetVisible(last)
    seen = last.mapTo(settings, last.rect().center())
    assert settings.rect().contains(seen)
    assert settings.form.width() <= settings.scroll_area.viewport().width(), "nothing is cut off at the side"


def test_the_wheel_scrolls_and_changes_no_value_on_the_way(qtbot):
    desk = Desk(qtbot, height=360)
    desk.describe()
    settings = desk.open_settings()
    settings.form.more.setChecked(True)
    bar = settings.scroll_area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    field = settings.form.field("lambda_clip")

    def turn() -> None:
        """Over the field; what it does not want goes on to the panel."""
        at = QPointF(field.mapTo(settings, field.rect().center()))
        QTest.wheelEvent(settings.windowHandle(), at, QPoint(0, -120))

    turn()
    assert desk.session.inversion.options == {}
    assert bar.value() > 0
    bar.setValue(0)
    field.setFocus()
    turn()
    assert set(desk.session.inversion.options) == {"lambda_clip"}


def test_a_setting_of_another_version_can_be_got_rid_of(desk):
    desk.session.set_inversion(options={"long_gone": 3})
    settings = desk.open_settings()
    assert settings.reset.isEnabled()
    settings.reset.click()
    assert desk.session.inversion.options == {}


def test_escape_closes_the_settings_and_tab_goes_through_them(desk):
    settings = desk.open_settings()
    window = settings.windowHandle()
    seen = set()
    for _ in range(12):
        QTest.keyClick(window, Qt.Key.Key_Tab)
        seen.add(settings.focusWidget())
    assert {settings.form.field("guide"), settings.form.field("lambda_edit"), settings.form.more} <= seen
    settings.form.field("particles").setFocus()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    desk.qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)


def test_figures_say_what_they_are_and_which_way_is_better(qtbot):
    desk = Desk(qtbot)
    figures = desk.panel.figures
    assert not any(label.isVisible() for label in figures.labels.values())
    figures.show_scores(Scores(0.462, 0.86, fluency=-0.7))
    for name, value, meaning in (
        ("fit", "0.462", "how well the words describe the picture"),
        ("edit", "0.86", "how freely single words can be swapped"),
        ("fluency", "−0.7", "how naturally the words read"),
    ):
        label = figures.labels[name]
        assert label.isVisible()
        assert label.text() == f"{name}&nbsp;▲&nbsp;<b>{value}</b>"
        assert meaning in label.toolTip()
        assert "Higher is better" in label.toolTip()
        assert label.accessibleName() == f"{name} {value}"


@pytest.mark.parametrize("width", [316, 349, 383, 400, 420, 500, 545, 760])
def test_the_methods_name_is_never_cut(qtbot, width):
    desk = Desk(qtbot)
    desk.session.set_inversion(method="edit_friendly")
    desk.window.layout().setContentsMargins(0, 0, 0, 0)
    desk.window.resize(width, 300)
    QApplication.processEvents()
    box, option = desk.panel.method, QStyleOptionComboBox()
    box.initStyleOption(option)
    kind, field = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
    room = box.style().subControlRect(kind, option, field, box).width()
    assert room >= box.fontMetrics().horizontalAdvance("Edit-friendly")


@pytest.mark.parametrize("width", [349, 372, 420, 479, 500, 760])
@pytest.mark.parametrize("lost", [(), ("a", "very", "long", "row", "of", "words")])
def test_figures_are_never_cut(qtbot, width, lost):
    desk = Desk(qtbot)
    desk.panel.others.setText("12 others")
    desk.panel.others.show()
    desk.panel.bar.set_used(75, 75, lost)
    desk.panel.figures.show_scores(Scores(0.462, 0.86, fluency=-10.7))
    desk.window.layout().setContentsMargins(0, 0, 0, 0)
    desk.window.resize(width, 300)
    qtbot.waitUntil(lambda: desk.panel.width() == width)
    shown = [label for label in desk.panel.figures.labels.values() if label.isVisible()]
    assert shown
    qtbot.waitUntil(lambda: all(label.width() >= label.sizeHint().width() for label in shown))
    assert all(label.mapTo(desk.panel, label.rect().topRight()).x() < width for label in shown)
    assert desk.panel.bar.width() >= desk.panel.bar.minimumSizeHint().width()


def test_the_hint_asks_for_an_image_only_while_there_is_none(qtbot):
    desk = Desk(qtbot)
    assert "Add an image" in desk.panel._hint.text()
    picture = Picture(8, 8, bytes(192))
    desk.session.add_references([ReferenceImage("red.png", picture, Square(0, 0, 8), "ab" * 32)])
    assert desk.panel._hint.text().startswith("Invert the image")
