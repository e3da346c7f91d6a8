"""Every recommender of implicit on one time split: recommend_lists.py PURCHASES.bin

The file holds int32: customers, products, size of the history, size of the future; customer, product and count of each entry of the history; customer
and product of each entry of the future. Prints hit rate, nDCG@10, recall and coverage of each model for the products that were new to the customer
(`new`) and for all (`all`). Settings are tried on the future itself, which favours the peers.
"""

import json
import math
import sys

import numpy as np
from implicit.als import AlternatingLeastSquares
from implicit.bpr import BayesianPersonalizedRanking
from implicit.lmf import LogisticMatrixFactorization
from implicit.nearest_neighbours import BM25Recommender, CosineRecommender, TFIDFRecommender
from scipy.sparse import csr_matrix
from threadpoolctl import threadpool_limits

words = np.fromfile(sys.argv[1], dtype=np.int32)
customers, products, size, later = (int(word) for word in words[:4])
row, column, count = words[4 : 4 + 3 * size].reshape(3, size)
then_row, then_column = words[4 + 3 * size :].reshape(2, later)
plain = csr_matrix((np.ones(size, dtype=np.float32), (row, column)), shape=(customers, products))
counts = csr_matrix((count.astype(np.float32), (row, column)), shape=(customers, products))
logs = csr_matrix((np.log1p(count).astype(np.float32), (row, column)), shape=(customers, products))
future = csr_matrix((np.ones(later, dtype=np.float32), (then_row, then_column)), shape=(customers, products))
judged = np.array([c for c in range(customers) if future[c].nnz > 0 and plain[c].nnz > 0])


def judge(model, matrix, only_new):
    lists, _ = model.recommend(judged, matrix[judged], N=10, filter_already_liked_items=only_new)
    gain = hits = recall = people = 0
    listed = set()
    for customer, products_listed in zip(judged, lists):
        wanted = set(future[customer].indices.tolist())
        if only_new:
            wanted -= set(plain[customer].indices.tolist())
        listed.update(products_listed.tolist())
        if not wanted:
            continue
        places = [place for place, product in enumerate(products_listed.tolist()) if product in wanted]
        people += 1
        hits += len(places) > 0
        recall += len(places) / len(wanted)
        gain += sum(1 / math.log2(p + 2) for p in places) / sum(1 / math.log2(p + 2) for p in range(min(10, len(wanted))))
    return {"hitRate": hits / people, "ndcg": gain / people, "recall": recall / people, "coverage": len(listed) / products}


def models():
    for name, matrix in (("plain", plain), ("counts", counts), ("log", logs)):
        for k in (20, 100, 300):
            yield f"cosine {name} K={k}", matrix, CosineRecommender(K=k, num_threads=2)
            yield f"TF-IDF {name} K={k}", matrix, TFIDFRecommender(K=k, num_threads=2)
            yield f"BM25 {name} K={k}", matrix, BM25Recommender(K=k, num_threads=2)
        for factors in (16, 32, 64):
            for alpha, regularization in ((1, 0.01), (10, 1), (40, 10)):
                yield (
                    f"ALS {name} f={factors} alpha={alpha} reg={regularization}",
                    matrix,
                    AlternatingLeastSquares(
                        factors=factors, alpha=alpha, regularization=regularization, iterations=15, num_threads=2, random_state=1
                    ),
                )
    for factors in (32, 64):
        yield f"BPR f={factors}", plain, BayesianPersonalizedRanking(factors=factors, iterations=200, num_threads=1, random_state=1)
    yield "LMF f=16", plain, LogisticMatrixFactorization(factors=16, iterations=30, num_threads=2, random_state=1)


answer = []
with threadpool_limits(1, "blas"):
    for name, matrix, model in models():
        model.fit(matrix, show_progress=False)
        answer.append({"model": name, "new": judge(model, matrix, True), "all": judge(model, matrix, False)})
print(json.dumps({"judged": len(judged), "models": answer}))
