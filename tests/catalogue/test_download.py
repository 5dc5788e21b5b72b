"""Downloads against a hub on loopback that misbehaves in every way we could think of."""

import errno
import json
import logging
import os
import threading

import pytest
import requests

import torture
from faulty_hub import (
    COMMIT,
    LISTING,
    FaultyHub,
    breaks_off,
    git_id,
    hangs_up,
    redirects_to,
    sha256,
    stalls,
    status,
    without_length,
)
from promptstudio.catalogue import reader
from promptstudio.catalogue.download import disk, stream, transfer
from promptstudio.catalogue.download.hub import token as token_of_user
from promptstudio.catalogue.download.manifest import read_manifest
from promptstudio.catalogue.download.plan import preflight
from promptstudio.catalogue.download.progress import Report, Timing
from promptstudio.catalogue.download.stored import disk_use, known_files, remove, verify
from promptstudio.catalogue.entries import Source
from promptstudio.catalogue.finding import MANIFEST, missing_files
from promptstudio.errors import DownloadFailed, Offline
from torture import CASES, HALF, SIZE, WEIGHTS, FakeTime, finish, model

TOKEN = "hf_a-secret-that-nobody-may-see"


@pytest.fixture(autouse=True)
def own_folders(tmp_path, monkeypatch):
    """Own folders, no token, no proxy, and the network allowed: everything goes to loopback."""
    monkeypatch.setattr(reader, "user_file", lambda: tmp_path / "config" / "models.toml")
    monkeypatch.setattr(reader, "default_folder", lambda: tmp_path / "models")
    monkeypatch.setattr("promptstudio.catalogue.download.hub.token", lambda: None)
    for name in list(os.environ):
        if name.lower().endswith("_proxy") or name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_ENDPOINT"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "cache"))
    return tmp_path


@pytest.fixture
def hub():
    with FaultyHub(torture.files()) as server:
        yield server


@pytest.fixture
def fetch(hub, tmp_path):
    """Fetches from the hub: (events, folder)."""

    def run(wanted=None, **options):
        timing = FakeTime(hub, tmp_path / "models").timing()
        options = {"endpoint": hub.endpoint, "timing": timing, "folder": tmp_path / "models"} | options
        return finish(transfer.fetch(wanted or model(), **options))

    return run


def folder(tmp_path):
    return tmp_path / "models" / "a-model"


# ------------------------------------------------------------------ torture


WILL_FAIL = {"HTTP 404 from the only mirror", "HTTP 500 without end", "wrong bytes from the only mirror"}
NOTHING_TWICE = {
    "none",
    "connection breaks off, three times",
    "connection closed before an answer",
    "server falls silent",
    "server falls silent before the first byte",
    "body shorter than needed, no length given",
    "HTTP 404 from the first of two mirrors",
    "HTTP 429, Retry-After 120",
    "HTTP 429 for the list of files",
    "HTTP 503, three times",
    "unreadable list of files",
}


@pytest.mark.parametrize("fault", CASES)
def test_torture(tmp_path, fault):
    row = torture.run(fault, tmp_path)
    assert row.corrupt == ()
    if fault not in WILL_FAIL:
        assert row.result == "arrived"
        assert row.left == ("config.json", "model.safetensors", MANIFEST)
    else:
        assert row.result.startswith("DownloadFailed: “A model” could not be downloaded (owner/name: ")
        assert "model.safetensors" not in row.left
    if fault in NOTHING_TWICE:
        assert (row.served, row.refetched) == (SIZE, 0)


def test_torture_waits_as_long_as_the_server_asks(tmp_path):
    assert torture.run("HTTP 429, Retry-After 120", tmp_path / "a").seconds == pytest.approx(120)
    assert torture.run("HTTP 503, three times", tmp_path / "b").seconds == pytest.approx(1 + 2 + 4)


def test_a_killed_process_loses_nothing(tmp_path):
    row = torture.run_killed(tmp_path)
    assert (row.result, row.corrupt, row.refetched, row.served) == ("arrived", (), 0, SIZE)


def test_a_server_that_asks_to_wait_for_hours_is_left(hub, fetch):
    hub.will(WEIGHTS, status(429, Retry_After="36000"))
    with pytest.raises(DownloadFailed, match="asks to wait for 600 minutes"):
        fetch()


