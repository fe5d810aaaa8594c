"""The ids of changes with their levels: those of oasdiff, and our own for documentation pages."""

from typing import Final, Literal

Level = Literal["ERR", "WARN", "INFO"]

# Level → subject → events; an id is the subject and an event, or an event alone.
_TABLE: Final[dict[Level, dict[str, str]]] = {
    "ERR": {
        "": """
            new-request-path-parameter new-required-request-default-parameter-to-existing-path
            new-required-request-header-property new-required-request-parameter new-required-request-property
            new-required-request-property-with-default request-header-property-became-enum
            request-header-property-became-required required-response-header-removed
            response-media-type-name-generalized response-media-type-removed response-required-property-removed
            response-success-status-removed sunset-deleted webhook-removed
        """,
        "request-body": """
            added-required all-of-added any-of-removed became-enum became-not-nullable became-required const-added
            const-changed contains-added content-encoding-changed content-media-type-changed content-schema-added
            dependent-required-added dependent-required-changed dependent-schema-added else-added
            enum-value-removed exclusive-max-decreased exclusive-min-increased if-added list-of-types-narrowed
            max-contains-decreased max-decreased max-length-decreased media-type-removed media-type-schema-added
            min-contains-increased min-increased min-items-increased min-length-increased one-of-removed
            pattern-property-added prefix-items-removed property-names-added removed then-added type-changed
            unevaluated-items-added unevaluated-properties-added wrapped-in-one-of
        """,
        "request-property": """
            all-of-added any-of-removed became-enum became-not-nullable became-required
            became-required-with-default const-added const-changed contains-added content-encoding-changed
            content-media-type-changed content-schema-added dependent-required-added dependent-required-changed
            dependent-schema-added deprecated-sunset-invalid deprecated-sunset-missing else-added
            enum-value-removed exclusive-max-decreased exclusive-min-increased if-added list-of-types-narrowed
            max-contains-decreased max-decreased max-length-decreased min-contains-increased min-increased
            min-items-increased min-length-increased one-of-removed pattern-added pattern-property-added
            prefix-items-removed property-names-added stability-decreased sunset-date-too-small then-added
            type-changed unevaluated-items-added unevaluated-properties-added x-extensible-enum-value-removed
        """,
        "request-parameter-property": """
            became-not-nullable enum-value-removed list-of-types-narrowed type-specialized
        """,
        "request-parameter": """
            became-enum became-not-nullable became-required default-value-added default-value-changed
            default-value-removed deprecated-sunset-missing enum-value-removed exclusive-max-decreased
            exclusive-min-increased list-of-types-narrowed max-decreased max-items-decreased max-length-decreased
            min-increased min-items-increased min-length-increased pattern-added removed-before-sunset
            sunset-date-changed-too-small sunset-date-too-small sunset-deleted sunset-parse type-changed
            x-extensible-enum-value-removed
        """,
        "response-body": """
            became-nullable const-changed const-removed contains-removed content-encoding-changed
            content-media-type-changed content-schema-removed dependent-required-changed
            dependent-required-removed dependent-schema-removed else-removed exclusive-max-increased
            exclusive-min-decreased if-removed list-of-types-widened max-contains-increased max-increased
            max-length-increased max-length-unset min-contains-decreased min-decreased min-items-decreased
            min-items-unset min-length-decreased one-of-added pattern-property-removed prefix-items-added
            property-names-removed then-removed type-changed type-generalized unevaluated-items-removed
            unevaluated-properties-removed wrapped-in-one-of
        """,
        "response-property": """
            became-nullable became-optional const-changed const-removed contains-removed content-encoding-changed
            content-media-type-changed content-schema-removed dependent-required-changed
            dependent-required-removed dependent-schema-removed deprecated-sunset-invalid
            deprecated-sunset-missing else-removed exclusive-max-increased exclusive-min-decreased if-removed
            list-of-types-widened max-contains-increased max-increased max-length-increased max-length-unset
            min-contains-decreased min-decreased min-items-decreased min-items-unset min-length-decreased
            one-of-added pattern-property-removed prefix-items-added property-names-removed stability-decreased
            sunset-date-too-small then-removed type-changed type-generalized unevaluated-items-removed
            unevaluated-properties-removed
        """,
        "response-header": """
            became-nullable became-optional type-changed type-generalized
        """,
        "api": """
            deprecated-sunset-missing deprecated-sunset-parse invalid-stability-level path-removed-before-sunset
            path-removed-without-deprecation path-sunset-parse removed-before-sunset removed-without-deprecation
            stability-decreased sunset-date-changed-too-small sunset-date-too-small
        """,
    },
    "WARN": {
        "": """
            optional-response-header-removed response-optional-property-removed
            response-required-property-became-not-write-only
        """,
        "request-body": """
            all-of-removed exclusive-max-set exclusive-min-set max-length-set max-set min-items-set min-set
        """,
        "request-property": """
            all-of-removed exclusive-max-set exclusive-min-set max-length-set max-set min-items-set min-set
            pattern-changed removed
        """,
        "request-parameter-property": """
            type-changed
        """,
        "request-parameter": """
            exclusive-max-set exclusive-min-set max-length-set max-set min-items-set min-set pattern-changed
            removed
        """,
        "response-body": """
            media-type-schema-removed
        """,
        "response-property": """
            enum-value-added
        """,
    },
    "INFO": {
        "": """
            endpoint-added endpoint-deprecated endpoint-deprecated-with-sunset endpoint-reactivated
            new-optional-request-default-parameter-to-existing-path new-optional-request-parameter
            new-optional-request-property request-optional-property-became-not-read-only
            request-optional-property-became-not-write-only request-optional-property-became-read-only
            request-optional-property-became-write-only request-required-property-became-not-read-only
            request-required-property-became-not-write-only request-required-property-became-read-only
            request-required-property-became-write-only response-media-type-added response-media-type-name-changed
            response-media-type-name-specialized response-mediatype-enum-value-removed
            response-non-success-status-added response-non-success-status-removed response-optional-property-added
            response-optional-property-became-not-read-only response-optional-property-became-not-write-only
            response-optional-property-became-read-only response-optional-property-became-write-only
            response-optional-write-only-property-added response-optional-write-only-property-removed
            response-required-property-added response-required-property-became-not-read-only
            response-required-property-became-read-only response-required-property-became-write-only
            response-required-write-only-property-added response-required-write-only-property-removed
            response-success-status-added webhook-added
        """,
        "request-body": """
            added-optional all-of-added-annotation-only all-of-removed-annotation-only any-of-added
            became-nullable became-optional const-removed contains-removed content-schema-removed
            default-value-added default-value-changed default-value-removed dependent-required-removed
            dependent-schema-removed discriminator-added discriminator-mapping-added discriminator-mapping-changed
            discriminator-mapping-deleted discriminator-property-name-changed discriminator-removed else-removed
            exclusive-max-increased exclusive-min-decreased if-removed list-of-types-widened
            max-contains-increased max-increased max-length-increased media-type-added media-type-schema-removed
            min-contains-decreased min-decreased min-length-decreased one-of-added pattern-property-removed
            prefix-items-added property-names-removed then-removed type-compatible type-generalized
            unevaluated-items-removed unevaluated-properties-removed
        """,
        "request-property": """
            all-of-added-annotation-only all-of-removed-annotation-only any-of-added became-nullable
            became-optional const-removed contains-removed content-schema-removed default-value-added
            default-value-changed default-value-removed dependent-required-removed dependent-schema-removed
            deprecated deprecated-with-sunset discriminator-added discriminator-mapping-added
            discriminator-mapping-changed discriminator-mapping-deleted discriminator-property-name-changed
            discriminator-removed else-removed enum-value-added exclusive-max-increased exclusive-min-decreased
            if-removed list-of-types-widened max-contains-increased max-increased max-length-increased
            min-contains-decreased min-decreased min-length-decreased one-of-added pattern-generalized
            pattern-property-removed pattern-removed prefix-items-added property-names-removed reactivated
            stability-increased then-removed type-compatible type-generalized unevaluated-items-removed
            unevaluated-properties-removed
        """,
        "request-parameter-property": """
            became-nullable enum-value-added list-of-types-widened type-generalized
        """,
        "request-parameter": """
            became-nullable became-optional deprecated enum-value-added exclusive-max-increased
            exclusive-min-decreased list-of-types-widened max-increased max-items-increased max-length-increased
            min-decreased min-items-decreased min-length-decreased pattern-generalized pattern-removed reactivated
            removed-with-deprecation type-generalized
        """,
        "request-read-only-property": """
            enum-value-removed exclusive-max-decreased exclusive-min-increased max-decreased max-length-decreased
            min-increased
        """,
        "response-body": """
            all-of-added all-of-added-annotation-only all-of-removed all-of-removed-annotation-only any-of-added
            any-of-removed became-not-nullable const-added contains-added content-schema-added default-value-added
            default-value-changed default-value-removed dependent-required-added dependent-schema-added
            discriminator-added discriminator-mapping-added discriminator-mapping-changed
            discriminator-mapping-deleted discriminator-property-name-changed discriminator-removed else-added
            if-added list-of-types-narrowed max-contains-decreased media-type-schema-added min-contains-increased
            one-of-removed pattern-property-added prefix-items-removed property-names-added then-added
            type-compatible type-specialized unevaluated-items-added unevaluated-properties-added
        """,
        "response-property": """
            all-of-added all-of-added-annotation-only all-of-removed all-of-removed-annotation-only any-of-added
            any-of-removed became-not-nullable became-required const-added contains-added content-schema-added
            default-value-added default-value-changed default-value-removed dependent-required-added
            dependent-schema-added deprecated deprecated-with-sunset discriminator-added
            discriminator-mapping-added discriminator-mapping-changed discriminator-mapping-deleted
            discriminator-property-name-changed discriminator-removed else-added enum-value-removed if-added
            list-of-types-narrowed max-contains-decreased min-contains-increased one-of-removed pattern-added
            pattern-changed pattern-property-added pattern-removed prefix-items-removed property-names-added
            reactivated stability-increased then-added type-compatible type-specialized unevaluated-items-added
            unevaluated-properties-added
        """,
        "response-write-only-property": """
            became-optional became-required enum-value-added
        """,
        "response-header": """
            added became-not-nullable type-compatible type-specialized
        """,
        "api": """
            global-security-added global-security-removed global-security-scope-added
            global-security-scope-removed major-version-not-bumped operation-id-added operation-id-removed
            path-removed-with-deprecation removed-with-deprecation schema-removed security-added
            security-component-added security-component-oauth-scope-added security-component-oauth-scope-changed
            security-component-oauth-scope-removed security-component-oauth-token-url-changed
            security-component-oauth-url-changed security-component-removed security-component-type-changed
            security-removed security-scope-added security-scope-removed stability-increased tag-added tag-removed
            version-decreased version-not-bumped
        """,
    },
}

LEVELS: Final[dict[str, Level]] = {
    f"{subject}-{event}" if subject else event: level
    for level, subjects in _TABLE.items()
    for subject, events in subjects.items()
    for event in events.split()
}

_PAGE_EVENTS: Final[dict[Level, str]] = {
    "ERR": """
        auth-contradicted count-contradicted figure-contradicted limit-contradicted methods-contradicted
        server-contradicted values-contradicted
    """,
    "WARN": """
        auth-missing code-missing endpoint-gone endpoint-missing field-missing figure-gone header-missing limit-gone
        limit-missing server-gone server-missing status-missing unread values-gone values-missing variable-missing
    """,
    "INFO": """
        auth-gone code-gone count-gone field-gone form-changed header-gone methods-gone not-locked section-added
        section-changed section-moved section-removed section-renamed status-gone variable-gone
    """,
}
PAGE_LEVELS: Final[dict[str, Level]] = {
    f"page-{event}": level for level, events in _PAGE_EVENTS.items() for event in events.split()
}
"""The levels of changes of documentation pages, whose ids are our own."""
