"""The model manager and what belongs to it, as a person uses them: real downloads from a hub on loopback, a scripted
engine behind the window."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import msgspec
import platformdirs
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from comparisons import make_comparison
from hollow_checkpoints import SD1, checkpoint
from promptstudio.catalogue.download.progress import DownloadProgress
from promptstudio.catalogue.other_programs import at
from promptstudio.document import STANDARD_RENDER
from promptstudio.errors import OutOfMemory
from promptstudio.prompt import Origin, Prompt, WordPieces
from promptstudio.protocol import (
    AnalyseRequest,
    Analysis,
    Candidate,
    CompareRequest,
    Coupling,
    DescribeRequest,
    EngineInfo,
    EstimateRequest,
    Estimates,
    FreedMemory,
    FreeMemoryRequest,
    Influence,
    InfluenceRequest,
    InversionRequest,
    InversionResult,
    LoadedModel,
    Loading,
    MemoryInfo,
    MemoryRequest,
    MethodInfo,
    ModelInfo,
    Picture,
    Progress,
    ReferenceImage,
    Render,
    RenderDefaults,
    RenderProgress,
    RenderRequest,
    RenderSettings,
    Scores,
    Square,
)
from promptstudio.units import bytes_text
from promptstudio_ui.controllers.remedies import smaller
from promptstudio_ui.jobs.engine import CurrentEngine
from promptstudio_ui.jobs.generators import Generators
from promptstudio_ui.models.library import Doing, Library
from promptstudio_ui.models.survey import Store
from promptstudio_ui.preferences.settings import Preferences
from promptstudio_ui.widgets.labels import ElidedLabel
from promptstudio_ui.window.main_window import MainWindow

PATIENCE = 20_000
GB = 2**30
WEIGHTS = bytes(range(256)) * 1024
PROMPT = "a red car"

# ------------------------------------------------------------------ a scripted engine


class Replaced:
    """An engine that is out of use."""

    def __init__(self, closed):
        self.closed = closed

    def close(self):
        self.closed.append(self)


class ScriptedEngine(Generators):
    """Stands in for `CurrentEngine`. `script[type of request]` is a generator function that answers it."""

    pid = 1
    elsewhere = latency = None

    def __init__(self):
        super().__init__(self.run, lambda request: request.verb.priority)
        self.profile, self.device, self.offload = "embedded", "auto", False
        self.requests, self.closed, self.freed = [], [], 0
        self.defaults = {}
        self.checker = False
        self.script = {
            DescribeRequest: lambda r: at_once(self.info()),
            MemoryRequest: lambda r: at_once(memory(5 * GB)),
            EstimateRequest: lambda r: at_once(Estimates({})),
            FreeMemoryRequest: lambda r: at_once(FreedMemory(5 * GB, GB // 2, GB // 2)),
            AnalyseRequest: lambda r: at_once(analysis(r.prompt)),
            InfluenceRequest: lambda r: at_once(influence(r.prompt)),
            RenderRequest: lambda r: at_once(self.rendered(r)),
            CompareRequest: lambda r: at_once(comparison(r)),
        }

    def run(self, request):
        unasked = AnalyseRequest | DescribeRequest | EstimateRequest | InfluenceRequest | MemoryRequest
        if not isinstance(request, unasked):
            self.requests.append(request)
        return self.script[type(request)](request)

    def use(self, device=None, *, profile=None, offload=None):
        wanted = (profile or self.profile, device or self.device, self.offload if offload is None else offload)
        if wanted == (self.profile, self.device, self.offload):
            return None
        self.profile, self.device, self.offload = wanted
        return Replaced(self.closed)

    def move(self, elsewhere):
        assert elsewhere is None

    def renew(self):
        return Replaced(self.closed)

    def end_if_large(self, freed):
        self.freed += 1
        return freed

    def info(self):
        roles = ["text_to_image", *(["safety_checker"] if self.checker else [])]
        models = tuple(ModelInfo(role, f"{role} of {self.profile}", "", "", "", 1, True) for role in roles)
        method = MethodInfo("edit_friendly", "Edit-friendly", "", "", False, (), ("inversion",), "", {"particles": 8})
        render = self.defaults.get(self.profile, RenderDefaults(20, 5.0, 64))
        return EngineInfo(self.profile, "cuda", (method,), models, {}, "bfloat16", render)

    def rendered(self, request, flagged=False):
        side = request.settings.width or 64
        shade = 40 if self.profile == "embedded" else 200
        return Render(
            Picture(side, side, bytes([shade, 0, 0, 0, shade, 0] * (side * side // 2))),
            request.prompt,
            request.settings,
            "ddim",
            f"text_to_image of {self.profile}",
            "00",
            "cuda",
            0.1,
            flagged=flagged,
            sized=request.settings.width is not None,
        )

    def asked(self, kind):
        return [request for request in self.requests if isinstance(request, kind)]


def at_once(result):
    yield from ()
    return result


def out_of_memory(*offers):
    """Answers the first request with OutOfMemory."""

    def answer(request):
        yield from ()
        raise OutOfMemory("The cuda device ran out of memory; the prompt is as it was.", offers)

    return answer


def memory(used):
    loaded = LoadedModel("text_to_image", "SD tiny", 2_600_000_000, "device", False)
    return MemoryInfo("cuda", 8 * GB, 8 * GB - used, used, 7 * GB, 32 * GB, 20 * GB, GB, (loaded,))


def coupling(words):
    rows = tuple(tuple(0.0 for _ in words) for _ in words)
    return Coupling(tuple(words), rows, rows, tuple(0.5 for _ in words), 0.0, 0.0, 1.0, True, "tiny")


def analysis(prompt):
    words = [word.text for word in prompt.words]
    pieces = tuple(WordPieces((w,), (w,), True) for w in words)
    return Analysis(prompt, pieces, len(words), coupling(words), Scores(guide_clip=0.3))


def influence(prompt):
    return Influence(prompt, tuple(tuple(0.0 for _ in prompt.words) for _ in prompt.words), 1.0, "tiny")


def comparison(request):
    side = request.a.width
    assert request.b.width == side, "pictures of two sizes are not compared"
    return make_comparison((side, side), sentence="Nothing visible changed.")


def inverted(request, notes=()):
    prompt = Prompt.parse("a blue boat", Origin.INVERTED)
    best = Candidate(prompt, Scores(guide_clip=0.4))
    return InversionResult(
        prompt, best.scores, None, (best,), (), request.method, 32, 0, 1.0, "cuda", {}, notes=tuple(notes)
    )


# ------------------------------------------------------------------ fixtures


@pytest.fixture
def hub(monkeypatch):
    """A hub on loopback, asked without token or proxy."""
    import faulty_hub

    for name in list(os.environ):
        if name.lower().endswith("_proxy") or name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
            monkeypatch.delenv(name)
    monkeypatch.setattr("promptstudio.catalogue.download.hub.token", lambda: None)
    files = {"config.json": b"{}", "model.safetensors": WEIGHTS}
    with faulty_hub.FaultyHub(files) as server:
        monkeypatch.setenv("HF_ENDPOINT", server.endpoint)
        yield server


CATALOGUE = """
[models.tiny-clip]
name = "Tiny CLIP with a name that is a good deal longer than any row of the model manager is ever going to be wide"
kind = "clip"
licence = "MIT"
sources = [{{ repo = "owner/clip" }}]
files = ["config.json", "model.safetensors"]
bytes = {size}
memory = {{ bfloat16 = 100, float32 = 200 }}
[models.tiny-clip.sha256]
"model.safetensors" = "{sha256}"

