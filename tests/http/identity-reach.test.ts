import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ScopeLimits } from '#access/scope.ts'
import type { IdentityGraph } from '#http/identity/identity-schemas.ts'
import type { Customer360 } from '#http/profile/customer-schemas.ts'
import { ManualClock } from '#kernel/clock.ts'
import { openWholeHouse } from '../support/whole-house.ts'
import type { WholeHouse } from '../support/whole-house.ts'
import { ADMIN, NOW, Visitor } from './support/house.ts'
import { customerId } from './support/small-shop.ts'
import { fillTwoStores, nameOf, neighbourOf, peopleOf, taskId } from './support/two-stores.ts'

const PASSWORD = 'a long enough password'

let whole: WholeHouse
let admin: Visitor

beforeAll(async () => {
  whole = await openWholeHouse({ clock: new ManualClock(NOW), seed: fillTwoStores })
  admin = new Visitor(whole.server.app)
  admin.remember(await admin.ask('POST', '/setup', { code: await whole.house.access.setup.code(), ...ADMIN }))
})
afterAll(() => whole.stop())

async function person(name: string, role: string, limits: Partial<ScopeLimits>): Promise<{ visitor: Visitor; id: string }> {
  const made = await admin.ask('POST', '/users', { email: `${name}@example.com`, name, password: PASSWORD, role, ...limits })
  expect([made.statusCode, made.statusCode === 201 ? '' : made.body]).toEqual([201, ''])
  const visitor = new Visitor(whole.server.app)
  await visitor.login(`${name}@example.com`, PASSWORD)
  return { visitor, id: made.json<{ id: string }>().id }
}

async function role(name: string, sees: 'everyone' | 'own-tasks', but: readonly string[] = []): Promise<string> {
  const { permissions } = (await admin.ask('GET', '/permissions')).json<{ permissions: string[] }>()
  const kept = permissions.filter((one) => !but.includes(one))
  return (await admin.ask('POST', '/roles', { name, permissions: kept, sees })).json<{ id: string }>().id
}

/** Everybody of the shop by what the account may see, with the account. */
const KINDS: readonly { readonly kind: string; readonly own: readonly number[]; readonly open: () => Promise<Visitor> }[] = [
  {
    kind: 'a store',
    own: peopleOf('North'),
    open: async () => (await person('store', await role('r-store', 'everyone'), { stores: ['North'] })).visitor,
  },
  {
    kind: 'a region',
    own: peopleOf('North', 'South', 'none').filter((i) => i % 2 === 1),
    open: async () => (await person('region', await role('r-region', 'everyone'), { regions: ['北京'] })).visitor,
  },
  {
    kind: 'a line of business',
    own: peopleOf('North', 'South'),
    open: async () => {
      await admin.ask('PUT', '/business-lines/Retail', { stores: ['South'] })
      return (await person('line', await role('r-line', 'everyone'), { businessLines: ['Retail'] })).visitor
    },
  },
  {
    kind: 'own tasks',
    own: [0, 1, 5],
    open: async () => {
      const { id: colleague } = await person('colleague', 'agent', {})
      const { visitor, id } = await person('tasks', await role('r-tasks', 'own-tasks'), {})
      await whole.house.db.updateTable('tasks').set({ assignee: colleague }).execute()
      await whole.house.db.updateTable('tasks').set({ assignee: id }).where('id', 'in', [0, 1, 5].map(taskId)).execute()
      return visitor
    },
  },
]

describe.each(KINDS)('an account that is limited to $kind', ({ own, open }) => {
  let visitor: Visitor
  beforeAll(async () => {
    visitor = await open()
  })

  test('is told of other customers in its reach, and only how many others there are', async () => {
    for (const i of own.slice(0, 4)) {
      const others = [neighbourOf(i), (i + 39) % 40]
      const hidden = others.filter((one) => !own.includes(one))
      const answer = await visitor.ask('GET', `/customers/${customerId(i)}/identity`)
      const graph = answer.json<IdentityGraph>()
      expect([i, answer.statusCode, graph.hiddenOthers, graph.edges.length]).toEqual([i, 200, hidden.length, 6])
      const named = new Set(graph.edges.map(({ otherId }) => otherId))
      expect(others.filter((one) => named.has(customerId(one)))).toEqual(others.filter((one) => own.includes(one)))
      for (const one of hidden) for (const secret of [customerId(one), nameOf(one)]) expect(answer.body).not.toContain(secret)
      expect(graph.edges.filter(({ isOther, otherId }) => isOther && otherId === null)).toHaveLength(hidden.length * 3)

      const page = await visitor.ask('GET', `/customers/${customerId(i)}`)
      expect(page.json<Customer360>().merges).toHaveLength(6)
      for (const one of hidden) expect(page.body).not.toContain(customerId(one))
    }
  })

  test('reads nothing that colleagues wrote, and that there is something', async () => {
    const { edges } = (await visitor.ask('GET', `/customers/${customerId(own[0] ?? 0)}/identity`)).json<IdentityGraph>()
    expect(edges.filter(({ rule }) => rule === 'separated').map(({ reason, reasonWithheld }) => [reason, reasonWithheld])).toEqual([
      ['', true],
      ['', true],
    ])
  })

  test('decides nothing, sees no proposals, and previews nothing', async () => {
    const id = customerId(own[0] ?? 0)
    const wish = { act: 'bind', withId: customerId(own[1] ?? 0) }
    const closed: ['GET' | 'POST' | 'PUT' | 'DELETE', string, object | undefined][] = [
      ['POST', `/customers/${id}/identity/preview`, wish],
      ['POST', `/customers/${id}/identity/preview`, { act: 'unmerge', merge: '1' }],
      ['POST', `/customers/${id}/identity/decisions`, { wish, state: 'x', reason: 'because' }],
      ['DELETE', `/customers/${id}/merges/1`, undefined],
      ['GET', '/identity/proposals', undefined],
      ['POST', '/identity/proposals/search', undefined],
      ['POST', '/identity/proposals/1', { verdict: 'reject' }],
      ['GET', '/identity/rules', undefined],
      ['GET', '/audit', undefined],
    ]
    for (const [method, path, body] of closed) {
      const answer = await visitor.ask(method, path, body)
      expect([path, answer.json<{ code: string }>().code]).toEqual([path, 'whole-shop-only'])
    }
  })
})

test('whoever sees the whole shop reads reasons with the right to decide or to audit, and others only that there are some', async () => {
  const reasons = async (visitor: Visitor) =>
    (await visitor.ask('GET', `/customers/${customerId(4)}/identity`))
      .json<IdentityGraph>()
      .edges.flatMap(({ rule, reason }) => (rule === 'separated' ? [reason] : []))
  const all = [nameOf(5), nameOf(4)].map((name) => `asked for by ${name}`)
  expect((await reasons(admin)).toSorted()).toEqual(all.toSorted())
  expect((await reasons((await person('operator', 'operator', {})).visitor)).toSorted()).toEqual(all.toSorted())
  expect(await reasons((await person('analyst', 'analyst', {})).visitor)).toEqual(['', ''])
  const blind = (await person('blind', await role('r-blind', 'everyone', ['customers:read']), {})).visitor
  const wish = { act: 'bind', withId: customerId(1) }
  for (const [path, body] of [
    [`/customers/${customerId(0)}/identity/preview`, wish],
    ['/identity/proposals/1', { verdict: 'reject' }],
  ] as const) {
    const answer = await blind.ask('POST', path, body)
    expect([path, answer.json()]).toMatchObject([path, { code: 'permission-missing', params: { permission: 'customers:read' } }])
  }
})
