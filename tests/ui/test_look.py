"""One design language: controls of a row are equally high, nothing is cut in a small window, nothing jumps."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPalette
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QMessageBox, QPushButton, QStyleOptionComboBox

from driven_window import PATIENCE, with_sample
from promptstudio.prompt import Origin, Prompt
from promptstudio_ui.preferences.dialog import PreferencesDialog
from promptstudio_ui.widgets.buttons import Segments
from promptstudio_ui.widgets.colours import contrast
from promptstudio_ui.widgets.pictures import picture_icon
from promptstudio_ui.window.panels import LEAST_WORDS

SMALL = (1024, 700)


def test_controls_of_a_row_are_equally_high(theme, window):
    panel, renders = window.prompt_panel, window.renders
    for row in (
        (panel.method, panel.task, panel.budget, panel.invert),
        (renders.seed, renders.steps, renders.guidance, renders.render_button),
    ):
        heights = {widget.height() for widget in row}
        middles = {widget.mapTo(window, widget.rect().center()).y() for widget in row}
        assert len(heights) == 1
        assert len(middles) == 1


def test_titles_of_cards_beside_each_other_stand_on_one_line(theme, window):
    cards = (window.references, window.renders)
    titles = {card.title.mapTo(window, card.title.rect().center()).y() for card in cards}
    assert titles == {window.prompt_panel.method.mapTo(window, window.prompt_panel.method.rect().center()).y()}


def test_names_in_forms_are_in_the_middle_of_their_fields_and_no_row_is_squeezed(theme, qtbot, window):
    def names_of(part):
        names = [label for label in part.findChildren(QLabel) if label.buddy() is not None and label.isVisible()]
        for name in names:
            assert abs(name.geometry().center().y() - name.buddy().geometry().center().y()) <= 1, name.text()
        return len(names)

    window.begin()
    qtbot.waitUntil(lambda: window.engine.info is not None, timeout=PATIENCE)
    window.program.open_preferences()
    assert names_of(window.findChild(PreferencesDialog)) >= 6
    window.renders.more.click()
    assert names_of(window.renders.more_settings) == 2
    window.renders.more_settings.hide()
    window.prompt_panel.tune.click()
    settings = window.prompt_panel.settings
    assert names_of(settings) >= 6
    assert settings.form.more.height() >= settings.form.more.fontMetrics().height()
    settings.close()


def test_buttons_keep_their_width_when_they_say_stop(theme, qtbot, window):
    buttons = window.prompt_panel.invert, window.renders.render_button
    before = [button.width() for button in buttons]
    window.prompt_panel.show_inverting(True)
    window.renders.show_rendering("A")
    qtbot.waitUntil(lambda: {button.text() for button in buttons} == {"Stop"})
    window.layout().activate()
    assert [button.width() for button in buttons] == before


def test_in_a_small_window_no_choice_is_cut(theme, qtbot, window):
    window.resize(*SMALL)
    qtbot.waitUntil(lambda: window.width() == SMALL[0])
    segments = [row for row in window.findChildren(Segments) if row.isVisible()]
    assert len(segments) >= 2
    for row in segments:
        for button in row.findChildren(QPushButton):
            assert button.width() >= button.sizeHint().width(), button.text()
    for combo in window.findChildren(QComboBox):
        if combo.isVisible():
            assert combo.width() >= combo.fontMetrics().horizontalAdvance(combo.currentText()) + 24


def test_a_choice_of_renderers_squeezes_nothing_in_a_small_window(qtbot, window):
    window.resize(*SMALL)
    qtbot.waitUntil(lambda: window.width() == SMALL[0])
    panel = window.renders
    panel.renderer.addItems(["a text-to-image model with a long name", "another"])
    panel.renderer.show()
    qtbot.waitUntil(lambda: panel.renderer.width() > 60)
    assert panel.render_button.width() >= panel.render_button.sizeHint().width()
    assert panel.seed.geometry().right() < panel.lock.geometry().left()
    option = QStyleOptionComboBox()
    panel.renderer.initStyleOption(option)
    assert option.currentText.endswith("…")


def test_fields_lists_and_plain_buttons_have_round_corners_like_the_cards(theme, window):
    """What is behind a control is seen at its corner, and its border at the middle of its edge."""
    picture = window.grab().toImage()
    for control in (window.prompt_panel.method, window.prompt_panel.budget, window.renders.steps, window.renders.seed):
        corner = control.mapTo(window, QPoint(1, 1))
        behind, edge = picture.pixelColor(corner - QPoint(0, 3)), control.mapTo(window, QPoint(control.width() // 2, 1))
        assert picture.pixelColor(corner) == behind
        assert picture.pixelColor(edge) != behind


def test_a_question_names_its_answers_without_pictures(theme, qtbot, window):
    with_sample(qtbot, window)
    window.documents.ask_before("closing", lambda: None)
    (box,) = (box for box in window.findChildren(QMessageBox) if box.isVisible())
    texts = {button.text().replace("&", "") for button in box.buttons()}
    assert texts == {"Save", "Discard", "Cancel"}
    assert box.icon() is QMessageBox.Icon.NoIcon
    box.done(QMessageBox.StandardButton.Cancel)


def test_banners_and_history_leave_the_panels_where_they_are(qtbot, window):
    def places():
        return [panel.geometry() for panel in (window.references, window.prompt_panel, window.renders)]

    with_sample(qtbot, window)
    qtbot.waitUntil(lambda: window.coupling.height() > window.prompt_panel.height())
    before = places()
    window.session.use_as_a(Prompt.parse("a red car", Origin.INVERTED), "start")
    window.messages.warn("Something to know about this picture.")
    window.session.swap(1, "blue")
    qtbot.waitUntil(lambda: bool(window.banners.shown) and window.history.list.isVisible())
    assert places() == before


LONG = "a red car in the city at night, glossy 3d render, with tall buildings behind it and a bright moon " * 2


def test_the_prompt_takes_the_height_that_its_words_need_and_the_coupling_the_rest(theme, qtbot, window):
    def all_seen():
        return window.chips.verticalScrollBar().maximum() == 0

    qtbot.waitUntil(lambda: window.coupling.height() > window.prompt_panel.height())
    low = window.prompt_panel.height()
    window.session.use_as_a(Prompt.parse(LONG, Origin.INVERTED), "long")
    qtbot.waitUntil(all_seen)
    high = window.prompt_panel.height()
    assert high > low
    window.session.delete([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    qtbot.waitUntil(lambda: len(window.session.prompt) < 30)
    assert window.prompt_panel.height() == high  # what one looks at does not move while one edits
    window.session.use_as_a(Prompt.parse("a red car", Origin.INVERTED), "short")
    qtbot.waitUntil(lambda: window.prompt_panel.height() == low)
    window.session.use_as_a(Prompt.parse(LONG, Origin.INVERTED), "long")
    qtbot.waitUntil(lambda: window.prompt_panel.height() == high)
    window.session.stack.setClean()
    window.session.clear()
    qtbot.waitUntil(lambda: window.prompt_panel.height() == low)


def test_high_contrast_is_chosen_in_the_preferences_and_every_text_stands_out(theme, qtbot, window, theme_switch):
    window.program.open_preferences()
    (dialog,) = (dialog for dialog in window.findChildren(PreferencesDialog) if dialog.isVisible())
    (button,) = (b for b in dialog.theme.findChildren(QPushButton) if b.text() == "Contrast")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    colours = QApplication.palette()
    role = QPalette.ColorRole
    pairs = [(role.WindowText, role.Window), (role.Text, role.Base), (role.ButtonText, role.Button)]
    pairs += [(role.HighlightedText, role.Highlight), (role.PlaceholderText, role.Base), (role.Link, role.Window)]
    for text, ground in pairs:
        assert contrast(colours.color(text), colours.color(ground)) >= 7
    dialog.close()


def test_a_picture_in_a_selected_row_keeps_its_colours(theme):
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(QColor("#cc3311"))
    shown = picture_icon(image).pixmap(image.size(), QIcon.Mode.Selected).toImage()
    assert shown.pixelColor(4, 4) == image.pixelColor(4, 4)


def test_in_a_low_window_the_prompt_leaves_the_coupling_most_of_the_height(qtbot, window):
    window.resize(1366, 720)
    qtbot.waitUntil(lambda: 0 < window.prompt_panel.height() < LEAST_WORDS)
    assert window.coupling.height() > 1.4 * window.prompt_panel.height()
