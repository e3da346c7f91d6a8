"""XGBoost on the churn features (an order within 30 days) and lifetimes on the histories (purchases and spend of the days after).

Arguments: folder with train.csv, test.csv (group, ordered, features ...) and histories.csv (repeats, recency, age, average, spend), days ahead.
Prints one JSON object; predictions of lifetimes go to bg.csv and mbg.csv (purchases, spend a line) in the folder.
"""

import json
import sys

import lifetimes
import numpy as np
import xgboost as xgb
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.model_selection import GroupKFold

folder, days = sys.argv[1], float(sys.argv[2])


def read(name):
    table = np.genfromtxt(f"{folder}/{name}", delimiter=",", skip_header=1)
    return table[:, 0], table[:, 1].astype(int), table[:, 2:]


BASE = {"objective": "binary:logistic", "tree_method": "hist", "eta": 0.05, "subsample": 0.7, "colsample_bytree": 0.5, "seed": 1, "nthread": 2}
groups, y, x = read("train.csv")
_, test_y, test_x = read("test.csv")
best = None
folds = list(GroupKFold(3).split(x, y, groups))
for depth in (2, 3, 4):
    for weight, penalty in ((1, 1), (20, 10)):
        params = {"max_depth": depth, "min_child_weight": weight, "lambda": penalty}
        loss, rounds = 0.0, 0
        for fit, held in folds:
            matrix = xgb.DMatrix(x[held], y[held])
            booster = xgb.train(
                {**BASE, **params, "eval_metric": "logloss"},
                xgb.DMatrix(x[fit], y[fit]),
                400,
                evals=[(matrix, "held")],
                early_stopping_rounds=40,
                verbose_eval=False,
            )
            loss += log_loss(y[held], booster.predict(matrix, iteration_range=(0, booster.best_iteration + 1))) / len(folds)
            rounds += (booster.best_iteration + 1) / len(folds)
        if best is None or loss < best[0]:
            best = (loss, params, round(rounds))
_, params, rounds = best
p = xgb.train({**BASE, **params}, xgb.DMatrix(x, y), rounds).predict(xgb.DMatrix(test_x))
answer = {"xgboost": {"auc": float(roc_auc_score(test_y, p)), "logLoss": float(log_loss(test_y, p)), "params": {**params, "rounds": rounds}}}

repeats, recency, age, average, _ = np.genfromtxt(f"{folder}/histories.csv", delimiter=",", skip_header=1).T
bought = (repeats > 0) & (average > 0)
spend = lifetimes.GammaGammaFitter(penalizer_coef=0)
spend.fit(repeats[bought], average[bought])
amount = np.asarray(spend.conditional_expected_average_profit(repeats, np.where(bought, average, 0)))
for name, kind in (("bg", lifetimes.BetaGeoFitter), ("mbg", lifetimes.ModifiedBetaGeoFitter)):
    for penalizer in (0, 0.001, 0.01, 0.1):
        try:
            fitter = kind(penalizer_coef=penalizer)
            fitter.fit(repeats, recency, age)
            break
        except lifetimes.utils.ConvergenceError:
            continue
    purchases = np.asarray(fitter.conditional_expected_number_of_purchases_up_to_time(days, repeats, recency, age))
    alive = np.asarray(fitter.conditional_probability_alive(repeats, recency, age))
    answer[name] = {"penalizer": penalizer, "params": {k: float(v) for k, v in fitter.params_.items()}}
    np.savetxt(f"{folder}/{name}.csv", np.column_stack([purchases, purchases * amount]), delimiter=",")
print(json.dumps(answer))
