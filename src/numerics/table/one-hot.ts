import type { FeatureTable } from './feature-table.ts'

/**
 * The levels of a category that get a column of their own, the most frequent first (ties by code): at most `most`, each with at least
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

/**
 * One column of 0 and 1 a level: `codes[i]` is the level of row i, negative when it is missing; levels that are not in `levels` give zeros
 * everywhere, as rare and unknown ones should. `names[k]` names the column of `levels[k]`.
 *
 * `oneHotTable([2, 0, -1], [2, 0], ['c', 'a']).columns` is `[[1, 0, 0], [0, 1, 0]]`.
 */
export function oneHotTable(codes: ArrayLike<number>, levels: readonly number[], names: readonly string[]): FeatureTable {
  const places = new Map(levels.map((level, k) => [level, k]))
  const columns = levels.map(() => new Float64Array(codes.length))
  for (let i = 0; i < codes.length; i += 1) {
    const place = places.get(codes[i] as number)
    if (place !== undefined) (columns[place] as Float64Array)[i] = 1
  }
  return { names: levels.map((level, k) => names[k] ?? String(level)), rowCount: codes.length, columns }
}