def test_retry_after_may_be_a_date(hub, fetch):
    hub.will(WEIGHTS, status(429, Retry_After="Wed, 21 Oct 2015 07:28:00 GMT"))
    events, _ = fetch()
    assert events[-1].state == "done"
    assert stream.seconds_to_wait("Fri, 31 Dec 9999 23:59:59 GMT") > 1e9
    assert stream.seconds_to_wait("soon") is None
    # Where the server says what time it is, this machine's clock may be wrong.
    assert stream.seconds_to_wait("Wed, 21 Oct 2015 07:28:00 GMT", "Wed, 21 Oct 2015 07:27:30 GMT") == 30


def test_a_server_that_is_not_there(fetch):
    with FaultyHub({}) as gone:
        nowhere = gone.endpoint
    with pytest.raises(DownloadFailed, match="the server could not be reached"):
        fetch(endpoint=nowhere)


# ------------------------------------------------------------------ progress, pause, resume


def test_progress_counts_all_files(hub, fetch, tmp_path):
    events, where = fetch()
    assert where == folder(tmp_path)
    assert events[0].state == "looking"
    assert events[-1].state == "done"
    assert events[-1].bytes == events[-1].total == sum(map(len, hub.files.values()))
    assert {event.model for event in events} == {"a-model"}
    assert "checking" in {event.state for event in events}
    done = [event.bytes for event in events]
    assert done == sorted(done)


def test_rate_and_time_left():
    now = [0.0]
    report = Report("a-model", Timing(clock=lambda: now[0]), 1000)
    report.start("file", 1000)
    for _ in range(4):
        now[0] += 1
        report.arrived(100)
    event = report.event("downloading")
    assert event.rate == pytest.approx(100)
    assert event.seconds_left == pytest.approx(6)
    assert (event.bytes, event.file_bytes, event.total) == (400, 400, 1000)
    assert report.event("waiting", "why").seconds_left is None


def test_closing_pauses_and_the_next_call_goes_on(hub, fetch, tmp_path):
    hub.will(WEIGHTS, stalls(HALF))
    steps = transfer.fetch(model(), endpoint=hub.endpoint, timing=Timing(poll=0.02))
    for event in steps:
        if event.file == WEIGHTS and event.file_bytes == HALF:
            break
    steps.close()
    part = folder(tmp_path) / f"{WEIGHTS}.part"
    assert part.read_bytes() == hub.files[WEIGHTS][:HALF]
    assert missing_files(model(), folder(tmp_path)) == (WEIGHTS,)
    fetch()
    assert hub.asked_for(WEIGHTS)[-1]["Range"] == f"bytes={HALF}-"
    assert hub.served[WEIGHTS] == SIZE
    assert not part.exists()


def test_what_is_complete_is_not_asked_for_again(hub, fetch):
    fetch()
    asked = len(hub.requests)
    events, where = fetch()
    assert (events, len(hub.requests)) == ([], asked)
    assert where.is_dir()


def test_a_deleted_file_is_fetched_alone(hub, fetch, tmp_path):
    fetch()
    (folder(tmp_path) / "config.json").unlink()
    fetch()
    assert len(hub.asked_for(WEIGHTS)) == 1
    assert len(hub.asked_for("config.json")) == 2


def test_a_download_stays_with_the_commit_it_began_with(hub, fetch):
    hub.will(WEIGHTS, *[status(500)] * 5)
    with pytest.raises(DownloadFailed):
        fetch()
    asked = []
    original = transfer._Download._listing

    def listing(self, source, revision):
        asked.append(revision)
        return original(self, source, revision)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transfer._Download, "_listing", listing)
        fetch()
    assert asked == [COMMIT]


def test_other_content_under_the_same_name_starts_anew(hub, fetch, tmp_path):
    hub.will(WEIGHTS, breaks_off(HALF), *[status(500)] * 5)
    with pytest.raises(DownloadFailed):
        fetch()
    hub.files[WEIGHTS] = bytes(reversed(hub.files[WEIGHTS]))
    fetch()
    assert (folder(tmp_path) / WEIGHTS).read_bytes() == hub.files[WEIGHTS]
    assert "Range" not in hub.asked_for(WEIGHTS)[-1]


def test_files_placed_by_hand_are_kept_if_they_are_right(hub, fetch, tmp_path):
    folder(tmp_path).mkdir(parents=True)
    (folder(tmp_path) / WEIGHTS).write_bytes(hub.files[WEIGHTS])
    fetch(model(files=("config.json", WEIGHTS)))
    assert hub.asked_for(WEIGHTS) == []
    assert len(hub.asked_for("config.json")) == 1


