"""Trains XGBoost and scikit-learn's logistic regression on features made by Liuke: churn_xgboost.py TRAIN.csv TEST.csv

Both files: a header; columns `group` (customer), `label`, then the features; empty is missing. Prints one JSON object:
tuned: hyper-parameters and number of trees by 3-fold cross-validation grouped by customer on TRAIN, refitted, AUC on TEST.
same: the settings that Liuke's trees use (given as the third argument, JSON). plain: the library's defaults. logistic: L2, standardised.
"""

import json
import os
import sys

os.environ.setdefault("OMP_WAIT_POLICY", "passive")
import numpy as np
import xgboost as xgb
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


def read(path):
    table = np.genfromtxt(path, delimiter=",", skip_header=1)
    return table[:, 0], table[:, 1].astype(int), table[:, 2:]


def auc(labels, scores):
    return float(roc_auc_score(labels, scores))


def train(params, rounds, x, y):
    return xgb.train({**BASE, **params}, xgb.DMatrix(x, y), rounds)


BASE = {"objective": "binary:logistic", "tree_method": "hist", "eta": 0.05, "subsample": 0.7, "colsample_bytree": 0.5, "seed": 1, "nthread": 2}
groups, y, x = read(sys.argv[1])
_, test_y, test_x = read(sys.argv[2])
same = json.loads(sys.argv[3]) if len(sys.argv) > 3 else None

best = None
folds = list(GroupKFold(3).split(x, y, groups))
for depth in (2, 3, 4, 6):
    for weight, penalty in ((1, 1), (20, 10)):
        params = {"max_depth": depth, "min_child_weight": weight, "lambda": penalty}
        loss, rounds = 0.0, 0
        for fit, held in folds:
            held_matrix = xgb.DMatrix(x[held], y[held])
            booster = xgb.train(
                {**BASE, **params, "eval_metric": "logloss"},
                xgb.DMatrix(x[fit], y[fit]),
                400,
                evals=[(held_matrix, "held")],
                early_stopping_rounds=40,
                verbose_eval=False,
            )
            loss += log_loss(y[held], booster.predict(held_matrix, iteration_range=(0, booster.best_iteration + 1))) / len(folds)
            rounds += (booster.best_iteration + 1) / len(folds)
        if best is None or loss < best[0]:
            best = (loss, params, round(rounds))

_, params, rounds = best
matrix = xgb.DMatrix(test_x)
plain = xgb.XGBClassifier(n_jobs=2).fit(x, y)
logistic = make_pipeline(SimpleImputer(add_indicator=True), StandardScaler(), LogisticRegression(C=0.01, max_iter=2000)).fit(x, y)
answer = {
    "tuned": auc(test_y, train(params, rounds, x, y).predict(matrix)),
    "tunedParams": {**params, "rounds": rounds},
    "plain": auc(test_y, plain.predict_proba(test_x)[:, 1]),
    "logistic": auc(test_y, logistic.predict_proba(test_x)[:, 1]),
    "version": xgb.__version__,
}
if same is not None:
    given = {"max_depth": same["maxDepth"], "min_child_weight": 20, "lambda": 10}
    answer["same"] = auc(test_y, train(given, same["rounds"], x, y).predict(matrix))
print(json.dumps(answer))
