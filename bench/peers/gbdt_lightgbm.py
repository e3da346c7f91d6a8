"""LightGBM on the rows of bench/tabular-data.ts: gbdt_lightgbm.py FOLDER ROWS TREES"""

import sys
import time

import lightgbm as lgb
from sklearn.metrics import roc_auc_score

from measure import report
from table_rows import read_rows

folder, rows, trees = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
x, y = read_rows(folder, 0, rows)
params = {
    "objective": "binary",
    "max_depth": 6,
    "num_leaves": 64,
    "learning_rate": 0.1,
    "lambda_l2": 1,
    "min_sum_hessian_in_leaf": 1,
    "min_data_in_leaf": 1,
    "num_threads": 2,
    "max_bin": 255,
    "verbose": -1,
}
start = time.perf_counter()
model = lgb.train(params, lgb.Dataset(x, y), trees)
seconds = time.perf_counter() - start
held, labels = read_rows(folder, rows)
report(seconds, {"auc": float(roc_auc_score(labels, model.predict(held, num_threads=2)))})
