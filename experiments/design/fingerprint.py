"""The name of an experiment: two have the same where no number in their tables could differ."""

import hashlib
import json

from experiments.design.experiment import Experiment
from scenarios import digest


def fingerprint(experiment: Experiment, model: str) -> str:
    """SHA-256 (hex) of all that could change a number in the tables of an experiment run by that model.

    Titles, questions and the names of files are no part of it, but where a file's name is itself a value of
    the key `scenario`.
    """
    text = json.dumps(
        {
            "scenarios": [digest(scenario) for scenario in experiment.scenarios],
            "model": model,
            "axes": [[axis.key, list(axis.values)] for axis in experiment.axes],
            "sample": experiment.sample.digest if experiment.sample else None,
            "replicates": experiment.replicates,
            "seed": experiment.seed,
            "rest": experiment.rest,
            "trajectories": experiment.trajectories,
        },
        sort_keys=True,
    )
    return hashlib.sha256(text.encode()).hexdigest()
