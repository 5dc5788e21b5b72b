"""Which models exist, where their files are, and whether they are there. Nothing here loads a model or a library.

The shipped `catalog.toml` holds every model id; a `models.toml` of the user's, of the same schema, adds to it and
overrides it. A model is looked for where the user says it is, among what ships, in our own models folder, and in an
existing Hugging Face cache, in this order.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Any, TypeVar

import msgspec
import platformdirs
import tomlkit

from promptstudio import atomic
from promptstudio.errors import BadCatalogue, BadRequest, ModelMissing, UnwritableFile
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
PICKLES = (".bin", ".ckpt", ".pt", ".pth", ".pkl", ".pickle")
"""Endings of files that can run any program when they are opened, and so never are."""

MANIFEST = "promptstudio-model.json"
"""What download.py leaves beside a model's files: where each came from, its size and its hash."""

_PROFILE_TEXTS = ("title", "summary", "needs")
_KINDS_OF_SUFFIXES = {".safetensors": "stable_diffusion_file", ".gguf": "gguf", ".toml": "phrases"}
_LLAVA = ("llava", "vlm")  # one checkpoint, two adapters
_KINDS_OF_TYPES = {  # `model_type` of a config.json
    "llada": ("llada",),
    "Dream": ("dream",),
    "clip": ("clip",),
    "florence2": ("florence2",),
    "blip": ("blip",),
    "blip-2": ("blip2",),
    "llava": _LLAVA,
    "vision-encoder-decoder": ("vision_encoder_decoder",),
}
_KINDS_OF_OTHER_TYPES = ("masked_lm", "causal_lm", "vlm", "text_encoder", "segmenter")

Option = str | int | float | bool | list[Any]
_Id = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]  # also the name of a folder
_Repo = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*$")]
_Subfolder = Annotated[str, msgspec.Meta(pattern=r"^([A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*)?$")]
_Sha256 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
_Count = Annotated[int, msgspec.Meta(ge=0)]


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A Hugging Face style repository; `revision` is a commit where one is publicly documented, else a branch."""

    repo: _Repo
    revision: str = "main"
    subfolder: _Subfolder = ""


class Model(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One set of files that an adapter loads.

    `kind` says which adapter; `sources` are mirrors, tried in order; `files` are patterns over the repository (below
    the source's subfolder, see `matches`); `sha256` holds hashes by file name where one is publicly documented;
    `bytes` is the size of the download, `memory` the bytes needed when loaded, by number format; `path` is below
    resources/ for what ships, or absolute for the user's own files; `options` are for the adapter.
    """

    id: _Id
    name: str
    kind: str
    licence: str
    summary: str = ""
    gated: bool = False
    sources: tuple[Source, ...] = ()
    files: tuple[str, ...] = ()
    sha256: dict[str, _Sha256] = {}
    bytes: _Count = 0
    memory: dict[str, _Count] = {}
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
        """Its file or folder. Raises ModelMissing with what to do, or with the reason when its weights are pickles."""
        if pickle := only_pickle(self.path):
            raise ModelMissing(refusal(self.name, pickle))
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
    return _catalog_with(_text_of(user_file()))


def use_profile(name: str) -> None:
    """Make `name` the user's default profile. Raises BadRequest when there is none of that name."""
    load_catalog().profile(name)

    def change(document: tomlkit.TOMLDocument) -> None:
        document["default_profile"] = name

    _edit_user_file(change)


def point(profile: str, role: str, path: Path, kind: str | None = None) -> Model:
    """Fill a role with files of the user's own, and return what they were taken for.

    `path` is a model's folder, a single file (.safetensors, .gguf), or a folder of checkpoints with only one in it.
    Raises BadRequest with one sentence when it is none of these or of another kind than the role needs.
    """
    load_catalog().profile(profile)
    _check_role(role)
    path = _one_checkpoint(path.expanduser().absolute(), role)
    kind = kind or recognise(path, role)
    if kind is None:
        raise BadRequest(f"{path} does not look like a {_words(role)} model; --kind says what it is, if it is one.")
    if kind not in KINDS_OF_ROLES[role]:
        raise BadRequest(f"A {_words(role)} is one of {', '.join(KINDS_OF_ROLES[role])}, not “{kind}”.")
    _set_role(profile, role, {"path": str(path), "kind": kind})
    return load_profile(profile)[role].model


