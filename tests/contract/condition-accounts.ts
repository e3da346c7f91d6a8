import type { ClickHouseClient } from '@clickhouse/client'
import { DAY_MS } from '#kernel/clock.ts'
import { Rng } from '#kernel/rng.ts'
import { ACCOUNT_FIELDS, accountAttributeField } from '#segment/conditions/account-fields.ts'
import type { ActKind, Condition } from '#segment/conditions/condition.ts'
import type { Act, Dossier, FieldValue, Membership } from '#segment/conditions/dossier.ts'
import { engineTime, insertRows } from '#store/analytical/insert.ts'

/*
 * Accounts of the small shop: people in several, who left at this very instant or will leave, who are tests and count for nothing, accounts without anybody, and measures of one day
 * and of the same value. Who is in an account is said of the customers of now, as the copy does.
 */

export const ACCOUNT_FIELDS_OF_WORLD = [
  ...ACCOUNT_FIELDS,
  accountAttributeField('plan', 'text'),
  accountAttributeField('seats', 'number'),
  accountAttributeField('trial', 'flag'),
  accountAttributeField('renewal', 'day'),
]
export const ROLES = ['admin', 'user', "o'x"]
export const MEASURE_NAMES = ['seats', 'usage']
export const ACCOUNT_SEGMENT = '00000000-0000-4000-8000-0000000acc00'
/** What the segment of accounts means. */
export const ACCOUNT_SEGMENT_MEANS: Condition = { people: { did: 'order', op: 'gte', value: 1 }, op: 'gte', value: 2 }

const ACCOUNTS = 14

export interface WorldAccount {
  readonly id: string
  readonly name: string
  readonly fields: ReadonlyMap<string, FieldValue>
  readonly measures: readonly Act[]
  readonly people: readonly { readonly customerId: string; readonly role: string; readonly until: number | null }[]
}

/** Makes accounts of some customers and writes them, an older version of each before. */
export async function makeAccounts(
  client: ClickHouseClient,
  customers: readonly string[],
  now: Date,
  texts: readonly string[],
): Promise<WorldAccount[]> {
  const rng = new Rng('accounts')
  const some = <T>(values: readonly T[]): T => values[rng.int(values.length)] as T
  const made = Array.from({ length: ACCOUNTS }, (_, i): WorldAccount & { readonly row: Record<string, unknown> } => {
    const id = `00000000-0000-4000-8000-0000000acc${String(i + 1).padStart(2, '0')}`
    const [plan, seats, trial, renewal] = [
      some([null, ...texts]),
      some([null, 0, 2.2, 40, 100]),
      some([null, true, false]),
      some([null, '2026-03-28', '2026-03-29', '2000-02-29']),
    ]
    const people = (i === 5 ? [] : customers.filter(() => rng.next() < 0.15)).map((customerId) => ({
      customerId,
      role: some([...ROLES, '']),
      until: some([null, null, null, now.getTime(), now.getTime() + 1, now.getTime() - DAY_MS]),
    }))
    const name = some(['', ...texts])
    const fields = new Map<string, FieldValue>([['account.id', `A${i}`]])
    const know = (field: string, value: FieldValue | null) =>
      value === null || value === '' ? undefined : fields.set(`account.${field}`, value)
    know('name', name)
    know('attribute.plan', plan)
    know('attribute.seats', seats)
    know('attribute.trial', trial)
    know('attribute.renewal', renewal)
    const left = people.filter(({ until }) => until !== null && until <= now.getTime()).length
    know('members', people.length - left)
    know('left_members', left)
    const measures = MEASURE_NAMES.flatMap((measure) =>
      [0, 1, 29, 30, 31, 59, 365]
        .filter(() => rng.next() < 0.5)
        .map((days): Act => {
          const at = now.getTime() - days * DAY_MS - some([0, 1, DAY_MS - 1])
          return {
            id: `${measure}\n${new Date(at).toISOString().slice(0, 10)}`,
            at,
            availableAt: at,
            name: measure,
            properties: { value: some([0, 40, 100, 2.2, -5]) },
          }
        }),
    )
    const row = {
      account_id: id,
      account_key: `A${i}`,
      name,
      attribute_texts: plan === null ? {} : { plan },
      attribute_numbers: seats === null ? {} : { seats },
      attribute_flags: trial === null ? {} : { trial },
      attribute_dates: renewal === null ? {} : { renewal },
      people: people.map(({ customerId, role, until }) => ({
        customer_id: customerId,
        role,
        since: null,
        until: until === null ? null : new Date(until).toISOString(),
      })),
      updated_at: engineTime(now.getTime()),
      is_there: 1,
      version: 2,
    }
    return { id, name: name === '' ? `A${i}` : name, fields, people, row, measures: onePerDay(measures) }
  })
  const gone = { ...made[0]?.row, account_id: '00000000-0000-4000-8000-0000000acc99', account_key: 'GONE' }
  await insertRows(client, 'accounts', [...made.map(({ row }) => ({ ...row, people: [], name: 'old', version: 1 })), gone])
  await insertRows(client, 'accounts', [...made.map(({ row }) => row), { ...gone, is_there: 0, version: 3 }])
  const measured = made.flatMap(({ id, measures }) =>
    measures.map(({ at, name, properties }) => ({
      account_id: id,
      name,
      day: new Date(at).toISOString().slice(0, 10),
      measured_at: engineTime(at),
      value: properties['value'],
      is_there: 1,
      version: 2,
    })),
  )
  await insertRows(client, 'account_measures', [
    ...measured.map((row) => ({ ...row, value: 7, version: 1 })),
    { account_id: made[0]?.id, name: 'seats', day: '2020-01-01', measured_at: '2020-01-01T00:00:00Z', value: 1, is_there: 0, version: 2 },
  ])
  await insertRows(client, 'account_measures', measured)
  return made
}

