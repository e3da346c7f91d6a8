"""Peers of `liuke model train` on one table: tables_peers.py TRAIN.csv TEST.csv TARGET SECONDS

XGBoost, LightGBM and CatBoost, each tuned for about SECONDS on two cores (counted as processor time): settings are drawn at random and judged by early stopping on
a quarter of the training rows (below 2,000 rows on four quarters in turn); the best ones are fitted on all training rows with a tenth more trees and judged on
the test rows. Prints one JSON object.
"""

import json
import os
import sys
import time
import warnings

os.environ.setdefault("OMP_WAIT_POLICY", "passive")
warnings.filterwarnings("ignore")
import lightgbm as lgb
import numpy as np
import pandas as pd
import xgboost as xgb
from catboost import CatBoostClassifier
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.model_selection import StratifiedKFold

train, test = (pd.read_csv(path, keep_default_na=True) for path in sys.argv[1:3])
target, seconds = sys.argv[3], float(sys.argv[4])
y, y_test = ((frame.pop(target).astype(str).isin(["Yes", "1", "1.0"])).astype(int).to_numpy() for frame in (train, test))
ids = [name for name in train.columns if train[name].nunique() == len(train) and not pd.api.types.is_float_dtype(train[name])]
train, test = train.drop(columns=ids), test.drop(columns=ids)
words = [name for name in train.columns if not pd.api.types.is_numeric_dtype(train[name])]
for name in list(words):
    numbers = pd.to_numeric(train[name], errors="coerce")
    if numbers.notna().mean() > 0.95:
        train[name], test[name] = numbers, pd.to_numeric(test[name], errors="coerce")
        words.remove(name)
native = [frame.copy() for frame in (train, test)]
strings = [frame.copy() for frame in (train, test)]
for name in words:
    levels = train[name].dropna().unique()
    for frame in native:
        frame[name] = pd.Categorical(frame[name], categories=levels)
    for frame in strings:
        frame[name] = frame[name].fillna("").astype(str)
hot_words = [name for name in words if train[name].nunique() <= 40]
hot = pd.get_dummies(pd.concat([train, test]), columns=hot_words, dummy_na=True).astype({name: "category" for name in words if name not in hot_words})
hot = [hot.iloc[: len(train)].copy(), hot.iloc[len(train) :].copy()]
for frame in hot:
    frame.columns = [str(k) for k in range(frame.shape[1])]
splits = list(StratifiedKFold(4, shuffle=True, random_state=1).split(train, y))
splits = splits if len(train) < 2000 else splits[:1]


def xgboost_fit(setting, fit, watch, rounds):
    frames = hot if setting["hot"] else native
    model = xgb.XGBClassifier(
        n_estimators=rounds or 3000,
        max_depth=setting["depth"],
        learning_rate=setting["rate"],
        min_child_weight=setting["child"],
        reg_lambda=setting["l2"],
        subsample=setting["rows"],
        colsample_bytree=setting["columns"],
        enable_categorical=True,
        n_jobs=2,
        random_state=1,
        **({} if watch is None else {"early_stopping_rounds": 50}),
    )
    model.fit(frames[0].iloc[fit], y[fit], verbose=False, **({} if watch is None else {"eval_set": [(frames[0].iloc[watch], y[watch])]}))
    predict = lambda rows: model.predict_proba(frames[1] if rows is None else frames[0].iloc[rows])[:, 1]
    return predict, 0 if watch is None else model.best_iteration + 1


def lightgbm_fit(setting, fit, watch, rounds):
    frames = hot if setting["hot"] else native
    model = lgb.LGBMClassifier(
        n_estimators=rounds or 3000,
        num_leaves=min(255, 2 ** setting["depth"] - 1),
        learning_rate=setting["rate"],
        min_sum_hessian_in_leaf=setting["child"],
        min_data_in_leaf=int(4 * setting["child"]) + 1,
        reg_lambda=setting["l2"],
        subsample=setting["rows"],
        subsample_freq=1,
        colsample_bytree=setting["columns"],
        n_jobs=2,
        verbose=-1,
        random_state=1,
    )
    stop = {} if watch is None else {"eval_set": [(frames[0].iloc[watch], y[watch])], "callbacks": [lgb.early_stopping(50, verbose=False)]}
    model.fit(frames[0].iloc[fit], y[fit], **stop)
    predict = lambda rows: model.predict_proba(frames[1] if rows is None else frames[0].iloc[rows])[:, 1]
    return predict, 0 if watch is None else model.best_iteration_


def catboost_fit(setting, fit, watch, rounds):
    model = CatBoostClassifier(
        iterations=rounds or 2000,
        depth=min(8, max(2, setting["depth"])),
        learning_rate=setting["rate"],
        l2_leaf_reg=setting["l2"] + 1,
        thread_count=2,
        random_seed=1,
        verbose=False,
        allow_writing_files=False,
        cat_features=words,
        **({} if watch is None else {"early_stopping_rounds": 50}),
    )
    model.fit(strings[0].iloc[fit], y[fit], **({} if watch is None else {"eval_set": (strings[0].iloc[watch], y[watch])}))
    predict = lambda rows: model.predict_proba(strings[1] if rows is None else strings[0].iloc[rows])[:, 1]
    return predict, 0 if watch is None else model.tree_count_


def draw(random, k):
    if k == 0:
        return {"depth": 5, "rate": 0.05, "child": 1, "l2": 1, "rows": 0.8, "columns": 0.7, "hot": True}
    return {
        "depth": int(random.integers(2, 11)),
        "rate": float(random.choice([0.03, 0.05, 0.1])),
        "child": float(10 ** random.uniform(-1, 1.3)),
        "l2": float(10 ** random.uniform(-1, 1.3)),
        "rows": float(random.uniform(0.6, 1)),
        "columns": float(random.uniform(0.4, 1)),
        "hot": bool(random.integers(2)),
    }


result = {}
for name, fit_one in (("xgboost", xgboost_fit), ("lightgbm", lightgbm_fit), ("catboost", catboost_fit)):
    random, started, tried = np.random.default_rng(1), time.process_time(), []
    while len(tried) < 40 and (not tried or time.process_time() - started < 1.5 * seconds):
        setting = draw(random, len(tried))
        fits = [(fit_one(setting, fit, watch, None), watch) for fit, watch in splits]
        loss = float(np.mean([log_loss(y[watch], predict(watch)) for (predict, _), watch in fits]))
        tried.append((loss, int(1.1 * np.mean([rounds for (_, rounds), _ in fits])) + 1, setting))
    loss, rounds, setting = min(tried, key=lambda each: each[0])
    p = fit_one(setting, np.arange(len(y)), None, rounds)[0](None)
    result[name] = {
        "auc": round(float(roc_auc_score(y_test, p)), 5),
        "logLoss": round(float(log_loss(y_test, np.clip(p, 1e-7, 1 - 1e-7))), 5),
        "tried": len(tried),
        "seconds": round(time.process_time() - started, 1),
    }
print(json.dumps(result))
