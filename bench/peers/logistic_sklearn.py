"""Times scikit-learn's StandardScaler and LogisticRegression (lbfgs): logistic_sklearn.py TABLE.bin ROWS COLUMNS TOLERANCE

TABLE.bin: float64 columns one after the other, the labels last. The table is put into scikit-learn's own layout before the clock starts.
"""

import sys
import time

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.preprocessing import StandardScaler

from measure import report

path, rows, columns, tolerance = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
table = np.fromfile(path).reshape(columns + 1, rows)
x, y = np.ascontiguousarray(table[:columns].T), table[columns].copy()
del table
started = time.perf_counter()
scaler = StandardScaler()
model = LogisticRegression(C=1.0, solver="lbfgs", tol=tolerance, max_iter=1000).fit(scaler.fit_transform(x), y)
seconds = time.perf_counter() - started
p = model.predict_proba(scaler.transform(x))[:, 1]
report(seconds, {"auc": float(roc_auc_score(y, p)), "logLoss": float(log_loss(y, p))})