[models.tiny-pictures]
name = "Tiny pictures"
kind = "stable_diffusion"
licence = "OpenRAIL"
sources = [{{ repo = "owner/pictures" }}]
files = ["config.json", "model.safetensors"]
bytes = {size}

[models.tiny-checker]
name = "Tiny checker"
kind = "safety_checker"
licence = "MIT"
gated = true
sources = [{{ repo = "owner/checker" }}]
files = ["model.safetensors"]
bytes = {size}

[models.huge]
name = "Huge"
kind = "clip"
licence = "MIT"
sources = [{{ repo = "owner/huge" }}]
files = ["model.safetensors"]
bytes = 1_000_000_000_000_000
memory = {{ bfloat16 = 1_000_000_000_000, float32 = 2_000_000_000_000 }}

[profiles.tiny]
title = "Tiny"
summary = "Two small models."
needs = "Hardly anything."
guide_clip = "tiny-clip"
text_to_image = "tiny-pictures"
safety_checker = "tiny-checker"

[profiles.vast]
title = "Vast"
summary = "More than there is."
needs = "A machine that nobody has."
guide_clip = "huge"
"""


@pytest.fixture(autouse=True)
def catalogue(own_folders, monkeypatch, tmp_path):
    """A catalogue with a small profile beside the shipped ones; no other cache is looked into."""
    import hashlib

    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "cache"))
    path = Path(platformdirs.user_config_dir("promptstudio", appauthor=False)) / "models.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(CATALOGUE.format(size=len(WEIGHTS) + 2, sha256=hashlib.sha256(WEIGHTS).hexdigest()))
    return path


@pytest.fixture
def engine():
    return ScriptedEngine()


@pytest.fixture
def make_window(qtbot, engine, make_settings):
    windows = []

    def make(preferences=None):
        window = MainWindow(engine, make_settings(preferences or Preferences()))
        window.resize(1440, 900)
        window.show()
        qtbot.waitExposed(window)
        windows.append(window)
        with qtbot.waitSignal(window.engine.memory_changed, timeout=PATIENCE):
            window.begin()
        library = window.models.library
        qtbot.waitUntil(lambda: library.survey is not None and not library.disk.busy, timeout=PATIENCE)
        return window

    yield make
    for window in windows:
        window.session.stack.setClean()
        window.shut_down()
        window.close()
        window.deleteLater()


@pytest.fixture
def window(make_window):
    return make_window()


@pytest.fixture
def manager(qtbot, window):
    return opened(qtbot, window)


def opened(qtbot, window, profile="tiny"):
    with qtbot.waitSignal(window.models.library.surveyed, timeout=PATIENCE):
        window.commands["models"].trigger()
    window.models.manager.choose(profile)
    return window.models.manager


def settled(qtbot, library):
    """Everything in both threads is done."""
    qtbot.waitUntil(lambda: not library.fetches.busy and not library.disk.busy, timeout=PATIENCE)


def folder(model="tiny-clip"):
    return Path(platformdirs.user_data_dir("promptstudio", appauthor=False)) / "models" / model


def placed(model):
    """A model's files, put in place by hand."""
    folder(model).mkdir(parents=True)
    (folder(model) / "config.json").write_text(json.dumps({"model_type": "clip"}))
    (folder(model) / "model.safetensors").write_bytes(WEIGHTS)
    return folder(model)


