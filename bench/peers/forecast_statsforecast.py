"""AutoETS of statsforecast on daily series: forecast_statsforecast.py FILE SERIES LENGTH HORIZON

FILE holds SERIES rows of LENGTH + HORIZON float64 values; the last HORIZON are for judging only. Two processes (n_jobs=2), season of
seven days, all forms considered ("ZZZ", the default). A warm-up before the clock starts, so that what numba compiles is compiled.
"""

import sys
import time

import numpy as np
import pandas as pd
from measure import report
from statsforecast import StatsForecast
from statsforecast.models import AutoETS


def main():
    series, length, horizon = map(int, sys.argv[2:5])
    table = np.fromfile(sys.argv[1]).reshape(series, length + horizon)
    history, held = table[:, :length], table[:, length:]
    days = pd.date_range("2022-01-01", periods=length, freq="D")
    frame = pd.DataFrame({"unique_id": np.repeat(np.arange(series), length), "ds": np.tile(days, series), "y": history.ravel()})
    engine = StatsForecast(models=[AutoETS(season_length=7)], freq="D", n_jobs=2)
    engine.forecast(df=frame[frame.unique_id < 4], h=horizon)
    started = time.perf_counter()
    answer = engine.forecast(df=frame, h=horizon)
    seconds = time.perf_counter() - started
    forecast = answer.sort_values(["unique_id", "ds"])["AutoETS"].to_numpy().reshape(series, horizon)
    errors = np.abs(forecast - held).mean(axis=1)
    scale = np.abs(history[:, 7:] - history[:, :-7]).mean(axis=1)
    report(seconds, {"mase": float(np.mean(errors / scale)), "wape": float(np.abs(forecast - held).sum() / held.sum())})


if __name__ == "__main__":
    main()
