"""Which renderers there are: the profile's own, other text-to-image models of the catalogue, and programs elsewhere."""

from __future__ import annotations

from promptstudio.catalogue.entries import KINDS_OF_ROLES
from promptstudio.catalogue.finding import locate
from promptstudio.catalogue.profiles import Component, Profile
from promptstudio.catalogue.programs import load_programs
from promptstudio.catalogue.reader import load_catalog
from promptstudio.errors import BadCatalogue, BadRequest
from promptstudio.models.programs import program_of
from promptstudio.models.render_defaults import PROGRAM, abilities_of, render_defaults
from promptstudio.models.renderer import Renderer
from promptstudio.protocol import PROGRAMS, RenderDefaults, RendererInfo, RenderProgram

_ROLE = "text_to_image"


class Renderers:
    """Those that a request may name. The files are read anew each time, so that a person may change them."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile

    def named(self, name: str) -> Component | Renderer:
        """The model to load, or the program to ask. Errors: BadRequest, BadCatalogue, ModelMissing."""
        if not name:
            return self._profile[_ROLE]
        for program in load_programs():
            if program.name == name:
                return program_of(program)
        for component in _components():
            if component.model.id == name:
                return component
        raise BadRequest(f"There is no renderer “{name}”; `promptstudio renderers` lists those there are.")

    def infos(self) -> list[RendererInfo]:
        """The profile's own, the programs, and the models that are on this machine. Reads small files only."""
        own = self._profile.get(_ROLE)
        infos = [_model_info(own, "")] if own is not None else []
        try:
            infos += map(_program_info, load_programs())
        except BadCatalogue:
            pass  # `faults` tells
        others = [c for c in _components() if (own is None or c.path != own.path) and c.present]
        return infos + [_model_info(component, component.model.id) for component in others]

    def faults(self) -> tuple[str, ...]:
        """A sentence when the programs cannot be read."""
        try:
            load_programs()
        except BadCatalogue as error:
            return (str(error),)
        return ()


def _components() -> list[Component]:
    catalog = load_catalog()
    models = [model for model in catalog.models.values() if model.kind in KINDS_OF_ROLES[_ROLE]]
    return [Component(_ROLE, model, *locate(model, catalog.folder)) for model in models]


def _model_info(component: Component, name: str) -> RendererInfo:
    return RendererInfo(
        name,
        component.name,
        component.kind,
        present=component.present,
        abilities=abilities_of(component),
        defaults=render_defaults(component),
    )


def _program_info(program: RenderProgram) -> RendererInfo:
    return RendererInfo(
        program.name,
        program.name,
        program.kind,
        where=f"{PROGRAMS[program.kind][0]} at {program.address}",
        abilities=PROGRAM,
        defaults=RenderDefaults(program.steps, program.guidance, program.size),
    )
