"""The window speaks German: menus, words, preferences, sentences of the engine, numbers. Nothing is left in English."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QDialogButtonBox, QMessageBox, QWidget

from build import messages
from driven_window import PATIENCE
from promptstudio.errors import PromptStudioError
from promptstudio.prompt import Prompt
from promptstudio_ui import translation
from promptstudio_ui.app import speak
from promptstudio_ui.preferences.dialog import PreferencesDialog
from promptstudio_ui.preferences.settings import Preferences, Settings, load, save
from promptstudio_ui.sentences import bytes_text, from_engine
from promptstudio_ui.translation import code_for, decimal, language, tr, use
from promptstudio_ui.widgets.placing import FRAME
from promptstudio_ui.window.main_window import LEAST_SIZE


@pytest.fixture
def german(qapp):
    before = QLocale()
    speak(qapp, "de")
    yield
    use("en")
    QLocale.setDefault(before)
    for translator in [child for child in qapp.children() if type(child).__name__ == "QTranslator"]:
        qapp.removeTranslator(translator)
        translator.deleteLater()


def test_the_window_speaks_german(german, qtbot, window):
    window.session.set_prompt(Prompt.parse("a red fox"), "typed")
    menus = [action.text() for action in window.top.menus.actions()]
    assert menus == ["Datei", "Bearbeiten", "Prompt", "Rendern", "Vergleich", "Modelle", "Ansicht", "Hilfe"]
    assert window.commands["save"].text() == "Speichern"
    assert "Strg+S" in window.commands["save"].toolTip()
    assert window.prompt_panel.invert.text() == "Invertieren"
    chips = [action.text().partition("\t")[0] for action in window.chips.requests.context_menu().actions()]
    assert {"Vorschläge", "Sperren", "Entfernen", "Mehr Gewicht"} <= set(chips)
    assert window.commands["undo"].text() == "Rückgängig: „typed“"


@pytest.mark.parametrize("size", [LEAST_SIZE.toTuple(), (1024, 700)])
def test_no_menu_is_cut_off_by_long_words(german, qtbot, window, size):
    window.begin()
    qtbot.waitUntil(lambda: window.engine.info is not None, timeout=PATIENCE)
    window.resize(*size)
    menus = window.top.menus
    for action in menus.actions():
        assert menus.actionGeometry(action).isValid(), action.text()
        assert menus.rect().contains(menus.actionGeometry(action)), action.text()
    for button in (window.renders.render_button, window.prompt_panel.invert):
        assert button.visibleRegion().boundingRect() == button.rect(), button.text()


def test_every_dialog_has_room_on_a_small_screen(german, qtbot, window):
    window.session.use_as_a(Prompt.parse("a red fox"), "typed")
    for command in ("preferences", "show_log", "library", "batch", "presets", "grid", "models", "help", "export"):
        window.commands.trigger(command)
        (dialog,) = (widget for widget in window.findChildren(QDialog) if widget.isVisible())
        least = dialog.minimumSizeHint()
        assert least.width() <= 1024 - FRAME.width(), command
        assert least.height() <= 700 - FRAME.height(), command
        dialog.close()


def test_the_question_on_closing_is_german(german, qtbot, window):
    window.session.use_as_a(Prompt.parse("a red fox"), "typed")
    window.close()
    (box,) = (box for box in window.findChildren(QMessageBox) if box.isVisible())
    assert box.text() == "Änderungen an „unbenannt“ speichern, bevor geschlossen wird?"
    box.done(QMessageBox.StandardButton.Cancel)


def test_preferences_are_german_and_say_when_another_language_counts(german, qtbot):
    dialog = PreferencesDialog(Settings(Preferences(language="de")), ())
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.windowTitle() == "Einstellungen"
    buttons = dialog.findChild(QDialogButtonBox)
    assert buttons.button(QDialogButtonBox.StandardButton.Close).text() == "Schließen"
    assert dialog.language.value == "de"
    assert not dialog.later.isVisible()
    dialog.language.chosen.emit("en")
    assert dialog.later.isVisible()
    assert load().language == "en"
    dialog.language.chosen.emit("de")
    assert not dialog.later.isVisible()


def test_a_banner_tells_an_engine_error_in_german(german, window):
    window.messages.warn(str(PromptStudioError("x.png could not be written: no permission for /srv.")))
    assert window.banners.shown[-1].sentence == "x.png konnte nicht geschrieben werden: keine Berechtigung für /srv."


@pytest.mark.parametrize(
    ("english", "expected"),
    [
        ("Nothing visible changed.", "Nichts Sichtbares änderte sich."),
        (
            "The house became a lighthouse and the sky is now red. 93 % of the rest looks the same.",
            "Aus „house“ wurde „a lighthouse“ und „sky“ ist jetzt „red“. 93 % des Rests sehen gleich aus.",
        ),
        ("The tree and the old bus stayed.", "Geblieben: „tree“ und „old bus“."),
        (
            "A bus appeared and the whole picture changed, as “night” was taken out. The tree changed, too.",
            "„A bus“ erschien und das ganze Bild änderte sich, weil „night“ herausgenommen wurde. Auch geändert: "
            "„tree“.",
        ),
        (
            "“SD” could not be downloaded (hub.co: the server could not be reached).",
            "„SD“ konnte nicht geladen werden (hub.co: der Server war nicht erreichbar).",
        ),
        ("Loading a model, 12.3 MB (2 of 3)", "Lädt a model, 12,3 MB (2 von 3)"),
        ("a.tif is a folder, not a file.", "a.tif ist ein Ordner, keine Datei."),
        ("Only the first page is used.\nmine", "Nur die erste Seite wird verwendet.\nmine"),
        ("Steps is a folder, not a file.", "Steps ist ein Ordner, keine Datei."),
        (
            "x.png is unlike the pictures that these models know (drawings of 40 things and animals in ten places), so "
            "the words found for it are likely to be wrong; the real models know photographs (menu Models, or "
            "“promptstudio models”).",
            "x.png: anders als die Bilder, die diese Modelle kennen (Zeichnungen von 40 Dingen und Tieren an zehn "
            "Orten); die dafür gefundenen Wörter sind wahrscheinlich falsch. Die echten Modelle kennen Fotos (Menü "
            "Modelle, oder „promptstudio models“).",
        ),
        (
            "a.png, b.png are unlike the pictures that these models know (cats), so the words found for them are "
            "likely to be wrong; the real models know photographs (menu Models, or “promptstudio models”).",
            "a.png, b.png: anders als die Bilder, die diese Modelle kennen (cats); die dafür gefundenen Wörter sind "
            "wahrscheinlich falsch. Die echten Modelle kennen Fotos (Menü Modelle, oder „promptstudio models“).",
        ),
        ("Something that no template knows", "Something that no template knows"),
        ("Das Fenster sagt das schon auf Deutsch.", "Das Fenster sagt das schon auf Deutsch."),
    ],
)
def test_what_the_engine_says_is_told_by_its_template(german, english, expected):
    assert from_engine(english) == expected


def test_numbers_and_counts_follow_the_language(german):
    assert decimal(0.25, ".2f") == "0,25"
    assert bytes_text(14_200_000_000) == "14,2 GB"
    assert [tr("%n picture(s)", "", count) for count in (1, 3)] == ["1 Bild", "3 Bilder"]


def test_english_is_what_the_sources_say_with_its_plurals():
    assert language().code == "en"
    assert tr("step {step} of {steps}") == "step {step} of {steps}"
    assert [tr("%n picture(s)", "", count) for count in (1, 3)] == ["1 picture", "3 pictures"]
    assert from_engine("Only the first page is used.") == "Only the first page is used."
    assert decimal(0.25, ".2f") == "0.25"


@pytest.mark.parametrize(
    ("system", "code"), [(["de-AT", "en"], "de"), (["fr-FR", "de"], "de"), (["fr-FR"], "en"), (["en-GB", "de"], "en")]
)
def test_the_system_chooses_the_language_unless_a_person_does(monkeypatch, system, code):
    class System:
        @staticmethod
        def system():
            return System

        @staticmethod
        def uiLanguages():
            return system

    monkeypatch.setattr(translation, "QLocale", System)
    assert code_for("system") == code
    assert code_for("de") == "de"


def test_an_unknown_language_in_the_settings_file_means_the_systems(own_folders):
    save(Preferences(language="tlh", device="cuda"))
    assert load() == Preferences(device="cuda")


def test_no_text_of_the_window_is_english_that_has_german(german, qtbot, window):
    shown = {}
    for name in (None, "preferences", "presets", "batch", "compare_blindly", "library", "grid", "repeat_seeds", "duel"):
        before = set(QApplication.topLevelWidgets())
        if name is not None and window.commands[name].isEnabled():
            window.commands.trigger(name)
        new = [widget for widget in QApplication.topLevelWidgets() if widget not in before and widget.isVisible()]
        for widget in (window, *new):
            for part in (widget, *widget.findChildren(QWidget), *widget.findChildren(QAction)):
                shown |= {text: f"{name}: {type(part).__name__}" for text in texts_of(part)}
        for widget in new:
            widget.close()
    english = {source for _, source, forms, _ in messages("de") if source not in forms and len(source) > 3}
    assert {text: where for text, where in shown.items() if text in english} == {}


def texts_of(part):
    names = ("text", "title", "windowTitle", "toolTip", "placeholderText", "accessibleName", "accessibleDescription")
    readers = [read for name in names if callable(read := getattr(part, name, None)) and name in dir(type(part))]
    for read in readers:
        text = read()
        if isinstance(text, str):
            yield from (text, *text.split("\n"))
    if isinstance(part, QComboBox):
        yield from (part.itemText(number) for number in range(part.count()))
