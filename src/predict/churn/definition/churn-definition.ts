import type { BilingualText } from '#kernel/bilingual-text.ts'
import { AppError } from '#kernel/app-error.ts'
import { DAY_MS } from '#kernel/clock.ts'

/** The audience, besides the age of the last order: all, those with two or more orders, or the top 20% by spend in the year before. */
export type ChurnAudience = 'all' | 'repeat' | 'high_value'

export const CHURN_AUDIENCES: readonly ChurnAudience[] = ['all', 'repeat', 'high_value']

/** What ends a customer: no order any more, or no running contract any more. */
export type ChurnKind = 'no-order' | 'contract'
export const CHURN_KINDS: readonly ChurnKind[] = ['no-order', 'contract']

/** What "churned" means. A changed definition gets a changed `version`, and models of another definition are never mixed with it. */
export interface ChurnDefinition {
  /** Names the rule below together with its numbers, for example `no-order/1/90/365/all`. */
  readonly version: string
  /** Absent in models of before contracts: `no-order`. */
  readonly kind?: ChurnKind
  /** Churned means: no order in this many days after the as-of time, or of contracts no running one at their end. 7 to 180. */
  readonly horizonDays: number
  /** The audience: customers whose last order is at most this many days old at the as-of time; 0 takes all who ever ordered. */
  readonly activeWithinDays: number
  readonly audience: ChurnAudience
  /** Minimum days of orders before an as-of time. */
  readonly minimumHistoryDays: number
  readonly text: BilingualText
}

/**
 * The rule "no order in the next `horizonDays` days among those active". Defaults: 90 days, active within 365, all customers,
 * 60 days of history. Throws an AppError (invalid-input) for numbers out of range and an audience that is not known.
 */
export function churnDefinition(
  numbers: {
    readonly kind?: ChurnKind
    readonly horizonDays?: number
    readonly activeWithinDays?: number
    readonly audience?: ChurnAudience
    readonly minimumHistoryDays?: number
  } = {},
): ChurnDefinition {
  const kind = numbers.kind ?? 'no-order'
  const horizonDays = numbers.horizonDays ?? 90
  const activeWithinDays = numbers.activeWithinDays ?? 365
  const audience = numbers.audience ?? 'all'
  const minimumHistoryDays = numbers.minimumHistoryDays ?? 60
  const whole = (value: number, low: number, high: number): boolean => Number.isInteger(value) && value >= low && value <= high
  if (!whole(horizonDays, 7, 180)) {
    throw new AppError('invalid-input', 'churn-horizon', `The churn horizon is ${horizonDays} days; choose a whole number from 7 to 180.`, {
      details: { low: 7, high: 180 },
    })
  }
  if (activeWithinDays !== 0 && !whole(activeWithinDays, 14, 1095)) {
    throw new AppError(
      'invalid-input',
      'churn-audience',
      `The churn audience is limited to ${activeWithinDays} days; choose 0 (no limit) or a whole number from 14 to 1095.`,
      { details: { reason: 'days' } },
    )
  }
  if (!whole(minimumHistoryDays, 0, 1095)) {
    throw new AppError(
      'invalid-input',
      'churn-history',
      `The history needed for churn is ${minimumHistoryDays} days; choose a whole number from 0 to 1095.`,
      { details: { low: 0, high: 1095 } },
    )
  }
  if (!CHURN_AUDIENCES.includes(audience)) {
    throw new AppError(
      'invalid-input',
      'churn-audience',
      `The churn audience "${String(audience)}" is not known; choose all, repeat or high_value.`,
      { details: { reason: 'name' } },
    )
  }
  if (!CHURN_KINDS.includes(kind)) {
    throw new AppError('invalid-input', 'churn-kind', `The kind of churn "${String(kind)}" is not known; choose no-order or contract.`)
  }
  if (kind === 'contract') return contractDefinition(horizonDays, minimumHistoryDays)
  const people = audienceText(audience, activeWithinDays)
  return {
    kind,
    version: `no-order/1/${horizonDays}/${activeWithinDays}/${audience}`,
    horizonDays,
    activeWithinDays,
    audience,
    minimumHistoryDays,
    text: {
      zh: `${people.zh}，在之后 ${horizonDays} 天内没有再下单，即视为流失`,
      en: `Of ${people.en}, those without an order in the next ${horizonDays} days`,
    },
  }
}

