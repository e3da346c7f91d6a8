"""What every peer script ends with: `report(seconds, quality)` prints the one JSON line that bench/compare.ts reads."""

import json
import resource


def report(seconds, quality):
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "rssMb": peak, "quality": quality}))
