"""ALS or item-item neighbours by implicit: recommend_implicit.py INTERACTIONS.bin als|item

The file holds int32: customers, products, size; customer of each interaction, product of each; then two later products of each customer.
"""

import math
import sys
import time

import numpy as np
from implicit.als import AlternatingLeastSquares
from implicit.nearest_neighbours import CosineRecommender
from measure import report
from scipy.sparse import csr_matrix
from threadpoolctl import threadpool_limits

THREADS, JUDGED = 2, 4000
words = np.fromfile(sys.argv[1], dtype=np.int32)
customers, products, size = (int(word) for word in words[:3])
rows, columns, later = words[3 : 3 + size], words[3 + size : 3 + 2 * size], words[3 + 2 * size :].reshape(customers, 2)
matrix = csr_matrix((np.ones(size, dtype=np.float32), (rows, columns)), shape=(customers, products))

with threadpool_limits(1, "blas"):  # as the library asks: its own threads call BLAS
    started = time.perf_counter()
    if sys.argv[2] == "als":
        model = AlternatingLeastSquares(
            factors=64, iterations=15, regularization=0.01, alpha=20, num_threads=THREADS, random_state=1
        )
    else:
        model = CosineRecommender(K=20, num_threads=THREADS)
    model.fit(matrix, show_progress=False)
    seconds = time.perf_counter() - started
    judged = np.arange(JUDGED)
    lists, _ = model.recommend(judged, matrix[judged], N=10, filter_already_liked_items=True)

gain, hits = 0.0, 0
for customer in range(JUDGED):
    wanted = set(later[customer].tolist())
    places = [place for place, item in enumerate(lists[customer].tolist()) if item in wanted]
    ideal = sum(1 / math.log2(place + 2) for place in range(min(10, len(wanted))))
    gain += sum(1 / math.log2(place + 2) for place in places) / ideal
    hits += len(places) > 0
report(seconds, {"ndcg10": gain / JUDGED, "hitRate10": hits / JUDGED})
