"""Reading the catalogue: the shipped `catalog.toml` with the user's `models.toml` laid over it.

Both files have the same schema (docs/models.md). Nothing here loads a model.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from promptstudio.catalogue.entries import DTYPES, KINDS, KINDS_OF_ROLES, Model, Option
from promptstudio.catalogue.finding import expand, locate, recognise
from promptstudio.catalogue.profiles import Catalog, Component, Profile
from promptstudio.errors import BadCatalogue
from promptstudio.folders import config_folder, data_folder
from promptstudio.text import toml_tables

_PROFILE_TEXTS = ("title", "summary", "needs")
_Struct = TypeVar("_Struct", bound=msgspec.Struct)


def user_file() -> Path:
    """The user's own catalogue, which need not exist. Tests replace this function."""
    return config_folder() / "models.toml"


def default_folder() -> Path:
    """Where downloads go unless the user's catalogue names a `folder`. Tests replace this function."""
    return data_folder() / "models"


def load_catalog() -> Catalog:
    """The shipped catalogue with the user's own over it. Raises BadCatalogue with one sentence."""
    return catalog_with(read_text(user_file()))


def load_profile(name: str) -> Profile:
    """The profile `name`; BadRequest when there is none, BadCatalogue when a catalogue breaks its schema."""
    return load_catalog().profile(name)


def catalog_with(user_text: str) -> Catalog:
    """The shipped catalogue with `user_text` as the content of the user's own. Raises BadCatalogue."""
    shipped = Path(__file__).with_name("catalog.toml")
    return _Reader({shipped: read_text(shipped), user_file(): user_text}).catalog()


def read_text(file: Path) -> str:
    """The text of a catalogue file, empty when there is none. Raises BadCatalogue when it cannot be read."""
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        raise BadCatalogue(f"{file} is not readable TOML: it is not UTF-8 text.") from error
    except OSError as error:
        raise BadCatalogue(f"{file} cannot be read: {error.strerror}.") from error


class _CatalogFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
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
        self.file_of: dict[tuple[str, ...], Path] = {}
        for file, text in files.items():
            self._merge(file, text)

    def _merge(self, file: Path, text: str) -> None:
        try:
            tables = toml_tables(text.encode())
        except ValueError as error:
            raise BadCatalogue(f"{file} is not readable TOML: {error}.") from error
        settings = _convert(tables, _CatalogFile, file, "the file")
        for key in ("default_profile", "folder"):
            if key in tables:
                self.settings[key] = tables[key]
                self.file_of[key,] = file
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
                self.file_of[group, name] = file
                self.file_of |= {(group, name, key): file for key in table}

    def catalog(self) -> Catalog:
        models = {name: self._model(name, table) for name, table in self.models.items()}
        folder = expand(self.settings["folder"]) if self.settings.get("folder") else default_folder()
        if not folder.is_absolute():
            raise BadCatalogue(f"{self.file_of['folder',]}: folder needs an absolute path, not “{folder}”.")
        profiles = {name: self._profile(name, table, models, folder) for name, table in self.profiles.items()}
        default = self.settings.get("default_profile", "embedded")
        if default not in profiles:
            raise BadCatalogue(f"{self.file_of['default_profile',]}: default_profile names no profile: “{default}”.")
        return Catalog(models, profiles, default, folder)

    def _model(self, name: str, table: dict[str, Any]) -> Model:
        file, entry = self.file_of["models", name], f"models.{name}"
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
                file = self.file_of["profiles", name, key]
                raise BadCatalogue(f"{file}: profiles.{name}.{key} has to be text.")
        components = {}
        for role, given in table.items():
            if role not in _PROFILE_TEXTS:
                model = self._role(given, name, role, models)
                components[role] = Component(role, model, *locate(model, folder))
        return Profile(name, texts["title"] or name, texts["summary"], texts["needs"], components)

    def _role(self, given: object, profile: str, role: str, models: dict[str, Model]) -> Model:
        where = f"{self.file_of['profiles', profile, role]}: profiles.{profile}.{role}"
        if role not in KINDS_OF_ROLES:
            raise BadCatalogue(f"{where} is not a role; roles are {', '.join(KINDS_OF_ROLES)}.")
        if isinstance(given, str):
            given = {"path": given} if _is_path(given) else {"model": given}
        wanted = _convert(given, _Role, self.file_of["profiles", profile, role], f"profiles.{profile}.{role}")
        if wanted.model:
            if wanted.model not in models:
                raise BadCatalogue(f"{where} names “{wanted.model}”, which is no model of the catalogue and no path.")
            model = models[wanted.model]
        elif wanted.path:
            name = expand(wanted.path).stem
            model = Model(f"{profile}.{role}", name, kind="", licence="as where it came from")
        else:
            raise BadCatalogue(f"{where} needs a model or a path.")
        if wanted.path:
            path = expand(wanted.path)
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


def _is_path(text: str) -> bool:
    return "/" in text or "\\" in text or text.startswith("~")
