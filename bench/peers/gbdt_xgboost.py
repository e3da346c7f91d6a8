"""XGBoost on the rows of bench/tabular-data.ts: gbdt_xgboost.py FOLDER ROWS TREES"""

import sys
import time

import xgboost as xgb
from sklearn.metrics import roc_auc_score

from measure import report
from table_rows import read_rows

folder, rows, trees = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
x, y = read_rows(folder, 0, rows)
params = {"objective": "binary:logistic", "tree_method": "hist", "max_depth": 6, "eta": 0.1, "nthread": 2, "max_bin": 256}
start = time.perf_counter()
model = xgb.train(params, xgb.DMatrix(x, y, nthread=2), trees)
seconds = time.perf_counter() - start
held, labels = read_rows(folder, rows)
report(seconds, {"auc": float(roc_auc_score(labels, model.inplace_predict(held)))})
