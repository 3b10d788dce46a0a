"""The API against its own document: what it promises to take and to answer, asked by schemathesis.

Once with whatever fits the document, and once with the film, the digest and the post that are there, so that
a request gets past "not found". Bounded and derandomized: the same requests each time.
"""

from collections import Counter

import pytest
import schemathesis
import story_desk
from desk_room import NAMES, PASSWORD
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

# All but "positive_data_acceptance": what is well written may still be refused for what it means (a film that
# is none, a window that ends before it begins), and "ignored_auth": test_api_rights asks more than that.
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
    allow_header_conformance,
]
FEW = settings(
    max_examples=6,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


@pytest.fixture
def story(config_dir, tmp_path):
    """A desk with a draft of a trailer's story."""
    with story_desk.opened(config_dir, tmp_path) as made:
        yield made


def test_api_keeps_what_its_document_promises_of_anything(story):
    """Whatever is sent: no 5xx, no undocumented answer, nothing taken that the document refuses."""
    answers = ask_all(story, {})
    assert answers.total() > 400


def test_api_keeps_what_its_document_promises_of_what_is_there(story):
    """The same of a film, a digest, a post and a version that are stored: the handlers themselves are reached."""
    quote = story.story.quotes[0]
    known = {
        "slug": "the-paper-lighthouse",
        "digest_id": story.id,
        "source": quote.source,
        "id": quote.id,
        "version": story.story.version,
    }
    answers = ask_all(story, known)
    done = {label for label, status in answers if status < 300}
    assert len(done) > 35, f"most handlers came to their end: {sorted(answers.items())}"


def ask_all(story, known):
    """Ask every operation, as an admin in a browser does; how often each was answered how."""
    url = story.desk.url
    document = story.desk.stranger().get("/api/v1/openapi.json").json()
    schema = schemathesis.openapi.from_dict(narrowed(document, known))
    browser = story.desk.browser("admin")
    headers = {"Cookie": f"fansreact={browser.cookies['fansreact']}", "Origin": url}
    answers = Counter()
    for found in schema.get_all_operations():
        operation = found.ok()
        for mode in MODES:
            ask = asking(operation, mode, url, headers, answers)
            try:
                ask()
            except Unsatisfiable:  # nothing about it can be wrong
                assert mode is GenerationMode.NEGATIVE
    entered = story.desk.stranger().post("/login", data={"name": NAMES["admin"], "password": PASSWORD})
    assert entered.status_code == 303, "nothing that was asked has shut the admin out"
    return answers


def asking(operation, mode, url, headers, answers):
    """What asks one operation some times, and looks at each answer."""

    @FEW
    @given(operation.as_strategy(generation_mode=mode))
    def ask(case):
        answer = case.call(base_url=url, headers=headers)
        answers[operation.label, answer.status_code] += 1
        case.validate_response(answer, checks=CHECKS)

    return ask


def narrowed(document, known):
    """The document with just these values for what has these names; who asks is told beside it."""
    if not known:
        return document
    for path in document["paths"].values():
        for operation in path.values():
            del operation["security"]
            for parameter in operation.get("parameters", ()):
                if parameter["name"] in known and (parameter["in"] == "path" or parameter["required"]):
                    parameter["schema"] = {"enum": [known[parameter["name"]]]}
    for name, shape in document["components"]["schemas"].items():
        for part in set(shape.get("properties", {})) & set(known) if name.endswith("Wanted") else ():
            shape["properties"][part] = {"enum": [known[part]]}
    return document