def test_files_placed_by_hand_are_set_aside_if_they_are_wrong(hub, fetch, tmp_path):
    folder(tmp_path).mkdir(parents=True)
    (folder(tmp_path) / WEIGHTS).write_bytes(b"?" * SIZE)
    fetch(model(files=("config.json", WEIGHTS)))
    assert (folder(tmp_path) / WEIGHTS).read_bytes() == hub.files[WEIGHTS]
    assert not (folder(tmp_path) / f"{WEIGHTS}.quarantined").exists()  # its successor has come


def test_empty_files_arrive_too(hub, fetch, tmp_path):
    hub.files["empty.json"] = b""
    fetch()
    assert (folder(tmp_path) / "empty.json").read_bytes() == b""


def test_chunked_answers_without_ranges_in_their_head(hub, fetch, tmp_path):
    hub.will(WEIGHTS, without_length(lambda data: data[:HALF]), without_length(lambda data: data))
    fetch()
    assert (folder(tmp_path) / WEIGHTS).read_bytes() == hub.files[WEIGHTS]


# ------------------------------------------------------------------ what may come


def test_the_manifest_says_where_everything_came_from(hub, fetch, tmp_path):
    fetch()
    manifest = read_manifest(folder(tmp_path))
    assert (manifest.repo, manifest.commit, manifest.endpoint) == ("owner/name", COMMIT, hub.endpoint)
    assert {name: file.sha256 for name, file in manifest.files.items()} == {
        name: sha256(data) for name, data in hub.files.items()
    }
    assert manifest.files["config.json"].git_id == git_id(hub.files["config.json"])


def test_small_files_are_checked_by_their_git_blob(hub, fetch, tmp_path):
    hub.will("config.json", without_length(lambda data: data.replace(b"clip", b"pilc")))
    with pytest.raises(DownloadFailed, match=r"config\.json arrived, but its hash is wrong"):
        fetch()
    assert not (folder(tmp_path) / "config.json").exists()


def test_only_what_is_asked_for_comes_and_nothing_that_could_run(hub, fetch, tmp_path):
    hub.files |= {
        "modeling.py": b"import os",
        "pytorch_model.bin": b"pickle",
        "readme.md": b"hello",
        "onnx/model.safetensors": b"other",
        "../escape.json": b"{}",
        "C:\\escape.json": b"{}",
    }
    fetch(model(files=("*", WEIGHTS, "../*")))
    names = {f.relative_to(tmp_path / "models").as_posix() for f in (tmp_path / "models").rglob("*") if f.is_file()}
    assert names - {".a-model.lock"} == {f"a-model/{name}" for name in ("config.json", WEIGHTS, MANIFEST)}


def test_weights_that_are_a_pickle_are_refused_with_the_reason(hub, fetch):
    hub.files["pytorch_model.bin"] = hub.files.pop(WEIGHTS)
    with pytest.raises(DownloadFailed, match=r"as a pickle only \(pytorch_model.bin\), which can run any program"):
        fetch()
    with pytest.raises(DownloadFailed, match="is a pickle, which can run any program"):
        fetch(model(files=("pytorch_model.bin",)))
    assert hub.asked_for("pytorch_model.bin") == []


def test_a_hash_of_the_catalogue_wins_over_the_hubs(hub, fetch):
    with pytest.raises(DownloadFailed, match="another file than the catalogue knows"):
        fetch(model(sha256={WEIGHTS: "0" * 64}))
    assert hub.asked_for(WEIGHTS) == []
    hub.in_lfs = False  # then the hub has no sha256 to compare with, and the content decides
    with pytest.raises(DownloadFailed, match="its hash is wrong"):
        fetch(model(sha256={WEIGHTS: "0" * 64}))
    fetch(model(sha256={WEIGHTS: sha256(hub.files[WEIGHTS])}))


def test_a_repository_without_what_is_needed_is_named(hub, fetch):
    del hub.files[WEIGHTS]
    with pytest.raises(DownloadFailed, match=r"owner/name: it lacks model\.safetensors"):
        fetch()


def test_a_folder_inside_a_repository(hub, fetch, tmp_path):
    hub.files = {f"safety/{name}": data for name, data in hub.files.items()}
    fetch(model(sources=(Source("owner/name", subfolder="safety"),)))
    assert (folder(tmp_path) / WEIGHTS).read_bytes() == hub.files[f"safety/{WEIGHTS}"]