/** The last of each day counts. */
function onePerDay(measures: readonly Act[]): Act[] {
  const byDay = new Map<string, Act>()
  for (const act of measures) {
    const before = byDay.get(act.id)
    if (before === undefined || before.at <= act.at) byDay.set(act.id, act)
  }
  return [...byDay.values()]
}

/**
 * Customers with their accounts, and accounts with their people.
 *
 * @param meets Whether a customer, as this answers it, meets a condition
 */
export function withAccounts(
  accounts: readonly WorldAccount[],
  customers: readonly Dossier[],
  now: Date,
  meets: (dossier: Dossier, condition: Condition) => boolean,
): { readonly customers: readonly Dossier[]; readonly accounts: readonly Dossier[] } {
  const byId = new Map<string, Dossier>()
  const people = new Map(customers.map((one) => [one.customerId, one]))
  const isNow = ({ until }: { readonly until: number | null }) => until === null || until > now.getTime()
  const dossiers = accounts.map((account): Dossier & { readonly name: string } => {
    const members = account.people.filter(isNow).flatMap(({ customerId, role }) => {
      const own = people.get(customerId)
      return own === undefined ? [] : [{ role, own }]
    })
    const kinds = new Set(members.flatMap(({ own }) => Object.keys(own.acts) as ActKind[]))
    return {
      customerId: account.id,
      name: account.name,
      fields: new Map([...account.fields, ...contractsOf(members.map(({ own }) => own))]),
      pastFields: new Map(),
      acts: {
        ...Object.fromEntries([...kinds].map((kind) => [kind, members.flatMap(({ own }) => own.acts[kind] ?? [])])),
        measure: account.measures,
      },
      consents: new Map(),
      snapshots: new Set(),
      people: members.map(({ role, own }) => ({ role, meets: (condition) => meets(byId.get(own.customerId) ?? own, condition) })),
    }
  })
  const full = customers.map((customer): Dossier => {
    const memberships = accounts.flatMap(({ people: all, name }, i): Membership[] => {
      const found = all.find((one) => one.customerId === customer.customerId)
      return found === undefined || !isNow(found) ? [] : [{ role: found.role, name, account: dossiers[i] as Dossier }]
    })
    return { ...customer, accounts: memberships }
  })
  for (const one of full) byId.set(one.customerId, one)
  return { customers: full, accounts: dossiers }
}

/** What is known of the contracts of some people together. */
function contractsOf(people: readonly Dossier[]): [string, FieldValue][] {
  const numbers = (field: string) =>
    people.flatMap(({ fields }) => (typeof fields.get(field) === 'number' ? [fields.get(field) as number] : []))
  const sum = (all: number[]) => all.reduce((total, one) => total + one, 0)
  return (
    [
      ['contracts', 'running', sum],
      ['contract_seats', 'seats', sum],
      ['renews_at', 'renews_at', (all: number[]) => Math.min(...all)],
      ['first_contract_at', 'started_at', (all: number[]) => Math.min(...all)],
      ['contract_ended_at', 'ended_at', (all: number[]) => Math.max(...all)],
    ] as const
  ).flatMap(([name, field, join]): [string, FieldValue][] => {
    const known = numbers(`contract.${field}`)
    return known.length === 0 ? [] : [[`account.${name}`, join(known)]]
  })
}
