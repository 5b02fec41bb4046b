"""The M competitions: each method's forecasts of thousands of series, by sMAPE."""

from __future__ import annotations

import json
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from benchmarks.forecast.r_data import read_rda
from insights.errors import DataUnusable
from insights.forecasting.univariate import METHODS, PARTS, mean_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from insights.forecasting.series import Numbers

__all__ = ["found", "judge"]

SEASONS: Final = {"YEARLY": 1, "QUARTERLY": 4, "MONTHLY": 12, "WEEKLY": 52, "DAILY": 7, "OTHER": 1}
SIMPLE: Final = ("naive", "AR(p)")
ORIGINAL: Final = "Forecast.rda"
WORKERS: Final = 2
AT_A_TIME: Final = 50


@dataclass(frozen=True)
class Series:
    """What was known, what was to be forecast, and the periods of a season."""

    id: str
    known: Numbers
    wanted: Numbers
    season: int


def found(path: Path) -> Path | None:
    """The series, where `path` is or has some: of several the ones with original forecasts."""
    if not path.is_dir():
        return path if path.suffix in {".json", ".rda"} else None
    lists = sorted(path.glob("*.json"))
    named = [each for original in path.glob(f"*{ORIGINAL}") for each in lists
             if each.stem.lower().startswith(_competition(original))]  # fmt: skip
    plain = [each for each in sorted(path.glob("M*.rda")) if not each.name.endswith(ORIGINAL)]
    return next(iter(named or lists or plain), None)


def judge(path: Path, say: Callable[[str], None]) -> dict[str, float]:
    """SMAPE of each method over all forecasts. Raises DataUnusable."""
    series = list(read(path))
    forecasts: dict[str, dict[str, Numbers]] = {}
    with ProcessPoolExecutor(WORKERS) as pool:
        for done, (one, told) in enumerate(
            zip(series, pool.map(forecast, series, chunksize=AT_A_TIME), strict=True), 1
        ):
            for method, values in told.items():
                forecasts.setdefault(method, {})[one.id] = values
            if done % 500 == 0:
                say(f"{done:,} of {len(series):,} series")
    ours = {name: smape(series, of_method) for name, of_method in forecasts.items()}
    figures = {"n": len(series), "smape": ours.pop("combined")}
    figures |= {f"smape {name}": error for name, error in ours.items()}
    for original in path.parent.glob(f"*{ORIGINAL}"):
        if path.stem.lower().startswith(_competition(original)):
            figures |= {
                f"smape of the original {name}": smape(series, of_method)
                for name, of_method in originals(original).items()
                if all(one.id in of_method for one in series)
            }
    return figures


def forecast(one: Series) -> dict[str, Numbers]:
    """What each method says; never less than nothing where nothing ever was."""
    steps = len(one.wanted)
    told = {name: METHODS[name](one.known, one.season, steps) for name in (*SIMPLE, *PARTS)}
    told["combined"] = mean_of([told[name] for name in PARTS])
    if one.known.min() < 0:
        return told
    return {name: np.maximum(values, 0) for name, values in told.items()}


def smape(series: Iterable[Series], forecasts: Mapping[str, Numbers]) -> float:
    """200 |f - y| / (|f| + |y|), the mean of all forecasts (Makridakis and Hibon 2000)."""
    errors = []
    for one in series:
        told = forecasts[one.id][: len(one.wanted)]
        whole = np.abs(told) + np.abs(one.wanted)
        errors.append(200 * np.abs(told - one.wanted) / np.where(whole > 0, whole, 1))
    return float(np.mean(np.concatenate(errors)))


def read(path: Path) -> Iterable[Series]:
    """The series of the file, by their ids. Raises DataUnusable, which names the series."""
    for name, told in _lists(path).items():
        try:
            period = str(_one(told["period"])).upper()
            known, wanted = (np.asarray(told[part], dtype=np.float64) for part in ("x", "xx"))
            season = SEASONS[period]
        except (KeyError, TypeError, ValueError) as error:
            message = f"{path.name}, series {name}: x, xx and a known period are needed ({error})."
            raise DataUnusable(message) from error
        if not len(known) or not len(wanted) or not np.isfinite([*known, *wanted]).all():
            raise DataUnusable(f"{path.name}, series {name}: x or xx is empty or not all numbers.")
        yield Series(name, known, wanted, season)


def originals(path: Path) -> dict[str, dict[str, Numbers]]:
    """The forecasts of each method by the id of the series: tables with a row for each."""
    (tables,) = read_rda(path).values()
    found = {}
    for method, table in tables.named().items():
        values = np.column_stack([column.value for column in table.value])
        found[method] = dict(zip(table.attributes["row.names"].value, values, strict=True))
    return found


def _lists(path: Path) -> Mapping[str, Mapping[str, Any]]:
    if path.suffix == ".rda":
        (tables,) = read_rda(path).values()
        return {
            name: {part: each.value for part, each in one.named().items()}
            for name, one in tables.named().items()
        }
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise DataUnusable(f"{path.name} is no JSON: {error}.") from error
    if not isinstance(told, dict) or not told:
        raise DataUnusable(f"{path.name} has no series by their ids.")
    return told


def _one(value: Any) -> Any:
    """R has no single values: what is one comes as a list of one."""
    return value if isinstance(value, str) else value[0]


def _competition(original: Path) -> str:
    return original.name.removesuffix(ORIGINAL).lower()
