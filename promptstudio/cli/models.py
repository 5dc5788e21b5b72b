"""`promptstudio models`: which models there are, fetching them, checking them, and saying where they are."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from rich.table import Table
from rich.text import Text

from promptstudio.catalogue import editing, finding, other_programs, reader
from promptstudio.catalogue.entries import Model
from promptstudio.catalogue.extras import EXTRAS
from promptstudio.catalogue.profiles import Catalog, Component, Profile
from promptstudio.catalogue.reader import load_catalog
from promptstudio.cli import terminal
from promptstudio.cli.options import Json
from promptstudio.cli.plain_help import PlainCommand, PlainGroup
from promptstudio.cli.progress import DownloadBars
from promptstudio.cli.running import INTERRUPTED
from promptstudio.errors import BadRequest, DownloadFailed
from promptstudio.units import bytes_text

if TYPE_CHECKING:
    pass

app = typer.Typer(cls=PlainGroup, help="List, download, check and place the models.", add_completion=False)

_LARGE = 100_000_000
"""Bytes from which a download is asked about first."""

_T = TypeVar("_T")

What = Annotated[
    list[str] | None,
    typer.Argument(metavar="WHAT", help="Models or profiles by name; without any, your default profile."),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
ProfileName = Annotated[
    str | None, typer.Option("--profile", metavar="NAME", help="Set of models; without it your default profile.")
]
All = Annotated[bool, typer.Option("--all", help="Every model of the catalogue, not only a profile's.")]


@app.callback(invoke_without_command=True)
def _models(context: typer.Context, json: Json = False, profile: ProfileName = None, all_: All = False) -> None:
    if context.invoked_subcommand is None:
        _list(json, profile, all_)


@app.command("list", cls=PlainCommand)
def list_(json: Json = False, profile: ProfileName = None, all_: All = False) -> None:
    """List the models of a profile and whether they are on this machine."""
    _list(json, profile, all_)


@app.command(cls=PlainCommand)
def download(
    what: What = None,
    extras: Annotated[
        bool, typer.Option("--extras", help="A profile's judges, captioner, segmenter and safety checker, too.")
    ] = False,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Download what is missing. Ctrl-C pauses; the same command goes on from there."""
    from promptstudio.catalogue.download.plan import preflight
    from promptstudio.catalogue.download.stored import disk_use
    from promptstudio.catalogue.download.transfer import fetch

    catalog = load_catalog()
    models = _models_of(catalog, what, extras)
    missing = [model for model in models if not _is_here(catalog, model)]
    fetchable = [model for model in missing if model.sources]
    here = [model.id for model in models if model not in missing]
    if fetchable:
        plan = preflight(fetchable)
        for problem in plan.problems:
            terminal.complain(problem)
        question = f"Download {bytes_text(plan.bytes_needed)} ({', '.join(m.name for m in fetchable)})?"
        if not yes and plan.bytes_needed >= _LARGE and not _agreed(question):
            raise typer.Exit(1)
    done: dict[str, str] = {}
    with DownloadBars() as bars:
        for model in fetchable:
            bars.start(model.name, model.bytes)
            try:
                done[model.id] = str(bars.follow(fetch(model)))
            except KeyboardInterrupt:
                bars.stop()
                again = " ".join(["promptstudio models download", *(what or []), *(["--extras"] if extras else [])])
                arrived = bytes_text(disk_use().get(model.id, 0))
                terminal.complain(f"Paused: {arrived} of “{model.name}” are here; `{again}` goes on from there.")
                if json:
                    terminal.print_json({"downloaded": done, "here": here, "paused": model.id})
                raise typer.Exit(INTERRUPTED) from None
    if json:
        terminal.print_json({"downloaded": done, "here": here, "paused": None})
    elif not fetchable:
        terminal.output().print(f"Nothing is missing that could be downloaded ({len(here)} models are here).")
    else:
        for model_id, path in done.items():
            terminal.output().print(f"{model_id}  {path}", markup=False)
    if not json and not extras:
        _say_what_else_there_is(catalog, what)
    if lost := [model for model in missing if not model.sources]:
        raise DownloadFailed(f"“{lost[0].name}” cannot be downloaded: it is expected at {lost[0].path}.")


