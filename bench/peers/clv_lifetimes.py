"""Fits the models of lifetimes to a binary file of histories: int32 n, then float64 repeats[n], recency[n], age[n], average[n].

Arguments: file, models (comma-separated: bg, mbg, pareto, gamma-gamma), how often each is fitted (the median counts).
"""

import sys
import time

import lifetimes
import numpy as np
from measure import report

path, models, repeats_of_fit = sys.argv[1], sys.argv[2].split(","), int(sys.argv[3])
with open(path, "rb") as file:
    n = int(np.fromfile(file, np.int32, 1)[0])
    file.read(4)
    repeats, recency, age, average = np.fromfile(file, np.float64, 4 * n).reshape(4, n)

quality = {}
seconds = 0.0
for name in models:
    times = []
    for _ in range(repeats_of_fit):
        started = time.perf_counter()
        if name == "gamma-gamma":
            bought = (repeats > 0) & (average > 0)
            fitter = lifetimes.GammaGammaFitter()
            fitter.fit(repeats[bought], average[bought])
            rows = int(bought.sum())
        else:
            kind = {"bg": lifetimes.BetaGeoFitter, "mbg": lifetimes.ModifiedBetaGeoFitter, "pareto": lifetimes.ParetoNBDFitter}[name]
            fitter = kind()
            fitter.fit(repeats, recency, age)
            rows = n
        times.append(time.perf_counter() - started)
    quality[f"{name}FirstSeconds"] = times[0]
    quality[f"{name}Seconds"] = sorted(times)[len(times) // 2]
    seconds += quality[f"{name}Seconds"]
    quality[f"{name}LogLikelihood"] = -float(fitter._negative_log_likelihood_) * rows
    for parameter, value in fitter.params_.items():
        quality[f"{name}_{parameter}"] = float(value)
report(seconds, quality)
