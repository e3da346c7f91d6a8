import { localDay } from '#kernel/local-day.ts'
import { isNumeric } from '#segment/conditions/condition-field.ts'
import type { FieldType } from '#segment/conditions/condition-field.ts'
import { COMPLETENESS_FIELD } from '#segment/portraits/portrait-plan.ts'
import { TAG_FIELD } from '#segment/tags/tag.ts'
import type { AskedAt } from '#segment/conditions/condition-window.ts'
import { IS_PERSON } from '../queries/customer-groups.ts'
import { ACCOUNT_FIELD } from '#segment/conditions/condition-catalogue.ts'
import { ACCOUNT_ROWS, accountContractRows } from './account-sql.ts'
import { contractRows } from './contract-source.ts'
import type { SqlBinder } from './sql-binder.ts'
import type { ValueSql } from './value-sql.ts'

/** The tables that hold a row per customer, and the last two per account. Each holds runs, of which one is read, or the present. */
export const FIELD_SOURCES = [
  'customers',
  'profiles',
  'scores',
  'values',
  'clusters',
  'contracts',
  'tags',
  'completeness',
  'provisional',
  'accounts',
  'account-contracts',
] as const
export type FieldSource = (typeof FIELD_SOURCES)[number]

/** When each kind of run was last worked out before an instant; null: never. */
export type RunTimes = Readonly<Record<'profiles' | 'scores' | 'values' | 'clusters' | 'provisional', Date | null>> & {
  /** The instant that is asked about. */
  readonly at: Date
}

/**
 * The rows of a source, one per customer or account; of tags one per tag of a customer. Cost: one run by its key; of customers, tags and accounts one pass.
 *
 * @param members Whose contracts are those of an account: rows of account_id and customer_id
 */
export function sourceSql(source: FieldSource, runs: RunTimes, bind: SqlBinder, members: string): string {
  switch (source) {
    case 'customers':
      return `customers FINAL WHERE ${IS_PERSON}`
    case 'profiles':
      return `profiles FINAL WHERE as_of = ${bind.time(runs.profiles ?? new Date(0))}`
    case 'scores':
      return `scores FINAL WHERE kind = 'churn' AND as_of = ${bind.time(runs.scores ?? new Date(0))}`
    case 'values':
      return `value_predictions FINAL WHERE as_of = ${bind.time(runs.values ?? new Date(0))}`
    case 'clusters':
      return `cluster_members FINAL WHERE as_of = ${bind.time(runs.clusters ?? new Date(0))}`
    case 'contracts':
      return `(${contractRows(bind.time(runs.at))}) WHERE 1`
    case 'provisional':
      return `provisional_portraits FINAL WHERE as_of = ${bind.time(runs.provisional ?? new Date(0))}`
    case 'completeness':
      return 'portrait_completeness FINAL WHERE 1'
    case 'tags':
      return `customer_tags FINAL WHERE ${tagHolds(bind.time(runs.at))}`
    case 'accounts':
      return `${ACCOUNT_ROWS} WHERE 1`
    case 'account-contracts':
      return `${accountContractRows(members, bind.time(runs.at))} WHERE 1`
  }
}

/** A value of a tag that has not ended by an instant. */
export function tagHolds(at: string): string {
  return `is_there = 1 AND (until IS NULL OR until > ${at})`
}

const COLUMNS: Readonly<Record<string, readonly [source: FieldSource, column: string]>> = {
  'customer.region': ['customers', 'region'],
  'customer.gender': ['customers', 'gender'],
  'customer.member_level': ['customers', 'member_level'],
  'customer.source': ['customers', 'source'],
  'customer.registered_at': ['customers', 'registered_at'],
  'customer.first_seen_at': ['customers', 'first_seen_at'],
  'profile.tier': ['profiles', 'lifecycle_tier'],
  'profile.value_class': ['profiles', 'value_class'],
  'profile.recency_days': ['profiles', 'recency_days'],
  'profile.frequency': ['profiles', 'frequency'],
  'profile.monetary': ['profiles', 'monetary'],
  'profile.average_order': ['profiles', 'average_order'],
  'profile.lifetime_orders': ['profiles', 'lifetime_orders'],
  'profile.lifetime_spend': ['profiles', 'lifetime_spend'],
  'profile.mean_gap_days': ['profiles', 'mean_gap_days'],
  'profile.r': ['profiles', 'r_score'],
  'profile.f': ['profiles', 'f_score'],
  'profile.m': ['profiles', 'm_score'],
  'profile.favourite_category': ['profiles', 'favourite_category'],
  'profile.main_channel': ['profiles', 'main_channel'],
  'profile.first_order_at': ['profiles', 'first_order_at'],
  'profile.last_order_at': ['profiles', 'last_order_at'],
  'profile.last_active_at': ['profiles', 'last_active_at'],
  [COMPLETENESS_FIELD]: ['completeness', 'score'],
  'cluster.key': ['clusters', 'cluster'],
  'contract.running': ['contracts', 'running'],
  'contract.plan': ['contracts', 'current_plan'],
  'contract.renews_at': ['contracts', 'next_renewal'],
  'contract.started_at': ['contracts', 'first_start'],
  'contract.ended_at': ['contracts', 'last_end'],
  'contract.seats': ['contracts', 'current_seats'],
  'account.id': ['accounts', 'account_key'],
  'account.name': ['accounts', 'name'],
  'account.contracts': ['account-contracts', 'running'],
  'account.contract_seats': ['account-contracts', 'current_seats'],
  'account.renews_at': ['account-contracts', 'next_renewal'],
  'account.first_contract_at': ['account-contracts', 'first_start'],
  'account.contract_ended_at': ['account-contracts', 'last_end'],
  'churn.probability': ['scores', 'probability'],
  'churn.tier': ['scores', 'tier'],
  'churn.cause': ['scores', 'cause'],
  'churn.value': ['scores', 'value'],
  'value.clv': ['values', 'clv'],
  'value.expected_orders': ['values', 'expected_orders'],
  'value.alive': ['values', 'p_alive'],
  'value.purchase_probability': ['values', 'purchase_probability_30'],
  'value.next_order_at': ['values', 'next_order_at'],
  'value.next_category': ['values', 'next_category'],
  'provisional.category': ['provisional', 'category'],
  'provisional.spend': ['provisional', 'spend'],
  'provisional.class': ['provisional', 'class'],
  'provisional.churn': ['provisional', 'churn'],
  'provisional.next': ['provisional', 'next'],
  'provisional.confidence': ['provisional', 'confidence'],
  'provisional.day': ['provisional', 'day'],
}