@app.command(cls=PlainCommand)
def verify(
    what: What = None,
    repair: Annotated[bool, typer.Option("--repair", help="Download again what is damaged.")] = False,
    json: Json = False,
) -> None:
    """Hash the models' files and name those that are damaged or missing."""
    from promptstudio.catalogue.download.stored import verify as check
    from promptstudio.catalogue.download.transfer import fetch

    catalog = load_catalog()
    models = [model for model in _models_of(catalog, what) if what or _is_here(catalog, model)]
    found: dict[str, dict[str, Any]] = {}
    with DownloadBars() as bars:
        for model in models:
            bars.start(model.name, model.bytes)
            bad = list(bars.follow(check(model)))
            repaired = bool(bad and repair and model.sources)
            if repaired:
                bars.follow(fetch(model))
            found[model.id] = {"bad": bad, "repaired": repaired}
    if json:
        terminal.print_json(found)
    else:
        table = Table("model", "files", box=None, pad_edge=False)
        for model_id, state in found.items():
            table.add_row(model_id, _verdict(state))
        terminal.output().print(table)
    broken = [model_id for model_id, state in found.items() if state["bad"] and not state["repaired"]]
    if broken:
        raise DownloadFailed(f"Damaged or incomplete: {', '.join(broken)}; `--repair` downloads what is missing again.")


@app.command(cls=PlainCommand)
def remove(
    models: Annotated[list[str], typer.Argument(metavar="MODEL", help="Models by name, finished or not.")],
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Delete downloaded models. Your own files and other programs' caches are not touched."""
    from promptstudio.catalogue.download.stored import disk_use
    from promptstudio.catalogue.download.stored import remove as delete

    catalog = load_catalog()
    chosen = [catalog.model(name) for name in dict.fromkeys(models)]
    use = disk_use()
    total = sum(use.get(model.id, 0) for model in chosen)
    question = f"Delete {', '.join(model.name for model in chosen)} ({bytes_text(total)})?"
    if total and not yes and not _agreed(question):
        raise typer.Exit(1)
    freed = {model.id: delete(model) for model in chosen}
    if json:
        terminal.print_json({"freed": freed})
    else:
        terminal.output().print(f"{bytes_text(sum(freed.values()))} are free again.")


@app.command(cls=PlainCommand)
def where(what: What = None, json: Json = False) -> None:
    """Show where models are or belong, and the files to put there by hand."""
    from promptstudio.catalogue.download.stored import disk_use, known_files

    catalog = load_catalog()
    use = disk_use()
    places = {
        "downloads": str(catalog.folder),
        "own_catalogue": str(reader.user_file()),
        "hugging_face_cache": str(finding.hugging_face_cache()),
    }
    models = [_placed(catalog, model, known_files(model)) for model in _models_of(catalog, what)]
    if json:
        terminal.print_json(places | {"bytes": sum(use.values()), "models": models})
        return
    console = terminal.output()
    console.print(terminal.facts({name.replace("_", " "): path for name, path in places.items()}))
    console.print(f"{bytes_text(sum(use.values()))} of downloads", style="dim")
    for model in models:
        console.print(Text(f"\n{model['id']}", style="bold").append(f"  {model['state']}", style="not bold"))
        console.print(Text(f"  {model['path']}"))
        for file in model["files"] if what else ():
            size = "" if file["bytes"] is None else f"  {file['bytes']} bytes"
            digest = "" if file["sha256"] is None else f"  sha256 {file['sha256']}"
            console.print(Text(f"    {file['name']}{size}{digest}", style="dim"))


@app.command(cls=PlainCommand)
def use(
    profile: Annotated[
        str | None, typer.Argument(metavar="PROFILE", help="Profile to make the default, or whose role changes.")
    ] = None,
    role: Annotated[
        str | None, typer.Option(metavar="ROLE", help="Role that is filled anew, as text_to_image.")
    ] = None,
    path: Annotated[Path | None, typer.Option(help="Your own folder or file for the role.")] = None,
    model: Annotated[str | None, typer.Option(metavar="NAME", help="Model of the catalogue for the role.")] = None,
    restore: Annotated[bool, typer.Option("--restore", help="Undo your choice for the role.")] = False,
    kind: Annotated[
        str | None, typer.Option(metavar="KIND", help="What the files at --path are, where they do not tell.")
    ] = None,
    folder: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Folder that downloads go to from now on.")
    ] = None,
    json: Json = False,
) -> None:
    """Choose the default profile, fill a role with your own files, or move where downloads go."""
    choices = [path is not None, model is not None, restore]
    if profile is None and folder is None:
        raise BadRequest("`models use` takes a profile, or --folder.")
    if folder is not None and (profile is not None or role is not None):
        raise BadRequest("--folder stands alone.")
    if (role is None) != (sum(choices) == 0) or sum(choices) > 1 or (role is not None and profile is None):
        raise BadRequest("--role comes with a profile and one of --path, --model and --restore.")
    if folder is not None:
        editing.set_download_folder(folder)
        said = {"folder": str(load_catalog().folder)}
    elif profile is not None and role is not None:
        said = {"profile": profile, "role": role} | _fill(profile, role, path, model, kind)
    else:
        editing.use_profile(str(profile))
        said = {"default_profile": str(profile)}
    if json:
        terminal.print_json(said)
        return
    terminal.output().print(
        " · ".join(f"{name.replace('_', ' ')}: {value}" for name, value in said.items()), markup=False
    )
    if profile is not None:
        _say_what_is_missing(load_catalog().profile(profile))


