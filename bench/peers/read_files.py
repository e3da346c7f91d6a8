"""How long polars and pandas take to read a CSV file and a workbook as text: no columns are recognised, no money is added up."""

import json
import sys
import time


def timed(read):
    started = time.perf_counter()
    rows = len(read())
    return {"seconds": round(time.perf_counter() - started, 2), "rows": rows}


csv, xlsx = sys.argv[1:3]
result = {}
try:
    import polars

    result["polarsCsv"] = timed(lambda: polars.read_csv(csv, infer_schema=False))["seconds"]
    result["polarsExcel"] = timed(lambda: polars.read_excel(xlsx))["seconds"]
except ImportError as error:
    print(f"polars: {error}", file=sys.stderr)
try:
    import pandas

    result["pandasCsv"] = timed(lambda: pandas.read_csv(csv, dtype=str))["seconds"]
    result["pandasExcel"] = timed(lambda: pandas.read_excel(xlsx, dtype=str))["seconds"]
except ImportError as error:
    print(f"pandas: {error}", file=sys.stderr)
print(json.dumps(result))
