import { withoutPersonal } from '#privacy/personal-text.ts'
import { attributeName, attributeOfField, type AttributeValue } from '../columns/attribute.ts'
import { formatDecimal } from '../import/parse-decimal.ts'
import { type MeasuredValue, MEASURE_SCALE } from '../import/measure-row-step.ts'
import { SUBSCRIPTION_PRICE_SCALE, type SubscriptionRow } from '../import/subscription-row-step.ts'
import type { FactValue, RecordFact } from '../quality-gate.ts'

/** What a value of a measure says to rules of quality, by the names that it is stored under. */
export function measureFact({ measure, unit, value }: MeasuredValue, field: string): FactValue {
  switch (field) {
    case 'measure':
      return withoutPersonal(measure)
    case 'unit':
      return withoutPersonal(unit)
    case 'value':
      return Number(formatDecimal(value, MEASURE_SCALE))
    default:
      return null
  }
}

/** What is said of a subscription at once. Times are epoch milliseconds. */
interface SaidOfSubscription extends Pick<SubscriptionRow, 'subscriptionId' | 'plan' | 'currency' | 'period'> {
  readonly startedAt: number | null
  readonly renewsAt: number | null | undefined
  readonly endedAt: number | null | undefined
  readonly price: bigint | null | undefined
  readonly seats: number | null | undefined
}

/** What a subscription says to rules of quality, by the names that it is stored under. */
export function subscriptionFactOf(
  { subscriptionId, plan, currency, period, startedAt, renewsAt, endedAt, price, seats }: SaidOfSubscription,
  field: string,
): FactValue {
  const facts: Readonly<Record<string, FactValue | undefined>> = {
    subscriptionId,
    plan: withoutPersonal(plan),
    currency,
    period,
    startedAt,
    renewsAt,
    endedAt,
    price: price === null || price === undefined ? null : Number(formatDecimal(price, SUBSCRIPTION_PRICE_SCALE)),
    seats,
  }
  return facts[field] ?? null
}

/** What is said of an account at once, and of one of its people where it names one. */
export interface SaidOfAccount {
  readonly accountId: string
  readonly name: string
  readonly attributes: readonly { readonly name: string; readonly value: AttributeValue }[]
  readonly role: string
  readonly since: number | undefined
  readonly until: number | undefined
  readonly hasPerson: boolean
}

/** What names a person and says nothing of the company but its id is about the person alone. */
export function accountFacts({ accountId, name, attributes, role, since, until, hasPerson }: SaidOfAccount): RecordFact[] {
  const company = (field: string): FactValue => {
    if (field === 'accountId') return accountId
    return field === 'accountName' ? name : attributeFact(attributes, field)
  }
  const member = (field: string): FactValue => {
    switch (field) {
      case 'accountId':
        return accountId
      case 'role':
        return role
      case 'memberSince':
        return since ?? null
      case 'memberUntil':
        return until ?? null
      default:
        return null
    }
  }
  const facts: RecordFact[] = []
  if (!hasPerson || name !== '' || attributes.length > 0) facts.push({ kind: 'accounts', read: company })
  if (hasPerson) facts.push({ kind: 'account-members', read: member })
  return facts
}

/** An attribute that a rule names, yes and no as words. */
export function attributeFact(attributes: SaidOfAccount['attributes'], field: string): FactValue {
  const wanted = attributeName(attributeOfField(field) ?? '')
  const value = attributes.find(({ name }) => name === wanted)?.value
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : (value ?? null)
}
