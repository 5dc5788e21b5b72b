"""Which models exist, where their files are, and whether they are there. Nothing here loads a model or a library.

The shipped `catalog.toml` holds every model id; a `models.toml` of the user's, of the same schema, adds to it and
overrides it. A model is looked for where the user says it is, among what ships, in our own models folder, and in an
existing Hugging Face cache, in this order.
"""

from __future__ import annotations

import fnmatch
import json
import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import platformdirs

from promptstudio.errors import BadCatalogue, BadRequest, ModelMissing
from promptstudio.protocol import ModelInfo
from promptstudio.resources import resource

KINDS_OF_ROLES: dict[str, tuple[str, ...]] = {
    "guide_clip": ("open_clip", "clip"),
    "judge_clip": ("open_clip", "clip"),
    "masked_lm": ("masked_lm", "llada", "dream", "a2d"),
    "judge_masked_lm": ("masked_lm", "llada", "dream", "a2d"),
    "causal_lm": ("causal_lm", "gguf"),
    "judge_causal_lm": ("causal_lm", "gguf"),
    "text_to_image": ("stable_diffusion", "stable_diffusion_file"),
    "preview": ("stable_diffusion", "stable_diffusion_file"),
    "captioner": ("florence2", "blip", "blip2", "llava", "vision_encoder_decoder"),
    "vlm": ("vlm",),
    "segmenter": ("segmenter",),
    "safety_checker": ("safety_checker",),
    "phrases": ("phrases",),
    "perplexity": ("causal_lm",),
    "bertscore": ("text_encoder",),
    "lpips": ("lpips",),
}
"""Every role that a profile can fill, with the kinds (adapters) that can fill it."""

KINDS = tuple(dict.fromkeys(kind for kinds in KINDS_OF_ROLES.values() for kind in kinds))
DTYPES = ("float32", "float16", "bfloat16")
WEIGHTS = (".safetensors", ".gguf")
MANIFEST = "promptstudio-model.json"
"""What download.py leaves beside a model's files: where each came from, its size and its hash."""

_PROFILE_TEXTS = ("title", "summary", "needs")
_SUFFIX_KINDS = {".safetensors": "stable_diffusion_file", ".gguf": "gguf", ".toml": "phrases"}

Option = str | int | float | bool | list[Any]


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A Hugging Face style repository; `revision` is a commit where one is publicly documented, else a branch."""

    repo: str
    revision: str = "main"
    subfolder: str = ""


class Model(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One set of files that an adapter loads.

    `kind` says which adapter; `sources` are mirrors, tried in order; `files` are glob patterns over the repository
    (below the source's subfolder); `sha256` holds hashes by file name where one is publicly documented; `bytes` is the
    size of the download, `memory` the bytes needed when loaded, by number format; `path` is below resources/ for what
    ships, or absolute for the user's own files; `options` are for the adapter.
    """

    id: str
    name: str
    kind: str
    licence: str
    summary: str = ""
    gated: bool = False
    sources: tuple[Source, ...] = ()
    files: tuple[str, ...] = ()
    sha256: dict[str, str] = {}
    bytes: int = 0
    memory: dict[str, int] = {}
    path: str | None = None
    options: dict[str, Option] = {}


class Component(msgspec.Struct, frozen=True):
    """A model in a role of a profile. `path` is where it is, or would be; it is absolute.

    `origin` says how it is there: "shipped", "own" (the user's path), "downloaded" or "cache" (Hugging Face's).
    """

    role: str
    model: Model
    path: Path
    origin: str

    @property
    def name(self) -> str:
        return self.model.name

    @property
    def kind(self) -> str:
        return self.model.kind

    @property
    def licence(self) -> str:
        return self.model.licence

    @property
    def options(self) -> dict[str, Option]:
        return self.model.options

    @property
    def present(self) -> bool:
        return not missing_files(self.model, self.path)

    def require(self) -> Path:
        """Its file or folder. Raises ModelMissing with what to do."""
        missing = missing_files(self.model, self.path)
        if not missing:
            return self.path
        what = f"The {self.role.replace('_', ' ')} “{self.name}”"
        if not self.model.sources:
            raise ModelMissing(f"{what} is not at {self.path}.")
        state = "is only partly there" if has_weights(self.path) else "is not on this machine"
        raise ModelMissing(f"{what} {state}; `promptstudio models download {self.model.id}` fetches it.")

    def info(self) -> ModelInfo:
        size = sum(file.stat().st_size for file in _files(self.path))
        return ModelInfo(self.role, self.name, self.kind, self.licence, str(self.path), size, self.present)


