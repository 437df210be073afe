"""SciPy's and numpy's correlations, areas under the curve and shares of variance, of made-up numbers.

    pip install numpy==2.4.6 scipy==1.17.1
    python tests/parity/associations.py    # writes tests/fixtures/associations.json
"""

import json
import pathlib

import numpy as np
import scipy
from scipy import stats


def case(name: str, y: np.ndarray, x: np.ndarray, z: np.ndarray) -> dict:
    above, below = y[x > 0], y[x < 0]
    columns = np.column_stack([np.ones_like(x), x, z])
    rest = y - columns @ np.linalg.lstsq(columns, y)[0]
    u = stats.mannwhitneyu(above, below).statistic
    return {
        "name": name,
        "y": y.tolist(),
        "x": x.tolist(),
        "z": z.tolist(),
        "pearson": float(stats.pearsonr(y, x).statistic),
        "spearman": float(stats.spearmanr(y, x).statistic),
        "ranks": stats.rankdata(y).tolist(),
        "auc": float(u / (len(above) * len(below))),
        "explained": float(1 - (rest**2).sum() / ((y - y.mean()) ** 2).sum()),
    }


def main() -> None:
    random = np.random.default_rng(20261126)
    draw = lambda n: random.normal(0, 1, n).round(3)
    x = draw(40)
    ties = random.integers(-3, 4, 30).astype(float)
    content = {
        "made_by": "tests/parity/associations.py",
        "scipy": scipy.__version__,
        "cases": [
            case("unrelated", draw(20), draw(20), draw(20)),
            case("related", (x + 0.3 * draw(40)).round(3), x, draw(40)),
            case("contrary", (-x + draw(40)).round(3), x, (x + draw(40)).round(3)),
            case("ties", random.integers(0, 4, 30).astype(float), ties, draw(30)),
        ],
    }
    file = pathlib.Path(__file__).parent.parent / "fixtures" / "associations.json"
    file.write_text(json.dumps(content, indent=1) + "\n")


if __name__ == "__main__":
    main()
