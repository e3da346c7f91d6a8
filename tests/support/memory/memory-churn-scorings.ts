import { DAY_MS } from '#kernel/clock.ts'
import type { ChurnScoringRecord, ChurnScoringStore } from '#predict/churn/watch/churn-history.ts'

/** What is remembered of each scoring, in memory. Keeps the rules of tests/contract/churn-scorings.case.ts. */
export function memoryChurnScorings(): ChurnScoringStore & { readonly kept: ChurnScoringRecord[] } {
  const kept: ChurnScoringRecord[] = []
  const placeOf = (asOf: Date): number => kept.findIndex((each) => each.asOf.getTime() === asOf.getTime())
  const newest = (limit: number, isMeant: (record: ChurnScoringRecord) => boolean): Promise<ChurnScoringRecord[]> =>
    Promise.resolve(
      kept
        .filter(isMeant)
        .toSorted((a, b) => b.asOf.getTime() - a.asOf.getTime())
        .slice(0, limit),
    )
  return {
    kept,
    save(record) {
      const place = placeOf(record.asOf)
      if (place === -1) kept.push(record)
      else kept[place] = record
      return Promise.resolve()
    },
    async newestBefore(asOf) {
      const [before] = await newest(1, (each) => each.asOf < asOf && Object.values(each.tiers).some((customers) => customers > 0))
      return before?.asOf ?? null
    },
    newest: (limit) => newest(limit, () => true),
    unjudged: (now, limit) =>
      newest(
        limit,
        ({ accuracy, hindsight, customers, asOf, horizonDays }) =>
          accuracy === null && !hindsight && customers > 0 && asOf.getTime() + horizonDays * DAY_MS <= now.getTime(),
      ),
    judged: (limit) => newest(limit, ({ accuracy }) => accuracy !== null),
    setAccuracy(asOf, accuracy) {
      const record = kept[placeOf(asOf)]
      if (record !== undefined) kept[placeOf(asOf)] = { ...record, accuracy }
      return Promise.resolve()
    },
  }
}
