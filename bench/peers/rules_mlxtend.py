"""Frequent itemsets and rules by mlxtend: rules_mlxtend.py BASKETS.bin SUPPORT CONFIDENCE

The file holds int32: number of baskets, where each basket begins (one more than baskets), items. The one-hot table is made before the clock starts.
"""

import sys
import time

import numpy as np
import pandas as pd
from measure import report
from mlxtend.frequent_patterns import association_rules, fpgrowth
from scipy.sparse import csr_matrix

MODULUS = 1_000_003


def fingerprint(items):
    return sum((int(item) + 1) ** 2 for item in items) % MODULUS


words = np.fromfile(sys.argv[1], dtype=np.int32)
support, confidence = float(sys.argv[2]), float(sys.argv[3])
count = int(words[0])
offsets, items = words[1 : count + 2], words[count + 2 :]
dense = csr_matrix((np.ones(len(items), dtype=bool), items, offsets), shape=(count, int(items.max()) + 1)).toarray()
table = pd.DataFrame(dense)

started = time.perf_counter()
sets = fpgrowth(table, min_support=support)
rules = association_rules(sets, num_itemsets=count, metric="confidence", min_threshold=confidence)
seconds = time.perf_counter() - started

sets_sum = sum(int(round(s * count)) * fingerprint(i) for s, i in zip(sets["support"], sets["itemsets"])) % MODULUS
rules_sum = (
    sum(
        int(round(s * count)) * (fingerprint(a) + 3 * fingerprint(c))
        for s, a, c in zip(rules["support"], rules["antecedents"], rules["consequents"])
    )
    % MODULUS
)
report(seconds, {"sets": len(sets), "rules": len(rules), "setsChecksum": sets_sum, "rulesChecksum": rules_sum})
