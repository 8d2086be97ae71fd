"""The form of a question; sent, it starts a run and leads to it."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from analysis.questions import Question
from analysis.services import question_of, require_analyst, run_of, start
from planning.access import signed_in
from planning.question_form import QuestionForm, initial_of
from planning.run_page import is_run_id, map_view
from published.errors import PortalError

LIKE = "wie"  # parameter: the run whose parameters the form shows first


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def ask(request: HttpRequest, question_id: str) -> HttpResponse:
    """Show the form of a question (GET), or ask it (POST): errors stand at their fields and in a summary above."""
    require_analyst(request.user)
    question = question_of(question_id)
    if request.method != "POST":
        return _page(request, question, QuestionForm(question, initial=initial_of(question, _like(request, question))))
    form = QuestionForm(question, request.POST)
    if not form.is_valid():
        return _page(request, question, form, status=HTTPStatus.BAD_REQUEST)
    try:
        run = start(question_id, form.parameters(), by=request.user, title=form.cleaned_data["title"])  # type: ignore[arg-type]
    except PortalError as problem:
        return _page(request, question, form, complaint=problem.sentence, status=problem.status)
    return HttpResponseRedirect(reverse("planning:run", args=[run.pk]), status=HTTPStatus.SEE_OTHER)


def _like(request: HttpRequest, question: Question) -> dict[str, object]:
    """Return the parameters of the run that the form is to be like, none if it asked another question."""
    run_id = request.GET.get(LIKE, "")
    if not is_run_id(run_id):
        return {}
    run = run_of(run_id, by=request.user)
    return dict(run.parameters) if run.question == question.id else {}


def _page(
    request: HttpRequest, question: Question, form: QuestionForm, *, complaint: str = "", status: int = HTTPStatus.OK
) -> HttpResponse:
    has_place = any("data-place" in field.widget.attrs for field in form.fields.values())
    reach = reverse("planning:reach") if question.id == "isochrone" else ""
    context = {
        "question": question,
        "form": form,
        "complaint": complaint,
        "map": map_view() | {"reach": reach},
        "has_place": has_place,  # its map stands beside the form; that of a scenario alone opens in it
    }
    return render(request, "planning/question.html", context, status=status)