def fetched(qtbot, manager, model="tiny-clip"):
    manager.rows[model].main.click()
    qtbot.waitUntil(lambda: manager.rows[model].part.present, timeout=PATIENCE)
    settled(qtbot, manager.library)


def choose(row, text):
    """Trigger an entry of the row's menu."""
    menu = row.menu()
    action = next(action for action in menu.actions() if action.text() == text)
    assert action.isEnabled()
    action.trigger()
    menu.deleteLater()


def possible(row):
    menu = row.menu()
    found = {action.text() for action in menu.actions() if action.isEnabled() and action.text()}
    menu.deleteLater()
    return found


def sentences(window):
    return [banner.sentence for banner in window.banners.shown]


def with_prompt(qtbot, window, text=PROMPT):
    session = window.session
    session.set_references([REFERENCE], "add a picture")
    session.use_as_a(Prompt.parse(text, Origin.INVERTED), "start")
    qtbot.waitUntil(lambda: session.render_a is not None and session.analysis is not None, timeout=PATIENCE)


REFERENCE = ReferenceImage("cat.png", Picture(2, 2, bytes(12)), Square(0, 0, 2), sha256="0" * 64)


# ------------------------------------------------------------------ opening and reading


def test_menu_key_label_and_palette_open_it(qtbot, window):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert window.models.manager.isVisible()
    assert not window.models.manager.isModal()
    window.models.manager.close()
    assert window.models.manager is None
    qtbot.mouseClick(window.top.engine, Qt.MouseButton.LeftButton)
    assert window.models.manager.isVisible()
    window.models.manager.close()
    window.commands["palette"].trigger()
    qtbot.keyClicks(window.palette_panel.line, "model manager")
    qtbot.keyClick(window.palette_panel.line, Qt.Key.Key_Return)
    assert window.models.manager.isVisible()


def test_cards_say_what_is_here_and_what_it_takes(qtbot, manager):
    cards = manager.cards.cards
    assert cards["embedded"].mark.isVisible()
    assert cards["embedded"].state.text == "Ready"
    assert not cards["embedded"].button.isVisible()
    tiny = cards["tiny"]
    assert not tiny.mark.isVisible()
    assert (tiny.title.text(), tiny.summary.text(), tiny.needs.text()) == (
        "Tiny",
        "Two small models.",
        "Hardly anything.",
    )
    assert tiny.state.text == f"Not here: {bytes_text(2 * len(WEIGHTS) + 4)} to download"
    assert tiny.button.text().startswith("Download")
    assert {"light", "standard", "paper"} <= cards.keys()
    qtbot.waitUntil(lambda: cards["vast"].trouble.text().startswith("Does not fit"), timeout=PATIENCE)
    assert re.search(r"needs \d+ GB of memory and [\d.]+ GB can be used here", cards["vast"].trouble.text())


def test_rows_say_what_each_model_is_for(qtbot, manager):
    assert list(manager.rows) == ["tiny-clip", "tiny-pictures", "tiny-checker"]
    row = manager.rows["tiny-clip"]
    assert row.role.full_text.startswith("Reads the image")
    assert row.state.text == f"Not here · {bytes_text(len(WEIGHTS) + 2)} · MIT"
    assert row.name.toolTip() == row.name.full_text, "what is cut can be read in the tooltip"
    assert row.name.text() != row.name.full_text
    assert manager.rows["tiny-checker"].gate.isVisible()
    assert not row.gate.isVisible()
    for widget in (row, row.main, row.more, manager.cards.cards["tiny"], manager.cards.cards["tiny"].button):
        assert widget.accessibleName()


def test_every_shipped_profile_can_be_looked_at(qtbot, manager):
    for name, profile in manager.library.survey.profiles.items():
        manager.choose(name)
        assert {part.model.id for part in profile.parts} == set(manager.rows)
        assert all(row.name.full_text and row.role.full_text for row in manager.rows.values())


