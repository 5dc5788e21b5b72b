"""Which models exist, where their files are, and whether they are there."""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec

from promptstudio.errors import BadRequest, ModelMissing
from promptstudio.protocol import ModelInfo
from promptstudio.resources import resource


class Component(msgspec.Struct, frozen=True):
    """One model of a profile; `path` is absolute."""

    role: str
    name: str
    kind: str
    licence: str
    path: Path

    @property
    def present(self) -> bool:
        return self.path.is_file() or any(self.path.glob("**/*.safetensors"))

    def require(self) -> Path:
        if not self.present:
            raise ModelMissing(f"The {self.role.replace('_', ' ')} “{self.name}” is not at {self.path}.")
        return self.path

    def info(self) -> ModelInfo:
        files = [self.path] if self.path.is_file() else [f for f in self.path.glob("**/*") if f.is_file()]
        size = sum(f.stat().st_size for f in files)
        return ModelInfo(self.role, self.name, self.kind, self.licence, str(self.path), size, self.present)


class Profile(msgspec.Struct, frozen=True):
    """A set of models that work together."""

    name: str
    title: str
    summary: str
    components: dict[str, Component]

    def __getitem__(self, role: str) -> Component:
        if role not in self.components:
            raise ModelMissing(f"The profile “{self.name}” has no {role.replace('_', ' ')}.")
        return self.components[role]


def load_profile(name: str) -> Profile:
    """The profile `name` of catalog.toml; BadRequest when there is none."""
    profiles = tomllib.loads(Path(__file__).with_name("catalog.toml").read_text(encoding="utf-8"))["profiles"]
    if name not in profiles:
        raise BadRequest(f"There is no profile “{name}”; there is {', '.join(sorted(profiles))}.")
    table = profiles[name]
    components = {
        role: Component(role, part["name"], part["kind"], part["licence"], resource(part["path"]))
        for role, part in table.items()
        if isinstance(part, dict)
    }
    plain = {key: value for key, value in table.items() if not isinstance(value, dict)}
    return Profile(name=name, components=components, **plain)
