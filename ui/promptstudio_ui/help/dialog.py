"""Help in one place: the documentation in a window of the program, without a network."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QDesktopServices,
    QKeySequence,
    QPalette,
    QShortcut,
    QTextBlock,
    QTextCursor,
    QTextDocument,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from promptstudio_ui.help import pages
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.buttons import SmallButton
from promptstudio_ui.widgets.cards import CardSplitter
from promptstudio_ui.widgets.labels import QuietLabel
from promptstudio_ui.widgets.placing import first_size

KEYS = "keys"
"""The page of all keys, which is made when it is opened."""
_PAGE = Qt.ItemDataRole.UserRole
_HIT = QColor(217, 164, 65, 110)  # seen on light ground and on dark


class HelpDialog(QDialog):
    """A list of pages beside the open one. `keys` gives the keys as they are now: of every menu, each key with what
    it does."""

    def __init__(
        self, keys: Callable[[], Sequence[tuple[str, Sequence[tuple[str, str]]]]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Help"))
        self.setModal(False)
        self.resize(first_size(QSize(980, 680), self.screen()))
        self._keys = keys
        self._history: list[str] = []
        self._ahead: list[str] = []
        self.page = ""
        """The open page: a path below the documentation's folder, or `KEYS`."""
        self._make_widgets()
        self._list("")

    def _make_widgets(self) -> None:
        self.told = QuietLabel()
        self.typed = QLineEdit()
        self.typed.setPlaceholderText(tr("Search all pages"))
        self.typed.setAccessibleName(tr("Search all pages"))
        self.typed.setClearButtonEnabled(True)
        self.typed.textChanged.connect(self._search)
        self.typed.returnPressed.connect(self.find_next)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Pages"))
        self.list.currentItemChanged.connect(self._open_chosen)
        self.text = QTextBrowser()
        self.text.setAccessibleName(tr("Page"))
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self.follow)
        self.text.document().setDocumentMargin(16)
        self.text.highlighted.connect(lambda url: self.told.setText(self._spoken(url)))
        self.back = SmallButton(tr("Back"))
        self.back.setToolTip(tr("The page before (Alt+Left)"))
        self.back.clicked.connect(self.go_back)
        self.forward = SmallButton(tr("Forward"))
        self.forward.clicked.connect(self.go_forward)
        for keys, act in (
            (QKeySequence.StandardKey.Back, self.go_back),
            (QKeySequence.StandardKey.Forward, self.go_forward),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self).activated.connect(self.typed.setFocus)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.typed)
        column.addWidget(self.list, 1)
        parts = CardSplitter(Qt.Orientation.Horizontal)
        parts.addWidget(left)
        parts.addWidget(self.text)
        parts.setSizes([240, 720])
        parts.setStretchFactor(1, 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.back)
        row.addWidget(self.forward)
        row.addWidget(self.told, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 12)
        layout.setSpacing(10)
        layout.addWidget(parts, 1)
        layout.addLayout(row)

    # -------------------------------------------------------------- the list

    def _list(self, typed: str) -> None:
        """All pages, or those that hold what is typed, with how often."""
        self.list.blockSignals(True)
        self.list.clear()
        if typed.strip():
            rows = [(hit.page, f"{tr(hit.title)} · {hit.places}") for hit in pages.search(typed)]
            if count := self._keys_as_markdown().lower().count(typed.lower().strip()):
                rows.insert(min(2, len(rows)), (KEYS, tr("Keys") + f" · {count}"))
        else:
            rows = [(page, tr(title)) for page, title in pages.pages() if page in dict(pages.TITLES)]
            rows.insert(1, (KEYS, tr("Keys")))
        for page, text in rows:
            item = QListWidgetItem(text, self.list)
            item.setData(_PAGE, page)
        self.list.blockSignals(False)
        self._mark_current()

    def _mark_current(self) -> None:
        self.list.blockSignals(True)
        items = [self.list.item(row) for row in range(self.list.count())]
        current = next((item for item in items if item.data(_PAGE) == self.page), None)
        self.list.setCurrentRow(self.list.row(current) if current else -1)
        self.list.blockSignals(False)

    def _open_chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.open_page(item.data(_PAGE))

    # -------------------------------------------------------------- a page

    def open_page(self, page: str, anchor: str = "") -> None:
        """Show a page, at one of its headings or at its beginning."""
        if page != self.page:
            if self.page:
                self._history.append(self.page)
            self._ahead.clear()
            self._show(page)
        if anchor:
            self._go_to(anchor)

    def _show(self, page: str) -> None:
        self.page = page
        document = self.text.document()
        document.setBaseUrl(QUrl.fromLocalFile(str(pages.folder() / page)))
        self.text.setSearchPaths([str((pages.folder() / page).parent)])
        markdown = self._keys_as_markdown() if page == KEYS else pages.read(page)
        self.text.setMarkdown(markdown or tr("This page was not installed."))
        self.text.moveCursor(QTextCursor.MoveOperation.Start)
        self._lay_out()
        self._mark_current()
        self._mark_hits()
        self.back.setEnabled(bool(self._history))
        self.forward.setEnabled(bool(self._ahead))
        self.told.clear()

    def go_back(self) -> None:
        """The page before."""
        if self._history:
            self._ahead.append(self.page)
            self._show(self._history.pop())

    def go_forward(self) -> None:
        """The page that Back left."""
        if self._ahead:
            self._history.append(self.page)
            self._show(self._ahead.pop())

    def follow(self, url: QUrl) -> None:
        """Go where a link leads: to a page, a heading, or into the browser."""
        if not url.isRelative() and url.scheme() != "file":
            QDesktopServices.openUrl(url)
            return
        page = self._page_of(url)
        if (pages.folder() / page).is_dir():
            page = f"{page.rstrip('/')}/README.md"
        if page.endswith(".md") and (pages.folder() / page).is_file():
            self.open_page(page, url.fragment())
        else:
            self.told.setText(tr("{page} is a file of the source code.").format(page=page))

    def _page_of(self, url: QUrl) -> str:
        """The path that a link means, below the documentation's folder."""
        if not url.path():
            return self.page
        root, path = QUrl.fromLocalFile(f"{pages.folder()}/"), self.text.document().baseUrl().resolved(url)
        return path.path().removeprefix(root.path())

    def _spoken(self, url: QUrl) -> str:
        return url.toString() if url.scheme() in ("http", "https") else ""

    def _go_to(self, anchor: str) -> None:
        block: QTextBlock = self.text.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel() and pages.anchor(block.text()) == anchor:
                cursor = QTextCursor(block)
                self.text.setTextCursor(cursor)
                top = self.text.cursorRect(cursor).top()
                bar = self.text.verticalScrollBar()
                bar.setValue(bar.value() + top - 8)
                return
            block = block.next()

    def _lay_out(self) -> None:
        """Room above headings, quiet lines in tables, and no picture wider than the page."""
        document = self.text.document()
        block = document.begin()
        while block.isValid():
            cursor = QTextCursor(block)
            if block.blockFormat().headingLevel() > 1:
                form = block.blockFormat()
                form.setTopMargin(20)
                cursor.setBlockFormat(form)
            self._fit_pictures(block)
            block = block.next()
        for frame in document.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                table = frame.format().toTableFormat()
                table.setBorderBrush(self.palette().color(QPalette.ColorRole.Mid))
                table.setCellPadding(5)
                frame.setFormat(table)

    def _fit_pictures(self, block: QTextBlock) -> None:
        fragments = block.begin()
        while not fragments.atEnd():
            fragment = fragments.fragment()
            if fragment.charFormat().isImageFormat():
                form = fragment.charFormat().toImageFormat()
                form.setMaximumWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
                cursor = QTextCursor(block)
                cursor.setPosition(fragment.position())
                cursor.setPosition(fragment.position() + fragment.length(), QTextCursor.MoveMode.KeepAnchor)
                cursor.setCharFormat(form)
            fragments += 1

    def _keys_as_markdown(self) -> str:
        parts = ["# " + tr("Keys"), tr("*Edit › Keys of commands* gives a command another key.")]
        for title, rows in self._keys():
            table = "\n".join(f"| **{keys}** | {text} |" for keys, text in rows)
            head = " | ".join((tr("Key"), tr("What it does")))
            parts.append(f"## {title}\n\n| {head} |\n|---|---|\n{table}")
        return "\n\n".join(parts)

    # -------------------------------------------------------------- search

    def _search(self, typed: str) -> None:
        self._list(typed)
        self._mark_hits()
        if typed.strip() and not self.list.count():
            self.told.setText(tr("Nothing holds “{typed}”.").format(typed=typed.strip()))
        else:
            self.told.clear()

    def find_next(self) -> None:
        """Go to the next place that holds what is typed, on this page or else on the next that does."""
        typed = self.typed.text().strip()
        if not typed or self.text.find(typed):
            return
        listed = [self.list.item(row).data(_PAGE) for row in range(self.list.count())]
        if listed:
            at = listed.index(self.page) if self.page in listed else -1
            self.open_page(listed[(at + 1) % len(listed)])
            self.text.moveCursor(QTextCursor.MoveOperation.Start)
            self.text.find(typed)

    def _mark_hits(self) -> None:
        """Colour every place of the page that holds what is typed."""
        typed, marks = self.typed.text().strip(), []
        cursor = QTextCursor(self.text.document())
        while len(typed) > 1:
            cursor = self.text.document().find(typed, cursor, QTextDocument.FindFlag(0))
            if cursor.isNull():
                break
            mark = QTextEdit.ExtraSelection()
            mark.cursor = cursor  # type: ignore[attr-defined]
            mark.format.setBackground(_HIT)  # type: ignore[attr-defined]
            marks.append(mark)
        self.text.setExtraSelections(marks)
