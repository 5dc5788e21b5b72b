"""An edit that a person is about to make: a suggestion that is pointed at, or a word that is being typed."""

from __future__ import annotations

from dataclasses import dataclass

from promptstudio.prompt import Origin, Prompt
from promptstudio.words import mentions
from promptstudio_ui.document.prompts import typed, with_swaps, without


@dataclass(frozen=True)
class Trial:
    """Text in the place of a word, or new words."""

    index: int
    """Of the word; of new words, that of the word they go before, or the number of words."""
    text: str
    """Empty: the word is removed."""
    replaces: bool = True
    """False: new words."""
    everywhere: bool = False
    """In the place of every mention of the word."""

    def last_word(self, prompt: Prompt) -> int | None:
        """Where the last word of the text would stand in the prompt that `of` makes; None without a word."""
        after = self.of(prompt)
        words = len(after) - len(prompt) + self.replaces
        return self.index + words - 1 if self.text.strip() and words > 0 else None

    def of(self, prompt: Prompt) -> Prompt:
        """The prompt as the edit would leave it; as it is where there is nothing to edit."""
        text, count = self.text.strip(), len(prompt.words)
        if self.index >= count + (not self.replaces):
            return prompt
        if not self.replaces:
            words = typed(text)
            return (
                prompt
                if not text
                else prompt.append(words)
                if self.index == count
                else prompt.insert(self.index, words)
            )
        if not text:
            return without(prompt, [self.index])
        if text == prompt.words[self.index].text:
            return prompt
        places = mentions(prompt, self.index) if self.everywhere else (self.index,)
        return with_swaps(prompt, places, text, Origin.TYPED)