def fill(profile: str, role: str, model_id: str) -> None:
    """Fill a role with a model of the catalogue. Raises BadRequest when it does not fit."""
    catalog = load_catalog()
    catalog.profile(profile)
    _check_role(role)
    model = catalog.model(model_id)
    kinds = KINDS_OF_ROLES[role]
    adapters = _LLAVA if model.kind in _LLAVA else (model.kind,)
    kind = next((kind for kind in adapters if kind in kinds), None)
    if kind is None:
        raise BadRequest(f"“{model_id}” is of the kind {model.kind}; a {_words(role)} is one of {', '.join(kinds)}.")
    _set_role(profile, role, model_id if kind == model.kind else {"model": model_id, "kind": kind})


def restore(profile: str, role: str) -> None:
    """Forget the user's choice for a role: what the shipped catalogue says holds again."""
    load_catalog().profile(profile)
    _check_role(role)

    def change(document: tomlkit.TOMLDocument) -> None:
        document.get("profiles", {}).get(profile, {}).pop(role, None)

    _edit_user_file(change)


def put_downloads(folder: Path) -> None:
    """Let downloads go to `folder` from now on; what is elsewhere stays there and is not found any more."""

    def change(document: tomlkit.TOMLDocument) -> None:
        document["folder"] = str(folder.expanduser().absolute())

    _edit_user_file(change)


def _check_role(role: str) -> None:
    if role not in KINDS_OF_ROLES:
        raise BadRequest(f"There is no role “{role}”; there is {', '.join(KINDS_OF_ROLES)}.")


def _words(role: str) -> str:
    return role.replace("_", " ")


def _one_checkpoint(path: Path, role: str) -> Path:
    """`path`, or the only checkpoint in it where it is a folder of single-file checkpoints."""
    if not path.exists():
        raise BadRequest(f"There is nothing at {path}.")
    if path.suffix.lower() in PICKLES:
        raise BadRequest(f"{path.name} is a pickle, which can run any program when opened; only safetensors are read.")
    is_model = path.is_file() or any((path / name).is_file() for name in ("model_index.json", "config.json"))
    if is_model or "stable_diffusion_file" not in KINDS_OF_ROLES[role]:
        return path
    found = sorted(path.glob("*.safetensors"))
    if len(found) > 1:
        names = ", ".join(file.name for file in found[:5]) + (", …" if len(found) > 5 else "")
        raise BadRequest(f"{path} holds {len(found)} checkpoints; name one of {names}.")
    return found[0] if found else path


def _set_role(profile: str, role: str, value: str | dict[str, str]) -> None:
    def change(document: tomlkit.TOMLDocument) -> None:
        profiles = document.setdefault("profiles", tomlkit.table(is_super_table=True))
        table = profiles.setdefault(profile, tomlkit.table())
        if isinstance(value, dict):
            inline = tomlkit.inline_table()
            inline.update(value)
            table[role] = inline
        else:
            table[role] = value

    _edit_user_file(change)


def _edit_user_file(change: Callable[[tomlkit.TOMLDocument], None]) -> None:
    """Change the user's catalogue, comments and all else kept; what would break it is not written."""
    file = user_file()
    text = _text_of(file)
    _catalog_with(text)  # a broken file is reported before it is touched
    document = tomlkit.parse(text)
    change(document)
    text = tomlkit.dumps(document)
    _catalog_with(text)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnwritableFile(f"The folder {file.parent} cannot be made: {error.strerror}.") from error
    atomic.write_bytes(file, text.encode())


def _catalog_with(user_text: str) -> Catalog:
    shipped = Path(__file__).with_name("catalog.toml")
    return _Reader({shipped: _text_of(shipped), user_file(): user_text}).catalog()


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise BadCatalogue(f"{file} cannot be read: {error}.") from error


# ------------------------------------------------------------------ reading

