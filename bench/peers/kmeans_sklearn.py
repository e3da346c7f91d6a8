"""Times scikit-learn's KMeans (k-means++ starts, Lloyd): kmeans_sklearn.py TABLE.bin ROWS COLUMNS K STARTS

TABLE.bin: float64 columns one after the other, standardised. The table is put into scikit-learn's own layout before the clock starts.
"""

import sys
import time

import numpy as np
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

from measure import report

path = sys.argv[1]
rows, columns, k, starts = (int(value) for value in sys.argv[2:6])
x = np.ascontiguousarray(np.fromfile(path).reshape(columns, rows).T)
with threadpool_limits(limits=2):
    # The first use of a pool of threads starts it; ours starts its own within the measured time.
    KMeans(n_clusters=2, n_init=1, random_state=0).fit(x[:2000])
    started = time.perf_counter()
    model = KMeans(n_clusters=k, init="k-means++", n_init=starts).fit(x)
    seconds = time.perf_counter() - started
report(seconds, {"inertia": float(model.inertia_), "iterations": int(model.n_iter_)})