def test_the_keyboard_alone_goes_through_the_cards(qtbot, window, manager, hub):
    cards = manager.cards.cards
    names = list(cards)
    cards["tiny"].setFocus()
    qtbot.keyClick(cards["tiny"], Qt.Key.Key_Down)
    assert manager.selected == names[names.index("tiny") + 1]
    qtbot.keyClick(cards[manager.selected], Qt.Key.Key_Up)
    assert manager.selected == "tiny"
    assert [name for name in names if cards[name].focusPolicy() & Qt.FocusPolicy.TabFocus] == ["tiny"]
    qtbot.keyClick(cards["tiny"], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: manager.library.survey.profiles["tiny"].ready, timeout=PATIENCE)
    qtbot.keyClick(manager, Qt.Key.Key_Escape)
    assert window.models.manager is None


def test_a_broken_catalogue_is_said_and_can_be_looked_at_again(qtbot, window, catalogue):
    good = catalogue.read_text()
    catalogue.write_text("[profiles.tiny\n")
    window.commands["models"].trigger()
    manager = window.models.manager
    qtbot.waitUntil(lambda: manager.pages.currentIndex() == 0, timeout=PATIENCE)
    assert "models.toml" in manager.trouble.text()
    window.models.library.set_estimates(Estimates({}))  # they come when they are worked out
    assert manager.pages.currentIndex() == 0
    catalogue.write_text(good)
    manager.again.click()
    qtbot.waitUntil(lambda: manager.pages.currentIndex() == 1, timeout=PATIENCE)
    assert "tiny" in manager.cards.cards


def test_it_fits_small_and_large_windows_in_both_themes(qtbot, manager, theme):
    for size in ((700, 460), (1600, 1000)):
        manager.resize(*size)
        QApplication.processEvents()
        picture = manager.grab().toImage()
        assert (picture.pixelColor(3, 3).lightness() < 128) is (theme.value == "dark")
        assert all(row.width() <= manager.width() and row.height() >= 40 for row in manager.rows.values())


# ------------------------------------------------------------------ downloads


def test_download_pause_resume_and_use(qtbot, window, manager, hub, engine):
    import faulty_hub

    with_prompt(qtbot, window)
    before = window.session.state
    hub.will("model.safetensors", faulty_hub.stalls(40_000))
    card = manager.cards.cards["tiny"]
    card.button.click()
    library, row = manager.library, manager.rows["tiny-clip"]
    qtbot.waitUntil(
        lambda: row.activity.progress is not None and row.activity.progress.bytes >= 40_000, timeout=PATIENCE
    )
    assert "of" in row.progress.text
    assert row.progress.isVisible()
    assert manager.rows["tiny-pictures"].state.text.startswith("Waits for its turn")
    assert card.verb == "pause"
    assert "downloading Tiny CLIP" in window.job_line.text
    assert window.commands["pause_downloads"].isEnabled()

    manager.close()
    assert library.fetches.busy, "closing the dialog stops nothing"
    manager = opened(qtbot, window)
    row, card = manager.rows["tiny-clip"], manager.cards.cards["tiny"]
    assert row.activity.doing is Doing.FETCHING
    card.button.click()
    assert not library.fetches.busy
    settled(qtbot, library)
    assert row.state.text.startswith("262 kB of it here") or "of it here" in row.state.text
    assert row.main.text() == "Resume"
    assert card.button.text().startswith("Resume")
    assert "downloading" not in window.job_line.text
    assert not manager.rows["tiny-pictures"].activity.busy
    hub.let_go.set()

    card.button.click()
    qtbot.waitUntil(lambda: library.survey.profiles["tiny"].ready, timeout=PATIENCE)
    ranges = [headers["Range"] for headers in hub.asked_for("model.safetensors") if "Range" in headers]
    assert ranges == ["bytes=40000-"]
    assert (folder() / "model.safetensors").read_bytes() == WEIGHTS
    assert card.state.text == "Ready"
    assert "Tiny is complete." in sentences(window)
    assert engine.profile == "embedded", "nobody chose it yet"

    card.button.click()
    assert window.settings.value.profile == "tiny"
    qtbot.waitUntil(lambda: window.engine.info.profile == "tiny", timeout=PATIENCE)
    assert engine.closed
    assert card.mark.isVisible()
    assert window.top.engine.text() == "Tiny · CUDA"
    assert window.session.state == before
    assert window.session.render_a is not None


def test_closing_the_window_pauses_without_asking(qtbot, window, manager, hub):
    import faulty_hub

    hub.will("model.safetensors", faulty_hub.stalls(40_000))
    manager.rows["tiny-clip"].main.click()
    qtbot.waitUntil(
        lambda: (p := manager.rows["tiny-clip"].activity.progress) is not None and p.bytes >= 40_000, timeout=PATIENCE
    )
    window.close()
    assert window.findChildren(QMessageBox) == []
    assert not window.isVisible()
    assert (folder() / "model.safetensors.part").stat().st_size == 40_000
    later = Library()
    try:
        with qtbot.waitSignal(later.surveyed, timeout=PATIENCE):
            later.refresh()
        clip = later.survey.profiles["tiny"].parts[0]
        assert 40_000 <= clip.here < len(WEIGHTS)
        assert not later.fetches.busy, "only a person goes on with it"
    finally:
        later.close()