@app.command(cls=PlainCommand)
def found(
    folders: Annotated[
        list[Path] | None, typer.Argument(metavar="FOLDER", help="Folders to look into besides the usual ones.")
    ] = None,
    json: Json = False,
) -> None:
    """List what ComfyUI, AUTOMATIC1111, Forge and the Hugging Face cache have on this computer."""
    models = other_programs.look(folder.expanduser().absolute() for folder in folders or ())
    if json:
        terminal.print_json([terminal.plain(model) for model in models])
        return
    table = Table("model", "what", "size", "where", "use", box=None, pad_edge=False)
    for model in models:
        fits = f"renderer of {', '.join(model.profiles)}" if model.profiles else "renderer"
        use = "in your catalogue" if model.known else fits if model.kind else model.reason
        table.add_row(*map(Text, (model.name, model.what, bytes_text(model.bytes), str(model.path), use)))
    terminal.output().print(table if models else "Nothing was found; name a folder to look into.")


@app.command(cls=PlainCommand)
def take(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A checkpoint, or the folder of a pipeline.")],
    profile: Annotated[
        str, typer.Option(metavar="NAME", help="Profile whose text-to-image model it becomes, too.")
    ] = "",
    json: Json = False,
) -> None:
    """Put another program's model among the renderers. It stays where it is."""
    model_id = other_programs.take(other_programs.at(path), profile)
    if json:
        terminal.print_json({"model": model_id, "profile": profile or None})
    else:
        terminal.output().print(f"{model_id}: `promptstudio render --renderer {model_id}` uses it.", markup=False)


# ------------------------------------------------------------------ helpers of the commands


def _list(json: bool, profile: str | None, all_: bool) -> None:
    catalog = load_catalog()
    shown = catalog.profile(profile or catalog.default_profile)
    if all_:
        rows = [
            _described(Component("", model, *finding.locate(model, catalog.folder)))
            for model in catalog.models.values()
        ]
    else:
        rows = [_described(component) for component in shown.components.values()]
    if json:
        terminal.print_json(rows)
        return
    console = terminal.output()
    table = Table(*([] if all_ else ["role"]), "model", box=None, pad_edge=False)
    table.add_column("id", no_wrap=True)
    for column in ("licence", "size", "state"):
        table.add_column(column)
    for row in rows:
        state = Text(row["state"], style="green" if row["present"] else "red")
        cells = [*([] if all_ else [row["role"]]), row["name"], row["id"], row["licence"], row["size"]]
        table.add_row(*map(Text, cells), state)
    if not all_:
        console.print(Text(f"{shown.title}: {shown.summary}"))
        console.print(Text(f"Needs: {shown.needs}\n", style="dim"))
    console.print(table)
    console.print()
    console.print(_profiles(catalog))


