"""Weekly sales by store and brand, with prices, deals and features, in TSPerf's rounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from insights.errors import DataUnusable, TooLittleData
from insights.forecasting.boosting import Loss, PanelForecaster
from insights.forecasting.panels import Panel

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from insights.forecasting.series import Numbers

__all__ = ["found", "judge"]

KEYS: Final = ["store", "brand", "week"]
NEEDED: Final = [*KEYS, "logmove", "deal", "feat"]
STEPS: Final = (2, 3)
"""A week between what is known and what is forecast: time to order."""
ROUNDS: Final = 12
WEEKS_BETWEEN: Final = 2
LEAST_WEEKS: Final = 30
"""Known before the first round."""
HELD: Final = 0.8
ROUNDS_TO_JUDGE_BY: Final = 2


def found(path: Path) -> Path | None:
    """The table, where `path` is or has one."""
    tables = sorted(path.glob("*.csv*")) if path.is_dir() else [path]
    return next((each for each in tables if ".csv" in each.name and _is_sales(each)), None)


def judge(path: Path, say: Callable[[str], None]) -> dict[str, float]:
    """The rounds one after the other. Raises DataUnusable and TooLittleData."""
    panel = read(path)
    forecaster = PanelForecaster(panel, STEPS, Loss.PERCENTAGE)
    rounds = []
    ends = _ends(panel)
    for number, end in enumerate(ends, 1):
        told = forecaster.forecast(end)
        sold = panel.sold.loc[[end + steps for steps in STEPS]].T
        known = sold.notna().to_numpy() & told.notna().to_numpy()
        rounds.append(
            pd.DataFrame(
                {
                    "round": number,
                    "forecast": told.to_numpy()[known],
                    "actual": sold.to_numpy()[known],
                }
            )
        )
        error = _percentage(rounds[-1])
        say(f"round {number} of {len(ends)}: {error.mean():.2f} % of {len(error):,} sales")
    judged = pd.concat(rounds)
    held = _held(judged)
    figures = {
        "n": len(judged),
        "rounds": len(ends),
        "mape": float(_percentage(judged).mean()),
        "mape_of_the_mean_of_the_past": _mean_forecast(panel, ends),
    }
    return figures | ({"coverage_of_80": held} if held is not None else {})


def read(path: Path) -> Panel:
    """The table as a panel: logarithms of sales and prices. Raises DataUnusable."""
    table = _checked(pd.read_csv(path), path.name)
    weeks = range(int(table["week"].min()), int(table["week"].max()) + 1)
    table["series"] = table.groupby(["store", "brand"]).ngroup()

    def wide(column: str) -> pd.DataFrame:
        found = table.pivot_table(column, "week", "series").reindex(weeks)
        return pd.DataFrame(found.rename_axis(index="period"))

    kinds = table.groupby("series")[["store", "brand"]].first()
    return Panel(
        sold=wide("logmove"),
        prices=wide("own price"),
        promotions={name: wide(name) for name in ("deal", "feat")},
        kinds=kinds,
        markets=kinds["store"],
    )


def _checked(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """With the price of the row's own brand; rows are named as lines of the file."""
    numbers = table.apply(pd.to_numeric, errors="coerce")
    wrong = numbers[NEEDED].isna().any(axis=1)
    prices = numbers.filter(regex=r"^price\d+$")
    brands = numbers["brand"].fillna(0).astype(int)
    known = brands.map(lambda brand: f"price{brand}" in prices.columns)
    if (wrong | ~known).any():
        line = int(np.flatnonzero(wrong | ~known)[0]) + 2
        problem = "a brand without a price column" if not wrong.iloc[line - 2] else "no number"
        raise DataUnusable(f"{name}, line {line}: {problem}.")
    places = prices.columns.get_indexer([f"price{brand}" for brand in brands])
    own = prices.to_numpy()[np.arange(len(table)), places]
    doubled = numbers.duplicated(KEYS).to_numpy()
    for what, bad in (("a price of nothing", ~(own > 0)), ("the same week again", doubled)):
        if bad.any():
            raise DataUnusable(f"{name}, line {int(np.flatnonzero(bad)[0]) + 2}: {what}.")
    whole = numbers[NEEDED].astype(dict.fromkeys(KEYS, int))
    whole["own price"] = np.log(own)
    return pd.DataFrame(whole)


def _ends(panel: Panel) -> list[int]:
    """The last week that each round knows."""
    first, last = int(panel.sold.index.min()), int(panel.sold.index.max()) - max(STEPS)
    ends = [last - WEEKS_BETWEEN * back for back in range(ROUNDS)][::-1]
    ends = [end for end in ends if end - first + 1 >= LEAST_WEEKS]
    if not ends:
        message = f"{last - first + 1} weeks are too few to learn from: {LEAST_WEEKS} are needed."
        raise TooLittleData(message)
    return ends


def _percentage(judged: pd.DataFrame) -> Numbers:
    """Of what was sold, in per cent."""
    above = judged["forecast"].to_numpy() - judged["actual"].to_numpy()
    return np.asarray(100 * np.abs(np.expm1(above)))


def _held(judged: pd.DataFrame) -> float | None:
    """How often the 80 % interval held, made of the errors of the rounds before and judged after.

    Split conformal: from the tenth to the ninetieth hundredth of all errors on the logarithm.
    """
    within = []
    for number in range(ROUNDS_TO_JUDGE_BY + 1, int(judged["round"].max()) + 1):
        # The newest rounds' weeks were not over when this one was made.
        before = judged[judged["round"] < number - 1]
        now = judged[judged["round"] == number]
        low, high = np.quantile(
            before["actual"] - before["forecast"], [(1 - HELD) / 2, (1 + HELD) / 2]
        )
        error = now["actual"] - now["forecast"]
        within.append(error.between(low, high))
    return float(pd.concat(within).mean()) if within else None


def _mean_forecast(panel: Panel, ends: list[int]) -> float:
    """MAPE of forecasting every series' mean so far, in the same rounds."""
    pieces = np.exp(panel.sold.to_numpy())
    first = int(panel.sold.index.min())
    errors = [
        np.abs(np.nanmean(pieces[: end - first + 1], axis=0) / pieces[end - first + steps] - 1)
        for end in ends
        for steps in STEPS
    ]
    return float(100 * np.nanmean(errors))


def _is_sales(path: Path) -> bool:
    try:
        heads = pd.read_csv(path, nrows=0).columns
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError):
        return False
    return set(NEEDED) <= set(heads)
