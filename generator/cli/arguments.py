"""The commands and options of the command line."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from ..errors import GeneratorError

FORMATS = ("text", "json", "markdown", "github", "junit", "sarif", "html")
FAIL_ON = ("breaking", "additive", "any")


def parse(argv: Sequence[str]) -> Namespace:
    """The command and options in *argv*; raises `GeneratorError` for invalid arguments."""
    common = _Parser(add_help=False)
    common.add_argument("--debug", action="store_true", default=SUPPRESS, help="show the traceback of an error")
    parser = _Parser(prog="clientgen", description="Typed API clients from OpenAPI documents.", parents=[common])
    named = f"%(prog)s {_version()}" if "--version" in argv else ""
    parser.add_argument("--version", action="version", version=named, help="show name and version")
    parser.set_defaults(debug=False)
    commands = parser.add_subparsers(metavar="COMMAND", dest="command", required=True)

    def command(name: str, text: str) -> ArgumentParser:
        return commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.", parents=[common])

    generate = command("generate", "bring generated/ in step with specs/, or say where it is not")
    _generate(generate)
    build = command("build", "make a package of any OpenAPI 3 document, or replace the runtime in one")
    _build(build)
    fetch = command("fetch", "accept the upstream's document, or an API's pages, as what specs/ holds")
    drift = command("drift", "compare the upstream's document, or an API's pages, with what specs/ holds")
    diff = command("diff", "compare two documents")
    _sources(fetch, drift)
    drift.add_argument("--against", metavar="REV", help="the snapshot of this git revision is the old one; asks nobody")
    diff.add_argument("old", type=Path, metavar="OLD")
    diff.add_argument("new", type=Path, metavar="NEW")
    drift.add_argument("--pages", action="store_true", help="the documentation pages alone")
    _verdicts(drift, diff)
    diff.add_argument(
        "--wire", action="store_true", help="compare the documents only, not the packages made of them: fast"
    )
    command("schema", "print the JSON Schema of what diff --format json prints")
    update = command("update", "accept the upstream's document, regenerate, and write the next version and changelog")
    propose = command("propose", "the same on the branch drift/API, with all that a pull request needs")
    _sources(update, propose)
    update.add_argument("--against", metavar="REV", default="HEAD", help="the last release (HEAD)")
    _proposal(propose)
    for one in (generate, fetch, drift, update, propose):
        one.add_argument(
            "--root", type=_folder, default=Path.cwd(), metavar="DIR", help="holds specs/ and generated/ (.)"
        )
    options = parser.parse_args(argv)
    if options.command == "build":
        _check_build(build, options)
    return options


def _folder(text: str) -> Path:
    return Path(text).resolve()


def _version() -> str:
    from importlib.metadata import version  # imported here, because it is slow

    return version("clientgen")


class _Parser(ArgumentParser):
    """Raises `GeneratorError` for invalid arguments, so that they are reported like every other error."""

    def error(self, message: str) -> NoReturn:
        raise GeneratorError("arguments", message, f"see {self.prog} --help")


def _generate(parser: ArgumentParser) -> None:
    parser.add_argument("api", nargs="*", metavar="API", help="folders of specs/; all when none is named")
    parser.add_argument("--check", action="store_true", help="write nothing; status 1 and a list when out of step")
    parser.add_argument("--format", choices=FORMATS[:2], default="text")
    parser.add_argument("--no-cache", dest="cache", action="store_false", help="render even what was rendered before")


def _build(parser: ArgumentParser) -> None:
    parser.add_argument("document", type=Path, nargs="?", metavar="DOCUMENT", help="JSON or YAML, one file or several")
    parser.add_argument("-o", "--output", type=Path, metavar="DIR", help="new, empty, or built before")
    parser.add_argument("--package", metavar="NAME", help="the import name; from the document's when not given")
    parser.add_argument(
        "--facts", type=Path, metavar="FILE", help="an api.yaml with facts that are not in the document"
    )
    parser.add_argument("--allow-remote-refs", action="store_true", help="follow references to https:// addresses")
    parser.add_argument("--report", type=Path, metavar="FILE", help="what was generated and what was lost, as JSON")
    parser.add_argument(
        "--runtime-only",
        type=Path,
        metavar="PACKAGE_DIR",
        help="replace the runtime in a package built before, no more",
    )


def _check_build(parser: ArgumentParser, options: Namespace) -> None:
    """`build` takes a document and a folder for the package, or a package whose runtime is replaced."""
    if options.runtime_only is None:
        missing = [
            name for name, value in (("DOCUMENT", options.document), ("-o/--output", options.output)) if not value
        ]
        if missing:
            parser.error(f"the following arguments are required: {', '.join(missing)}")
    elif any(
        (options.document, options.output, options.package, options.facts, options.report, options.allow_remote_refs)
    ):
        parser.error("--runtime-only PACKAGE_DIR is used alone: no document is read")


def _sources(*parsers: ArgumentParser) -> None:
    for parser in parsers:
        parser.add_argument("api", nargs="*", metavar="API", help="folders of specs/; all when none is named")
        parser.add_argument(
            "--from", dest="source", metavar="URL|FILE", help="instead of the upstream; saved pages, too"
        )


def _verdicts(*parsers: ArgumentParser) -> None:
    for parser in parsers:
        parser.add_argument("--fail-on", choices=FAIL_ON, default="breaking", help="what makes the status 1 (breaking)")
        parser.add_argument("--format", choices=FORMATS, default="text")


def _proposal(parser: ArgumentParser) -> None:
    parser.add_argument("--base", metavar="BRANCH", default="main", help="base branch (main)")
    parser.add_argument("--remote", metavar="NAME", default="origin", help="whose branches count, as last fetched")
    parser.add_argument("--test", metavar="COMMAND", default="", help="run in the new worktree; has to succeed")
    parser.add_argument("--dry-run", action="store_true", help="say what would happen; move no branch")
    parser.add_argument("--format", choices=FORMATS[:2], default="text")
