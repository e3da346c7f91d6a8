"""XGBoost's predictions on the rows of bench/tabular-data.ts: score_xgboost.py FOLDER ROWS TREES. The first 50,000 rows train the model."""

import sys
import time

import xgboost as xgb
from sklearn.metrics import roc_auc_score

from measure import report
from table_rows import read_rows

folder, rows, trees = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
x, y = read_rows(folder, 0, 50_000)
params = {"objective": "binary:logistic", "tree_method": "hist", "max_depth": 6, "eta": 0.1, "nthread": 2}
model = xgb.train(params, xgb.DMatrix(x, y), trees)
x, y = read_rows(folder, 50_000, 50_000 + rows)
# From the array in memory to the margins, the faster of XGBoost's two ways.
start = time.perf_counter()
margins = model.inplace_predict(x, predict_type="margin")
seconds = time.perf_counter() - start
start = time.perf_counter()
model.predict(xgb.DMatrix(x, nthread=2), output_margin=True)
seconds = min(seconds, time.perf_counter() - start)
report(seconds, {"auc": float(roc_auc_score(y, margins))})
