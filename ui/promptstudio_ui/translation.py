"""The sentences of the window in the person's language: `tr` where one is shown, `tr_noop` where it only stands."""


def tr(text: str, note: str = "") -> str:
    """The sentence in the language of the window; `note` tells translators apart what English says with one word.

    Values are filled in afterwards, by name: `tr("step {step} of {steps}").format(step=1, steps=8)`.
    """
    return text


def tr_noop(text: str, note: str = "") -> str:
    """The sentence as it is, marked for translators: for constants and decorators, made before a language is set."""
    return text
