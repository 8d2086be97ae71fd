"""OGC API Processes, part 1: a test for each requirement of core, named after it, and of the other classes declared."""

import json
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import Person
from analysis.models import Run
from analysis.questions import QUESTIONS
from ogc.processes.descriptions import example
from tests.ogc.conftest import Ask, linked
from tests.ogc.processes.conftest import CATCHMENT, FACILITIES, HERE, ISOCHRONE, NEAREST, ROUTE, Post, complete
from tests.ogc.processes.schemas import valid

pytestmark = pytest.mark.usefixtures("streets", "published_in_test")

Told = Callable[..., Any]
SPEC = "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/"
RELATIONS = "http://www.opengis.net/def/rel/ogc/1.0/"
EXCEPTIONS = "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/"
# A request of each process that anybody, or an analyst, may send.
REQUESTS = dict.fromkeys(QUESTIONS, CATCHMENT) | {"isochrone": ISOCHRONE, "route": ROUTE, "nearest": NEAREST}


def content(response: HttpResponse, status: int = 200) -> Any:
    """Return the JSON of an answer with that status."""
    assert response.status_code == status, response.content
    return json.loads(response.content)


def parts(response: HttpResponse) -> dict[str, Any]:
    """Return the parts of a multipart answer by their Content-ID."""
    head = f"Content-Type: {response['Content-Type']}\r\n\r\n".encode()
    message = message_from_bytes(head + response.content)
    assert message.is_multipart()
    return {each["Content-ID"]: each for each in message.get_payload()}  # type: ignore[union-attr]


@pytest.fixture
def job(post: Post, analyst: Person) -> str:
    """A job that nobody has worked on yet."""
    return str(content(post("catchment", CATCHMENT, analyst, later=True), 201)["jobID"])


@pytest.fixture
def ask_as_analyst(client: Client, analyst: Person) -> Callable[..., HttpResponse]:
    """Ask for an address below /ogc as an analyst who is signed in."""
    client.force_login(analyst)
    return lambda path, **query: client.get(f"/ogc{path}", query)


# --- the API ----------------------------------------------------------------------------------------------------------


def test_landingpage_success(told: Told) -> None:
    document = valid("landingPage", told("/"))
    for relation, path in (("conformance", "conformance"), ("processes", "processes"), ("job-list", "jobs")):
        (found,) = linked(document, f"{RELATIONS}{relation}")
        assert found["href"] == f"http://testserver/ogc/{path}"


def test_conformance_success(told: Told) -> None:
    document = valid("confClasses", told("/conformance"))
    found = {each.removeprefix(SPEC) for each in document["conformsTo"] if each.startswith(SPEC)}
    assert found == {"core", "ogc-process-description", "json", "html", "oas30", "job-list", "dismiss"}


def test_process_list_success(told: Told) -> None:
    document = valid("processList", told("/processes"))
    assert [each["id"] for each in document["processes"]] == sorted(QUESTIONS)


def test_pl_limit_definition_and_pl_limit_response(told: Told, client: Client) -> None:
    seen: list[str] = []
    document = told("/processes", limit=3)
    while True:
        assert len(document["processes"]) <= 3
        seen += [each["id"] for each in document["processes"]]
        following = linked(document, "next")
        if not following:
            break
        document = content(client.get(following[0]["href"].removeprefix("http://testserver")))
    assert seen == sorted(QUESTIONS)
    assert len(told("/processes", limit=1_000_000)["processes"]) == len(QUESTIONS)


@pytest.mark.parametrize("limit", ["0", "-1", "x", "1.5", ""])
def test_pl_limit_that_is_no_number(ask: Ask, limit: str) -> None:
    assert ask("/processes", limit=limit).status_code == 400


