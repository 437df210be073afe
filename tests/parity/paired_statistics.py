"""SciPy's and statsmodels' statistics of paired differences, and SciPy's curves."""

import itertools
import json
from pathlib import Path

import numpy as np
import scipy
import statsmodels
from scipy import stats
from scipy.interpolate import CubicSpline
from scipy.stats import _resampling
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.weightstats import ttost_paired

FIXTURE = Path(__file__).resolve().parent.parent / "fixtures" / "paired-statistics.json"
RANDOM = np.random.default_rng(20261126)

SAMPLES = {
    "five": [0.012, -0.003, 0.021, 0.008, 0.015],
    "skewed": [0.001, 0.002, 0.0015, 0.03, 0.0005],
    "all below": [-0.4, -0.1, -0.2, -0.3, -0.25],
    "ties": [1.0, 1.0, 2.0, 2.0, 0.0],
    "ten": RANDOM.normal(0.002, 0.004, 10).round(6).tolist(),
    "eight": RANDOM.exponential(0.01, 8).round(6).tolist(),
}


def every_resample(n):
    """All n^n ways of drawing n out of n, as indices."""
    return np.array(list(itertools.product(range(n), repeat=n)))


def bca(values, level):
    """SciPy's interval, with all resamples in place of random ones."""
    indices = every_resample(len(values))
    original = _resampling._bootstrap_resample
    _resampling._bootstrap_resample = lambda sample, n_resamples=None, rng=None, xp=None: np.take(
        np.asarray(sample), indices, axis=-1
    )
    try:
        result = stats.bootstrap(
            (np.array(values),), np.mean, confidence_level=level, n_resamples=len(indices),
            method="BCa", vectorized=True,
        )
    finally:
        _resampling._bootstrap_resample = original
    return [float(result.confidence_interval.low), float(result.confidence_interval.high)]


def sign_flip(values):
    return float(
        stats.permutation_test(
            (np.array(values),), np.mean, permutation_type="samples", n_resamples=np.inf,
            alternative="two-sided",
        ).pvalue
    )


def differences(values):
    zeros = np.zeros(len(values))
    return {
        "values": values,
        "sign_flip": sign_flip(values),
        "equivalence": {
            str(bound): float(ttost_paired(np.array(values), zeros, -bound, bound)[0])
            for bound in (0.002, 0.02, 0.5)
        },
        "t_interval": list(
            map(float, stats.ttest_1samp(values, 0).confidence_interval(0.95))
        ),
        **({"bca": {str(level): bca(values, level) for level in (0.9, 0.95)}} if len(values) <= 5 else {}),
    }


P_VALUES = [
    [0.01, 0.04, 0.03, 0.005],
    [0.001953125] * 6,
    [0.9, 0.2, 0.02],
    [0.04],
    RANDOM.uniform(0, 1, 12).round(4).tolist(),
]

# Logarithms of rates and losses, and where the curve is looked at.
POINTS = {
    "seven": ([-1.386, -0.693, -0.342, 0.0, 0.344, 0.693, 1.386],
              [4.58, 4.545, 4.539, 4.541, 4.562, 4.61, 4.81]),
    "five, uneven": ([-3.0, -2.9, 0.4, 2.0, 2.2], [1.0, 1.3, -0.7, 0.2, 0.1]),
    "four": ([0.0, 0.2, 1.9, 2.0], [3.0, -1.0, 0.5, 4.0]),
    "three": ([1.0, 2.5, 3.0], [2.0, -1.0, 0.5]),
    "two": ([0.0, 2.0], [1.0, 5.0]),
}


def curve(x, y):
    at = np.linspace(x[0], x[-1], 9)
    return {
        "x": x,
        "y": y,
        "at": at.tolist(),
        "spline": CubicSpline(x, y, bc_type="not-a-knot")(at).tolist(),
        "line": np.polyval(np.polyfit(x, y, 1), at).tolist(),
    }


FIXTURE.write_text(json.dumps(
    {
        "made_by": f"tests/parity/{Path(__file__).name}",
        "scipy": scipy.__version__,
        "statsmodels": statsmodels.__version__,
        "samples": {name: differences(values) for name, values in SAMPLES.items()},
        "holm": [
            {"values": values, "adjusted": multipletests(values, method="holm")[1].tolist()}
            for values in P_VALUES
        ],
        "curves": {name: curve(x, y) for name, (x, y) in POINTS.items()},
        "normal": [
            {"z": z, "p": float(stats.norm.cdf(z))}
            for z in (-9.5, -6, -4.01, -3.99, -2.5, -1, -0.6, -0.1, 0, 0.3, 0.7, 1.96, 3, 5.7, 6.1)
        ],
        "student": [
            {"t": t, "degrees": d, "p": float(stats.t.cdf(t, d))}
            for d in (1, 2, 3.5, 9, 29, 400)
            for t in (-40, -6, -2.2, -1, -0.01, 0, 0.4, 1.8, 5)
        ],
    },
    indent=1,
) + "\n")
