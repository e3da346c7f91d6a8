import { DAY_MS, HOUR_MS, MINUTE_MS } from '#kernel/clock.ts'
import type { NoAnswer, Outcome, ProviderReply } from './provider.ts'

/**
 * What an error code of a provider means for one message. The tables of the providers are data: code -> rule.
 * `again`: no for now, `wait` until the limit of that number has a new window by the clock of Beijing; `no`: no for good, the recipient stays; `address`: this
 * address is not to be used again on this account; `person`: its owner does not want messages; `unknown`: it may have been taken; `account`, `template`:
 * nothing goes through until a person acts, or until midnight in Beijing where a daily quota is used up, or the first of the next month; `token`: the access
 * token is bad.
 */
export type CodeRule =
  | { readonly means: 'again'; readonly reason: string; readonly afterMs?: number; readonly wait?: 'minute' | 'hour' | 'morning' }
  | { readonly means: 'no' | 'address' | 'person' | 'token' | 'unknown'; readonly reason: string }
  | { readonly means: 'account' | 'template'; readonly reason: string; readonly until?: 'beijing-midnight' | 'next-month' }

export type CodeTable = Readonly<Record<string, CodeRule>>

const BEIJING_OFFSET_MS = 8 * HOUR_MS

/** The outcome of a refusal. A code that no table knows is a refusal of this one message, with the code as its reason: it says nothing about the recipient. */
export function outcomeOfCode(table: CodeTable, code: string, now: Date): Outcome {
  const rule = ruleOf(table, code)
  switch (rule.means) {
    case 'again': {
      const after = rule.wait === undefined ? rule.afterMs : untilNextMs(rule.wait, now)
      return { kind: 'deferred', reason: rule.reason, ...(after === undefined ? {} : { retryAfterMs: after }) }
    }
    case 'no':
      return { kind: 'rejected', reason: rule.reason }
    case 'unknown':
      return { kind: 'unknown', reason: rule.reason }
    case 'address':
    case 'person':
      return { kind: 'rejected', reason: rule.reason, suppress: rule.means }
    case 'token':
      return { kind: 'halted', what: 'account', reason: rule.reason }
    case 'account':
    case 'template':
      return {
        kind: 'halted',
        what: rule.means,
        reason: rule.reason,
        ...(rule.until === undefined ? {} : { until: rule.until === 'next-month' ? beijingMonthAfter(now) : beijingMidnightAfter(now) }),
      }
  }
}

/** The rule of a code, or that of a code nobody knows. */
export function ruleOf(table: CodeTable, code: string): CodeRule {
  const known = Object.hasOwn(table, code) ? table[code] : undefined
  return (
    known ?? {
      means: 'no',
      reason: `code_${code
        .toLowerCase()
        .replaceAll(/[^a-z0-9]/g, '_')
        .slice(0, 40)}`,
    }
  )
}

/** Without a whole answer: nothing happened there, or nobody can tell. */
export function outcomeOfSilence(error: NoAnswer): Outcome {
  return error.sent ? { kind: 'unknown', reason: 'no_answer' } : { kind: 'deferred', reason: 'not_reached' }
}

/**
 * The outcome of an answer of HTTP alone that is not a success, where the body has no code. 429 and 503 say that nothing was taken; what stood behind a
 * gateway (502, 504) may have taken it.
 */
export function outcomeOfStatus(reply: Pick<ProviderReply, 'status' | 'headers'>): Outcome {
  const { status } = reply
  const wait = retryAfterMs(reply)
  const retry = wait === null ? {} : { retryAfterMs: wait }
  if (status === 429) return { kind: 'deferred', reason: 'too_fast', ...retry }
  if (status === 502 || status === 504) return { kind: 'unknown', reason: 'gateway_error' }
  if (status >= 500) return { kind: 'deferred', reason: 'provider_error', ...retry }
  if (status === 401 || status === 403) return { kind: 'halted', what: 'account', reason: 'secret_wrong' }
  return { kind: 'rejected', reason: `http_${status}` }
}

/** `Retry-After` in seconds (RFC 9110), at most a day; null where it is missing or a date. */
export function retryAfterMs({ headers }: Pick<ProviderReply, 'headers'>): number | null {
  const text = headers['retry-after'] ?? ''
  return /^\d{1,6}$/.test(text) ? Math.min(Number(text) * 1_000, DAY_MS) : null
}

/** The next midnight of Beijing (UTC+8 all year), when daily quotas of WeChat begin anew. */
export function beijingMidnightAfter(now: Date): Date {
  const local = now.getTime() + BEIJING_OFFSET_MS
  return new Date((Math.floor(local / DAY_MS) + 1) * DAY_MS - BEIJING_OFFSET_MS)
}

/** Midnight of Beijing with which the next month begins. */
export function beijingMonthAfter(now: Date): Date {
  const local = new Date(now.getTime() + BEIJING_OFFSET_MS)
  return new Date(Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + 1, 1) - BEIJING_OFFSET_MS)
}

/** How long until the next minute, hour, or eight in the morning begins in Beijing, in milliseconds (1 or more). */
export function untilNextMs(window: 'minute' | 'hour' | 'morning', now: Date): number {
  if (window === 'minute') return untilNextMinuteMs(now)
  // Beijing is whole hours from UTC.
  if (window === 'hour') return HOUR_MS - (now.getTime() % HOUR_MS)
  const eight = beijingMidnightAfter(now).getTime() - DAY_MS + 8 * HOUR_MS
  return (eight > now.getTime() ? eight : eight + DAY_MS) - now.getTime()
}

/** The next full minute, for limits that count by the minute of the clock. */
export function untilNextMinuteMs(now: Date): number {
  return MINUTE_MS - (now.getTime() % MINUTE_MS)
}
