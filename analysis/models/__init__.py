"""What analyses keep: the rows that they took, their runs, the parts of their work, their results, what is released."""

from analysis.models.released import ReleasedResult, ReleasedRow
from analysis.models.run import Part, ResultTable, Run
from analysis.models.selected_rows import SelectedRows

__all__ = ["Part", "ReleasedResult", "ReleasedRow", "ResultTable", "Run", "SelectedRows"]
