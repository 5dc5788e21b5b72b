"""Banners for what needs attention, toasts for what is good to know. Neither blocks the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from promptstudio_ui.sentences import from_engine
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.buttons import IconButton
from promptstudio_ui.widgets.labels import IconLabel
from promptstudio_ui.widgets.theme import icon

TOAST_SECONDS = 6
MOST_BANNERS = 3
BANNER_WIDTH = 460
FOOT = 36
"""Pixels at the window's foot that no notice covers: the status line."""

Answer = tuple[str, Callable[[], None]]
"""Text of a button and what it does."""

_MOVING = (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide)


class Banner(QFrame):
    """One sentence, up to three buttons, and details that unfold."""

    def __init__(self, sentence: str, answers: Sequence[Answer], details: str, warning: bool) -> None:
        super().__init__()
        self.sentence, self.details = sentence, details
        self.setProperty("warning", warning)
        self.topic = ""
        """What the banner is about; a new banner with the same topic replaces it."""
        self.setAccessibleName(sentence)
        mark = IconLabel("warning" if warning else "info")
        text = QLabel(sentence)
        text.setWordWrap(True)
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)  # or a label that wraps has no height of its own
        text.setSizePolicy(policy)
        close = IconButton("close", tr("Dismiss"))
        close.clicked.connect(self.dismiss)
        row = QHBoxLayout()
        row.setSpacing(10)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(mark, 0, top)
        row.addWidget(text, 1)
        row.addWidget(close, 0, top)
        self._details = QLabel(details)
        self._details.setTextFormat(Qt.TextFormat.PlainText)
        self._details.setWordWrap(True)
        self._details.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._details.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._details.hide()
        self.buttons: list[QPushButton] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(11, 7, 7, 7)
        layout.setSpacing(6)
        layout.addLayout(row)
        layout.addWidget(self._details)
        if answers or details:
            layout.addLayout(self._make_buttons(answers, bool(details)))

    def _make_buttons(self, answers: Sequence[Answer], fold: bool) -> QHBoxLayout:
        """The answers, after what unfolds the details."""
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addSpacing(20)
        if fold:
            details = QToolButton()
            details.setText(tr("Details"))
            details.setAutoRaise(True)
            details.setCheckable(True)
            details.toggled.connect(self._details.setVisible)
            line.addWidget(details)
        line.addStretch(1)
        for label, act in answers[:3]:
            button = QPushButton(label)
            button.clicked.connect(lambda _=False, act=act: self._answer(act))
            line.addWidget(button)
            self.buttons.append(button)
        return line

    def dismiss(self) -> None:
        """Remove the banner."""
        self.hide()
        self.setParent(None)
        self.deleteLater()

    def _answer(self, act: Callable[[], None]) -> None:
        self.dismiss()
        act()


class Banners(QWidget):
    """The stack of banners in the window's lower right corner. It lies over the panels, so that nothing moves when one
    comes or goes."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(6)
        host.installEventFilter(self)
        self.hide()

    def _place(self) -> None:
        room = self._host.rect().adjusted(12, 12, -12, -FOOT)
        width = min(BANNER_WIDTH, room.width())
        height = min(self._layout.totalHeightForWidth(width), room.height())
        self.setGeometry(room.right() + 1 - width, room.bottom() + 1 - height, width, height)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self._place()
        return done

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._place()
        return False

    @property
    def shown(self) -> list[Banner]:
        """The banners, oldest first."""
        return [child for child in self.children() if isinstance(child, Banner)]

    def show_banner(
        self, sentence: str, answers: Sequence[Answer] = (), details: str = "", warning: bool = True, topic: str = ""
    ) -> Banner:
        """Show a banner. It replaces one with the same sentence or the same `topic`; of more than `MOST_BANNERS` the
        oldest is removed."""
        sentence, details = from_engine(sentence), from_engine(details)
        self.withdraw(topic)
        for old in self.shown:
            if old.sentence == sentence:
                old.dismiss()
        while len(self.shown) >= MOST_BANNERS:
            self.shown[0].dismiss()
        banner = Banner(sentence, answers, details, warning)
        banner.topic = topic
        banner.destroyed.connect(self._hide_when_empty)
        self._layout.addWidget(banner)
        self._place()
        self.show()
        self.raise_()
        return banner

    def withdraw(self, topic: str) -> None:
        """Remove the banner for `topic`."""
        for old in self.shown:
            if topic and old.topic == topic:
                old.dismiss()

    def _hide_when_empty(self) -> None:
        if not self.shown:
            self.hide()


class DropHint(QWidget):
    """Covers the window while something that it takes is dragged over it."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._text = ""
        self.hide()

    def show_hint(self, text: str) -> None:
        """Say what happens with what is dropped."""
        self._text = text
        self.setGeometry(self._host.rect())
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self.palette()
        accent = colours.color(QPalette.ColorRole.Accent)
        veil = QColor(colours.color(QPalette.ColorRole.Window))
        veil.setAlphaF(0.86)
        painter.fillRect(self.rect(), veil)
        painter.setPen(QPen(accent, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(6, 6, -6, -6), 12, 12)
        middle = self.rect().center()
        icon("image-plus", QPalette.ColorRole.Accent).paint(painter, middle.x() - 20, middle.y() - 52, 40, 40)
        font = painter.font()
        font.setPointSizeF(font.pointSizeF() * 1.3)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(colours.color(QPalette.ColorRole.WindowText))
        painter.drawText(self.rect().adjusted(0, 24, 0, 0), Qt.AlignmentFlag.AlignCenter, self._text)


class Toast(QFrame):
    """A sentence at the bottom of the window, with at most one button, that disappears after a few seconds."""

    def __init__(self, host: QWidget, banners: Banners) -> None:
        """It stands beside `banners` when there are any."""
        super().__init__(host)
        self._host = host
        self._banners = banners
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setMinimumWidth(160)
        self._button = QPushButton()
        self._act: Callable[[], None] | None = None
        self._button.clicked.connect(self._pressed)
        close = IconButton("close", tr("Dismiss"))
        close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(13, 7, 7, 7)
        layout.setSpacing(10)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._button)
        layout.addWidget(close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        for other in (host, banners):
            other.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        """The sentence shown last."""
        return self._text.text()

    def say(self, text: str, answer: Answer | None = None) -> None:
        """Show a sentence for `TOAST_SECONDS`."""
        text = from_engine(text)
        self._text.setText(text)
        self.setAccessibleName(text)
        self._button.setVisible(answer is not None)
        if answer is not None:
            self._button.setText(answer[0])
            self._act = answer[1]
        metrics = self._text.fontMetrics()
        self._text.setFixedWidth(min(metrics.horizontalAdvance(text) + 4, 360))
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()
        self._timer.start(TOAST_SECONDS * 1000)

    def _pressed(self) -> None:
        self.hide()
        if self._act is not None:
            self._act()

    def _place(self) -> None:
        room = self._host.rect()
        if self._banners.isVisible():
            room.setRight(self._banners.x() - 8)
        self.move(max((room.width() - self.width()) // 2, 12), room.bottom() - self.height() - FOOT - 4)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVING and self.isVisible():
            self._place()
        return False