/** Days after the end of a period within which a renewal may still come: the same as on a customer's page. */
export const CONTRACT_GRACE_DAYS = 15

/**
 * Of customers with a contract that runs and whose end nobody has said, those without a running contract at the end of the horizon: it was cancelled, or its period ended and no
 * renewal came within the grace. The audience is everybody of whom that is true.
 */
function contractDefinition(horizonDays: number, minimumHistoryDays: number): ChurnDefinition {
  return {
    kind: 'contract',
    version: `contract/1/${horizonDays}/${CONTRACT_GRACE_DAYS}`,
    horizonDays,
    activeWithinDays: 0,
    audience: 'all',
    minimumHistoryDays,
    text: {
      zh: `有生效合约且未提出终止的客户，${horizonDays} 天后不再有生效合约（终止，或到期后 ${CONTRACT_GRACE_DAYS} 天内未续），即视为流失`,
      en: `Of customers with a running contract that nobody has cancelled, those without one ${horizonDays} days later: it ended, or its period ended and was not renewed within ${CONTRACT_GRACE_DAYS} days`,
    },
  }
}

/** What a version is about: the name that stands before its numbers. */
export function kindOfVersion(version: string): ChurnKind {
  return version.startsWith('contract/') ? 'contract' : 'no-order'
}

/** Whether churn is about contracts. */
export function isContract({ kind }: Pick<ChurnDefinition, 'kind'>): boolean {
  return kind === 'contract'
}

function audienceText(audience: ChurnAudience, activeWithinDays: number): BilingualText {
  const within =
    activeWithinDays === 0
      ? { zh: '曾经下过单', en: 'who ever ordered' }
      : { zh: `最近 ${activeWithinDays} 天内下过单`, en: `with an order in the last ${activeWithinDays} days` }
  if (audience === 'repeat') {
    const also =
      activeWithinDays === 0 ? 'who ordered twice or more' : `with two orders or more, one of them in the last ${activeWithinDays} days`
    return { zh: `${activeWithinDays === 0 ? '' : within.zh + '、'}累计下单两次及以上的客户`, en: `customers ${also}` }
  }
  if (audience === 'high_value') {
    return {
      zh: `${within.zh}、近一年消费居前五分之一的客户`,
      en: `customers ${within.en} and among the fifth that spent most in the year before`,
    }
  }
  return { zh: `${within.zh}的客户`, en: `customers ${within.en}` }
}

/**
 * The as-of times to train on, oldest first: the newest whose label window has ended by `now`, and every `stepDays` before it back to
 * `firstOrderAt` plus the minimum history, at most `limit`. Empty when the history is too short. Default: a third of the horizon, 8.
 */
export function snapshotTimes(
  definition: ChurnDefinition,
  now: Date,
  firstOrderAt: Date,
  options: { readonly stepDays?: number; readonly limit?: number } = {},
): Date[] {
  const step = (options.stepDays ?? Math.max(7, Math.round(definition.horizonDays / 3))) * DAY_MS
  const earliest = firstOrderAt.getTime() + definition.minimumHistoryDays * DAY_MS
  const times: Date[] = []
  let time = now.getTime() - definition.horizonDays * DAY_MS
  while (time >= earliest && times.length < (options.limit ?? 8)) {
    times.unshift(new Date(time))
    time -= step
  }
  return times
}

/** Whether the label window of `earlier` has ended by `later`: only then can a model be trained on `earlier` and evaluated on `later`. */
export function endsBefore(definition: ChurnDefinition, earlier: Date, later: Date): boolean {
  return earlier.getTime() + definition.horizonDays * DAY_MS <= later.getTime()
}
