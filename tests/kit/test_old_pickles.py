"""Errors that version 0.1.0 of the packages pickled are read by the present ones: in queues they outlive an upgrade.

What stands below was made once, by the generated packages of that version, and is never made anew: a module or an
attribute that it names has to stay, or to have a successor that takes its place.
"""

from __future__ import annotations

import json
import pickle
import zlib
from base64 import b64decode
from typing import Any

import komo_client
import komos_client
import pytest
from komos_client import Komos

KOMOS = (
    "eNrVWVtsG8cVpS1ZD1KykziOnSoNpkzgSo6W5FJ8SJQTWfCDlWXThiWnaFKVXe4OOUsvd5l96GFXgB0gdgJMkKLeIE2atO5H0zZtECDoRxCggNuk"
    "QBCgCfrVzxZFP/pA4RRo2n70o3dml+SSkhw6QFpYgsSd2blz79xz7p07w4u9zx/8fIj/LLmj9L5zRs2wirKmYt2OFU1Ht9UajmHTNEzLpQMFwz5m"
    "OLriXnXpdt1wn3LPuOsgN2jUsSnZqqG79E5bss5ZMZC1YrKJJRu7tN/ETzjYsl36wOYaZNWUnZplS7qMQVFkAd6e8WWugoLe06cWFl0aI7Zdz8Xj"
    "YjIbS8CvmBPjdaekqXJ8WYxzxfx/UYwz/dy2XmIwxZGAjEv7JFnGdegekep1EOe2x6uWoY+jA/ED0088DANdGnYsbApSBaxx6f3cdMEzPQ7vYwlU"
    "X7MJCE7ERBi9y5tUwLpsKKpecelw5bxaH0cKLmvcD0OyodsgLdhrdWje0ancpTsbIzSsV2wCbk5Pus7h3IWop9d3ypwSzUXF8gSekiawgBPpCSEl"
    "SViQsmJWwEpqUilnlFIqVYquu/S+m/rIdi8Bsia26oZuYZdEaN+sbq1gExx/0t3GXDi0KvgACqri0h3QKIqb2Sqmu1ijc3jXhaiCbUnVYBG6ASZe"
    "YTaEfR1F0EH20wHJtnGtblvMpP5Zr8HIML8N3nELscIspCE3P/OlAz9/81oolA/5P2R/fubilQ9/CX1sgU8BOqoCMxhgmrxWPIfXXPpgNw4E8mJN"
    "qlugKz/z5PEfp5dCITooS5qGlaIEtBhQAFpG4uDjVfdwuP8vkfvv3rc/8s4Nl0zTAdZ/3tDZO2gOsqaCNVuC9nyI/V6BYGIBdRn+6M6atFbCRbyK"
    "ZccG3c/QAUvSloGKiltgcNnmGlNfoBGIGtuBkDIUzN3Ry59IL+3z43aM9pYMZQ2igfZ5foe3llMi21igmcvYPMoGdgQ1GSCDJEyGR8nOTxN35M72"
    "kCO7bx5rZM8nBhjZS/aRe8nnyMjNomJKLkvJCSkrZBOJtJASS5JQmpzKCGUxJZcms5IkYrG7qCBfIA+c/Mf/LgJIjCgkTkRgOEmCYjKRnxFfunbj"
    "60FeK/mZyPGfxUMNXpMsfbCbJbtkKj8ztfyrmYswSY483OLnnyouOcZIR+aeJscLZL5ATjDtJ8kiKYyRU0HaLHq0ueNRSVMVvqJj0I/5hjDCSBZT"
    "9bpjWzl0TMWagpjTVBantzupStkpXEqXBVGC/JDCiZRQEnFSKCUURVLErKLI6Vsg1au3RqrsZFekKrRI9fiFqGbI8BlloETHox4s0aXxaM2qwILa"
    "4YEBbFror6mWBVtXdH2pyckrLU6+yjk5/rtL+68HOXklP9N/Z2S4nZNdeIxz8mD43X9t4ORfv9Lk5DNNTr7KODlBCrAfhLn9zbQVCVAPHNjBvcue"
    "UUEiL/HSoAd85LK6x8uPtM+fAdMe8JJLXqS9nrf7fbe4juTnzTOQ6U+oNdX2uN9naQbbMm9zmmM5g2V5QhIyEzIkkkRCFiZxJiOIieRUUkqlE2mc"
    "ugWav34zmkf4HiZIZRv8RrdPJDZNp1NdMX93IJ16SLRS6tst+r7O6Rt7M/PsoSB93wb6Xnj5jTb6duMJTt/0L15591onff/2cQd9my/vHYjcyDde"
    "nmAWnSSvbUizr3ks23nKsWWjhs/q53RjRWdEW4aaQV1mpc84Kjk20g3kWFJJw8griXLoDJa8wMihCpQb04jVKkiqSKqOVlSboEAdhKAOQkkliSfS"
    "UABlJ5VJISXLJWEKJ8uCLJUzJTmTSSvJ7O1O7G7W2D2x599f74KW1uGDF6IgF82hC1EVrECsVRSj4yjKZp3jXd78rM+r41jf6aOFI3M+fwtN+s6/"
    "T3d1gAsl6YGzj7lBNhfyMz0fGZk2MneFMCfzi3vQhlz8UShYH0D8skW4kJK9UuCwoetYbi8FpnXDRk2m5pA/xrf8cfgE3oqiuIRa0pCvy44VLBVo"
    "2DtKaioc4DjraE/+KBwDo5/MvM+Qbc7hEMC9QaFHjkILMdoHnGEnxwIdvyUH5Ge+lnrySdIO6g8P/hp/2AK1wOD6UerG1AedcP39eufW6eF0BKij"
    "qTo+uipjOHlwnMZsggEn7wWqSxaoRyVcNkyWT/yUAgkETjSbJICxbhLA/z/2ZbmcSMnZErA/nRFSU0D8klLKCmJKyqQhkU8l5UkW+3u3Mn4jsr0+"
    "riMnoAzIIc52CEeeXyHNgqXIAhjfeiJ7/vq1Nhh3v/fQ3MVgbHZjHY/Nt87/+43R6+1gD/3k487anYN911kdr9aBVlg50zjYA9zxZCKRQxJawSUA"
    "uwL2EohPdHzhVAGtSBZqyKBRgjXNGAuE4l08T/FLHbZvq3gZeyFJ/klHP5EHAhOM259lUJL/0Hu20NpM2++xcmSTIiO5IZvvs/GqHSd2TYP9k0im"
    "he2HHbssMJINHaw/wv1zMF5/ZGOWfo/VGNPlDw51ZOX70m/tCXUE8FHjuT2HOgJ454EfbBrA4SOmWrabJe/zK6ahV4rMXCTZCJYaUwG4JoSWbY7D"
    "HmEjFdZVwebYNPKL2GKZl8e+kLcTtQtuOdZUKzDVItPZElhs9QYYU/3iNljYbcUQiPBGddoB5+ill/4YCsBZPQGLy8/seGF9pBNS59BzHxQ6IY0N"
    "doYpP1KUVThsjNKRze9EFYY3FIUn+UCGebiFOfR7kLv03i0x5+SsPgq20uE2QNllWxN7IH9whpZQ9atMclcH8i69ezPoO8V2cjFYB5Q1tTqcyu5p"
    "Sp1x9MXWiw65ISZXN42KiS2QGglKnfa70TdQgVU/HaJ8TY1D4N6moKLK9uPcNbP62lKnUIQJGY79KaQ0o2KdNTWX7g76bwvjBpkEv5Bz4XTRPr5d"
    "1xYT3MEmkNkFuQZVIL8s3lIv0GbHsqQ5ANbeNnLVDKjK+OW8S3vAo8CqsUtugeXF7cCl+R20nyd6xqstaMmKGjb/Wf55lT0VFqAqY5EP52BexDYu"
    "yzeqLTYGDIL2Be8Z5ujnJW8h780y5NPNY3r1OQ5ugEtez0CTJV67cXr3Wv0NTP3BDKyiA2h57R0eFF5j2HNr0fT82hixapsSuzTtLZrSihvwUXOV"
    "TbMd57Jb4mmaratVCO+BJSMbYR0KLgQ77LHZuRNHj7jVp0CD7/jq01ybV1VXn+Er8Q4FbvWbDP2rvMuXZP6pvsB60GYebnMcjQTjE6zpkeqqN8O3"
    "2QzRrTAKhu1we7S2+BL2vtzhl+A81/05PLxr+/iQ/Hs/19EwyJj+iAKNlFVdtYjfrH4PLFh3q9/nH6N00J9tFqi1L5lIpuGkLYgTi2I6l0jmUqnY"
    "pJh8DFjjTznLZgw3ZmQtjkD1xS09w9bVSiuRQDYJrGlIdkwThICluO5CoRdhD1bRNmxJA+Q7rY744xf84WE+fNEf7Zn0kifyHe/jZWbgbrYdWrAf"
    "rsbwKrhVw3Hg5SvwqlD9Lv/foYfxrvrTJjUgZ1df560GERv0oJG2TM0BDwbKbwLcL8Byg+kE9qRGRqv+NhhQEALNaILntkh8BwbydV7mGz/tYaml"
    "+hr0WrwQheNNWa043peDzeJlHexi38HkEDuAsEsIFarPWt1em4a9i3fOMwyRIlmkZEimghwIIRMtYNuGXcxCf7j8LTR7eg7tR1/GJWIY56xxFl/s"
    "0KLUYArDRMaKDhJGmU9nmBVJV89731F6RQqzb8iXblr2EBu84nUiAjPCOW1V8MoLS63o4G6omAkcmZq3fSUc+y//cENm"
)
KOMO = (
    "eNqVU9tu00AQdSHNpYFQWhAgBFR+AUqTEO4qQlFVwEDVIC7iDVlbe9oxddbGuy5NUSV4AIS0T3SR+AkeeOUFic+AH+DyE8w6KRRIudiy5J2ZnTkz"
    "c86j3MuVvJU9d/URNbIYtSPXCwPgsgZJEiVCq9GrXKTz84FnrNMJ+IEUek2rXcEGu+v1HE/0Tb1KqUpRDAmTQcS12p4KtgA1kbbbLOloVUjgfgpC"
    "amVvLOgmKZdBG2pekHhpW0jGPSAA5Vvkvdm7ska5tzqXbms1hlLGk/V648TZ2nF6G5ONelaovl7I4MhhZAqVN0RplWeeBzGZ97M4DgMvw1m/JyI+"
    "MTZeHz9//wIFajWUCkiqlJFT6AEDtdqFWid37fhY3JFI907WGhS8o5uzCtyL/IAvUNsLK0E8MebDfMgk6HTa0qryC0SpH2tVTEDEERegsazyU1w8"
    "gIQanX0xYDrYtlztzasa+FoN0sGlehUv4pKwVEPgCxK12tponNNq27pZdmLQavjXBgnG0kM72609+dAmrGBP2v1WaU/YbRAGLQXwyF6d+Eu0D5IF"
    "4Wb+Vf3M9DrU68WlXtBWRSYltGMiDrVemOoezJJnBsiXTQJ8Mwllaad54cPIKlHVsXoP2k5z7eP74beWZQb5hLYQ+JQhogl4HXcROrqlChCyWFAW"
    "p6nfLX8dsSxV8lgYgu8y2mvRp+UY2m38XdPTQ4Uv5YO79h62Bl5pPKOKxr4SceOjY8kcfQglo/OMZd5nxHzD/qf0qUqbdebAhWXwUkm1n6uiYOES"
    "DdMnSLRwmXRM+ZYqE89lKlwz26zRXPa3ibxUvifLoyo3F/ldjg9mti7d/3i50FuoVlt4pFO8jldVvrs2jbk0ncMBVbrF5kF2pllsRD4aBnyRbnNX"
    "ZGbXI3tP41jEEg7h9iNY+Tcx4s6fdYijfxYg7v6b6nAP7k1xX19Z4QE8NPv6fyV0+p8kJH6XUJ9Bba6g/sHfBdTP3dUPjqOPx7BK+sAadYd1p9nc"
    "9+bzT6rwnebwncFPj9ZVgSdbeMppXlyqrAyT+zSe+8HuG+80ThnK4sXneKmFl1vomLxX+q8erx3Fmf6c6xv/G+WWMPlBuTtEOah9AzrxZ0A="
)
CLASSES = {
    "komos": [
        "NotFound", "ServerError", "ValidationFailed", "RateLimited", "OutcomeUnknown", "ConnectionFailed",
        "DeadlineExceeded", "UnexpectedResponse", "DriftError", "RunFailed", "ConfigurationError", "WebhookError",
    ],
    "komo": ["InsufficientCredits", "SafetyCap"],
}  # fmt: skip
PACKAGES = {"komos": komos_client, "komo": komo_client}