def _profiles(catalog: Catalog) -> Table:

    table = Table("profile", "", "missing", "extras", "needs", box=None, pad_edge=False)
    for profile in catalog.profiles.values():
        sizes = [profile.lacking(models) for models in (profile.needed, profile.extras)]
        needed, extras = (bytes_text(size) if size else "nothing" for size in sizes)
        default = "default" if profile.name == catalog.default_profile else ""
        table.add_row(*map(Text, (profile.name, default, needed, extras, profile.needs)))
    return table


def _described(component: Component) -> dict[str, Any]:

    info = component.info()
    model = component.model
    size = info.bytes if info.present else model.bytes
    return terminal.plain(info) | {
        "id": model.id,
        "origin": component.origin,
        "download_bytes": model.bytes,
        "gated": model.gated,
        "memory": model.memory,
        "summary": model.summary,
        "size": bytes_text(size) if size else "",
        "state": _state(component),
    }


def _state(component: Component) -> str:
    if component.present:
        places = {"shipped": "here", "downloaded": "here", "own": "your own", "cache": "in Hugging Face's cache"}
        return places[component.origin]
    if component.origin == "downloaded" and finding.has_weights(component.path):
        return "partly here"
    return "missing, gated" if component.model.gated else "missing"


def _placed(catalog: Catalog, model: Model, files: dict[str, tuple[int | None, str | None]]) -> dict[str, Any]:
    component = Component("", model, *finding.locate(model, catalog.folder))
    listed = [{"name": name, "bytes": size, "sha256": digest} for name, (size, digest) in files.items()]
    return {"id": model.id, "path": str(component.path), "state": _state(component), "files": listed}


def _models_of(catalog: Catalog, what: Sequence[str] | None, extras: bool = True) -> list[Model]:
    """The models that `what` names, each once; profiles stand for the models they need and, with `extras`, for all."""
    found: dict[str, Model] = {}
    for name in what or [catalog.default_profile]:
        if name in catalog.profiles:
            profile = catalog.profiles[name]
            found |= {model.id: model for model in (*profile.needed, *(profile.extras if extras else ()))}
        elif name in catalog.models:
            found[name] = catalog.models[name]
        else:
            raise BadRequest(f"“{name}” is no profile and no model; `promptstudio models list --all` shows them.")
    return list(found.values())


def _is_here(catalog: Catalog, model: Model) -> bool:
    return not finding.missing_files(model, finding.locate(model, catalog.folder)[0])


def _fill(profile: str, role: str, path: Path | None, model: str | None, kind: str | None) -> dict[str, str]:
    if path is not None:
        taken = editing.use_own_files(profile, role, path, kind)
        return {"path": str(taken.path), "kind": taken.kind}
    if model is not None:
        editing.use_model(profile, role, model)
        return {"model": model}
    editing.restore_role(profile, role)
    return {"restored": load_catalog().profile(profile)[role].model.id}


def _say_what_is_missing(profile: Profile) -> None:
    missing = [c for role, c in profile.components.items() if role not in EXTRAS and not c.present]
    if missing:
        terminal.complain(
            f"{len(missing)} of its models are not here; `promptstudio models download {profile.name}` fetches them."
        )


def _say_what_else_there_is(catalog: Catalog, what: Sequence[str] | None) -> None:
    for profile in (catalog.profiles[name] for name in what or [catalog.default_profile] if name in catalog.profiles):
        if more := profile.lacking(profile.extras):
            names = ", ".join(model.name for model in profile.extras)
            terminal.output().print(f"Extras of {profile.name}, {bytes_text(more)}: {names}; --extras fetches them.")


def _verdict(state: dict[str, Any]) -> Text:
    if not state["bad"]:
        return Text("good", style="green")
    return Text(("repaired: " if state["repaired"] else "damaged or missing: ") + ", ".join(state["bad"]))


def _agreed(question: str) -> bool:
    if not sys.stdin.isatty():
        raise BadRequest(f"{question} Nobody is there to answer; --yes says that it may.")
    return typer.confirm(question, err=True)
