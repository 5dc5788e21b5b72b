"""The zoom of the compare view: geometry without a widget."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF

from promptstudio_ui.compare.viewport import LARGEST_ZOOM, Viewport

PANE = QRect(10, 20, 400, 300)


@pytest.fixture
def viewport():
    viewport = Viewport()
    viewport.size = QSizeF(200, 100)
    return viewport


def place_under(viewport, point):
    """The point of the picture under a point of the pane, 0…1 both ways."""
    target = viewport.target(PANE)
    return (point.x() - target.left()) / target.width(), (point.y() - target.top()) / target.height()


def test_a_fitted_picture_fills_the_pane_one_way_and_is_centred(viewport):
    assert viewport.fitted_zoom(PANE) == 2.0
    assert viewport.target(PANE) == QRectF(10, 70, 400, 200)
    assert viewport.in_view(PANE) == QRectF(10, 70, 400, 200)


def test_without_a_picture_the_whole_pane_is_in_view_and_nothing_zooms():
    viewport = Viewport()
    assert viewport.target(PANE).isEmpty()
    assert viewport.in_view(PANE) == QRectF(PANE)
    viewport.zoom_at(PANE, QPointF(50, 50), 2.0)
    viewport.pan(QPointF(0.5, 0.5), QPointF(10, 10))
    assert (viewport.zoom, viewport.centre) == (None, QPointF(0.5, 0.5))


@pytest.mark.parametrize("point", [QPointF(60, 90), QPointF(210, 170), QPointF(350, 200)])
def test_what_is_under_the_pointer_stays_there(viewport, point):
    before = place_under(viewport, point)
    for factor in (1.25, 3.0, 0.8):
        viewport.zoom_at(PANE, point, factor)
        assert place_under(viewport, point) == pytest.approx(before)


def test_zooming_in_ends_and_zooming_out_fits(viewport):
    viewport.zoom_at(PANE, QPointF(210, 170), 1e6)
    assert viewport.zoom == LARGEST_ZOOM
    viewport.zoom_at(PANE, QPointF(210, 170), 1e-6)
    assert (viewport.zoom, viewport.centre) == (None, QPointF(0.5, 0.5))


def test_panning_follows_the_pointer_and_stays_on_the_picture(viewport):
    viewport.set_zoom(4.0, QPointF(0.5, 0.5))
    viewport.pan(viewport.centre, QPointF(80, -40))
    assert (viewport.centre.x(), viewport.centre.y()) == pytest.approx((0.6, 0.4))
    viewport.pan(viewport.centre, QPointF(1e6, -1e6))
    assert viewport.centre == QPointF(1.0, 0.0)


def test_all_panes_show_the_same_part(viewport):
    viewport.set_zoom(4.0, QPointF(0.3, 0.6))
    left, right = QRect(0, 0, 200, 300), QRect(208, 0, 200, 300)
    a, b = viewport.target(left), viewport.target(right)
    assert a.size() == b.size()
    assert b.left() - a.left() == right.left() - left.left()


@pytest.mark.parametrize("size", [(2048, 64), (64, 2048), (64, 64)])
def test_letters_have_room_beside_pictures_that_are_too_thin_for_them(size):
    viewport = Viewport()
    viewport.size = QSizeF(*size)
    view, words = viewport.in_view(PANE), viewport.for_words(PANE)
    assert words.width() >= 200
    assert words.height() >= 72
    assert words.contains(view)
    assert QRectF(PANE).contains(words)
    assert words.center() == view.center()
    letters = viewport.for_letters(PANE)
    assert letters.width() >= 96
    assert words.contains(letters)


def test_letters_stand_on_a_small_picture_that_has_room_for_them(viewport):
    viewport.size = QSizeF(100, 100)
    pane = QRect(0, 0, 360, 171)
    assert viewport.for_letters(pane) == viewport.in_view(pane)


def test_two_panes_lie_where_the_pictures_are_larger(viewport):
    wide, high = QRect(0, 0, 800, 300), QRect(0, 0, 300, 800)
    beside, stacked = viewport.halves(wide, 8), viewport.halves(high, 8)
    assert beside[0].top() == beside[1].top()
    assert beside[1].left() - beside[0].right() - 1 == 8
    assert stacked[0].left() == stacked[1].left()
    assert stacked[1].top() - stacked[0].bottom() - 1 == 8
    viewport.size = QSizeF()
    assert viewport.halves(QRect(0, 0, 300, 200), 8)[0].height() == 200