def test_branches_with_slashes(hub, fetch):
    fetch(model(sources=(Source("owner/name", "refs/pr/41"),)))
    assert len(hub.asked_for(LISTING)) == 1


# ------------------------------------------------------------------ permissions, redirects, proxies


@pytest.fixture
def token(monkeypatch):
    monkeypatch.setattr("promptstudio.catalogue.download.hub.token", lambda: TOKEN)


def test_the_token_goes_to_the_hub_and_nowhere_else(hub, fetch, token, caplog):
    caplog.set_level(logging.DEBUG, "promptstudio")
    with FaultyHub(hub.files) as elsewhere:
        hub.will(WEIGHTS, redirects_to(f"{elsewhere.endpoint}/owner/name/resolve/{COMMIT}/{WEIGHTS}?Signature=secret"))
        elsewhere.will(WEIGHTS, breaks_off(HALF))
        events, _ = fetch()
        assert {headers.get("Authorization") for _, headers in hub.requests} == {f"Bearer {TOKEN}"}
        assert {headers.get("Authorization") for _, headers in elsewhere.requests} == {None}
        assert elsewhere.served[WEIGHTS] == HALF  # the rest came from the hub: every try asks it anew
    text = caplog.text + repr(events)
    assert TOKEN not in text
    assert "Signature" not in text


def test_the_token_is_in_no_error_and_no_file(hub, fetch, token, caplog, tmp_path):
    caplog.set_level(logging.DEBUG)
    for faults in ([status(401)], [status(403)], [hangs_up] * 5):
        hub.will(WEIGHTS, *faults)
        with pytest.raises(DownloadFailed) as caught:
            fetch()
        assert TOKEN not in repr(caught.value) + caplog.text
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or TOKEN.encode() not in file.read_bytes()


def test_the_token_never_travels_in_the_clear(monkeypatch, token):
    connection = stream.Connection("http://hub.example", Timing())
    assert connection.authorization("http://hub.example/owner/name") == {}
    connection.endpoint = "https://hub.example"
    assert connection.authorization("https://hub.example/owner/name") == {"Authorization": f"Bearer {TOKEN}"}
    assert connection.authorization("http://hub.example/owner/name") == {}
    assert connection.authorization("https://hub.example.evil/owner/name") == {}


def test_the_token_is_found_as_huggingface_hub_finds_it(monkeypatch):
    monkeypatch.undo()
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    assert token_of_user() == TOKEN


