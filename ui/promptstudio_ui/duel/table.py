"""The results of a duel: one row a method, sorted by any figure, the best of each column in bold."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from promptstudio.duel_figures import CLIP_I, GUIDE_CLIP, PERPLEXITY, R_EDIT, SECONDS, best
from promptstudio.protocol import DuelRow, Render
from promptstudio_ui.document.dragged import Files, dragged, no_files
from promptstudio_ui.sentences import from_engine
from promptstudio_ui.translation import language, tr
from promptstudio_ui.widgets.labels import as_plain, scale_font
from promptstudio_ui.widgets.pictures import as_shown, picture_icon, to_image

THUMBNAIL = 72
"""Size of a render in the table, in pixels."""
FIGURES = (GUIDE_CLIP, CLIP_I, PERPLEXITY, R_EDIT, SECONDS)
"""Columns of figures."""
_RENDER, _METHOD, _PROMPT, _FIRST_FIGURE = range(4)
_ROW_ROLE = Qt.ItemDataRole.UserRole.value


class ResultTable(QTableWidget):
    """Render, method, prompt and figures of every row. One row can be selected."""

    def __init__(self) -> None:
        super().__init__(0, _FIRST_FIGURE + len(FIGURES))
        self.files: Files = no_files
        self.setAccessibleName(tr("What the methods found"))
        self.setHorizontalHeaderLabels(
            ["", tr("Method"), tr("Prompt"), *(from_engine(figure.title) for figure in FIGURES)]
        )
        for number, figure in enumerate(FIGURES):
            if (heading := self.horizontalHeaderItem(_FIRST_FIGURE + number)) is not None:
                heading.setToolTip(from_engine(figure.tip))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(THUMBNAIL + 8)
        header = self.horizontalHeader()
        scale_font(header, 0.85)  # names of figures are longer than figures, and the prompt has what they leave
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_RENDER, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(_PROMPT, QHeaderView.ResizeMode.Stretch)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)  # as the methods are listed
        self.setColumnWidth(_RENDER, THUMBNAIL + 12)
        self.setIconSize(QSize(THUMBNAIL, THUMBNAIL))
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)

    def mimeTypes(self) -> list[str]:
        return ["text/plain"]

    def mimeData(self, items: Sequence[QTableWidgetItem]) -> QMimeData:
        """Prompt and render of a row."""
        rows: dict[str, DuelRow] = {item.data(_ROW_ROLE).method: item.data(_ROW_ROLE) for item in items}
        prompts = [row.result.prompt for row in rows.values() if row.result is not None]
        return dragged(prompts, self.files([row.render for row in rows.values() if row.render is not None]))

    @property
    def selected(self) -> DuelRow | None:
        """The selected row."""
        items = self.selectedItems()
        return items[0].data(_ROW_ROLE) if items else None

    def show_rows(self, rows: Sequence[DuelRow]) -> None:
        """Show these rows; the selected method stays selected."""
        selected = self.selected.method if self.selected else None
        self.setSortingEnabled(False)
        self.setRowCount(len(rows))
        winners = [best(rows, figure) for figure in FIGURES]
        for number, row in enumerate(rows):
            cells = [_picture(row.render), QTableWidgetItem(from_engine(row.title)), _prompt(row)]
            for figure, best_rows in zip(FIGURES, winners, strict=True):
                cells.append(_Number(figure.value(row), figure.decimals, bold=number in best_rows))
            for column, cell in enumerate(cells):
                cell.setData(_ROW_ROLE, row)
                self.setItem(number, column, cell)
            if row.method == selected:
                self.selectRow(number)
        self.setSortingEnabled(True)


def _picture(render: Render | None) -> QTableWidgetItem:
    """The render, blurred when the safety checker objects to it."""
    cell = QTableWidgetItem()
    if render is not None:
        image = to_image(as_shown(render).picture)
        scaled = image.scaled(
            QSize(THUMBNAIL, THUMBNAIL),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        cell.setIcon(picture_icon(scaled))
    return cell


def _prompt(row: DuelRow) -> QTableWidgetItem:
    """The prompt, or why there is none."""
    text = row.result.prompt.text if row.result else from_engine(row.failed)
    cell = QTableWidgetItem(text)
    cell.setToolTip(as_plain(text))
    return cell


class _Number(QTableWidgetItem):
    """Sorted by its value; unknown values come last."""

    def __init__(self, value: float | None, decimals: int, bold: bool) -> None:
        super().__init__("–" if value is None else _written(value, decimals))
        self.value = value
        self.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if bold:
            font = self.font()
            font.setBold(True)
            self.setFont(font)

    def __lt__(self, other: QTableWidgetItem) -> bool:
        mine, theirs = (item.value if isinstance(item, _Number) else None for item in (self, other))
        return theirs is None if mine is None or theirs is None else mine < theirs


def _written(value: float, decimals: int) -> str:
    return language().locale.toString(value, "f", decimals)  # type: ignore[call-overload]  # PySide's types lack it
