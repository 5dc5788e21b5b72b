"""The reference images as a Qt list model, and the geometry of the square CLIP sees."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import msgspec
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from promptstudio.document import FoundPrompt
from promptstudio.protocol import Picture, ReferenceImage, Square
from promptstudio_ui.document.session import Session
from promptstudio_ui.translation import decimal, tr, tr_noop
from promptstudio_ui.widgets.pictures import reference_image

_NO_INDEX = QModelIndex()
_USES = {"content": tr_noop("show {name}"), "style": tr_noop("style of {name}"), "ignore": tr_noop("set aside {name}")}
_GROUNDS = {
    "grey": tr_noop("{name} on grey"),
    "white": tr_noop("{name} on white"),
    "black": tr_noop("{name} on black"),
    "blur": tr_noop("{name} on a blur"),
}
_FITS = {"crop": tr_noop("crop {name}"), "pad": tr_noop("pad {name}"), "squash": tr_noop("squash {name}")}


class ReferenceRole(IntEnum):
    NAME = Qt.ItemDataRole.DisplayRole.value
    PICTURE = Qt.ItemDataRole.DecorationRole.value
    NOTES = Qt.ItemDataRole.UserRole.value + 1
    FIT = NOTES + 1


class ReferenceModel(QAbstractListModel):
    """Rows of the session's references. Changes are undoable steps of the session."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._rows: tuple[ReferenceImage, ...] = ()
        session.references_changed.connect(self._update)
        self._update()

    def reference(self, row: int) -> ReferenceImage:
        return self._rows[row]

    def found(self, row: int) -> FoundPrompt | None:
        """The prompt in the reference's file, if there is one."""
        return self._session.found.get(self._rows[row].sha256)

    def remove(self, row: int) -> None:
        """Take a reference out of the session."""
        references = list(self._session.references)
        gone = references.pop(row)
        self._session.set_references(references, tr("remove {name}").format(name=gone.name))

    def set_square(self, row: int, square: Square) -> None:
        """Choose the square part that CLIP sees, in pixels; quick moves of it are one undo step."""
        self._change(
            row, tr("move the square of {name}").format(name=self._session.references[row].name), square=square
        )

    def set_fit(self, row: int, fit: str) -> None:
        """Choose how the picture becomes square: "crop", "pad" or "squash"."""
        self._change(row, tr(_FITS[fit]).format(name=self._session.references[row].name), fit=fit)

    def set_role(self, row: int, role: str) -> None:
        """Choose what the picture is for, one of `ROLES`."""
        self._change(row, tr(_USES[role]).format(name=self._session.references[row].name), role=role)

    def set_ground(self, row: int, ground: str) -> None:
        """Choose what is seen behind transparent parts, one of `GROUNDS`."""
        from promptstudio.images import with_ground

        references = list(self._session.references)
        references[row] = with_ground(references[row], ground)
        label = tr(_GROUNDS[ground]).format(name=references[row].name)
        self._session.set_references(references, label, merge=("reference", row, "ground"))

    def set_weight(self, row: int, weight: float) -> None:
        """Choose how much the picture counts among those of its role."""
        self._change(
            row,
            tr("weight {weight} for {name}").format(
                weight=decimal(weight, "g"), name=self._session.references[row].name
            ),
            weight=weight,
        )

    def move(self, row: int, to: int) -> None:
        """Bring a reference to another place, if there is such a place."""
        references = list(self._session.references)
        if 0 <= to < len(references) and to != row:
            references.insert(to, references.pop(row))
            self._session.set_references(references, tr("move {name}").format(name=references[to].name))

    def _change(self, row: int, label: str, **changes: object) -> None:
        references = list(self._session.references)
        references[row] = msgspec.structs.replace(references[row], **changes)
        self._session.set_references(references, label, merge=("reference", row, *changes))

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        if not index.isValid():
            return None
        reference = self._rows[index.row()]
        match role:
            case ReferenceRole.NAME:
                return reference.name
            case ReferenceRole.PICTURE:
                return reference_image(reference)
            case ReferenceRole.NOTES:
                return list(reference.notes)
            case ReferenceRole.FIT:
                return reference.fit
        return None

    def _update(self) -> None:
        new = self._session.references
        same_pictures = [r.sha256 for r in new] == [r.sha256 for r in self._rows]
        if same_pictures:
            changed = [i for i, (a, b) in enumerate(zip(self._rows, new, strict=True)) if a is not b]
            self._rows = new
            for row in changed:
                self.dataChanged.emit(self.index(row), self.index(row))
        else:
            self.beginResetModel()
            self._rows = new
            self.endResetModel()


def moved_square(picture: Picture, square: Square, dx: float, dy: float) -> Square:
    """The square moved by (dx, dy) pixels, kept inside the picture."""
    left = min(max(round(square.left + dx), 0), picture.width - square.side)
    top = min(max(round(square.top + dy), 0), picture.height - square.side)
    return Square(left, top, square.side)


def resized_square(picture: Picture, square: Square, factor: float) -> Square:
    """The square scaled about its middle by `factor`, at least 32 pixels (or the picture), kept inside."""
    largest = min(picture.width, picture.height)
    side = min(max(round(square.side * factor), min(32, largest)), largest)
    middle_x, middle_y = square.left + square.side / 2, square.top + square.side / 2
    return moved_square(picture, Square(0, 0, side), middle_x - side / 2, middle_y - side / 2)
