"""Print the settings that hold here, as lines for a litgraph.toml.

An option comes before the environment (LITGRAPH_FORMAT, LITGRAPH_QUIET, LITGRAPH_PROJECT), that before
litgraph.toml in the project's folder, that before your own config.toml, and that before what is built in.

\b
Examples:
  litgraph config
  litgraph config --show-origin
"""

from __future__ import annotations

import os

import click

from litgraph import settings
from litgraph.cli.terminal import current_settings
from litgraph.errors import LitgraphError
from litgraph.project import find_root

__all__ = ["config_command"]


@click.command("config", short_help="The settings that hold here.", help=__doc__)
@click.option("--show-origin", is_flag=True, help="Where each comes from, and which files were looked for.")
@click.pass_obj
@click.pass_context
def config_command(ctx: click.Context, project: str | None, show_origin: bool) -> None:
    for name, setting in current_settings(ctx).values.items():
        value = str(setting.value).lower() if isinstance(setting.value, bool) else f'"{setting.value}"'
        click.echo(f"{name} = {value}" + (f"  # {setting.origin}" if show_origin else ""))
    if not show_origin:
        return
    try:
        root = find_root(project or ".")
        source = ctx.find_root().get_parameter_source("project")
        origin = {"COMMANDLINE": "--project", "ENVIRONMENT": "LITGRAPH_PROJECT"}.get(source.name if source else "")
        click.echo(f"# project: {root} ({origin or 'the nearest from here upwards'})")
    except LitgraphError as error:
        root = ""
        click.echo(f"# project: none ({error})")
    for path in settings.settings_files(root):
        click.echo(f"# {'read' if os.path.lexists(path) else 'not there'}: {path}")
