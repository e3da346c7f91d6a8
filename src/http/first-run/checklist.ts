import type { ChecklistItem } from './first-run-schemas.ts'

/** What is there, counted; the list follows from it and from nothing else. */
export interface ChecklistFacts {
  readonly customers: number
  readonly orders: number
  /** Customers with an e-mail address, whether they agreed or not. */
  readonly withEmail: number
  /** Customers with an address that is not suppressed and a yes to marketing e-mail. */
  readonly reachable: number
  /** The customers are those of the sample shop: nothing may leave for them. */
  readonly sampleData: boolean
  readonly emailReady: boolean
  readonly webhookReady: boolean
  /** Whether the model in use was better than guessing; null before the first training. */
  readonly gate: 'passed' | 'failed' | 'untested' | null
  readonly scored: number
  /** Active strategies; those that send e-mail; those whose channel can carry something now. */
  readonly active: number
  readonly usableByEmail: number
  readonly usableOtherwise: number
  /** Runs that decided on somebody. */
  readonly runs: number
  readonly verdicts: number
  /** End of the measurement period that is over first. */
  readonly nextResultAt: string | null
}

type Finding = Pick<ChecklistItem, 'state' | 'detail'> & Partial<Pick<ChecklistItem, 'params' | 'link'>>

const IMPORT = '/data/imports?new=1'

/** The road to a measured effect: each step with its state, the reason where it is not done, and where it is done. */
export function checklistOf(facts: ChecklistFacts): ChecklistItem[] {
  const item = (step: ChecklistItem['step'], usual: string, { state, detail, params = {}, link = usual }: Finding): ChecklistItem => ({
    step,
    state,
    detail,
    params,
    link,
  })
  return [
    item('data', IMPORT, data(facts)),
    item('reach', IMPORT, reach(facts)),
    item('channel', '/settings/channels', channel(facts)),
    item('score', '/predict/churn', score(facts)),
    item('strategy', '/retain/strategies', strategy(facts)),
    item('run', '/retain/strategies', run(facts)),
    item('verdict', '/effect', verdict(facts)),
  ]
}

function data({ customers, orders }: ChecklistFacts): Finding {
  if (customers === 0) return { state: 'open', detail: 'no_data' }
  return orders === 0
    ? { state: 'open', detail: 'no_orders', params: { customers } }
    : { state: 'done', detail: 'imported', params: { customers, orders } }
}

function reach({ customers, withEmail, reachable }: ChecklistFacts): Finding {
  if (customers === 0) return { state: 'blocked', detail: 'needs_data' }
  if (reachable > 0) return { state: 'done', detail: 'reachable', params: { customers: reachable } }
  return withEmail === 0 ? { state: 'open', detail: 'no_email' } : { state: 'open', detail: 'no_consent', params: { customers: withEmail } }
}

function channel({ sampleData, emailReady, webhookReady }: ChecklistFacts): Finding {
  if (sampleData) return { state: 'waiting', detail: 'sample_channels' }
  if (emailReady && webhookReady) return { state: 'done', detail: 'email_and_webhook' }
  if (emailReady) return { state: 'done', detail: 'email_ready' }
  return webhookReady ? { state: 'done', detail: 'webhook_ready' } : { state: 'open', detail: 'tasks_only' }
}

function score({ customers, orders, scored, gate }: ChecklistFacts): Finding {
  if (customers === 0 || orders === 0) return { state: 'blocked', detail: 'needs_orders', link: IMPORT }
  if (gate === 'failed') return { state: 'blocked', detail: 'model_below_gate' }
  if (gate === null || scored === 0) return { state: 'open', detail: 'not_trained' }
  return { state: 'done', detail: gate === 'untested' ? 'scored_untested' : 'scored', params: { customers: scored } }
}

function strategy({ active, usableByEmail, usableOtherwise }: ChecklistFacts): Finding {
  if (active === 0) return { state: 'open', detail: 'none_active' }
  return usableByEmail + usableOtherwise === 0
    ? { state: 'blocked', detail: 'channels_not_ready', params: { strategies: active } }
    : { state: 'done', detail: 'active', params: { strategies: active } }
}

function run(facts: ChecklistFacts): Finding {
  if (facts.runs > 0) return { state: 'done', detail: 'ran', params: { runs: facts.runs } }
  if (facts.scored === 0) return { state: 'blocked', detail: 'needs_scores', link: '/predict/churn' }
  if (facts.usableOtherwise > 0) return { state: 'open', detail: 'not_run' }
  if (facts.usableByEmail === 0) return { state: 'blocked', detail: 'needs_strategy' }
  return facts.reachable > 0 ? { state: 'open', detail: 'not_run' } : { state: 'blocked', detail: 'nobody_reachable', link: IMPORT }
}

function verdict({ runs, verdicts, nextResultAt }: ChecklistFacts): Finding {
  if (verdicts > 0) return { state: 'done', detail: 'measured', params: { runs: verdicts } }
  if (runs === 0) return { state: 'blocked', detail: 'needs_run' }
  return nextResultAt === null
    ? { state: 'waiting', detail: 'measuring' }
    : { state: 'waiting', detail: 'result_on', params: { at: nextResultAt } }
}
