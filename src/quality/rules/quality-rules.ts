import { AppError } from '#kernel/app-error.ts'
import { QUALITY_SCOPES, qualityField, type QualityScope } from './quality-fields.ts'
import { FILLED_FIELDS, FILLINGS, type Filling, isFillable, isFilledField } from './fill-values.ts'
import { isBurstField } from './sign-up-bursts.ts'
import { isUsablePattern, LONGEST_PATTERN, VALUE_FORMATS, type ValueFormat } from './value-formats.ts'

/**
 * missing: a required field is blank. outlier: a number far from the middle of its kind. duplicate: the same customer, products and amount under two order numbers
 * within some minutes. burst: many sign-ups from one place within some minutes. fill: a missing value, which is filled in. format: a value not written as it must be. reference: none of the values that
 * there are. sequence: a time or number beyond another.
 */
export const RULE_KINDS = ['missing', 'outlier', 'duplicate', 'burst', 'format', 'reference', 'sequence', 'fill'] as const
export type RuleKind = (typeof RULE_KINDS)[number]

/** off: nothing happens. flag: stored and marked. quarantine: kept aside before it is stored. leave-out: of a burst of sign-ups, marked and counted nowhere, as a test record. fill: a missing value is filled in and marked. */
export const RULE_ACTIONS = ['off', 'flag', 'quarantine', 'leave-out', 'fill'] as const
export type RuleAction = (typeof RULE_ACTIONS)[number]

export const OUTLIER_METHODS = ['mad', 'iqr'] as const
export type OutlierMethod = (typeof OUTLIER_METHODS)[number]

/** Beside a field, what a sequence may be measured against: the time of the check, and zero. */
export const NOW = 'now'
export const ZERO = '0'

/** One rule. What a kind does not use is absent. */
export interface QualityRule {
  /** Unique, of lower-case letters, digits and hyphens. */
  readonly id: string
  /** In the shop's words; '' for the rules that the product comes with. */
  readonly name: string
  readonly scope: QualityScope
  readonly kind: RuleKind
  readonly field: string
  readonly action: RuleAction
  /** outlier: the method, and how far is too far: robust standard deviations (mad) or interquartile ranges (iqr). */
  readonly method?: OutlierMethod
  readonly cutoff?: number
  /** duplicate, burst: minutes within which; burst: sign-ups from which on. */
  readonly minutes?: number
  readonly count?: number
  /** burst by phone: the last digits in which numbers of one block may differ. */
  readonly digits?: number
  /** fill: how; the value of a constant; the field by which customers are grouped, '' for all together. */
  readonly fill?: Filling
  readonly value?: string
  readonly by?: string
  readonly format?: ValueFormat
  readonly pattern?: string
  /** reference: the values that there are. */
  readonly values?: readonly string[]
  /** sequence: `field` must not be before, or not after, `other`: a field, `now` or `0`. */
  readonly order?: 'not-before' | 'not-after'
  readonly other?: string
}

export interface QualityRules {
  readonly rules: readonly QualityRule[]
}

const rule = (id: string, scope: QualityScope, kind: RuleKind, field: string, rest: Partial<QualityRule> = {}): QualityRule => ({
  id,
  name: '',
  scope,
  kind,
  field,
  action: 'flag',
  ...rest,
})

/**
 * What the product comes with: nothing is refused by them. Off is what many shops have for good reasons: sales and answers that nobody is known for, fees below zero, balances that leap. The cut-off of
 * 3.5 robust standard deviations is that of Iglewicz and Hoaglin (1993), How to Detect and Handle Outliers.
 */
