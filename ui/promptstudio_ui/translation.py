"""The window's sentences in the person's language: `tr` where one is shown, `tr_noop` where it only stands.

docs/architecture.md, “Translations”, has the rules; sentences.py is for what the engine says.
"""

from __future__ import annotations

import re

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator

from promptstudio.resources import resource

ENGLISH = "en"
LANGUAGES = {ENGLISH: "English", "de": "Deutsch"}
"""The languages that the window speaks, each by its own name."""
SYSTEM = "system"
"""The preference for the system's language."""
_DECIMALS = re.compile(r"(?<=\d)\.(?=\d)")


class Language:
    """Translations and locale of one language."""

    def __init__(self, code: str) -> None:
        self.code = code
        self._translator = QTranslator()
        self._translator.load(str(resource("translations", f"promptstudio_{code}.qm")))
        system = QLocale.system()
        # Somebody who reads English in Britain keeps Britain's dates.
        self.locale = system if system.language() == QLocale(code).language() else QLocale(code)

    def find(self, context: str, text: str, note: str = "", count: int = -1) -> str:
        """The translation; empty where there is none."""
        return self._translator.translate(context, text, note or None, count) or ""

    def qt_translator(self) -> QTranslator:
        """The translations of Qt's own texts: standard buttons, file dialogs, names of keys."""
        translator = QTranslator()
        translator.load(f"qtbase_{self.code}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        return translator


_language: Language | None = None


def language() -> Language:
    """The language of the window; English until another is used."""
    global _language
    if _language is None:
        _language = Language(ENGLISH)
    return _language


def use(code: str) -> Language:
    """Speak one of `LANGUAGES` from now on. What is shown already stays as it is."""
    global _language
    _language = Language(code)
    return _language


def code_for(preference: str) -> str:
    """The language for a preference: itself, or for `SYSTEM` the first of the system's that there is, else English."""
    if preference in LANGUAGES:
        return preference
    names = (name.replace("_", "-").partition("-")[0] for name in QLocale.system().uiLanguages())
    return next((name for name in names if name in LANGUAGES), ENGLISH)


def tr(text: str, note: str = "", count: int = -1) -> str:
    """A sentence in the language of the window.

    `note` tells translators apart what English says with one word. `count`: a text with %n, which stands for it, has a
    form for one and a form for many. Other values are filled in afterwards: `tr("step {step}").format(step=1)`.
    """
    spoken = language()
    found = spoken.find("", text, note, count) or text
    return found if count < 0 else found.replace("%n", str(count))


def tr_noop(text: str, note: str = "") -> str:
    """The sentence as it is, marked for translators: for constants and decorators, made before a language is set."""
    return text


def decimal(value: object, spec: str) -> str:
    """A number formatted with Python's `spec`, with the decimal sign of the language."""
    return in_locale(format(value, spec))


def in_locale(text: str) -> str:
    """`text` with the decimal sign of the language in its numbers."""
    return _DECIMALS.sub(language().locale.decimalPoint(), text)


def percent(share: float) -> str:
    """0.97 as “97%”."""
    return tr("{number}%").format(number=f"{100 * share:.0f}")


def lowered(text: str) -> str:
    """A title in the middle of a sentence, where English writes it small and German keeps the capitals of its nouns."""
    return text.lower() if language().code == ENGLISH else text