_Struct = TypeVar("_Struct", bound=msgspec.Struct)


class _Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The top level of a catalogue file."""

    default_profile: str = "embedded"
    folder: str = ""
    kinds: dict[str, dict[str, Option]] = {}
    models: dict[str, dict[str, Any]] = {}
    profiles: dict[str, dict[str, Any]] = {}


class _Role(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A role given as a table: a model of the catalogue, files of the user's own, or both (a copy of that model)."""

    model: str = ""
    path: str = ""
    kind: str = ""
    name: str = ""
    licence: str = ""
    options: dict[str, Option] = {}


class _Reader:
    """Lays catalogue files over one another, remembering which file an entry came from for its error's sentence."""

    def __init__(self, files: Mapping[Path, str]) -> None:
        """`files`: the catalogues and their text, the last one wins."""
        self.settings: dict[str, Any] = {}
        self.kinds: dict[str, dict[str, Option]] = {}
        self.models: dict[str, dict[str, Any]] = {}
        self.profiles: dict[str, dict[str, Any]] = {}
        self.said_by: dict[tuple[str, ...], Path] = {}
        for file, text in files.items():
            self._lay_over(file, text)

    def _lay_over(self, file: Path, text: str) -> None:
        try:
            tables = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise BadCatalogue(f"{file} is not readable TOML: {error}.") from error
        settings = _convert(tables, _Settings, file, "the file")
        for key in ("default_profile", "folder"):
            if key in tables:
                self.settings[key] = tables[key]
                self.said_by[key,] = file
        for kind, options in settings.kinds.items():
            if kind not in KINDS:
                raise BadCatalogue(f"{file}: kinds.{kind} is not a kind; kinds are {', '.join(KINDS)}.")
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
        if not folder.is_absolute():
            raise BadCatalogue(f"{self.said_by['folder',]}: folder needs an absolute path, not “{folder}”.")
        profiles = {name: self._profile(name, table, models, folder) for name, table in self.profiles.items()}
        default = self.settings.get("default_profile", "embedded")
        if default not in profiles:
            raise BadCatalogue(f"{self.said_by['default_profile',]}: default_profile names no profile: “{default}”.")
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
        for key, text in texts.items():
            if not isinstance(text, str):
                file = self.said_by["profiles", name, key]
                raise BadCatalogue(f"{file}: profiles.{name}.{key} has to be text.")
        components = {}
        for role, given in table.items():
            if role not in _PROFILE_TEXTS:
                model = self._role(given, name, role, models)
                components[role] = Component(role, model, *locate(model, folder))
        return Profile(name, texts["title"] or name, texts["summary"], texts["needs"], components)

    def _role(self, given: object, profile: str, role: str, models: dict[str, Model]) -> Model:
        where = f"{self.said_by['profiles', profile, role]}: profiles.{profile}.{role}"
        if role not in KINDS_OF_ROLES:
            raise BadCatalogue(f"{where} is not a role; roles are {', '.join(KINDS_OF_ROLES)}.")
        if isinstance(given, str):
            given = {"path": given} if _is_path(given) else {"model": given}
        wanted = _convert(given, _Role, self.said_by["profiles", profile, role], f"profiles.{profile}.{role}")
        if wanted.model:
            if wanted.model not in models:
                raise BadCatalogue(f"{where} names “{wanted.model}”, which is no model of the catalogue and no path.")
            model = models[wanted.model]
        elif wanted.path:
            name = _expand(wanted.path).stem
            model = Model(f"{profile}.{role}", name, kind="", licence="as where it came from")
        else:
            raise BadCatalogue(f"{where} needs a model or a path.")
        if wanted.path:
            path = _expand(wanted.path)
            if not path.is_absolute():
                raise BadCatalogue(f"{where} needs an absolute path, not “{wanted.path}”.")
            model = msgspec.structs.replace(model, path=str(path), sources=(), files=(), sha256={})
        kind = wanted.kind or model.kind or recognise(Path(model.path or ""), role) or KINDS_OF_ROLES[role][0]
        if kind not in KINDS_OF_ROLES[role]:
            raise BadCatalogue(f"{where} has the kind “{kind}”, which is not one of {', '.join(KINDS_OF_ROLES[role])}.")
        return msgspec.structs.replace(
            model,
            kind=kind,
            name=wanted.name or model.name,
            licence=wanted.licence or model.licence,
            options=self.kinds.get(kind, {}) | model.options | wanted.options,
        )


