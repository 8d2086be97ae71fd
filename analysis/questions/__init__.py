"""The questions that can be asked, by their id: each is a file, and this is the list."""

from analysis.questions.base import Arrays, Plan, Question
from analysis.questions.catchment import Catchment
from analysis.questions.cumulative_opportunities import CumulativeOpportunities
from analysis.questions.fairness import Fairness
from analysis.questions.fifteen_minute import FifteenMinute
from analysis.questions.isochrone import Isochrone
from analysis.questions.nearest import Nearest
from analysis.questions.route import Route
from analysis.questions.supply_ratio import SupplyRatio

QUESTIONS: dict[str, Question] = {
    each.id: each
    for each in (
        Nearest(),
        Catchment(),
        CumulativeOpportunities(),
        SupplyRatio(),
        FifteenMinute(),
        Fairness(),
        Isochrone(),
        Route(),
    )
}

__all__ = ["QUESTIONS", "Arrays", "Plan", "Question"]
