/**
 * The levels of a category that get their own column, the most frequent first (ties by code): at most `most`, each with at least
 * `least` rows. `counts[code]` is the number of rows of a level.
 *
 * `cappedLevels([5, 1, 9], 2, 2)` is `[2, 0]`.
 */
export function cappedLevels(counts: ArrayLike<number>, most: number, least: number): number[] {
  return Array.from({ length: counts.length }, (_, code) => code)
    .filter((code) => (counts[code] as number) > 0 && (counts[code] as number) >= least)
    .sort((a, b) => (counts[b] as number) - (counts[a] as number) || a - b)
    .slice(0, most)
}
