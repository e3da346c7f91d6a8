"""Fits the models of lifetimes to a binary file of histories: int32 n, then float64 repeats[n], recency[n], age[n], average[n].

Arguments: file, models (comma-separated: bg, mbg, pareto, gamma-gamma), penalizer.
"""

import sys
import time

import lifetimes
import numpy as np
from measure import report

path, models = sys.argv[1], sys.argv[2].split(",")
with open(path, "rb") as file:
    n = int(np.fromfile(file, np.int32, 1)[0])
    file.read(4)
    repeats, recency, age, average = np.fromfile(file, np.float64, 4 * n).reshape(4, n)

quality = {}
begun = time.perf_counter()
for name in models:
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
    quality[f"{name}Seconds"] = time.perf_counter() - started
    quality[f"{name}LogLikelihood"] = -float(fitter._negative_log_likelihood_) * rows
    for parameter, value in fitter.params_.items():
        quality[f"{name}_{parameter}"] = float(value)
report(time.perf_counter() - begun, quality)