def _convert(table: object, struct: type[_Struct], file: Path, entry: str) -> _Struct:
    try:
        return msgspec.convert(table, struct)
    except msgspec.ValidationError as error:
        # A regular expression would tell a person little.
        reason = re.sub(r"Expected `str` matching regex .* - at `\$\.?(.*)`", r"\1 has an impossible value", str(error))
        raise BadCatalogue(f"{file}: {entry} is not as it should be: {reason}.") from error


def _expand(path: str) -> Path:
    return Path(os.path.expandvars(path)).expanduser()


def _is_path(text: str) -> bool:
    return "/" in text or "\\" in text or text.startswith("~")


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
    missing = [p for p in model.files if is_needed(p) and not any(matches(name, p) for name in names)]
    missing += [shard for index in names if index.endswith(".safetensors.index.json") for shard in _shards(path, index)]
    if not any(name.endswith(WEIGHTS) for name in names):
        missing.append("*.safetensors")
    return tuple(dict.fromkeys(missing))


def matches(name: str, pattern: str) -> bool:
    """Whether a file of a repository, "folder/name", fits a pattern; an asterisk does not reach into folders."""
    parts, wanted = name.split("/"), pattern.split("/")
    return len(parts) == len(wanted) and all(map(fnmatchcase, parts, wanted))


def is_needed(pattern: str) -> bool:
    """Whether a file has to fit the pattern: plain names and weights have to be there, the rest may."""
    return pattern.endswith(WEIGHTS) or not any(mark in pattern for mark in "*?[")


def has_weights(path: Path) -> bool:
    """Whether a file of weights is at `path`, complete or not."""
    return any(file.name.endswith((*WEIGHTS, *(f"{ending}.part" for ending in WEIGHTS))) for file in _files(path))


def only_pickle(path: Path) -> Path | None:
    """A pickle at or below `path` where no weights that may be read are."""
    if has_weights(path):
        return None
    return next((file for file in sorted(_files(path)) if file.suffix.lower() in PICKLES), None)


def refusal(name: str, pickle: Path) -> str:
    """Why the weights of a model are not read."""
    return (
        f"“{name}” holds its weights as a pickle ({pickle.name}), which can run any program when it is opened; "
        f"Prompt Studio reads .safetensors only."
    )


def manifest_sizes(folder: Path) -> dict[str, int]:
    """The files that the manifest in `folder` lists, with their sizes in bytes; empty without a readable manifest."""
    try:
        listed = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
        return {str(name): int(entry["bytes"]) for name, entry in listed.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def recognise(path: Path, role: str) -> str | None:
    """The kind of the model at `path` for `role`, from its suffix or its configuration; None when they do not fit."""
    possible = _looks_like(path)
    return next((kind for kind in KINDS_OF_ROLES[role] if kind in possible), None)


def _looks_like(path: Path) -> tuple[str, ...]:
    if path.suffix.lower() in _KINDS_OF_SUFFIXES and not path.is_dir():
        return (_KINDS_OF_SUFFIXES[path.suffix.lower()],)
    for pattern, kind in (
        ("model_index.json", "stable_diffusion"),
        ("open_clip_config.json", "open_clip"),
        ("*.gguf", "gguf"),
    ):
        if any(path.glob(pattern)):
            return (kind,)
    try:
        config = json.loads((path / "config.json").read_text(encoding="utf-8"))
        model_type, classes = str(config["model_type"]), str(config.get("architectures", ""))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return ()
    if "SafetyChecker" in classes:
        return ("safety_checker",)
    if model_type.startswith("a2d"):
        return ("a2d",)
    return _KINDS_OF_TYPES.get(model_type, _KINDS_OF_OTHER_TYPES)


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
