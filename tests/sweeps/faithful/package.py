"""The package generated from a document, imported, and which method each operation became."""

from __future__ import annotations

import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

import attrs

from generator.engine.engine import parse
from generator.files.installation import RUNTIME
from generator.packages.pipeline import RESERVED
from generator.plan import plan
from generator.plan.plan_values import Entry
from generator.render.render import fill
from generator.render.runtime_copy import VERSION_MODULE, version_module
from generator.specs import facts


class Package:
    """One generated package at work."""

    def __init__(
        self,
        module: ModuleType,
        class_name: str,
        credentials: Sequence[str],
        entries: Mapping[tuple[str, str], Entry],
    ) -> None:
        self.module, self.class_name, self.entries = module, class_name, entries
        self.credentials = credentials
        """The constructor's arguments that are sent as they are."""
        self.name = module.__name__
        self.models = import_module(f"{self.name}.models")
        self.codec = import_module(f"{self.name}._runtime.codec.codec").Codec(self.models)
        self.keys = import_module(f"{self.name}._runtime.codec.encoder").json_keys
        self.unset = import_module(f"{self.name}._runtime.util.unset").UNSET

    def client(self, url: str) -> Any:
        """A client of the server at *url*, in which nothing but the call itself is at work."""
        made = getattr(self.module, self.class_name)
        return made(**dict.fromkeys(self.credentials, "secret"), base_url=url, rate_limit=None, max_retries=0)

    def method(self, client: Any, entry: Entry) -> Any:
        """The bound method of *entry*."""
        *resources, verb = entry.name.split(".")
        for one in resources:
            client = getattr(client, one)
        return getattr(client, verb)


@contextmanager
def generated(document: Any, name: str) -> Generator[Package]:
    """The package of *document*, for as long as it is needed; not formatted, because nobody reads it."""
    package = f"faithful_{name}"
    known = attrs.evolve(facts.without_facts(name), package=package)
    parsed = parse(document, RESERVED)
    planned = plan(known, parsed, document=document, digest="0" * 64, version="0.1.0", changelog="")
    with TemporaryDirectory() as place:
        files = {path: content.encode() for path, content in fill(planned).items()}
        files[f"{package}/{VERSION_MODULE}"] = version_module()
        files[f"{package}/_examples.json"] = planned.examples.data.encode()
        for path, content in files.items():
            target = Path(place, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        Path(place, package, "_runtime").symlink_to(RUNTIME)  # which Python has compiled before
        sys.path.insert(0, place)
        try:
            module = import_module(package)
            entries = {(one.call.method, one.call.pointer): one for one in planned.entries}
            credentials = [str(one.name) for one in planned.credentials if one.dynamic or one.name.endswith("username")]
            yield Package(module, str(planned.class_name), credentials, entries)
        finally:
            sys.path.remove(place)
            for one in [one for one in sys.modules if one.partition(".")[0] == package]:
                del sys.modules[one]
