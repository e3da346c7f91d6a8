"""What the tree benchmarks of the peers read: the rows that bench/tabular-data.ts writes."""

import numpy as np

FEATURES = 60


def read_rows(folder, start, stop=None):
    """Features (row-major) and labels of rows [start, stop)."""
    count = -1 if stop is None else stop - start
    x = np.fromfile(f"{folder}/rows.bin", dtype=np.float32, offset=start * FEATURES * 4, count=count * FEATURES if stop is not None else -1)
    y = np.fromfile(f"{folder}/labels.bin", dtype=np.float32, offset=start * 4, count=count)
    return x.reshape(-1, FEATURES), y