export const DEFAULT_QUALITY_RULES: QualityRules = {
  rules: [
    rule('order-without-customer', 'orders', 'missing', 'customer', { action: 'off' }),
    rule('line-without-product', 'order-lines', 'missing', 'productId'),
    rule('amount-outlier', 'order-lines', 'outlier', 'amount', { method: 'mad', cutoff: 3.5 }),
    rule('quantity-outlier', 'order-lines', 'outlier', 'quantity', { method: 'iqr', cutoff: 10, action: 'off' }),
    rule('order-twice', 'orders', 'duplicate', 'orderId', { minutes: 10 }),
    rule('paid-before-ordered', 'orders', 'sequence', 'paidAt', { order: 'not-before', other: 'orderedAt' }),
    rule('refunded-before-paid', 'orders', 'sequence', 'refundedAt', { order: 'not-before', other: 'orderedAt' }),
    rule('price-below-zero', 'order-lines', 'sequence', 'unitPrice', { order: 'not-before', other: ZERO, action: 'off' }),
    rule('birthday-in-future', 'customers', 'sequence', 'birthday', { order: 'not-after', other: NOW }),
    rule('closed-before-opened', 'tickets', 'sequence', 'closedAt', { order: 'not-before', other: 'openedAt' }),
    rule('phone-format', 'customers', 'format', 'phone', { format: 'phone' }),
    rule('email-format', 'customers', 'format', 'email', { format: 'email' }),
    rule('measure-outlier', 'measures', 'outlier', 'value', { method: 'mad', cutoff: 3.5, action: 'off' }),
    rule('feedback-without-customer', 'feedback', 'missing', 'customer', { action: 'off' }),
    rule('price-of-subscription', 'subscriptions', 'outlier', 'price', { method: 'mad', cutoff: 3.5, action: 'off' }),
    rule('account-without-name', 'accounts', 'missing', 'accountName'),
    rule('sign-up-burst', 'customers', 'burst', 'email', { minutes: 60, count: 10 }),
    rule('sign-ups-of-address', 'customers', 'burst', 'registeredIp', { minutes: 60, count: 20 }),
    rule('sign-ups-of-device', 'customers', 'burst', 'registeredDevice', { minutes: 60, count: 10 }),
    rule('sign-ups-of-numbers', 'customers', 'burst', 'phone', { minutes: 60, count: 10, digits: 2 }),
  ],
}

const ID = /^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/
const MOST_RULES = 200
const MOST_VALUES = 5_000
/** A rule that refuses looks at one record: for these a look at many is needed, and a suspicion alone drops nothing. */
const NEVER_REFUSES: ReadonlySet<RuleKind> = new Set(['duplicate', 'burst', 'fill'])

/** Checks rules that somebody wants to save. @throws AppError invalid-input `quality-rules-wrong`, which names the place */
export function checkQualityRules({ rules }: QualityRules): QualityRules {
  if (rules.length > MOST_RULES) throw wrong('rules', `there are at most ${MOST_RULES} rules`, 'too-many')
  const seen = new Set<string>()
  return {
    rules: rules.map((one, i) => {
      const place = `rules[${i}]`
      if (!ID.test(one.id)) throw wrong(`${place}.id`, 'an id has 1 to 60 lower-case letters, digits and hyphens', 'id')
      if (seen.has(one.id)) throw wrong(`${place}.id`, `there are two rules ${one.id}`, 'twice')
      seen.add(one.id)
      return checked(one, place)
    }),
  }
}

