import type { ClickHouseClient } from '@clickhouse/client'
import type { PeopleInScope } from '#access/people-in-scope.ts'
import { seesEveryone } from '#access/scope.ts'
import type { Scope } from '#access/scope.ts'
import type { Clock } from '#kernel/clock.ts'
import type { Condition, Grain } from '#segment/conditions/condition.ts'
import { needsOf } from '#segment/conditions/condition-needs.ts'
import type { ConditionNeeds } from '#segment/conditions/condition-needs.ts'
import type { AskedAt } from '#segment/conditions/condition-window.ts'
import type { Touched } from '#segment/followed-work.ts'
import type { SegmentMeanings } from '#segment/conditions/evaluate-condition.ts'
import type { Whose } from './analytical/conditions/act-sql.ts'
import type { RunTimes } from './analytical/conditions/field-sources.ts'
import { readRunTimes } from './analytical/conditions/run-times.ts'
import { originIn, readOrigins } from './analytical/customer-of-origin.ts'
import { IS_PERSON } from './analytical/queries/customer-groups.ts'
import { readRows } from './analytical/queries/read-rows.ts'
import type { AccountCopy } from './account-copy.ts'
import type { ConsentCopy } from './consent-copy.ts'
import { withEngineErrors } from './engines/engine-error.ts'

/**
 * Most memory that work which nobody waits for may take, and from where on it goes on on disk: bytes. What is put together on disk takes no more of the processor than in memory;
 * and it may take longer than the two minutes that a query has otherwise: seconds.
 */
export const WORK_LIMITS = {
  max_memory_usage: '4000000000',
  max_bytes_before_external_group_by: '600000000',
  max_execution_time: 1_800,
} as const
/** What a person waits for may take less, so that all others are answered too. */
export const LOOK_LIMITS = { max_memory_usage: '2000000000', max_bytes_before_external_group_by: '1000000000' } as const

/** What a moment of asking is made of. */
export interface MomentParts {
  readonly client: ClickHouseClient
  readonly consents: ConsentCopy
  readonly accounts: AccountCopy
  readonly project: { readonly timeZone: string }
  readonly clock: Clock
}

/** When conditions are asked, with the runs that hold then and at every earlier time that they ask for. */
export interface Moment extends AskedAt {
  readonly needs: ConditionNeeds
  readonly runs: ReadonlyMap<number, RunTimes>
}

/** The moment of now for some conditions; consents and accounts that they ask for are up to date when it resolves. @param others Fields that are asked beside them */
export async function momentOf(
  { client, consents, accounts, project, clock }: MomentParts,
  conditions: readonly Condition[],
  meanings: SegmentMeanings,
  grain: Grain = 'customers',
  others: readonly string[] = [],
): Promise<Moment> {
  const asked = { now: clock.now(), timeZone: project.timeZone }
  const needs = needsOf(conditions, meanings, asked)
  await Promise.all([needs.asksConsent ? consents.catchUp() : null, needs.asksAccounts || grain === 'accounts' ? accounts.catchUp() : null])
  const instants = [asked.now.getTime(), ...needs.past]
  const fields = [...needs.fields, ...others]
  const runs = new Map(await Promise.all(instants.map(async (at) => [at, await readRunTimes(client, new Date(at), fields)] as const)))
  return { ...asked, needs, runs }
}

/** Of whom a look is, as SQL of ours with its parameters. */
export interface LookedAt {
  /** For `compileConditions`. */
  readonly parts: { readonly whose?: Whose }
  /** A condition over customer_id. */
  readonly records: string
  /** Whom nothing is told of, as a condition over customer_id. */
  readonly historical: string
  readonly params: Readonly<Record<string, unknown>>
}

/**
 * The customers of a look; null: everybody. Their ids become part of the text and are read by the engine at every place where they stand, so they stand once for each table:
 * the origins are looked up before, and whose a fact is need not be asked again, since rows of anybody else come to no customer of the look.
 */
export async function whoseOf(client: ClickHouseClient, of: Touched | null): Promise<LookedAt> {
  if (of === null) return { parts: {}, records: '1', historical: '0', params: {} }
  const [records, facts] = ['customer_id IN {touched:Array(UUID)}', originIn('{origins:Array(UUID)}')]
  const live = new Set(of.live)
  const late = of.customerIds.filter((id) => !live.has(id))
  return {
    parts: { whose: { records, facts } },
    records,
    historical: late.length === 0 ? '0' : 'customer_id IN {late:Array(UUID)}',
    params: {
      touched: of.customerIds,
      origins: await withEngineErrors('clickhouse', () => readOrigins(client, of.customerIds)),
      ...(late.length === 0 ? {} : { late }),
    },
  }
}

/** Whether there is such a customer in the scope: no test record, nobody who was merged into another. Cost: one row by its key. */
export async function isPerson(
  { client, people }: { readonly client: ClickHouseClient; readonly people: PeopleInScope },
  scope: Scope,
  customerId: string,
): Promise<boolean> {
  if (!(await people.has(scope, customerId))) return false
  const rows = await readRows(client, `SELECT 1 FROM customers FINAL WHERE ${IS_PERSON} AND customer_id = {customerId:UUID}`, {
    customerId,
  })
  return rows.length > 0
}

/** Whether there is such an account with somebody in the scope among its people, past and present. Cost: one row by its key, and its people. */
export async function isAccount(
  { client, people }: { readonly client: ClickHouseClient; readonly people: PeopleInScope },
  scope: Scope,
  accountId: string,
): Promise<boolean> {
  const rows = await readRows<{ people: string[] }>(
    client,
    'SELECT arrayMap(p -> toString(p.1), people) AS people FROM accounts FINAL WHERE is_there = 1 AND account_id = {accountId:UUID}',
    { accountId },
  )
  const [found] = rows
  return found !== undefined && (seesEveryone(scope) || (await people.narrow(scope, found.people)).length > 0)
}