class Profile(msgspec.Struct, frozen=True):
    """A set of models that work together; `needs` is one sentence on hardware."""

    name: str
    title: str
    summary: str
    needs: str
    components: dict[str, Component]

    def __getitem__(self, role: str) -> Component:
        if role not in self.components:
            raise ModelMissing(f"The profile “{self.name}” has no {role.replace('_', ' ')}.")
        return self.components[role]

    def get(self, role: str) -> Component | None:
        return self.components.get(role)


class Catalog(msgspec.Struct, frozen=True):
    """Everything known: shipped and the user's. `folder` is where downloads go."""

    models: dict[str, Model]
    profiles: dict[str, Profile]
    default_profile: str
    folder: Path

    def profile(self, name: str) -> Profile:
        if name not in self.profiles:
            raise BadRequest(f"There is no profile “{name}”; there is {', '.join(sorted(self.profiles))}.")
        return self.profiles[name]

    def model(self, model_id: str) -> Model:
        if model_id not in self.models:
            raise BadRequest(f"There is no model “{model_id}”; `promptstudio models list --all` shows those there are.")
        return self.models[model_id]


def user_file() -> Path:
    """The user's own catalogue; it need not exist."""
    return Path(platformdirs.user_config_dir("promptstudio", appauthor=False)) / "models.toml"


def load_profile(name: str) -> Profile:
    """The profile `name`; BadRequest when there is none, BadCatalogue when a catalogue breaks its schema."""
    return load_catalog().profile(name)


def load_catalog() -> Catalog:
    """The shipped catalogue with the user's own over it. Raises BadCatalogue with one sentence."""
    shipped = Path(__file__).with_name("catalog.toml")
    files = [shipped, *([user_file()] if user_file().is_file() else [])]
    return _Reader(files).catalog()


# ------------------------------------------------------------------ reading

_Struct = TypeVar("_Struct", bound=msgspec.Struct)


class _Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The top level of a catalogue file."""

    default_profile: str = "embedded"
    folder: str = ""
    kinds: dict[str, dict[str, Option]] = {}
    models: dict[str, dict[str, Any]] = {}
    profiles: dict[str, dict[str, Any]] = {}


class _OwnRole(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A role given as a table: files of the user's own."""

    path: str
    kind: str = ""
    name: str = ""
    licence: str = "see where it came from"
    options: dict[str, Option] = {}


