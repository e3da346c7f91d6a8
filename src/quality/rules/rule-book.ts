import type { FactKind, FactValue, QualityFlag, QualityGate, ReadFact } from '#collect/quality-gate.ts'
import { PASSED } from '#collect/quality-gate.ts'
import { cutText } from '#kernel/cut-text.ts'
import { mask } from '#privacy/mask.ts'
import { withoutPersonal } from '#privacy/personal-text.ts'
import { GROUPED_BY, qualityField, type QualityField, type QualityScope } from './quality-fields.ts'
import { NOW, type QualityRule, type QualityRules, ZERO } from './quality-rules.ts'
import type { Limits } from './robust-limits.ts'
import { formatCheck } from './value-formats.ts'

/** Limits of outlier rules: rule id, then group. */
export type OutlierLimits = ReadonlyMap<string, ReadonlyMap<string, Limits>>
export const NO_LIMITS: OutlierLimits = new Map()

/** A rule that can be asked about one record. */
export interface ReadyRule {
  readonly rule: QualityRule
  readonly field: QualityField
  /** Whether the record breaks the rule; undefined where the rule says nothing of it. `now` in epoch milliseconds. */
  breaks(read: ReadFact, now: number): boolean | undefined
}

/** Rules of a scope that look at one record alone, ready to be asked. Rules that are off, or look at many records, are none of them. */
export function readyRules({ rules }: QualityRules, scope: QualityScope, region: string, limits: OutlierLimits): readonly ReadyRule[] {
  return rules.flatMap((rule): ReadyRule[] => {
    const field = qualityField(scope, rule.field)
    if (rule.scope !== scope || rule.action === 'off' || field === undefined) return []
    const breaks = breaker(rule, region, limits)
    return breaks === undefined ? [] : [{ rule, field, breaks }]
  })
}

/** Scopes of a record of a kind: a row of orders says something of the order and something of the line. */
const SCOPES_OF: Readonly<Record<FactKind, readonly QualityScope[]>> = {
  orders: ['orders', 'order-lines'],
  customers: ['customers'],
  tickets: ['tickets'],
  measures: ['measures'],
  feedback: ['feedback'],
  subscriptions: ['subscriptions'],
  accounts: ['accounts'],
  'account-members': ['account-members'],
  events: ['events'],
}

/** What the rules say of records as they come in. Of several rules that refuse one, the first in the list is named. */
export function qualityGate(rules: QualityRules, region: string, limits: OutlierLimits, now: number): QualityGate {
  return readyGate(rules, region, limits)(now)
}

/** The same, made ready once for many requests: patterns and lists of values take a while to be. */
export function readyGate(rules: QualityRules, region: string, limits: OutlierLimits): (now: number) => QualityGate {
  const byKind = new Map<FactKind, readonly ReadyRule[]>()
  const rulesOf = (kind: FactKind): readonly ReadyRule[] => {
    let ready = byKind.get(kind)
    if (ready === undefined) {
      ready = SCOPES_OF[kind].flatMap((scope) => readyRules(rules, scope, region, limits)).filter(({ field }) => field.arrives)
      byKind.set(kind, ready)
    }
    return ready
  }
  return (now) => (kind, read) => {
    const ready = rulesOf(kind)
    if (ready.length === 0) return PASSED
    const broken = ready.filter((one) => one.breaks(read, now) === true)
    if (broken.length === 0) return PASSED
    const refusing = broken.find(({ rule }) => rule.action === 'quarantine')
    if (refusing !== undefined) {
      const { id, field } = refusing.rule
      return { refusal: { field, message: `The record breaks the quality rule ${id}.` }, flags: [] }
    }
    return { refusal: null, flags: broken.map(({ rule, field }) => flagOf(rule, field, read)) }
  }
}

export function flagOf(rule: QualityRule, field: QualityField, read: ReadFact): QualityFlag {
  return { ruleId: rule.id, scope: rule.scope, field: rule.field, masked: maskedValue(field, read(rule.field)) }
}

const LONGEST_SHOWN = 60

/** A value as it may be shown to anybody who works with data. Times as ISO text. */
export function maskedValue({ masked, type }: Pick<QualityField, 'masked' | 'type'>, value: FactValue): string {
  if (value === null || value === '') return ''
  if (typeof value === 'number') return type === 'time' ? timeText(value) : String(value)
  const text = cutText(value, LONGEST_SHOWN)
  if (masked === '') return withoutPersonal(text)
  // An e-mail that is none has no part that may stand.
  return mask(masked === 'email' && !text.includes('@') ? 'code' : masked, text)
}

function timeText(value: number): string {
  const date = new Date(value)
  return Number.isNaN(date.getTime()) ? '' : date.toISOString()
}

function breaker(rule: QualityRule, region: string, limits: OutlierLimits): ReadyRule['breaks'] | undefined {
  const { field } = rule
  switch (rule.kind) {
    case 'missing':
      return (read) => isBlank(read(field))
    case 'outlier': {
      const groups = limits.get(rule.id)
      if (groups === undefined) return undefined
      return (read) => {
        const value = read(field)
        const limit = typeof value === 'number' ? groups.get(groupOf(rule.scope, read)) : undefined
        return limit === undefined ? undefined : (value as number) < limit.low || (value as number) > limit.high
      }
    }
    case 'format': {
      const fits = formatCheck(rule.format ?? 'phone', rule.pattern ?? '', region)
      return (read) => {
        const value = read(field)
        return isBlank(value) ? undefined : !fits(String(value))
      }
    }
    case 'reference': {
      const values = new Set(rule.values)
      return (read) => {
        const value = read(field)
        return isBlank(value) ? undefined : !values.has(String(value).trim())
      }
    }
    case 'sequence': {
      const { other = ZERO, order } = rule
      return (read, now) => {
        const value = read(field)
        const against = other === NOW ? now : other === ZERO ? 0 : read(other)
        if (typeof value !== 'number' || typeof against !== 'number') return undefined
        return order === 'not-after' ? value > against : value < against
      }
    }
    case 'duplicate':
    case 'burst':
    case 'fill':
      return undefined
  }
}

function isBlank(value: FactValue): boolean {
  return value === null || (typeof value === 'string' && value.trim() === '')
}

/** What numbers of a record are compared within, such as their currency. */
export function groupOf(scope: QualityScope, read: ReadFact): string {
  return GROUPED_BY[scope]
    .map((field) => String(read(field) ?? ''))
    .join(' ')
    .trim()
}