/** The rule with the limits of its kind alone. */
function checked({ id, name, scope, kind, field, action, ...limits }: QualityRule, place: string): QualityRule {
  const known = QUALITY_SCOPES.includes(scope) ? qualityField(scope, field) : undefined
  if (known === undefined) throw wrong(`${place}.field`, `${scope} have no field ${field.slice(0, 80)}`, 'field')
  if (action === 'leave-out' && kind !== 'burst')
    throw wrong(`${place}.action`, 'only bursts of sign-ups are left out of figures', 'left-out')
  if (action !== 'off' && (action === 'fill') !== (kind === 'fill'))
    throw wrong(`${place}.action`, 'rules that fill do so or are off, and no others fill', 'fill')
  if (action === 'quarantine' && (NEVER_REFUSES.has(kind) || !known.arrives)) {
    throw wrong(`${place}.action`, 'this is only seen in what is stored, where it can be flagged and not refused', 'action')
  }
  const base = { id, name: name.trim(), scope, kind, field, action }
  switch (kind) {
    case 'missing':
      return base
    case 'outlier': {
      if (known.type !== 'number') throw wrong(`${place}.field`, 'only a number can be an outlier', 'number')
      if (!known.stored) throw wrong(`${place}.field`, 'its limits are taken from what is stored, where this field is not kept', 'apart')
      const cutoff = number(`${place}.cutoff`, limits.cutoff ?? 0, 1, 100)
      return { ...base, method: limits.method ?? 'mad', cutoff }
    }
    case 'duplicate':
      if (scope !== 'orders' || field !== 'orderId') throw wrong(`${place}.field`, 'only orders can be the same, by orderId', 'field')
      return { ...base, minutes: number(`${place}.minutes`, limits.minutes ?? 0, 1, 1_440) }
    case 'burst':
      if (scope !== 'customers' || !isBurstField(field))
        throw wrong(`${place}.field`, 'only sign-ups come in bursts, by e-mail, phone, registeredIp or registeredDevice', 'field')
      return {
        ...base,
        minutes: number(`${place}.minutes`, limits.minutes ?? 0, 1, 1_440),
        count: number(`${place}.count`, limits.count ?? 0, 3, 10_000),
        ...(field === 'phone' ? { digits: number(`${place}.digits`, limits.digits ?? 2, 1, 4) } : {}),
      }
    case 'fill':
      return { ...base, ...fillOf(scope, field, limits, place) }
    case 'format':
      return { ...base, ...formatOf(limits, known.type, place) }
    case 'reference': {
      const values = [...new Set((limits.values ?? []).map((value) => value.trim()).filter((value) => value !== ''))]
      if (values.length === 0 || values.length > MOST_VALUES)
        throw wrong(`${place}.values`, `the list has 1 to ${MOST_VALUES} values`, 'values')
      if (known.type === 'time') throw wrong(`${place}.field`, 'a time cannot be one of a list', 'field')
      return { ...base, values }
    }
    case 'sequence': {
      const { other = '', order = 'not-before' } = limits
      const beside = other === NOW || other === ZERO ? undefined : qualityField(scope, other)
      const type = other === NOW ? 'time' : other === ZERO ? 'number' : beside?.type
      if (known.type === 'text' || type !== known.type || other === field)
        throw wrong(`${place}.other`, `${field} cannot be measured against it: both must be times, or both numbers`, 'other')
      if (beside !== undefined && !((known.arrives && beside.arrives) || (known.stored && beside.stored)))
        throw wrong(
          `${place}.other`,
          `${field} and it are never seen together: one is only in what comes in, one only in what is stored`,
          'apart',
        )
      if (beside !== undefined && action === 'quarantine' && !beside.arrives)
        throw wrong(`${place}.action`, 'this is only seen in what is stored, where it can be flagged and not refused', 'action')
      return { ...base, order, other }
    }
  }
}

function fillOf(
  scope: QualityScope,
  field: string,
  { fill, value = '', by = '' }: Partial<QualityRule>,
  place: string,
): Partial<QualityRule> {
  if (scope !== 'customers' || !isFilledField(field))
    throw wrong(
      `${place}.field`,
      `only ${FILLED_FIELDS.join(', ')} of customers are filled, never what names them, money or times`,
      'unfillable',
    )
  if (fill === undefined || !FILLINGS.includes(fill) || (fill === 'median') !== (field === 'birthYear' && fill !== 'constant'))
    throw wrong(
      `${place}.fill`,
      'a number is filled with the median, a text with the most frequent value, each also with a constant',
      'filling',
    )
  if (fill === 'constant') {
    if (!isFillable(field, value.trim())) throw wrong(`${place}.value`, 'the field cannot have this value', 'filling')
    return { fill, value: value.trim() }
  }
  if (by !== '' && (!isFilledField(by) || by === field))
    throw wrong(`${place}.by`, 'customers are grouped by another field that describes them', 'by')
  return { fill, by }
}

function formatOf({ format, pattern = '' }: Partial<QualityRule>, type: string, place: string): Partial<QualityRule> {
  if (format === undefined || !VALUE_FORMATS.includes(format)) throw wrong(`${place}.format`, 'the format is none of those known', 'format')
  if (type !== 'text') throw wrong(`${place}.field`, 'only a text has a format', 'field')
  if (format !== 'pattern') return { format }
  if (!isUsablePattern(pattern)) {
    throw wrong(`${place}.pattern`, `it must be a pattern of RE2 with at most ${LONGEST_PATTERN} characters and few repetitions`, 'pattern')
  }
  return { format, pattern }
}

function number(place: string, value: number, least: number, most: number): number {
  if (!Number.isFinite(value) || value < least || value > most)
    throw wrong(place, `it must be a number from ${least} to ${most}`, 'range', { least, most })
  return value
}

const NO_RANGE = { least: 0, most: 0 }

/** A fault of rules to be saved; `reason` chooses the sentence that the console shows. */
function wrong(
  place: string,
  what: string,
  reason: string,
  { least, most }: { readonly least: number; readonly most: number } = NO_RANGE,
): AppError {
  return new AppError('invalid-input', 'quality-rules-wrong', `The rules are not saved: in ${place}, ${what}.`, {
    details: { place, reason, least, most },
  })
}