def test_pl_links(told: Told, ask: Ask) -> None:
    document = told("/processes")
    assert [each["type"] for each in linked(document, "self")] == ["application/json"]
    assert [each["type"] for each in linked(document, "alternate")] == ["text/html"]
    assert ask("/processes", f="html")["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("process", QUESTIONS)
def test_process_success(told: Told, process: str) -> None:
    document = valid("process", told(f"/processes/{process}"))
    assert document["id"] == process
    (execute,) = linked(document, f"{RELATIONS}execute")
    assert execute["href"] == f"http://testserver/ogc/processes/{process}/execution"


@pytest.mark.parametrize("path", ["/processes/none", "/processes/isochrone%00", "/processes/Isochrone"])
def test_process_exception_no_such_process(ask: Ask, path: str) -> None:
    refused = valid("exception", content(ask(path), 404))
    assert refused["type"] == f"{EXCEPTIONS}no-such-process"


# --- the description of a process -------------------------------------------------------------------------------------


@pytest.mark.parametrize("process", QUESTIONS)
def test_inputs_def_and_input_def(told: Told, process: str) -> None:
    """Every input that the question knows is described, and nothing else; what must be given occurs at least once."""
    inputs = told(f"/processes/{process}")["inputs"]
    question = QUESTIONS[process]
    assert set(inputs) == set(question.schema()["properties"])
    assert {name for name, each in inputs.items() if each["minOccurs"]} == set(question.required)
    for each in inputs.values():
        valid("schema", each["schema"])
        assert each["title"]


@pytest.mark.parametrize("process", QUESTIONS)
def test_outputs_def_and_output_def(told: Told, post: Post, analyst: Person, process: str) -> None:
    """What an answer holds is described."""
    outputs = told(f"/processes/{process}")["outputs"]
    for each in outputs.values():
        valid("schema", each["schema"])
    answer = content(post(process, {**REQUESTS[process], "response": "document"}, analyst))
    assert {"answer", "assumptions"} < set(answer) <= set(outputs)


def test_the_example_of_each_page_can_be_sent_as_it_is(ask: Ask, post: Post, analyst: Person) -> None:
    for process, question in QUESTIONS.items():
        page = ask(f"/processes/{process}", f="html").content.decode()
        assert f"curl http://testserver/ogc/processes/{process}/execution" in page
        assert post(process, example(question), analyst).status_code in (200, 400), process
    assert post("isochrone", example(QUESTIONS["isochrone"])).status_code == 200


# --- execution --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("process", QUESTIONS)
def test_process_execute_op_and_request(post: Post, analyst: Person, process: str) -> None:
    assert post(process, valid("execute", REQUESTS[process]), analyst).status_code == 200


def test_process_execute_on_an_unknown_process(post: Post) -> None:
    assert content(post("none", ISOCHRONE), 404)["type"] == f"{EXCEPTIONS}no-such-process"


def test_process_execute_inputs_in_line_and_by_reference(post: Post, streets: dict[str, str]) -> None:
    """A position may be that of an entry of the portal, named by its link."""
    entry = f"http://testserver/ogc/collections/sports_facility/items/{streets['Mainwiese']}"
    by_reference = {"inputs": {**NEAREST["inputs"], "point": {"href": entry}}, "response": "document"}
    found = content(post("nearest", by_reference))["facilities"]["value"]["features"]
    assert found[0]["properties"]["distance_m"] == 0


@pytest.mark.parametrize(
    "href",
    [
        "http://169.254.169.254/latest/meta-data",
        "http://testserver.example/ogc/collections/sports_facility/items/x",
        "http://testserver/ogc/collections/sports_facility/items/none",
        "http://testserver/ogc/collections/none/items/none",
        "http://testserver/ogc/../verwaltung/",
        "file:///etc/passwd",
        "data:application/json,[9.93,49.79]",
        "",
        None,
        {"href": "x"},
    ],
)
def test_process_execute_inputs_by_reference_ask_nobody_else(post: Post, href: Any) -> None:
    assert post("isochrone", {"inputs": {"point": {"href": href}}}).status_code == 400


def test_process_execute_input_inline_object(post: Post) -> None:
    """An object is qualified, as the standard wants it, or stands as it is."""
    plain = {"inputs": {**NEAREST["inputs"], "facilities": FACILITIES["value"]}, "response": "document"}
    assert content(post("nearest", plain)) == content(post("nearest", {**NEAREST, "response": "document"}))


def test_process_execute_input_array(post: Post) -> None:
    """No input occurs more than once; one whose value is a list takes a list of one value, too."""
    one = {"inputs": {"point": HERE, "minutes": [5]}, "response": "document"}
    features = content(post("isochrone", one))["isochrones"]["value"]["features"]
    assert [each["properties"]["minutes"] for each in features] == [5]


@pytest.mark.parametrize(
    ("process", "inputs"),
    [
        ("isochrone", {}),
        ("isochrone", {"point": "9.93,49.79"}),
        ("isochrone", {"point": [9.93]}),
        ("isochrone", {"point": HERE, "profile": "horse"}),
        ("isochrone", {"point": HERE, "minutes": [0]}),
        ("isochrone", {"point": HERE, "minutes": [1, 2, 3, 4, 5, 6, 7]}),
        ("isochrone", {"point": HERE, "none": 1}),
        ("isochrone", {"point": {"value": HERE, "mediaType": "x", "none": 1}}),
        ("isochrone", []),
        ("nearest", {"point": HERE}),
        ("nearest", {**NEAREST["inputs"], "most": 51}),
        ("nearest", {**NEAREST["inputs"], "area": []}),
        ("nearest", {**NEAREST["inputs"], "profiles": ["foot"]}),
        ("nearest", {**NEAREST["inputs"], "depart_at": "tomorrow"}),
        ("route", {"from": HERE}),
    ],
)
def test_process_execute_input_validation(post: Post, process: str, inputs: Any) -> None:
    refused = valid("exception", content(post(process, {"inputs": inputs}), 400))
    assert refused["detail"].endswith(".")


def test_process_execute_default_outputs(post: Post) -> None:
    everything = content(post("isochrone", {**ISOCHRONE, "response": "document"}))
    assert set(everything) == {"answer", "assumptions", "isochrones"}


def test_process_execute_default_execution_mode(post: Post, analyst: Person, told: Told) -> None:
    """Every process can be executed synchronously, so without a preference each is."""
    for process, body in REQUESTS.items():
        assert "sync-execute" in told(f"/processes/{process}")["jobControlOptions"]
        assert post(process, body, analyst).status_code == 200
    assert not Run.objects.exists()


def test_process_execute_auto_execution_mode(post: Post, analyst: Person, told: Told) -> None:
    for process, body in REQUESTS.items():
        answer = post(process, body, analyst, later=True)
        is_job = "async-execute" in told(f"/processes/{process}")["jobControlOptions"] and "point" not in body["inputs"]
        assert answer.status_code == (201 if is_job else 200)
        assert answer.get("Preference-Applied", "") == ("respond-async" if is_job else "")


def test_process_execute_success_async(post: Post, analyst: Person) -> None:
    answer = post("catchment", CATCHMENT, analyst, later=True)
    state = valid("statusInfo", content(answer, 201))
    assert state["status"] == "accepted"
    assert answer["Location"].startswith(f"http://testserver/ogc/jobs/{state['jobID']}")


def test_process_execute_success_async_of_an_equal_question_is_the_same_job(post: Post, analyst: Person) -> None:
    first, second = (content(post("catchment", CATCHMENT, analyst, later=True), 201) for _ in range(2))
    assert first["jobID"] == second["jobID"]


def test_process_execute_sync_raw_value_one(post: Post) -> None:
    for name, media_type in (
        ("isochrones", "application/geo+json"),
        ("assumptions", "application/json"),
        ("answer", "text/plain; charset=utf-8"),
    ):
        answer = post("isochrone", {**ISOCHRONE, "outputs": {name: {}}, "response": "raw"})
        assert (answer.status_code, answer["Content-Type"]) == (200, media_type)
    assert answer.content.decode().startswith("In 6 Minuten")


def test_process_execute_sync_raw_value_multi(post: Post) -> None:
    answer = post("isochrone", ISOCHRONE)
    assert answer["Content-Type"].startswith("multipart/related; ")
    found = parts(answer)
    assert set(found) == {"answer", "assumptions", "isochrones"}
    assert json.loads(found["isochrones"].get_payload(decode=True))["type"] == "FeatureCollection"


def test_process_execute_sync_document(post: Post) -> None:
    answer = post("isochrone", {**ISOCHRONE, "outputs": {"answer": {}, "isochrones": {}}, "response": "document"})
    assert answer["Content-Type"] == "application/json"
    document = valid("results", content(answer))
    assert set(document) == {"answer", "isochrones"}


@pytest.mark.parametrize(
    "wanted",
    [
        {"outputs": {"none": {}}},
        {"outputs": ["isochrones"]},
        {"outputs": {"isochrones": None}},
        {"outputs": {"isochrones": {"transmissionMode": "pigeon"}}},
        {"outputs": {"isochrones": {"transmissionMode": "reference"}}},
        {"outputs": {"isochrones": {"format": {"mediaType": "application/pdf"}}}},
        {"response": "html"},
        {"response": 1},
        {"subscriber": {"successUri": "http://example.invalid/"}},
    ],
)
def test_process_execute_outputs_that_there_are_not(post: Post, wanted: dict[str, Any]) -> None:
    assert post("isochrone", {**ISOCHRONE, **wanted}).status_code == 400


def test_an_output_that_this_answer_does_not_have(post: Post) -> None:
    assert post("nearest", {**NEAREST, "outputs": {"units": {}}}).status_code == 400


# --- jobs -------------------------------------------------------------------------------------------------------------


def test_job_success(job: str, ask_as_analyst: Ask) -> None:
    state = valid("statusInfo", content(ask_as_analyst(f"/jobs/{job}")))
    assert (state["jobID"], state["processID"], state["status"], state["progress"]) == (job, "catchment", "accepted", 0)
    complete(job)
    state = valid("statusInfo", content(ask_as_analyst(f"/jobs/{job}")))
    assert (state["status"], state["progress"]) == ("successful", 100)
    assert state["created"] <= state["started"] <= state["finished"] == state["updated"]
    (results,) = linked(state, f"{RELATIONS}results")
    assert results["href"] == f"http://testserver/ogc/jobs/{job}/results"


@pytest.mark.parametrize("job_id", ["none", "00000000-0000-4000-8000-000000000000", "%00", "1' OR '1'='1"])
@pytest.mark.parametrize("after", ["", "/results", "/results/areas"])
def test_job_exception_no_such_job(ask_as_analyst: Ask, job_id: str, after: str) -> None:
    refused = valid("exception", content(ask_as_analyst(f"/jobs/{job_id}{after}"), 404))
    assert refused["type"] == f"{EXCEPTIONS}no-such-job"


def test_job_results_exception_results_not_ready(job: str, ask_as_analyst: Ask) -> None:
    refused = valid("exception", content(ask_as_analyst(f"/jobs/{job}/results"), 404))
    assert refused["type"] == f"{EXCEPTIONS}result-not-ready"


def test_job_results_failed(job: str, ask_as_analyst: Ask) -> None:
    Run.objects.filter(pk=job).update(status=Run.Status.FAILED, failure="Das ging nicht.", finished_at=timezone.now())
    refused = valid("exception", content(ask_as_analyst(f"/jobs/{job}/results"), 422))
    assert refused["detail"] == "Das ging nicht."
    assert content(ask_as_analyst(f"/jobs/{job}"))["status"] == "failed"


def test_job_results_async_document(job: str, ask_as_analyst: Ask) -> None:
    complete(job)
    document = valid("results", content(ask_as_analyst(f"/jobs/{job}/results")))
    assert set(document) == {"answer", "assumptions", "facilities", "areas"}
    assert document["areas"]["value"]["values"]["population"] == [140]


def test_job_results_async_raw_value_one(job: str, ask_as_analyst: Ask) -> None:
    complete(job)
    answer = ask_as_analyst(f"/jobs/{job}/results", outputs="answer", response="raw")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"


def test_job_results_async_raw_value_multi(job: str, ask_as_analyst: Ask) -> None:
    complete(job)
    found = parts(ask_as_analyst(f"/jobs/{job}/results", response="raw"))
    assert set(found) == {"answer", "assumptions", "facilities", "areas"}


def test_job_results_async_raw_ref(job: str, ask_as_analyst: Ask) -> None:
    complete(job)
    answer = ask_as_analyst(f"/jobs/{job}/results", outputs="areas", references="areas", response="raw")
    assert answer.status_code == 204
    address = answer["Link"].partition(">")[0].removeprefix("<http://testserver/ogc")
    assert content(ask_as_analyst(address))["name"] == "areas"


def test_job_results_async_raw_mixed_multi(job: str, ask_as_analyst: Ask) -> None:
    complete(job)
    found = parts(ask_as_analyst(f"/jobs/{job}/results", outputs="answer,areas", references="areas", response="raw"))
    assert found["areas"]["Content-Location"] == f"http://testserver/ogc/jobs/{job}/results/areas"
    assert found["areas"].get_payload().strip() == ""
    assert found["answer"].get_payload(decode=True)


def test_job_results_come_in_the_shape_that_the_execution_asked_for(
    client: Client, post: Post, analyst: Person, bearer: Callable[[Person], dict[str, str]]
) -> None:
    wanted = {"outputs": {"areas": {"transmissionMode": "reference"}, "answer": {}}, "response": "document"}
    answer = post("catchment", {**CATCHMENT, **wanted}, analyst, later=True)
    complete(content(answer, 201)["jobID"])
    state = content(client.get(answer["Location"], headers=bearer(analyst)))
    (results,) = linked(state, f"{RELATIONS}results")
    document = valid("results", content(client.get(results["href"], headers=bearer(analyst))))
    assert set(document) == {"answer", "areas"}
    assert content(client.get(document["areas"]["href"], headers=bearer(analyst)))["name"] == "areas"


# --- the list of jobs -------------------------------------------------------------------------------------------------


def jobs(response: HttpResponse) -> list[str]:
    """Return the ids of a list of jobs."""
    return [each["jobID"] for each in valid("jobList", content(response))["jobs"]]


def test_job_list_success_and_processid_mandatory(job: str, ask_as_analyst: Ask) -> None:
    (state,) = content(ask_as_analyst("/jobs"))["jobs"]
    assert (state["jobID"], state["processID"], state["type"]) == (job, "catchment", "process")


def test_job_list_links(job: str, ask_as_analyst: Ask) -> None:
    document = content(ask_as_analyst("/jobs"))
    assert [each["type"] for each in linked(document, "self")] == ["application/json"]
    assert [each["type"] for each in linked(document, "alternate")] == ["text/html"]
    assert job in ask_as_analyst("/jobs", f="html").content.decode()


def test_job_list_limit_definition_and_limit_response(post: Post, analyst: Person, ask_as_analyst: Ask) -> None:
    made = [
        content(post("catchment", {"inputs": {**CATCHMENT["inputs"], "minutes": minutes}}, analyst, later=True), 201)
        for minutes in (5, 6, 7)
    ]
    Run.objects.update(created_at=timezone.now())  # at one moment: the order must still be one
    seen, query = [], {"limit": "1"}
    while query:
        document = content(ask_as_analyst("/jobs", **query))
        seen += [each["jobID"] for each in document["jobs"]]
        following = linked(document, "next")
        query = {"limit": "1", "after": following[0]["href"].rpartition("after=")[2]} if following else {}
    assert sorted(seen) == sorted(each["jobID"] for each in made)


def test_job_list_type_processid_and_status_response(job: str, ask_as_analyst: Ask) -> None:
    for query, found in (
        ({"type": "process"}, [job]),
        ({"type": "wps"}, []),
        ({"processID": "catchment,fairness"}, [job]),
        ({"processID": "fairness"}, []),
        ({"status": "accepted"}, [job]),
        ({"status": "running,successful"}, []),
    ):
        assert jobs(ask_as_analyst("/jobs", **query)) == found


def test_job_list_datetime_response(job: str, ask_as_analyst: Ask) -> None:
    day = timezone.localdate()
    for moment, found in (
        (f"{day}", [job]),
        (f"{day - timedelta(days=1)}", []),
        (f"{day}/..", [job]),
        (f"../{day - timedelta(days=1)}", []),
    ):
        assert jobs(ask_as_analyst("/jobs", datetime=moment)) == found


def test_job_list_duration_response(job: str, ask_as_analyst: Ask) -> None:
    assert jobs(ask_as_analyst("/jobs", minDuration=0)) == []  # has not begun, so it has none
    begun = timezone.now() - timedelta(seconds=100)
    Run.objects.update(status="running", begun_at=begun)
    assert jobs(ask_as_analyst("/jobs", minDuration=90)) == [job]
    Run.objects.update(status="done", finished_at=begun + timedelta(seconds=60))
    assert jobs(ask_as_analyst("/jobs", minDuration=60, maxDuration=60)) == [job]
    assert jobs(ask_as_analyst("/jobs", minDuration=61)) == []
    assert jobs(ask_as_analyst("/jobs", maxDuration=59)) == []


@pytest.mark.parametrize(
    "query",
    [
        {"status": "none"},
        {"limit": "0"},
        {"minDuration": "-1"},
        {"maxDuration": "x"},
        {"datetime": "yesterday"},
        {"after": "x"},
        {"none": "1"},
    ],
)
def test_job_list_parameters_that_cannot_be_understood(ask_as_analyst: Ask, query: dict[str, str]) -> None:
    assert ask_as_analyst("/jobs", **query).status_code == 400


# --- dismiss ----------------------------------------------------------------------------------------------------------


def test_job_dismiss_success(job: str, client: Client, bearer: Callable[[Person], dict[str, str]]) -> None:
    header = bearer(Person.objects.get(username="analyst"))
    state = valid("statusInfo", content(client.delete(f"/ogc/jobs/{job}", headers=header)))
    assert state["status"] == "dismissed"
    assert content(client.get(f"/ogc/jobs/{job}", headers=header))["status"] == "dismissed"
    refused = content(client.get(f"/ogc/jobs/{job}/results", headers=header), 404)
    assert refused["type"] == f"{EXCEPTIONS}result-not-ready"


def test_job_dismiss_forgets_what_has_ended(
    job: str, client: Client, bearer: Callable[[Person], dict[str, str]]
) -> None:
    complete(job)
    header = bearer(Person.objects.get(username="analyst"))
    assert content(client.delete(f"/ogc/jobs/{job}", headers=header))["status"] == "dismissed"
    assert client.get(f"/ogc/jobs/{job}", headers=header).status_code == 404


def test_job_dismiss_refuses_what_is_released(
    job: str, client: Client, bearer: Callable[[Person], dict[str, str]]
) -> None:
    complete(job)
    Run.objects.update(released_at=timezone.now())
    header = bearer(Person.objects.get(username="analyst"))
    assert client.delete(f"/ogc/jobs/{job}", headers=header).status_code == 409
    assert Run.objects.filter(pk=job).exists()


# --- HTML and JSON ----------------------------------------------------------------------------------------------------


def test_html_content(job: str, ask_as_analyst: Ask) -> None:
    complete(job)
    for path in ("/processes", "/processes/nearest", "/jobs", f"/jobs/{job}", f"/jobs/{job}/results"):
        answer = ask_as_analyst(path, f="html")
        assert (answer.status_code, answer["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "140" in answer.content.decode()


def test_json_definition(job: str, ask_as_analyst: Ask) -> None:
    for path in ("/", "/conformance", "/processes", "/processes/nearest", f"/jobs/{job}"):
        assert ask_as_analyst(path)["Content-Type"] == "application/json"


def test_english_below_en(client: Client, post: Post) -> None:
    document = content(client.get("/en/ogc/processes/isochrone"))
    assert linked(document, "self")[0]["href"] == "http://testserver/en/ogc/processes/isochrone"
    assert content(post("none", ISOCHRONE, prefix="/en/ogc"), 404)["detail"] == "There is no such process here."
