"""Edits of every kind and what each comes to in our packages; `CASES` is read by the tests and the benchmark."""

from __future__ import annotations

from tests.drift.edits import (
    ADDS,
    BODY,
    BREAKS,
    CREATE,
    DELETE,
    HEADING,
    LIST,
    MEDIA,
    NUMBER,
    PUT,
    RETRIEVE,
    SAME,
    TEXT,
    TYPES,
    WORDS,
    Doc,
    Edit,
    added,
    answer,
    both,
    dropped,
    given,
    hoisted,
    inlined,
    more,
    moved,
    older,
    op,
    param,
    prop,
    ref,
    renamed,
    reordered,
    required,
    schema,
    second_key,
    without,
)

EVERYTHING = """
page = crm.contacts.list(limit=5, status="ACTIVE", q="x", x_trace="t")
first: models.Contact = page.items[0]
made = crm.contacts.create(name="Ann", email="a@b.c", status=models.Status.ACTIVE, tags=["x"], kind="person")
one = crm.contacts.retrieve(contact_id="1")
same: str = one.id + one.name
crm.contacts.delete("1")
put: models.Contact = crm.lists.contacts.replace("l", "1")
models.Contact(id="1", name="Ann", status=models.Status.ACTIVE)
models.ContactIn(name="Ann", kind=models.ContactInKind.PERSON)
raw = crm.contacts.with_raw_response.retrieve("1").value
"""
"""A caller who uses all there is."""
NULLABLE = {"type": ["string", "null"]}
DATE = {"type": "string", "format": "date-time"}
LETTERS = {"type": "string", "enum": ["a", "b"]}
EXAMPLE = {"id": "7", "name": "Zoe", "status": "ACTIVE"}
FOUND = """
found = crm.contacts.retrieve("1")
"""


def pinned(doc: Doc) -> None:
    """An extension, which says nothing to callers."""
    op(doc, LIST)["x-internal"] = True


def under_another_name(doc: Doc) -> None:
    doc["components"]["schemas"]["State"] = doc["components"]["schemas"].pop("Status")