class _Reader:
    """Lays catalogue files over one another, remembering which file an entry came from for its error's sentence."""

    def __init__(self, files: list[Path]) -> None:
        self.settings: dict[str, Any] = {}
        self.kinds: dict[str, dict[str, Option]] = {}
        self.models: dict[str, dict[str, Any]] = {}
        self.profiles: dict[str, dict[str, Any]] = {}
        self.said_by: dict[tuple[str, ...], Path] = {}
        for file in files:
            self._lay_over(file)

    def _lay_over(self, file: Path) -> None:
        try:
            tables = tomllib.loads(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise BadCatalogue(f"{file} is not readable TOML: {error}.") from error
        settings = _convert(tables, _Settings, file, "the file")
        self.settings |= {key: value for key, value in tables.items() if not isinstance(value, dict)}
        for kind, options in settings.kinds.items():
            self.kinds[kind] = self.kinds.get(kind, {}) | options
        for group, tables_of_group, known in (
            ("models", settings.models, self.models),
            ("profiles", settings.profiles, self.profiles),
        ):
            for name, table in tables_of_group.items():
                known[name] = known.get(name, {}) | table
                self.said_by[group, name] = file
                self.said_by |= {(group, name, key): file for key in table}

    def catalog(self) -> Catalog:
        models = {name: self._model(name, table) for name, table in self.models.items()}
        folder = _expand(self.settings["folder"]) if self.settings.get("folder") else _default_folder()
        profiles = {name: self._profile(name, table, models, folder) for name, table in self.profiles.items()}
        default = self.settings.get("default_profile", "embedded")
        return Catalog(models, profiles, default, folder)

    def _model(self, name: str, table: dict[str, Any]) -> Model:
        file, entry = self.said_by["models", name], f"models.{name}"
        model = _convert({"id": name} | table, Model, file, entry)
        if model.kind not in KINDS:
            raise BadCatalogue(f"{file}: {entry} has the unknown kind “{model.kind}”.")
        if unknown := sorted(set(model.memory) - set(DTYPES)):
            raise BadCatalogue(f"{file}: {entry}.memory knows {', '.join(DTYPES)}, not “{unknown[0]}”.")
        return msgspec.structs.replace(model, options=self.kinds.get(model.kind, {}) | model.options)

    def _profile(self, name: str, table: dict[str, Any], models: dict[str, Model], folder: Path) -> Profile:
        texts = {key: table.get(key, "") for key in _PROFILE_TEXTS}
        components = {}
        for role, given in table.items():
            if role in _PROFILE_TEXTS:
                continue
            file, entry = self.said_by["profiles", name, role], f"profiles.{name}.{role}"
            if role not in KINDS_OF_ROLES:
                raise BadCatalogue(f"{file}: {entry} is not a role; roles are {', '.join(KINDS_OF_ROLES)}.")
            model = self._role(given, name, role, models, file, entry)
            if model.kind not in KINDS_OF_ROLES[role]:
                fitting = ", ".join(KINDS_OF_ROLES[role])
                raise BadCatalogue(f"{file}: {entry} has the kind “{model.kind}”, which is not one of {fitting}.")
            components[role] = Component(role, model, *locate(model, folder))
        return Profile(name, texts["title"] or name, texts["summary"], texts["needs"], components)

    def _role(self, given: object, profile: str, role: str, models: dict[str, Model], file: Path, entry: str) -> Model:
        if isinstance(given, str):
            if given in models:
                return models[given]
            if not ("/" in given or "\\" in given or given.startswith("~")):
                raise BadCatalogue(f"{file}: {entry} names “{given}”, which is no model of the catalogue and no path.")
            given = {"path": given}
        own = _convert(given, _OwnRole, file, entry)
        path = _expand(own.path)
        if not path.is_absolute():
            raise BadCatalogue(f"{file}: {entry} needs an absolute path, not “{own.path}”.")
        kind = own.kind or recognise(path) or KINDS_OF_ROLES[role][0]
        if kind not in KINDS:
            raise BadCatalogue(f"{file}: {entry} has the unknown kind “{kind}”.")
        return Model(
            id=f"{profile}.{role}",
            name=own.name or path.stem,
            kind=kind,
            licence=own.licence,
            path=str(path),
            options=self.kinds.get(kind, {}) | own.options,
        )


def _convert(table: object, struct: type[_Struct], file: Path, entry: str) -> _Struct:
    try:
        return msgspec.convert(table, struct)
    except msgspec.ValidationError as error:
        raise BadCatalogue(f"{file}: {entry} is not as it should be: {error}.") from error


def _expand(path: str) -> Path:
    return Path(os.path.expandvars(path)).expanduser()


# ------------------------------------------------------------------ where files are


def _default_folder() -> Path:
    return Path(platformdirs.user_data_dir("promptstudio", appauthor=False)) / "models"


def locate(model: Model, folder: Path) -> tuple[Path, str]:
    """Where `model` is, or would be, and how: see Component.origin. `folder` is where downloads go."""
    if model.path is not None:
        own = Path(model.path)
        return (own, "own") if own.is_absolute() else (resource(model.path), "shipped")
    downloaded = folder / model.id
    if missing_files(model, downloaded):
        for snapshot in _cached_snapshots(model):
            if not missing_files(model, snapshot):
                return snapshot, "cache"
    return downloaded, "downloaded"


def missing_files(model: Model, path: Path) -> tuple[str, ...]:
    """What of `model` is not at `path`: file names, or patterns that no file matches; empty when all is there.

    What we downloaded is held against its manifest, anything else against the catalogue's patterns; shards against the
    index that lists them. Sizes and hashes are download.verify's affair.
    """
    if path.is_file():
        return ()
    if not path.is_dir():
        return (str(path),)
    if listed := manifest_sizes(path):
        return tuple(name for name, size in listed.items() if not _has_size(path / name, size))
    names = [file.relative_to(path).as_posix() for file in _files(path)]
    missing = [pattern for pattern in model.files if not fnmatch.filter(names, pattern)]
    missing += [shard for index in names if index.endswith(".safetensors.index.json") for shard in _shards(path, index)]
    if not any(name.endswith(WEIGHTS) for name in names):
        missing.append("*.safetensors")
    return tuple(dict.fromkeys(missing))


def has_weights(path: Path) -> bool:
    """Whether a file of weights is at `path`, complete or not."""
    return any(file.name.endswith((*WEIGHTS, *(f"{ending}.part" for ending in WEIGHTS))) for file in _files(path))


def manifest_sizes(folder: Path) -> dict[str, int]:
    """The files that the manifest in `folder` lists, with their sizes in bytes; empty without a readable manifest."""
    try:
        listed = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
        return {str(name): int(entry["bytes"]) for name, entry in listed.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def recognise(path: Path) -> str | None:
    """The kind of the model at `path`, from its suffix or its configuration; None when they do not tell."""
    if path.is_file() or path.suffix in _SUFFIX_KINDS:
        return _SUFFIX_KINDS.get(path.suffix.lower())
    if (path / "model_index.json").is_file():
        return "stable_diffusion"
    if (path / "open_clip_config.json").is_file():
        return "open_clip"
    if any(path.glob("*.gguf")):
        return "gguf"
    return None


def _cached_snapshots(model: Model) -> Iterator[Path]:
    """Folders of an existing Hugging Face cache that may hold `model`."""
    for source in model.sources:
        repository = hugging_face_cache() / f"models--{source.repo.replace('/', '--')}"
        reference = repository / "refs" / source.revision
        commit = reference.read_text(encoding="utf-8").strip() if reference.is_file() else source.revision
        yield repository / "snapshots" / commit / source.subfolder


def hugging_face_cache(environment: Mapping[str, str] = os.environ) -> Path:
    """Where huggingface_hub keeps its files, by the variables it reads."""
    if chosen := environment.get("HF_HUB_CACHE"):
        return _expand(chosen)
    home = environment.get("HF_HOME") or os.path.join(environment.get("XDG_CACHE_HOME", "~/.cache"), "huggingface")
    return _expand(home) / "hub"


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return sorted(file for file in path.glob("**/*") if file.is_file())


def _has_size(file: Path, size: int) -> bool:
    try:
        return file.stat().st_size == size
    except OSError:
        return False


def _shards(folder: Path, index: str) -> list[str]:
    """The shards that an index lists and that are not there."""
    try:
        names = set(json.loads((folder / index).read_text(encoding="utf-8"))["weight_map"].values())
    except (OSError, ValueError, KeyError, AttributeError):
        return [index]
    return sorted(name for name in names if not (folder / index).with_name(str(name)).is_file())