const ACCOUNT_ATTRIBUTE = `${ACCOUNT_FIELD}attribute.`

/** The sources of fields that stand in a column of their own; those of attributes and tags hold no runs. */
export function sourcesOfFields(names: Iterable<string>): ReadonlySet<FieldSource> {
  return new Set([...names].flatMap((name) => COLUMNS[name]?.[0] ?? []))
}

/** The attributes of each type, by name. */
const MAPS: Readonly<Partial<Record<FieldType, string>>> = {
  text: 'attribute_texts',
  number: 'attribute_numbers',
  flag: 'attribute_flags',
  day: 'attribute_dates',
}

export interface FieldSql extends ValueSql {
  readonly source: FieldSource
}

/** Where a field is read and how. */
export function fieldSql(name: string, type: FieldType, { now: at, timeZone }: AskedAt, bind: SqlBinder): FieldSql {
  if (name === 'customer.age') {
    const year = bind.integer(Number(localDay(at, timeZone).slice(0, 4)))
    return { source: 'customers', value: `(${year} - toInt64(birth_year))`, known: 'birth_year > 0' }
  }
  if (name === 'customer.id') return { source: 'customers', value: 'toString(customer_id)', known: '1' }
  if (name === 'account.members' || name === 'account.left_members') {
    const [now, isLeft] = [bind.time(at), name === 'account.left_members']
    return { source: 'accounts', value: `arrayCount(p -> ${isLeft ? '' : 'NOT '}ifNull(p.4 <= ${now}, 0), people)`, known: '1' }
  }
  const isOfAccount = name.startsWith(ACCOUNT_ATTRIBUTE)
  if (isOfAccount || name.startsWith('attribute.')) {
    const map = MAPS[type]
    if (map === undefined) throw new TypeError(`Attributes have no ${type}.`)
    const key = bind.text(name.slice(isOfAccount ? ACCOUNT_ATTRIBUTE.length : 'attribute.'.length))
    return { source: isOfAccount ? 'accounts' : 'customers', value: `${map}[${key}]`, known: `mapContains(${map}, ${key})` }
  }
  if (name.startsWith(TAG_FIELD)) {
    // A row holds one tag, and the bits of its rows are put together.
    const isTag = `tag = ${bind.text(name.slice(TAG_FIELD.length))}`
    return isNumeric(type)
      ? { source: 'tags', value: 'amount', known: `(${isTag} AND amount IS NOT NULL)` }
      : { source: 'tags', value: 'text', known: `(${isTag} AND text != '')` }
  }
  const found = COLUMNS[name]
  if (found === undefined) throw new TypeError(`No column is known for the field ${name}.`)
  const [source, column] = found
  return { source, value: column, known: knownSql(column, type) }
}

function knownSql(column: string, type: FieldType): string {
  // Who never ordered has no score.
  if (column.endsWith('_score')) return `${column} > 0`
  return type === 'text' || type === 'choice' ? `${column} != ''` : `${column} IS NOT NULL`
}

/** A date of a customer as an instant: the first of a day. NULL where it is unknown. */
export function instantSql({ value, known }: ValueSql, type: FieldType, timeZone: string, bind: SqlBinder): string {
  const instant = type === 'day' ? `toDateTime64(${value}, 3, ${bind.text(timeZone)})` : value
  return `if(${known}, toNullable(${instant}), NULL)`
}
