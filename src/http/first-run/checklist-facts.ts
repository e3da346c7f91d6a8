import type { ChannelReadiness } from '#decide/channel-readiness.ts'
import type { StrategyService } from '#decide/strategy-service.ts'
import type { EffectService } from '#measure/effect-service.ts'
import type { ChurnService } from '#predict/churn/churn-service.ts'
import { nextResultAt } from '../measure/retained-headline.ts'
import type { ChecklistFacts } from './checklist.ts'
import type { SampleShopState } from './first-run-schemas.ts'

export interface ChecklistParts {
  readonly reads: {
    reach(): Promise<Pick<ChecklistFacts, 'customers' | 'withEmail' | 'reachable'>>
    firstRunCounts(): Promise<{ readonly orderLines: number; readonly scored: number }>
    /** Runs that decided on somebody. */
    decidedRuns(): Promise<number>
  }
  readonly churn: Pick<ChurnService, 'card'>
  readonly strategies: Pick<StrategyService, 'current'>
  readonly readiness: Pick<ChannelReadiness, 'unready'>
  readonly effects: Pick<EffectService, 'list'>
  readonly sampleShop: { state(): Promise<SampleShopState> }
}

/** What is there now, for the list of a newcomer's steps. */
export async function checklistFacts({
  reads,
  churn,
  strategies,
  readiness,
  effects,
  sampleShop,
}: ChecklistParts): Promise<ChecklistFacts> {
  const [people, counts, runs, card, current, unready, reports, sample] = await Promise.all([
    reads.reach(),
    reads.firstRunCounts(),
    reads.decidedRuns(),
    churn.card(),
    strategies.current(),
    readiness.unready(),
    effects.list(),
    sampleShop.state(),
  ])
  const active = current.filter(({ state }) => state === 'active')
  const usable = active.filter(({ definition }) => !unready.has(definition.channel))
  const usableByEmail = usable.filter(({ definition }) => definition.channel === 'email').length
  return {
    ...people,
    orders: counts.orderLines,
    scored: counts.scored,
    sampleData: sample.state !== 'none',
    emailReady: !unready.has('email'),
    webhookReady: !unready.has('webhook'),
    gate: card?.gate ?? null,
    active: active.length,
    usableByEmail,
    usableOtherwise: usable.length - usableByEmail,
    runs,
    verdicts: reports.filter(({ overall }) => overall.verdict !== 'not_yet').length,
    nextResultAt: nextResultAt(reports)?.toISOString() ?? null,
  }
}
