"""What to write on a medium after a run, and whether to write anything at all."""

from django.utils.timezone import localtime

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.format.verdict import label_text
from mmbackup.engine.outcomes import Outcome
from mmbackup.engine.tally import Tally
from mmbackup.models import Run


def label_for(run: Run) -> str:
    """Empty when the run left no verified set on the medium: such a medium is not to be stored as one."""
    if not run.outcome or not Outcome(run.outcome).is_verified or not run.started_at:
        return ""
    tallies = [
        Tally(**{**tally, "data_type": DataType.from_slug(tally["data_type"])}) for tally in run.tallies
    ]
    return label_text(localtime(run.started_at).date(), tallies)
