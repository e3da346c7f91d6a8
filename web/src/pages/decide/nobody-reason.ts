import type { DecisionPreview } from '#http/decide/retain-schemas.ts'

const WHY = {
  no_consent: 'no_reach',
  no_address: 'no_reach',
  suppressed: 'suppressed',
  channel_not_ready: 'channel',
  cooldown: 'cooldown',
  in_another_run: 'cooldown',
  no_strategy: 'audience',
  negative_gain: 'gain',
  budget: 'limit',
  max_contacts: 'limit',
} as const

export type NobodyReason = (typeof WHY)[keyof typeof WHY] | 'no_scores' | 'other'

/**
 * The reason that keeps most customers from being contacted. Those whom no strategy fits say nothing as long as any others were left out: they would not be
 * contacted by the best of runs either.
 */
export function nobodyReason({ candidates, skipped }: Pick<DecisionPreview, 'candidates'> & { skipped: readonly Skipped[] }): NobodyReason {
  if (candidates === 0) return 'no_scores'
  const counts = new Map<NobodyReason, number>()
  for (const { reason, customers } of skipped) {
    const why = isKnown(reason) ? WHY[reason] : 'other'
    counts.set(why, (counts.get(why) ?? 0) + customers)
  }
  const ranked = [...counts].filter(([, customers]) => customers > 0).toSorted(([, a], [, b]) => b - a)
  return (ranked.find(([why]) => why !== 'audience') ?? ranked[0])?.[0] ?? 'other'
}

interface Skipped {
  reason: string
  customers: number
}

const isKnown = (reason: string): reason is keyof typeof WHY => Object.hasOwn(WHY, reason)
