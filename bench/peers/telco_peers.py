"""Peers of `liuke model train` on the IBM Telco churn table: telco_peers.py FILE.csv [SEEDS]

Five-fold stratified cross-validation, the mean AUC and log loss over the folds, for as many shuffles as SEEDS: scikit-learn's logistic regression (one-hot,
standardised), histogram gradient boosting and random forest, XGBoost with its defaults and with settings like ours. Prints one JSON object.
"""

import json
import os
import sys
import time

os.environ.setdefault("OMP_WAIT_POLICY", "passive")
import numpy as np
import xgboost as xgb
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


def read(path):
    """Numbers as they are (blank is missing), every other column one-hot, the id left out."""
    with open(path, encoding="utf-8-sig") as file:
        heading, *lines = [line.rstrip("\n").split(",") for line in file]
    columns = dict(zip(heading, zip(*lines)))
    y = np.array([value == "Yes" for value in columns.pop("Churn")], dtype=int)
    columns.pop("customerID")
    features = []
    for values in columns.values():
        try:
            features.append([float(value) if value.strip() else np.nan for value in values])
        except ValueError:
            levels = sorted(set(values))
            shown = levels[:1] if len(levels) == 2 else levels
            features.extend([[float(value == level) for value in values] for level in shown])
    return np.array(features).T, y


x, y = read(sys.argv[1])
filled = np.where(np.isnan(x), np.nanmean(x, axis=0), x)
seeds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
models = {
    "sklearn logistic": (filled, lambda: make_pipeline(StandardScaler(), LogisticRegression(C=1.0, max_iter=1000))),
    "sklearn hist boosting": (x, lambda: HistGradientBoostingClassifier(random_state=1)),
    "sklearn forest": (filled, lambda: RandomForestClassifier(300, min_samples_leaf=10, n_jobs=2, random_state=1)),
    "xgboost defaults": (x, lambda: xgb.XGBClassifier(n_jobs=2, random_state=1)),
    "xgboost tuned": (
        x,
        lambda: xgb.XGBClassifier(
            n_estimators=240, max_depth=2, learning_rate=0.08, min_child_weight=5, reg_lambda=2, subsample=0.7, colsample_bytree=0.5, n_jobs=2, random_state=1
        ),
    ),
}
result = {}
for name, (table, make) in models.items():
    aucs, losses, started = [], [], time.perf_counter()
    for seed in range(seeds):
        for learn, judge in StratifiedKFold(5, shuffle=True, random_state=seed).split(table, y):
            p = make().fit(table[learn], y[learn]).predict_proba(table[judge])[:, 1]
            aucs.append(roc_auc_score(y[judge], p))
            losses.append(log_loss(y[judge], p))
    result[name] = {
        "auc": round(float(np.mean(aucs)), 4),
        "logLoss": round(float(np.mean(losses)), 4),
        "secondsAFold": round((time.perf_counter() - started) / len(aucs), 2),
    }
print(json.dumps(result))