CASES = (
    # nothing that a release is needed for
    Edit("operation-id-renamed", SAME, more(LIST, operationId="contacts_l"), EVERYTHING),
    Edit("operation-id-removed", SAME, lambda doc: op(doc, LIST).pop("operationId"), EVERYTHING),
    Edit("tag-changed", SAME, more(LIST, tags=["crm"]), EVERYTHING),
    Edit("second-tag", SAME, more(LIST, tags=["contacts", "crm"]), EVERYTHING),
    Edit("title-changed", SAME, lambda doc: schema(doc, "Contact").update(title="CRMContact"), EVERYTHING),
    Edit("info-changed", SAME, lambda doc: doc["info"].update(HEADING), EVERYTHING),
    Edit("order-of-paths-and-required", SAME, reordered, EVERYTHING),
    Edit("media-type-example", SAME, lambda doc: op(doc, RETRIEVE)["responses"]["200"]["content"][
        "application/json"].update(example={"id": "1"}), EVERYTHING),
    Edit("extension-added", SAME, pinned, EVERYTHING),
    Edit("openapi-3.0", SAME, older, EVERYTHING),
    Edit("int64", SAME, prop("Contact", "score", {"type": "integer", "format": "int64"}), EVERYTHING),
    Edit("second-media-type", SAME, lambda doc: op(doc, CREATE)["requestBody"]["content"].update(MEDIA), EVERYTHING),
    Edit("security-removed", SAME, lambda doc: doc.pop("security"), EVERYTHING),
    Edit("path-parameters-reordered", SAME, lambda doc: op(doc, PUT)["parameters"].reverse(), EVERYTHING),
    # words, and what goes over the wire
    Edit("order-of-enum", WORDS, lambda doc: schema(doc, "Status")["enum"].reverse(), EVERYTHING),
    Edit("example-added", WORDS, lambda doc: schema(doc, "Contact").update(example=EXAMPLE), EVERYTHING),
    Edit("description-changed", WORDS, more(LIST, description="Otherwise."), EVERYTHING),
    Edit("parameter-description-changed", WORDS, param(LIST, "q", description="Otherwise."), EVERYTHING),
    Edit("tag-description", WORDS, lambda doc: doc.update(tags=[{"name": "contacts", "description": "x"}]), EVERYTHING),
    Edit("default-changed", WORDS, param(LIST, "limit", schema={"type": "integer", "default": 50}), EVERYTHING),
    Edit("maximum-decreased", WORDS, param(LIST, "limit", schema={"type": "integer", "maximum": 50}), EVERYTHING),
    Edit("max-length-decreased", WORDS, prop("ContactIn", "name", {"type": "string", "maxLength": 5}), EVERYTHING),
    Edit("query-to-header", WORDS, param(LIST, "q", **{"in": "header"}), EVERYTHING),
    Edit("json-to-multipart", WORDS, lambda doc: op(doc, CREATE)["requestBody"].update(content=MEDIA), EVERYTHING),
    Edit("server-changed", WORDS, lambda doc: doc["servers"][0].update(url="https://crm.test/v2"), EVERYTHING),
    Edit("error-response-removed", WORDS, lambda doc: op(doc, LIST)["responses"].pop("422"),
         EVERYTHING + "from {package} import ValidationFailed\n"),
    Edit("error-response-changed", WORDS,
         lambda doc: op(doc, LIST)["responses"].update({"422": answer(ref("ContactPage"))}), EVERYTHING),
    Edit("error-response-added", WORDS, lambda doc: op(doc, LIST)["responses"].update({"409": answer(ref("Fault"))}),
         EVERYTHING),
    Edit("uuid", WORDS, prop("Contact", "id", {"type": "string", "format": "uuid"}), EVERYTHING),
    Edit("201-to-200", WORDS, more(CREATE, responses={"200": answer(ref("Contact"))}), EVERYTHING),
    # more than there was
    Edit("endpoint-added", ADDS,
         lambda doc: doc["paths"].update({"/usage": {"get": {"responses": {"200": answer(TEXT)}}}}), EVERYTHING,
         says="`api.usage.retrieve` was added"),
    Edit("optional-query-parameter", ADDS, added(LIST, given("sort", TEXT), 0), EVERYTHING,
         says="`api.contacts.list` also accepts `sort`"),
    Edit("parameter-widened", ADDS, param(LIST, "limit", schema={"type": "number"}), EVERYTHING),
    Edit("optional-body-added", ADDS, more(PUT, **BODY), EVERYTHING),
    Edit("request-enum-value-added", ADDS,
         lambda doc: schema(doc, "ContactIn")["properties"]["kind"]["enum"].append("bot"), EVERYTHING,
         says="`models.ContactInKind` has the new member `BOT`"),
    Edit("shared-enum-value-added", ADDS, lambda doc: schema(doc, "Status")["enum"].append("DELETED"), EVERYTHING),
    Edit("request-property-in-the-middle", ADDS, lambda doc: schema(doc, "ContactIn").update(
        properties={"phone": TEXT, **schema(doc, "ContactIn")["properties"]}), EVERYTHING),
    Edit("response-property-in-the-middle", ADDS, lambda doc: schema(doc, "Contact").update(
        properties={"phone": TEXT, **schema(doc, "Contact")["properties"]}), EVERYTHING),
    Edit("second-scheme", ADDS, second_key, EVERYTHING, says="`Api(…)` also accepts `token`"),
    Edit("unused-schema", ADDS, lambda doc: doc["components"]["schemas"].update(Extra={"type": "object"}), EVERYTHING),
    # types that no longer fit
    Edit("request-nullable", TYPES, prop("ContactIn", "email", NULLABLE),
         'email: str | Unset = models.ContactIn(name="Ann").email', says="`models.ContactIn.email` may be `None`"),
    Edit("request-required-to-optional", TYPES, required("ContactIn"), 'name: str = models.ContactIn(name="Ann").name'),
    Edit("response-required-to-optional", TYPES, required("Contact", "id", "status"), FOUND + "name: str = found.name"),
    Edit("response-nullable", TYPES, prop("Contact", "name", NULLABLE), FOUND + "name: str = found.name",
         says="`models.Contact.name` may be `None`"),
    Edit("response-not-nullable", TYPES, prop("ContactPage", "next_cursor", TEXT),
         "models.ContactPage(items=[], next_cursor=None)"),
    Edit("response-type-changed", TYPES, prop("Contact", "score", TEXT), FOUND + "score: int | Unset = found.score",
         says="`models.Contact.score` is `str` instead of `int`"),
    Edit("response-widened", TYPES, prop("Contact", "score", {"type": "number"}),
         FOUND + "score: int | Unset = found.score"),
    Edit("date-time-added", TYPES, prop("Contact", "email", DATE), FOUND + "email: str | Unset = found.email"),
    Edit("date-time-removed", TYPES, prop("Contact", "created_at", TEXT),
         FOUND + "from datetime import datetime\nwhen: datetime | Unset = found.created_at"),
    Edit("string-became-enum", TYPES, prop("Contact", "name", LETTERS),
         'models.Contact(id="1", name="Ann", status=models.Status.ACTIVE)'),
    Edit("response-one-of", TYPES, lambda doc: op(doc, RETRIEVE)["responses"].update(
        {"200": answer({"oneOf": [ref("Contact"), ref("Fault")]})}), FOUND + "contact: models.Contact = found",
        says="`api.contacts.retrieve` returns `Contact | Fault` instead of `Contact`"),
    Edit("202-added", TYPES, lambda doc: op(doc, CREATE)["responses"].update({"202": answer(ref("ContactPage"))}),
         'made: models.Contact = crm.contacts.create(name="Ann")'),
    Edit("response-inlined", TYPES, inlined, FOUND + "contact: models.Contact = found"),
    Edit("parameter-type-changed", TYPES, param(LIST, "q", schema=NUMBER), 'crm.contacts.list(q="x")'),
    # names and arguments that are gone, or new and needed
    Edit("endpoint-removed", BREAKS, lambda doc: doc["paths"][DELETE[0]].pop("delete"), 'crm.contacts.delete("1")',
         AttributeError, "`api.contacts.delete` was removed"),
    Edit("path-moved", BREAKS, moved, "crm.contacts.list()", AttributeError, "`api.contacts.list` was removed"),
    Edit("schema-renamed", BREAKS, both(renamed('schemas/Status"', 'schemas/State"'), under_another_name),
         "models.Status.ACTIVE", AttributeError, "`models.Status` was removed"),
    Edit("enum-hoisted", BREAKS, hoisted, "models.ContactInKind.PERSON", AttributeError,
         "`models.ContactInKind` was removed"),
    Edit("path-parameter-renamed", BREAKS, renamed("contact_id", "id"), 'crm.contacts.retrieve(contact_id="1")',
         TypeError, "`api.contacts.retrieve` has renamed its argument `contact_id` to `id`"),
    Edit("required-query-parameter", BREAKS, added(LIST, given("workspace", TEXT, required=True) | {"required": True}),
         "crm.contacts.list()", TypeError, "`api.contacts.list` now requires `workspace`"),
    Edit("parameter-became-required", BREAKS, param(LIST, "q", required=True), "crm.contacts.list()", TypeError),
    Edit("parameter-removed", BREAKS, dropped(LIST, "q"), 'crm.contacts.list(q="x")\nassert "q=x" in sent()',
         Exception, "`api.contacts.list` no longer accepts `q`"),
    Edit("parameter-renamed", BREAKS, param(LIST, "q", name="query"),
         'crm.contacts.list(q="x")\nassert "q=x" in sent()', Exception),
    Edit("request-property-required", BREAKS,
         both(prop("ContactIn", "phone", TEXT), required("ContactIn", "name", "phone")),
         'crm.contacts.create(name="Ann")', TypeError, "`api.contacts.create` now requires `phone`"),
    Edit("request-property-became-required", BREAKS, required("ContactIn", "name", "email"),
         'crm.contacts.create(name="Ann")', TypeError),
    Edit("request-property-removed", BREAKS, without("ContactIn", "tags"), 'models.ContactIn(name="Ann", tags=["x"])',
         TypeError, "`api.contacts.create` no longer accepts `tags`"),
    Edit("required-body-added", BREAKS, more(PUT, requestBody={**BODY["requestBody"], "required": True}),
         'crm.lists.contacts.replace("l", "1")', TypeError),
    Edit("body-removed", BREAKS, lambda doc: op(doc, CREATE).pop("requestBody"),
         'crm.contacts.create(name="Ann")\nassert "Ann" in sent()', Exception),
    Edit("response-property-required", BREAKS,
         both(prop("Contact", "phone", TEXT), required("Contact", "id", "name", "status", "phone")),
         'models.Contact(id="1", name="Ann", status=models.Status.ACTIVE)', TypeError),
    Edit("response-optional-to-required", BREAKS, required("Contact", "id", "name", "status", "email"),
         'models.Contact(id="1", name="Ann", status=models.Status.ACTIVE)', TypeError),
    Edit("response-property-removed", BREAKS, without("Contact", "email"), FOUND + "found.email", AttributeError,
         "`models.Contact.email` was removed"),
    Edit("enum-value-removed", BREAKS, lambda doc: schema(doc, "Status")["enum"].remove("ARCHIVED"),
         "models.Status.ARCHIVED", AttributeError, "`models.Status.ARCHIVED` was removed"),
    Edit("cursor-added", BREAKS, added(LIST, given("cursor", TEXT)), "crm.contacts.list().next_cursor", AttributeError,
         "`api.contacts.list` returns `Page[Contact]` instead of `ContactPage`"),
)  # fmt: skip