def loaded(api: str) -> list[Any]:
    """The errors, as the present package reads them."""
    errors: list[Any] = pickle.loads(zlib.decompress(b64decode({"komos": KOMOS, "komo": KOMO}[api])))
    return errors


def one(name: str) -> Any:
    """The error of the class *name*."""
    return loaded("komos")[CLASSES["komos"].index(name)]


@pytest.mark.parametrize("api", CLASSES)
def test_every_one_is_an_error_of_the_present_package(api: str) -> None:
    """Caught by the class that callers import, with its words, as JSON, and fit to be pickled again."""
    errors = loaded(api)
    assert [type(error) for error in errors] == [getattr(PACKAGES[api], name) for name in CLASSES[api]]
    for error in errors:
        assert str(error)
        assert json.loads(json.dumps(error.to_dict(), default=str))["type"] == type(error).__name__
        assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_what_they_know_is_there() -> None:
    """Request, answer and attempts; what a vendor says; a run and an answer as models."""
    error = one("ValidationFailed")
    place = "(POST /public/v1/tasks/task_1/runs, request req_1, 1 attempt)"
    assert str(error) == f"422 ValidationFailed: body.inputs: Field required {place}"
    assert (error.request.method, error.request.path) == ("POST", "/public/v1/tasks/task_1/runs")
    assert (error.response.status_code, error.response.headers["x-request-id"]) == (422, "req_1")
    assert [(attempt.number, attempt.phase, attempt.status) for attempt in error.attempts] == [(1, "answered", 422)]
    assert [(fault.field, fault.message) for fault in error.errors] == [("body.inputs", "Field required")]
    assert one("RateLimited").retry_at.tzinfo is not None
    assert [attempt.phase for attempt in one("ConnectionFailed").attempts] == ["unsent"]
    drift = one("DriftError")
    assert (drift.misfits[0].kind, drift.misfits[0].where) == ("wrong_type", "run.id")
    assert isinstance(drift.value, komos_client.models.Run)
    failed = one("RunFailed").run
    assert (failed.id, failed.status, failed.progress.steps_total) == ("run_1", komos_client.models.RunStatus.FAILED, 5)
    assert str(loaded("komo")[0]) == (
        "402 InsufficientCredits: insufficient_credits (GET /usage/summary, request req_1, 1 attempt)"
    )


def test_an_unknown_outcome_can_still_be_looked_into() -> None:
    """By a client of the present package: the id that the broken answer showed, and the key that makes it safe."""
    error = one("OutcomeUnknown")
    assert (error.maybe_executed, error.salvaged, error.operation) == (True, "run_1", "tasks.runs.create")
    assert error.idempotency_key in error.request.body.decode()
    offline = {"base_url": "http://127.0.0.1:1", "max_retries": 0}
    with Komos("sk_live_0123456789", **offline) as komos, pytest.raises(komos_client.ApiError):
        komos.reconcile(error, wait=0)
