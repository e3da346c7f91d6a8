import { AppError } from '#kernel/app-error.ts'
import { daysBetween } from '#kernel/local-day.ts'
import { LONGEST_WARM_UP } from './longest-warm-up.ts'
import type { ProviderKind, ProviderName, ProviderSide, ProviderValues } from '../providers/provider.ts'

/** One set-up of a provider, without its secrets. */
export interface ChannelAccount {
  readonly id: string
  readonly provider: ProviderName
  readonly side: ProviderSide
  readonly name: string
  /** Made of environment variables: what they say cannot be changed in the console. */
  readonly fromEnvironment: boolean
  readonly settings: ProviderValues
  /** Lower goes first among the accounts of a channel. */
  readonly preference: number
  /** Null: the pace of the provider. */
  readonly perSecond: number | null
  readonly atOnce: number | null
  /** Messages in one day of the project; null: no limit. */
  readonly dailyLimit: number | null
  readonly warmUp: WarmUp | null
  readonly state: AccountState
  /** Why it is halted, as the provider's code; otherwise empty. */
  readonly reason: string
  /** When it goes on by itself; null: a person has to turn it on. */
  readonly haltedUntil: Date | null
  readonly stateAt: Date
  /** Grows with every change of what an open account is made of. */
  readonly revision: number
  readonly createdAt: Date
  readonly createdBy: string
  readonly updatedAt: Date
  /** What the provider told us by itself, and why it could not be asked; empty when it could. */
  readonly heard: { readonly lastCallAt: Date | null; readonly calls: number; readonly refused: number; readonly askProblem: string }
}

export type AccountState = 'on' | 'off' | 'halted'

/** A sender that nobody knows yet sends little at first: the limit of each day from the first on. After the last one there is none. */
export interface WarmUp {
  /** Calendar day of the project, YYYY-MM-DD. */
  readonly startsOn: string
  readonly limits: readonly number[]
}

/** Of a new mail domain: what large mailbox providers take without suspicion grows about twofold a day. Own rule; no published figures are binding. */
export const DEFAULT_WARM_UP: readonly number[] = [50, 100, 500, 1_000, 5_000, 10_000, 20_000, 40_000]

/** A halt that had an end is over at that moment, without anybody's doing. */
export function stateAt(account: Pick<ChannelAccount, 'state' | 'haltedUntil'>, now: Date): AccountState {
  return account.state === 'halted' && account.haltedUntil !== null && account.haltedUntil <= now ? 'on' : account.state
}

/** The limit of warm-up on a day (YYYY-MM-DD); null where it is over. Before its first day nothing is sent. */
export function warmUpLimit(warmUp: WarmUp | null, today: string): number | null {
  if (warmUp === null) return null
  const day = daysBetween(warmUp.startsOn, today)
  if (day < 0) return 0
  return warmUp.limits[day] ?? null
}

/** Messages that may leave on a day, by the account's own limit and by its warm-up; null: no limit. */
export function limitOn(account: Pick<ChannelAccount, 'dailyLimit' | 'warmUp'>, today: string): number | null {
  const limits = [account.dailyLimit, warmUpLimit(account.warmUp, today)].filter((limit) => limit !== null)
  return limits.length === 0 ? null : Math.min(...limits)
}

/** The pace of the provider, or the lower one that the account was given. */
export function paceOf(
  account: Pick<ChannelAccount, 'perSecond' | 'atOnce'>,
  pace: ProviderKind['pace'],
): { readonly perSecond: number; readonly atOnce: number } {
  return {
    perSecond: Math.min(account.perSecond ?? pace.perSecond, pace.perSecond),
    atOnce: Math.min(account.atOnce ?? pace.atOnce, pace.atOnce),
  }
}

/** @throws AppError `warm-up-wrong` */
export function checkWarmUp(warmUp: WarmUp | null): void {
  if (warmUp === null) return
  const { startsOn, limits } = warmUp
  const day = new Date(`${startsOn}T00:00:00Z`)
  const isDay = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(startsOn)
  const areLimits =
    limits.length > 0 && limits.length <= LONGEST_WARM_UP && limits.every((limit) => Number.isSafeInteger(limit) && limit > 0)
  if (isDay && areLimits) return
  throw new AppError(
    'invalid-input',
    'warm-up-wrong',
    `A warm-up has a first day such as 2026-12-01 and 1 to ${LONGEST_WARM_UP} daily limits above zero.`,
    { details: { field: isDay ? 'warmUp.limits' : 'warmUp.startsOn', most: LONGEST_WARM_UP } },
  )
}
