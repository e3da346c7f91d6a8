"""scikit-learn's random forest on the rows of bench/tabular-data.ts: forest_sklearn.py FOLDER ROWS TREES"""

import sys
import time

from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score

from measure import report
from table_rows import read_rows

folder, rows, trees = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
x, y = read_rows(folder, 0, rows)
start = time.perf_counter()
model = RandomForestClassifier(trees, n_jobs=2, random_state=1).fit(x, y)
seconds = time.perf_counter() - start
held, labels = read_rows(folder, rows)
report(seconds, {"auc": float(roc_auc_score(labels, model.predict_proba(held)[:, 1]))})