def test_an_error_is_one_sentence_in_the_row_with_retry(qtbot, window, manager, hub):
    hub.missing_repos.add("owner/clip")
    row = manager.rows["tiny-clip"]
    row.main.click()
    qtbot.waitUntil(lambda: bool(row.activity.failure), timeout=PATIENCE)
    assert row.trouble.isVisible()
    assert "HTTP 404" in row.trouble.text()
    assert not row.main.isVisible()
    assert QApplication.activeModalWidget() is None
    row.by_hand.click()
    row.placing.copy_path.click()
    assert QGuiApplication.clipboard().text() == str(folder())
    row.placing.copy_hashes["model.safetensors"].click()
    assert len(QGuiApplication.clipboard().text()) == 64
    assert window.toast.text == "Copied the hash."
    hub.missing_repos.clear()
    row.retry.click()
    qtbot.waitUntil(lambda: row.part.present, timeout=PATIENCE)
    assert not row.trouble.isVisible()
    assert row.place.full_text == str(folder())


def test_files_placed_by_hand_are_found(qtbot, manager):
    row = manager.rows["tiny-clip"]
    choose(row, "Place manually…")
    placed("tiny-clip")
    row.placing.look.emit()
    qtbot.waitUntil(lambda: row.part.present, timeout=PATIENCE)


