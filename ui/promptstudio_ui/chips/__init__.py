"""The prompt as chips."""

from promptstudio_ui.chips.budget_bar import BudgetBar
from promptstudio_ui.chips.model import ChipModel, ChipRole
from promptstudio_ui.chips.popover import SuggestionPopover
from promptstudio_ui.chips.view import ChipView

__all__ = ["BudgetBar", "ChipModel", "ChipRole", "ChipView", "SuggestionPopover"]