def test_netrc_is_not_asked(hub, fetch, monkeypatch, tmp_path):
    (tmp_path / "netrc").write_text(f"machine 127.0.0.1 login someone password {TOKEN}\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    fetch()
    assert {headers.get("Authorization") for _, headers in hub.requests} == {None}


def test_gated_models_say_how_to_get_in(hub, fetch):
    hub.will(LISTING, status(401))
    with pytest.raises(
        DownloadFailed, match=r"access has to be asked for at https://huggingface.co/owner/name.*HF_TOKEN"
    ):
        fetch(model(gated=True))
    hub.will(LISTING, status(403))
    with pytest.raises(DownloadFailed, match="it needs a permission"):
        fetch()


def test_redirects_in_circles_end(hub, fetch):
    hub.will(WEIGHTS, *[redirects_to(f"/owner/name/resolve/{COMMIT}/{WEIGHTS}")] * 5)
    with pytest.raises(DownloadFailed, match="redirects in circles"):
        fetch()


def test_redirects_to_other_protocols_are_refused(hub, fetch):
    hub.will(WEIGHTS, redirects_to("file:///etc/passwd"))
    with pytest.raises(DownloadFailed, match="insecure place"):
        fetch()


def test_a_renamed_repository_is_followed(hub, fetch):
    hub.will(LISTING, redirects_to(f"/api/models/owner/name/revision/{COMMIT}?blobs=true"))
    fetch(model(sources=(Source("owner/old-name"),)))


def test_the_endpoint_of_the_environment(hub, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", hub.endpoint + "/")
    finish(transfer.fetch(model(), timing=FakeTime(hub, tmp_path / "models").timing()))
    assert hub.served[WEIGHTS] == SIZE


def test_proxies_of_the_environment(hub, fetch, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", hub.endpoint)
    fetch(endpoint="http://hub.invalid")
    assert hub.served[WEIGHTS] == SIZE


def test_a_proxy_that_does_not_answer(fetch, monkeypatch):
    with FaultyHub({}) as gone:
        monkeypatch.setenv("HTTP_PROXY", gone.endpoint)
    with pytest.raises(DownloadFailed, match="the proxy did not answer"):
        fetch(endpoint="http://hub.invalid")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("HTTP_PROXY", "socks5://user:secret@127.0.0.1:9", "is a SOCKS proxy, which is not supported"),
        ("ALL_PROXY", "socks5h://127.0.0.1:9", "is a SOCKS proxy, which is not supported"),
        ("HTTP_PROXY", "ftp://user:secret@127.0.0.1:9", "has no address that can be used"),
        ("HTTP_PROXY", "http://user:secret@127.0.0.1:99999", "has no address that can be used"),
        ("HTTP_PROXY", "http://", "has no address that can be used"),
    ],
)
def test_a_proxy_that_can_never_work_is_said_in_plain_words(hub, fetch, monkeypatch, name, value, sentence):
    monkeypatch.setattr("promptstudio.catalogue.download.hub.find_spec", lambda _: None)
    monkeypatch.setenv(name, value)
    with pytest.raises(DownloadFailed, match=sentence) as caught:
        fetch(endpoint="http://hub.invalid")
    assert "secret" not in str(caught.value)
    assert "Invalid" not in str(caught.value)


@pytest.mark.parametrize("address", ["hub.invalid", "htps://hub.invalid", "https://", "http://a b", "https://x:port"])
def test_an_address_of_the_hub_that_can_never_work_is_said_in_plain_words(fetch, monkeypatch, address, tmp_path):
    monkeypatch.setenv("HF_ENDPOINT", address)
    with pytest.raises(DownloadFailed, match=r"\(HF_ENDPOINT\) cannot be used; it has to look like https://"):
        finish(transfer.fetch(model(), folder=tmp_path))


def test_whatever_the_http_library_raises_becomes_words():
    classes = [value for value in vars(requests.exceptions).values() if isinstance(value, type)]
    for kind in (c for c in classes if issubclass(c, requests.exceptions.RequestException)):
        sentence = str(stream._as_failure(kind.__new__(kind)))
        assert "Error" not in sentence
        assert "Invalid" not in sentence
        assert " " in sentence


# ------------------------------------------------------------------ offline, disk, locks


@pytest.mark.parametrize("name", ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"])
def test_offline_nothing_is_asked(hub, fetch, monkeypatch, name):
    monkeypatch.setenv(name, "1")
    with pytest.raises(Offline, match="HF_HUB_OFFLINE"):
        fetch()
    assert hub.requests == []


def test_models_without_a_source_cannot_be_fetched(fetch):
    with pytest.raises(DownloadFailed, match="names no place"):
        fetch(model(sources=()))


def test_a_full_disk_is_noticed_before(hub, fetch, monkeypatch):
    monkeypatch.setattr(disk, "free_bytes", lambda folder: 600_000_000 - 100_000_000)
    with pytest.raises(DownloadFailed, match="needs another 200 kB, and 500 MB are free"):
        fetch()
    assert hub.asked_for(WEIGHTS) == []


def test_a_full_disk_is_said_in_one_sentence(hub, fetch, monkeypatch):
    synced = []

    def full(number):
        synced.append(number)
        if len(synced) > 1:  # the first is the manifest's
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DownloadFailed, match=r"The disk is full at .*; what has arrived is kept"):
        fetch()


def test_one_model_is_not_downloaded_twice_at_once(hub, fetch):
    hub.will(WEIGHTS, stalls(HALF))
    first = transfer.fetch(model(), endpoint=hub.endpoint, timing=Timing(poll=0.02))
    next(first)
    with pytest.raises(DownloadFailed, match="is being downloaded by another"):
        fetch()
    (reader.load_catalog().folder / "a-model").mkdir(exist_ok=True)
    with pytest.raises(DownloadFailed, match="is being downloaded by another"):
        remove(model())
    closer = threading.Thread(target=first.close)  # a window may close it from another thread
    closer.start()
    closer.join()
    fetch()


# ------------------------------------------------------------------ verify, remove, disk use, preflight


def test_verify_finds_sets_aside_and_repairs(hub, fetch, tmp_path):
    fetch()
    assert finish(verify(model()))[1] == ()
    data = bytearray(hub.files[WEIGHTS])
    data[500] ^= 1
    (folder(tmp_path) / WEIGHTS).write_bytes(data)
    (folder(tmp_path) / "config.json").unlink()
    events, bad = finish(verify(model()))
    assert set(bad) == {WEIGHTS, "config.json"}
    assert {event.state for event in events} == {"checking"}
    assert (folder(tmp_path) / f"{WEIGHTS}.quarantined").read_bytes() == data
    assert not (folder(tmp_path) / WEIGHTS).exists()
    fetch()
    assert finish(verify(model()))[1] == ()
    assert not (folder(tmp_path) / f"{WEIGHTS}.quarantined").exists()


@pytest.mark.parametrize("name", ["../mine.json", "/mine.json", "a/../../mine.json"])
def test_a_manifest_that_names_files_elsewhere_is_not_believed(hub, fetch, tmp_path, name):
    fetch()
    mine = folder(tmp_path).parent / "mine.json"
    mine.write_text("{}")
    name = str(mine) if name.startswith("/") else name
    manifest = json.loads((folder(tmp_path) / MANIFEST).read_text())
    manifest["files"][name] = {"bytes": 1, "sha256": "0" * 64}
    (folder(tmp_path) / MANIFEST).write_text(json.dumps(manifest))
    finish(verify(model()))
    assert mine.read_text() == "{}"
    assert [file.name for file in mine.parent.glob("*.quarantined")] == []


def test_verify_never_touches_other_peoples_files(tmp_path):
    right, wrong = b"right", b"wrong"
    repository = tmp_path / "cache" / "models--owner--name"
    blobs = repository / "blobs"
    snapshot = repository / "snapshots" / COMMIT
    for place in (blobs, snapshot, repository / "refs"):
        place.mkdir(parents=True)
    (repository / "refs" / "main").write_text(COMMIT, encoding="utf-8")
    (snapshot / "config.json").write_bytes(b"{}")
    (blobs / sha256(right)).write_bytes(wrong)
    (snapshot / WEIGHTS).symlink_to(blobs / sha256(right))
    assert finish(verify(model()))[1] == (WEIGHTS,)
    assert (snapshot / WEIGHTS).read_bytes() == wrong
    (blobs / sha256(right)).write_bytes(right)
    assert finish(verify(model()))[1] == ()


def test_remove_frees_what_disk_use_counts(hub, fetch, tmp_path):
    fetch()
    (folder(tmp_path) / "more.safetensors.part").write_bytes(b"1234")
    use = disk_use()
    assert use["a-model"] > SIZE
    assert remove(model()) == use["a-model"]
    assert not folder(tmp_path).exists()
    assert disk_use() == {}
    assert remove(model()) == 0


def test_known_files_tell_what_to_place_by_hand(hub, fetch):
    assert known_files(model(sha256={WEIGHTS: "0" * 64})) == {
        "*.json": (None, None),
        WEIGHTS: (None, "0" * 64),
    }
    fetch()
    assert known_files(model())[WEIGHTS] == (SIZE, sha256(hub.files[WEIGHTS]))


def test_preflight_counts_what_is_missing(hub, fetch, monkeypatch):
    monkeypatch.setattr(disk, "free_bytes", lambda folder: 10**12)
    big = model(id="big", bytes=5 * 10**9, memory={"float32": 10**15, "bfloat16": 10**9})
    plan = preflight([model(), big, big])
    assert (plan.bytes_needed, plan.bytes_free, plan.memory_needed) == (SIZE + 5 * 10**9, 10**12, 10**9)
    assert plan.problems == ()
    fetch()
    assert preflight([model()]).bytes_needed == 0


def test_preflight_names_what_speaks_against_it(monkeypatch):
    monkeypatch.setattr(disk, "free_bytes", lambda folder: 10**9)
    gated = model(id="gated", name="Gated", gated=True, bytes=5 * 10**9, memory={"bfloat16": 10**16})
    own = model(id="own", name="Own", sources=(), path="/nowhere")
    text = "\n".join(preflight([gated, own]).problems)
    for part in ("5.0 GB are needed", "“Gated” takes", "“Gated” is gated", "“Own” cannot be downloaded"):
        assert part in text
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert "HF_HUB_OFFLINE" in preflight([gated]).problems[-1]