def test_offline_says_why_for_all_that_waits(qtbot, manager, hub, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    manager.cards.cards["tiny"].button.click()
    rows = [manager.rows["tiny-clip"], manager.rows["tiny-pictures"]]
    qtbot.waitUntil(lambda: all(row.activity.failure for row in rows), timeout=PATIENCE)
    assert all("HF_HUB_OFFLINE" in row.trouble.text() for row in rows)
    assert hub.requests == []


def test_what_does_not_fit_on_the_disk_is_not_begun(qtbot, manager, hub):
    manager.choose("vast")
    card = manager.cards.cards["vast"]
    card.button.click()
    qtbot.waitUntil(lambda: "free on this disk" in card.trouble.text(), timeout=PATIENCE)
    assert hub.requests == []
    assert not manager.rows["huge"].activity.busy
    manager.rows["huge"].main.click()
    qtbot.waitUntil(lambda: "free on this disk" in manager.rows["huge"].trouble.text(), timeout=PATIENCE)


def test_a_stalled_download_says_that_it_waits(qtbot, tmp_path):
    said = "no byte came for 30 seconds; next try in 2 s"

    class Stalls(Store):
        def fetch(self, model):
            while True:
                yield DownloadProgress(model.id, "a", 1, 2, 1, 2, 0.0, None, "waiting", said)

    library = Library(Stalls())
    try:
        with qtbot.waitSignal(library.surveyed, timeout=PATIENCE):
            library.refresh()
        part = library.survey.profiles["tiny"].parts[0]
        from promptstudio_ui.models.rows import ModelRow

        row = ModelRow(part, ("guide_clip",))
        qtbot.addWidget(row)
        library.activity_changed.connect(lambda model: row.show_part(part, library.activity(model)))
        row.show()
        library.download(part.model)
        qtbot.waitUntil(lambda: said in row.progress.text, timeout=PATIENCE)
        assert row.main.text() == "Pause"
        library.pause([part.model])
        assert row.activity.note.startswith("Paused")
    finally:
        library.close()


# ------------------------------------------------------------------ what is here


def test_damage_is_found_and_repaired(qtbot, manager, hub):
    row = manager.rows["tiny-clip"]
    assert possible(row) == {"Use my own file…", "Use my own folder…", "Place manually…"}
    fetched(qtbot, manager)
    choose(row, "Verify")
    qtbot.waitUntil(lambda: "as it should be" in row.activity.note, timeout=PATIENCE)
    (folder() / "model.safetensors").write_bytes(WEIGHTS[:-1] + b"!")
    choose(row, "Verify")
    qtbot.waitUntil(lambda: bool(row.activity.damaged), timeout=PATIENCE)
    assert row.state.text.startswith("Damaged")
    assert "model.safetensors is damaged or missing" in row.trouble.text()
    assert row.retry.text() == "Repair"
    row.retry.click()
    qtbot.waitUntil(lambda: row.part.present and not row.activity.busy, timeout=PATIENCE)
    settled(qtbot, manager.library)
    assert not row.activity.damaged
    assert (folder() / "model.safetensors").read_bytes() == WEIGHTS


def test_removing_asks_once_and_says_how_much(qtbot, manager, hub):
    fetched(qtbot, manager)
    row = manager.rows["tiny-clip"]
    choose(row, "Remove…")
    assert bytes_text(row.part.here) in row.question.text()
    assert row.keep.isVisible()
    row.keep.click()
    assert not row.question.isVisible()
    assert folder().exists()
    choose(row, "Remove…")
    row.remove.click()
    qtbot.waitUntil(lambda: not row.part.present, timeout=PATIENCE)
    settled(qtbot, manager.library)
    assert not folder().exists()
    assert row.activity.note.startswith("Removed")
    assert row.main.text() == "Download"
    assert manager.disk.full_text.startswith("Nothing downloaded yet")


def test_my_own_folder_and_back(qtbot, manager, tmp_path):
    own = tmp_path / "my clip"
    own.mkdir()
    (own / "config.json").write_text(json.dumps({"model_type": "clip"}))
    (own / "model.safetensors").write_bytes(WEIGHTS)
    manager.choose("light")
    row = next(row for row in manager.rows.values() if row.roles == ("guide_clip",))
    before = row.part.model.id
    choose(row, "Use my own folder…")
    dialog = manager.findChild(QFileDialog)
    dialog.fileSelected.emit(str(own))
    dialog.close()
    qtbot.waitUntil(lambda: "light.guide_clip" in manager.rows, timeout=PATIENCE)
    row = manager.rows["light.guide_clip"]
    assert row.state.text.startswith("Your own file")
    assert row.place.full_text == str(own)
    choose(row, "Back to the catalogue's model")
    qtbot.waitUntil(lambda: before in manager.rows, timeout=PATIENCE)


def test_a_file_that_is_no_model_is_refused_in_the_row(qtbot, manager, tmp_path):
    (tmp_path / "model.ckpt").write_bytes(b"anything")
    row = manager.rows["tiny-clip"]
    manager.library.use_own("tiny", row.part, tmp_path / "model.ckpt")
    qtbot.waitUntil(lambda: "pickle" in row.trouble.text(), timeout=PATIENCE)
    assert row.retry.isVisible()


# ------------------------------------------------------------------ which profile


def test_a_chosen_profile_that_is_not_here_leaves_the_embedded_pack_and_says_so(qtbot, make_window, engine):
    window = make_window(Preferences(profile="tiny"))
    assert engine.profile == "embedded"
    assert sentences(window) == ["No models for Tiny yet: 524 kB; until then the embedded pack does the work."]
    window.banners.shown[0].buttons[0].click()
    assert window.models.manager.selected == "tiny"
    assert window.engine.info.profile == "embedded"


def test_a_chosen_profile_that_is_here_is_used_from_the_start(qtbot, make_window, engine):
    for model in ("tiny-clip", "tiny-pictures"):
        placed(model)
    window = make_window(Preferences(profile="tiny"))
    qtbot.waitUntil(lambda: window.engine.info.profile == "tiny", timeout=PATIENCE)
    assert engine.profile == "tiny"
    assert sentences(window) == []


def test_renders_of_two_profiles_are_not_compared(qtbot, window, engine):
    with_prompt(qtbot, window)
    session = window.session
    old = session.render_a
    engine.profile = "other"
    window.engine.replace()
    qtbot.waitUntil(lambda: window.engine.info.profile == "other", timeout=PATIENCE)
    assert session.render_a is old, "switching alone renders nothing"
    session.swap(2, "bus")
    qtbot.waitUntil(lambda: session.comparison is not None, timeout=PATIENCE)
    assert session.render_a.model == session.render_b.model == "text_to_image of other"


def test_steps_and_guidance_follow_the_model_until_somebody_chooses(qtbot, make_window, engine):
    engine.defaults = {"embedded": RenderDefaults(25, 7.0, 64), "turbo": RenderDefaults(2, 0.0, 64)}
    window = make_window()
    assert window.renders.steps.value() == 25
    assert not window.session.dirty
    engine.profile = "turbo"
    with qtbot.waitSignal(window.engine.changed, timeout=PATIENCE):
        window.engine.replace()
    assert (window.session.render_settings.steps, window.session.render_settings.guidance) == (2, 0.0)
    window.session.set_render(steps=9)
    engine.profile = "embedded"
    with qtbot.waitSignal(window.engine.changed, timeout=PATIENCE):
        window.engine.replace()
    assert window.session.render_settings.steps == 9


def test_a_documents_own_steps_are_asked_about(qtbot, window, engine):
    with_prompt(qtbot, window)
    engine.defaults = {"turbo": RenderDefaults(2, 0.0, 64)}
    engine.profile = "turbo"
    with qtbot.waitSignal(window.engine.changed, timeout=PATIENCE):
        window.engine.replace()
    assert window.session.baseline.settings == STANDARD_RENDER
    banner = window.banners.shown[-1]
    assert "made for 2 steps and guidance 0" in banner.sentence
    banner.buttons[0].click()
    qtbot.waitUntil(lambda: window.session.render_a is not None, timeout=PATIENCE)
    assert (window.session.render_a.settings.steps, window.session.render_a.settings.guidance) == (2, 0.0)
    assert window.session.render_a.model == "text_to_image of turbo"


def test_what_changes_about_the_profile_in_use_reaches_the_engine(qtbot, make_window, engine, hub):
    for model in ("tiny-clip", "tiny-pictures"):
        placed(model)
    window = make_window(Preferences(profile="tiny"))
    assert engine.profile == "tiny"
    manager = opened(qtbot, window)
    other = placed("elsewhere")
    manager.library.use_own("tiny", manager.rows["tiny-clip"].part, other)
    qtbot.waitUntil(lambda: len(engine.closed) == 1, timeout=PATIENCE)
    assert engine.profile == "tiny"
    row = manager.rows["tiny-pictures"]
    choose(row, "Remove…")
    row.remove.click()
    qtbot.waitUntil(lambda: window.engine.info.profile == "embedded", timeout=PATIENCE)
    assert sentences(window)[-1].startswith("Tiny is not complete")


def test_the_engine_is_asked_for_its_renderers_when_there_is_one_more(qtbot, window, tmp_path):
    found = at(checkpoint(tmp_path / "dream.safetensors", SD1))
    with qtbot.waitSignal(window.engine.changed, timeout=PATIENCE):
        window.models.library.take(found, "")


@pytest.mark.model
def test_the_real_engine_works_with_a_profile_of_ones_own(qtbot, make_settings, catalogue, own_folders):
    """Made of the embedded pack's folders."""
    from promptstudio.resources import resource

    pack = resource("models", "embedded")
    catalogue.write_text(
        f'[profiles.mine]\ntitle = "Mine"\nguide_clip = "{pack / "guide_clip"}"\nmasked_lm = "{pack / "masked_lm"}"\n'
        f'text_to_image = "{pack / "text_to_image"}"\nphrases = "embedded-phrases"\n'
    )
    for_the_process = own_folders / "config" / "promptstudio"
    for_the_process.mkdir()
    (for_the_process / "models.toml").write_text(catalogue.read_text())
    engine = CurrentEngine("embedded", "cpu")
    window = MainWindow(engine, make_settings(Preferences(profile="mine", device="cpu")))
    try:
        with qtbot.waitSignal(window.engine.memory_changed, timeout=60_000) as memory:
            window.begin()
        assert window.engine.info.profile == "mine"
        assert all(model.present for model in window.engine.info.models)
        assert window.top.engine.text() == "Mine · CPU"
        assert memory.args[0].device_total > 0
    finally:
        window.shut_down()
        window.close()
        engine.close()


# ------------------------------------------------------------------ memory


def test_the_meter_shows_memory_and_what_is_loaded(qtbot, window):
    qtbot.waitUntil(lambda: window.top.engine.memory_words == "5 of 8 GB", timeout=PATIENCE)
    assert "SD tiny: 2.6 GB" in window.top.engine.toolTip()
    window.resize(1400, 700)
    qtbot.waitUntil(lambda: window.width() == 1400)
    wide = window.top.engine.width()
    window.resize(820, 700)
    qtbot.waitUntil(lambda: window.top.engine.width() < wide)


def test_free_memory_from_the_menu_and_the_manager(qtbot, window, engine):
    assert window.commands["free_memory"].isEnabled()
    with qtbot.waitSignal(window.engine.memory_freed, timeout=PATIENCE):
        window.commands["free_memory"].trigger()
    assert window.toast.text == "Freed 4.5 GB of memory."
    manager = opened(qtbot, window)
    with qtbot.waitSignal(window.engine.memory_freed, timeout=PATIENCE):
        manager.free.click()
    assert engine.freed == 2


OFFERS = ("smaller", "offload", "cpu")


@pytest.mark.parametrize(("button", "what"), list(enumerate(OFFERS)), ids=OFFERS)
def test_out_of_memory_while_inverting_has_three_ways_out(qtbot, window, engine, button, what):
    with_prompt(qtbot, window)
    before = window.session.prompt
    engine.script[InversionRequest] = out_of_memory(*OFFERS)
    with qtbot.waitSignal(window.jobs.failed, timeout=PATIENCE):
        window.commands["invert"].trigger()
    assert window.session.prompt == before
    banner = window.banners.shown[-1]
    assert [b.text() for b in banner.buttons] == [
        "Use 4 particles",
        "Keep weights in main memory",
        "Use the processor",
    ]
    engine.script[InversionRequest] = lambda request: at_once(inverted(request))
    with qtbot.waitSignal(window.inversions.ended, timeout=PATIENCE):
        banner.buttons[button].click()
    first, second = engine.asked(InversionRequest)
    if what == "smaller":
        assert second == msgspec.structs.replace(first, settings={"particles": 4})
        assert window.session.inversion.options == {"particles": 4}
    else:
        assert second == first
        assert (engine.device, engine.offload) == (("cpu", False) if what == "cpu" else ("auto", True))
        assert (window.settings.value.device, window.settings.value.offload) == (engine.device, engine.offload)
        assert len(engine.closed) == 1
    assert window.session.prompt.text == "a blue boat"
    assert sentences(window) == []


def test_a_smaller_render_makes_both_sides_smaller(qtbot, window, engine):
    engine.defaults = {"embedded": RenderDefaults(20, 5.0, 512)}
    with qtbot.waitSignal(window.engine.changed, timeout=PATIENCE):
        window.engine.describe()
    with_prompt(qtbot, window)
    plain = engine.script[RenderRequest]
    engine.script[RenderRequest] = out_of_memory("smaller", "cpu")
    with qtbot.waitSignal(window.jobs.failed, timeout=PATIENCE):
        window.session.swap(2, "bus")
    engine.script[RenderRequest] = plain
    banner = window.banners.shown[-1]
    assert [b.text() for b in banner.buttons] == ["Render at 384 × 384", "Use the processor"]
    banner.buttons[0].click()
    qtbot.waitUntil(lambda: window.session.comparison is not None, timeout=PATIENCE)
    assert window.session.render_a.picture.width == window.session.render_b.picture.width == 384
    assert window.session.prompt.text == "a red bus"


@pytest.mark.parametrize(
    ("request_", "text", "left"),
    [
        (InversionRequest((), settings={"particles": 8}), "Use 4 particles", {"settings": {"particles": 4}}),
        (InversionRequest((), "vgd", settings={"beams": 3}), "Use 1 beam", {"settings": {"beams": 1}}),
        (InversionRequest((), settings={"particles": 1}), "Use 16 pieces", {"budget": 16}),
        (InversionRequest((), settings={"particles": 1}, budget=8), None, {}),
        (RenderRequest(Prompt()), "Render at 640 × 640", {"settings": RenderSettings(width=640, height=640)}),
        (RenderRequest(Prompt(), RenderSettings(width=256, height=256)), None, {}),
        (DescribeRequest(), None, {}),
    ],
)
def test_what_smaller_means(request_, text, left):
    found = smaller(request_, None)
    assert found == (None if text is None else (text, msgspec.structs.replace(request_, **left)))


# ------------------------------------------------------------------ loading, notes, safety


def test_loading_a_model_is_a_visible_stage(qtbot, window, engine):
    import threading

    gates = {InversionRequest: threading.Event(), RenderRequest: threading.Event()}

    def waits(result):
        def answer(request):
            yield Loading("masked_lm", "Dream 7B", 15_200_000_000, 1, 2, seconds=30.0, seconds_left=95.0)
            gates[type(request)].wait(20)
            yield Progress("Looking", 1, 2) if isinstance(request, InversionRequest) else RenderProgress(1, 2)
            return result(request)

        return answer

    with_prompt(qtbot, window)
    engine.script[InversionRequest] = waits(inverted)
    engine.script[RenderRequest] = waits(engine.rendered)
    stage = "Loading Dream 7B, 15.2 GB (1 of 2)… 1 min 40 s left"
    window.commands["invert"].trigger()
    assert window.prompt_panel.progress.text == "Starting…"
    qtbot.waitUntil(lambda: window.prompt_panel.progress.text == stage, timeout=PATIENCE)
    assert "Loading Dream 7B, 15.2 GB" in window.job_line.text
    with qtbot.waitSignal(window.rendering.started, timeout=PATIENCE):
        gates[InversionRequest].set()
    qtbot.waitUntil(lambda: "Loading Dream 7B" in window.renders.view.canvas.accessibleDescription(), timeout=PATIENCE)
    gates[RenderRequest].set()
    qtbot.waitUntil(lambda: window.session.render_a is not None, timeout=PATIENCE)
    assert not any(job.loading for job in window.jobs.current)


def test_notes_of_an_inversion_are_said(qtbot, window, engine):
    note = "The guide reads text differently from the text-to-image model."
    engine.script[InversionRequest] = lambda request: at_once(inverted(request, [note]))
    with_prompt(qtbot, window)
    with qtbot.waitSignal(window.inversions.remark, timeout=PATIENCE):
        window.commands["invert"].trigger()
    assert note in sentences(window)


def test_a_flagged_render_is_blurred_until_revealed(qtbot, make_window, engine):
    engine.checker = True
    engine.script[RenderRequest] = lambda request: at_once(engine.rendered(request, flagged=request.safety))
    window = make_window(Preferences(safety_checker=True))
    with_prompt(qtbot, window)
    view, render = window.renders.view, window.session.render_a
    assert engine.asked(RenderRequest)[-1].safety
    shown = view.canvas.scene.sides["A"].picture
    assert shown != render.picture
    assert len(set(shown.rgb)) < 6
    assert "would not show A" in view._veil_words.text()
    assert window.session.history[-1].thumbnail.rgb != render.picture.rgb
    assert view.drag_data("A") is None
    view.reveal_button.click()
    assert view.canvas.scene.sides["A"].picture == render.picture
    assert not view._veil.isVisible()


def test_a_checker_that_is_not_here_is_not_passed_over_in_silence(qtbot, make_window):
    window = make_window(Preferences(safety_checker=True))
    assert sentences(window) == ["Renders are not checked: this profile's safety checker is not here."]


# ------------------------------------------------------------------ words


def test_long_texts_are_cut_and_have_a_tooltip(qtbot):
    label = ElidedLabel("a short one")
    qtbot.addWidget(label)
    label.resize(300, 20)
    label.show()
    assert label.text() == "a short one"
    assert not label.toolTip()
    label.resize(50, 20)
    assert label.text().endswith("…")
    assert label.toolTip() == "a short one"
