import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ScopeLimits } from '#access/scope.ts'
import type { ChurnBoard } from '#http/predict/churn-schemas.ts'
import { ManualClock } from '#kernel/clock.ts'
import { createModelRegistry } from '#store/relational/model-registry.ts'
import { openWholeHouse } from '../support/whole-house.ts'
import type { WholeHouse } from '../support/whole-house.ts'
import { ADMIN, NOW, Visitor } from '../http/support/house.ts'
import { customerId, phoneOf, RUN_ID } from '../http/support/small-shop.ts'
import { alertId, fillTwoStores, nameOf, peopleOf, taskId } from '../http/support/two-stores.ts'

const PASSWORD = 'a long enough password'
const OWN = peopleOf('North')
const OTHERS = peopleOf('South', 'none')
const everybody = peopleOf('North', 'South', 'none')
const MINE = OWN[3] ?? 0
/** Of the other store, and sent a message. */
const FOREIGN = 34
const PRODUCT = 'p-0'

const MODEL = {
  id: 'churn',
  kind: 'churn',
  trainedAt: NOW,
  card: {
    id: 'churn',
    version: 1,
    rung: 'logistic',
    rungReason: { zh: '', en: '' },
    definition: { horizonDays: 30, activeWithinDays: 365, version: 'v', text: { zh: '', en: '' } },
    trainedAt: NOW.toISOString(),
    trainedOn: [{ asOf: NOW.toISOString(), customers: 40, churners: 20 }],
    quality: null,
    candidates: [],
    importance: [],
    gate: 'passed',
  },
  body: {},
}

type Counted = { readonly [name in 'tiers' | 'histogram' | 'cells' | 'moves']?: readonly { readonly customers: number }[] }

interface List {
  readonly items: readonly { readonly id: string; readonly customerId?: string }[]
  readonly total?: number
}

let whole: WholeHouse
let admin: Visitor
let adminId: string
let rights: Promise<string> | undefined

beforeAll(async () => {
  whole = await openWholeHouse({ clock: new ManualClock(NOW), seed: fillTwoStores })
  admin = new Visitor(whole.server.app)
  const answer = await admin.ask('POST', '/setup', { code: await whole.house.access.setup.code(), ...ADMIN })
  admin.remember(answer)
  adminId = answer.json<{ user: { id: string } }>().user.id
})

afterAll(() => whole.stop())

/** Somebody new, logged in. */
async function person(name: string, role: string, limits: Partial<ScopeLimits>): Promise<{ visitor: Visitor; id: string }> {
  const email = `${name}@example.com`
  const made = await admin.ask('POST', '/users', { email, name, password: PASSWORD, role, ...limits })
  expect(made.statusCode).toBe(201)
  const visitor = new Visitor(whole.server.app)
  await visitor.login(email, PASSWORD)
  return { visitor, id: made.json<{ id: string }>().id }
}

/** A role of every permission, so that nothing is closed for lack of one. */
async function allRights(): Promise<string> {
  rights ??= (async () => {
    const { permissions } = (await admin.ask('GET', '/permissions')).json<{ permissions: string[] }>()
    return (await admin.ask('POST', '/roles', { name: 'All rights', permissions })).json<{ id: string }>().id
  })()
  return await rights
}

async function idsOf(visitor: Visitor, path: string): Promise<{ ids: string[]; total: number | undefined }> {
  const answer = await visitor.ask('GET', path)
  expect([path, answer.statusCode]).toEqual([path, 200])
  const { items, total } = answer.json<List>()
  return { ids: items.map(({ id, customerId: customer }) => customer ?? id).toSorted(), total }
}

const sorted = (people: readonly number[]): string[] => people.map((i) => customerId(i)).toSorted()

describe('the people of a store', () => {
  let clerk: Visitor

  beforeAll(async () => {
    clerk = (await person('clerk', await allRights(), { stores: ['North'] })).visitor
  })

  test('home is where most was bought in the year up to the last purchase at a store', async () => {
    expect(await idsOf(clerk, '/customers?limit=200')).toEqual({ ids: sorted(OWN), total: OWN.length })
    const both = (await person('both', 'operator', { stores: ['North', 'South'] })).visitor
    const seen = peopleOf('North', 'South')
    expect(await idsOf(both, '/customers?limit=200')).toEqual({ ids: sorted(seen), total: seen.length })
    expect((await idsOf(admin, '/customers?limit=200')).ids).toHaveLength(OWN.length + OTHERS.length)
  })

  test('every list of people holds those of the store and counts them only', async () => {
    for (const path of ['/churn/alerts', '/tasks', '/value/customers']) {
      expect([path, await idsOf(clerk, `${path}?limit=200`)]).toEqual([path, { ids: sorted(OWN), total: OWN.length }])
    }
    const sent = OWN.filter((i) => i >= 30 && i % 2 === 0)
    expect(await idsOf(clerk, '/sends?limit=200')).toEqual({ ids: [...sorted(sent)], total: sent.length })
    const csv = await clerk.ask('GET', '/customers/export')
    expect(csv.body.trim().split('\n')).toHaveLength(OWN.length + 1)
  })

  test('figures of segments and of churn count only the people of the store', async () => {
    const count = async (path: string, of: (answer: Counted) => readonly { readonly customers: number }[]): Promise<number> => {
      const answer = await clerk.ask('GET', path)
      expect([path, answer.statusCode]).toEqual([path, 200])
      return of(answer.json<Counted>()).reduce((sum, { customers }) => sum + customers, 0)
    }
    expect(await count('/tiers', ({ tiers = [] }) => tiers)).toBe(OWN.length)
    expect(await count('/churn/board', ({ tiers = [] }) => tiers)).toBe(OWN.length)
    expect(await count('/churn/board', ({ histogram = [] }) => histogram)).toBe(OWN.length)
    expect(await count('/churn/value-map', ({ cells = [] }) => cells)).toBe(OWN.length)
    expect(await count('/churn/flow', ({ moves = [] }) => moves)).toBe(OWN.length)
  })

  test('every number on the churn board is that of the list behind it', async () => {
    const board = (await clerk.ask('GET', '/churn/board')).json<ChurnBoard>()
    const total = async (query: string) => (await idsOf(clerk, `/customers?limit=1&${query}`)).total
    for (const { tier, customers } of board.tiers) expect([tier, await total(`riskTier=${tier}`)]).toEqual([tier, customers])
    expect(board.causes.length).toBeGreaterThan(1)
    for (const { cause, customers } of board.causes) expect([cause, await total(`cause=${cause}&atRisk=true`)]).toEqual([cause, customers])
    for (const { low, high, customers } of board.histogram)
      expect([low, await total(`riskFrom=${low}&riskTo=${high}`)]).toEqual([low, customers])
    expect(await total('scored=true')).toBe(board.scored)
  })

  test('the card of the model counts the whole shop, so a limited account is told why it is missing', async () => {
    await createModelRegistry(whole.house.db).promote(MODEL)
    const full = (await admin.ask('GET', '/churn/board')).json<ChurnBoard>()
    const part = (await clerk.ask('GET', '/churn/board')).json<ChurnBoard>()
    expect(full).toMatchObject({ gate: 'passed', model: { trainedOn: [{ customers: 40 }] }, modelWithheld: null })
    expect(part).toMatchObject({ gate: 'passed', model: null, modelWithheld: 'whole-shop-only' })
  })

  test('no GET of the API shows an id or a name of anybody else', async () => {
    expect(
      await walk(clerk, OWN, [
        '/customers',
        '/customers/{id}',
        '/customers/{id}/identity',
        '/customers/{id}/timeline',
        '/tasks',
        '/churn/alerts',
        '/sends',
        '/value/customers',
        '/tiers',
        '/churn/board',
      ]),
    ).toBeGreaterThan(50)
  })

  test('nothing can be done to anybody else', async () => {
    const foreign = customerId(FOREIGN)
    const due = { title: 'x', dueInHours: 5 }
    const refused: [string, 'POST' | 'PUT' | 'DELETE', string, object | undefined][] = [
      ['customer-not-found', 'POST', `/customers/${foreign}/notes`, { text: 'x' }],
      ['customer-not-found', 'POST', `/customers/${foreign}/reveal`, { kind: 'phone', reason: 'asked by the customer' }],
      ['customer-not-found', 'POST', `/customers/${foreign}/consents`, { channel: 'email', granted: false }],
      ['customer-not-found', 'PUT', `/customers/${foreign}/contact-stop`, { reason: 'asked' }],
      ['customer-not-found', 'DELETE', `/customers/${foreign}/contact-stop`, undefined],
      ['selection-empty', 'POST', `/customers/${foreign}/tasks`, due],
      ['selection-empty', 'POST', '/tasks/bulk', { customers: { ids: [foreign] }, ...due }],
      ['selection-empty', 'POST', '/customers/contact-stops', { customers: { ids: [foreign] }, reason: 'asked' }],
      ['selection-empty', 'POST', '/customers/export', { customers: { ids: [foreign] } }],
      ['task-not-found', 'POST', `/tasks/${taskId(FOREIGN)}/take`, {}],
      ['task-not-found', 'POST', `/tasks/${taskId(FOREIGN)}/assign`, { ownerId: adminId }],
      ['task-not-found', 'POST', `/tasks/${taskId(FOREIGN)}/complete`, { outcome: 'not_reached' }],
      ['churn-alert-not-found', 'POST', `/churn/alerts/${alertId(FOREIGN)}`, { state: 'closed' }],
      ['whole-shop-only', 'POST', '/decision-runs', { dryRun: true }],
      ['whole-shop-only', 'POST', '/churn/train', {}],
      ['whole-shop-only', 'POST', '/users', { email: 'x@example.com', name: 'X', password: PASSWORD, role: 'admin' }],
    ]
    for (const [code, method, url, body] of refused) {
      const answer = await clerk.ask(method, url, body)
      expect([url, answer.json<{ code: string }>().code]).toEqual([url, code])
    }
    expect((await clerk.ask('POST', '/churn/alerts/assign', { ids: [alertId(FOREIGN)], ownerId: adminId })).json()).toEqual({ assigned: 0 })
    const { rows } = await whole.house.engines.pg.query('SELECT state, assignee FROM tasks WHERE id = $1', [taskId(FOREIGN)])
    expect(rows).toEqual([{ state: 'open', assignee: null }])
    expect((await clerk.ask('POST', `/customers/${customerId(MINE)}/notes`, { text: 'at home' })).statusCode).toBe(201)
  })

  test('a key sees whom its owner sees, and the session names only permissions that are of use', async () => {
    const made = await clerk.ask('POST', '/api-keys', { name: 'k', permissions: ['customers:read'] })
    expect(made.json()).toMatchObject({ code: 'whole-shop-only' })
    const { permissions, user } = (await clerk.ask('GET', '/me')).json<{ permissions: string[]; user: { stores: string[] } }>()
    expect(user.stores).toEqual(['North'])
    expect(permissions).toContain('customers:read')
    for (const permission of ['overview:read', 'users:manage', 'data:read', 'effects:read', 'decisions:run'])
      expect(permissions).not.toContain(permission)
  })

  test('a new scope ends the sessions of the person, and a key of theirs follows', async () => {
    const { visitor, id } = await person('mover', 'admin', {})
    const made = await visitor.ask('POST', '/api-keys', { name: 'k', permissions: ['customers:read'] })
    const headers = { authorization: `Bearer ${made.json<{ key: string }>().key}` }
    expect((await admin.ask('PATCH', `/users/${id}`, { stores: ['South'] })).json()).toMatchObject({ stores: ['South'] })
    expect((await visitor.ask('GET', '/me')).statusCode).toBe(401)
    const answer = await new Visitor(whole.server.app).ask('GET', '/customers?limit=200', undefined, headers)
    expect(answer.json<List>().total).toBe(peopleOf('South').length)
  })
})

describe('an agent', () => {
  test('sees customers of the own tasks and of those that nobody has, and no others', async () => {
    const { visitor, id } = await person('anna', 'agent', {})
    const { id: colleague } = await person('bert', 'agent', {})
    const [mine, free, taken] = [customerId(1), customerId(2), customerId(3)]
    await whole.house.db.updateTable('tasks').set({ assignee: colleague }).execute()
    await whole.house.db.updateTable('tasks').set({ assignee: id, state: 'done' }).where('id', '=', taskId(1)).execute()
    await whole.house.db.updateTable('tasks').set({ assignee: null }).where('id', '=', taskId(2)).execute()
    expect(await idsOf(visitor, '/customers?limit=200')).toEqual({ ids: [mine, free].toSorted(), total: 2 })
    expect((await idsOf(visitor, '/tasks?limit=200')).ids).toEqual([mine, free].toSorted())
    expect((await visitor.ask('GET', `/customers/${taken}`)).statusCode).toBe(404)
    expect((await visitor.ask('GET', `/customers?q=${encodeURIComponent(phoneOf(3))}`)).json<List>().items).toEqual([])
    expect((await visitor.ask('POST', `/customers/${taken}/reveal`, { kind: 'phone', reason: 'asked by the customer' })).statusCode).toBe(
      404,
    )
    expect((await visitor.ask('POST', `/tasks/${taskId(2)}/take`)).statusCode).toBe(200)
    expect(
      (await visitor.ask('POST', `/customers/${free}/reveal`, { kind: 'phone', reason: 'asked by the customer' })).json(),
    ).toMatchObject({
      values: [phoneOf(2)],
    })
  })

  test('sees in no GET of the API an id or a name of a customer whose task is somebody else’s', async () => {
    const { id: colleague } = await person('dora', 'agent', {})
    const { visitor, id } = await person('emil', 'agent', {})
    const all = await admin.ask('GET', '/permissions')
    const { permissions } = all.json<{ permissions: string[] }>()
    const role = (await admin.ask('POST', '/roles', { name: 'All rights, own tasks', permissions, sees: 'own-tasks' })).json<{
      id: string
    }>().id
    const { visitor: powerful, id: powerfulId } = await person('fred', role, {})
    const share = async (to: string, people: readonly number[], state: 'open' | 'done') =>
      await whole.house.db.updateTable('tasks').set({ assignee: to, state }).where('id', 'in', people.map(taskId)).execute()
    await whole.house.db.updateTable('tasks').set({ assignee: colleague, state: 'open' }).execute()
    const mine = [1, 4, 9, 30]
    await share(id, mine.slice(0, 2), 'open')
    await share(id, mine.slice(2), 'done')
    expect((await idsOf(visitor, '/customers?limit=200')).ids).toEqual(sorted(mine))
    expect(
      await walk(visitor, mine, ['/customers', '/customers/{id}', '/customers/{id}/identity', '/customers/{id}/timeline', '/tasks']),
    ).toBeGreaterThan(50)
    await share(powerfulId, mine, 'open')
    expect(
      await walk(powerful, mine, [
        '/customers',
        '/customers/{id}',
        '/customers/{id}/identity',
        '/tasks',
        '/churn/alerts',
        '/churn/board',
        '/sends',
        '/value/customers',
      ]),
    ).toBeGreaterThan(50)
  })

  test('of a store sees no task of another store', async () => {
    const { visitor } = await person('carl', 'agent', { stores: ['South'] })
    await whole.house.db.updateTable('tasks').set({ assignee: null, state: 'open' }).execute()
    expect(await idsOf(visitor, '/tasks?limit=200')).toEqual({ ids: sorted(peopleOf('South')), total: peopleOf('South').length })
    expect((await idsOf(visitor, '/customers?limit=200')).ids).toEqual(sorted(peopleOf('South')))
  })
})

describe('the people of a region', () => {
  const NORTHERN = everybody.filter((i) => i % 2 === 1)

  test('are those whose record names it, in every GET of the API', async () => {
    const { visitor } = await person('region', await allRights(), { regions: ['北京'] })
    expect(await idsOf(visitor, '/customers?limit=200')).toEqual({ ids: sorted(NORTHERN), total: NORTHERN.length })
    expect(
      await walk(visitor, NORTHERN, [
        '/customers',
        '/customers/{id}',
        '/customers/{id}/identity',
        '/tasks',
        '/churn/alerts',
        '/value/customers',
      ]),
    ).toBeGreaterThan(50)
  })

  test('are narrowed further by a store, and a region that nobody is from has nobody', async () => {
    const both = (await person('both-limits', 'operator', { stores: ['North'], regions: ['北京'] })).visitor
    const seen = NORTHERN.filter((i) => OWN.includes(i))
    for (const path of ['/customers', '/tasks', '/churn/alerts'])
      expect([path, await idsOf(both, `${path}?limit=200`)]).toEqual([path, { ids: sorted(seen), total: seen.length }])
    const nobody = (await person('nowhere', 'operator', { regions: ['广州'] })).visitor
    expect((await idsOf(nobody, '/customers')).total).toBe(0)
    expect((await idsOf(nobody, '/tasks')).total).toBe(0)
  })
})

describe('a line of business', () => {
  const BUYERS = peopleOf('North', 'South')

  test('has everybody who ever bought at one of its stores, in every GET of the API', async () => {
    expect((await admin.ask('PUT', '/business-lines/Retail', { stores: ['South', 'Nobody here'] })).json()).toEqual({
      name: 'Retail',
      stores: ['South', 'Nobody here'],
    })
    expect((await admin.ask('GET', '/business-lines')).json()).toEqual({
      items: [{ name: 'Retail', stores: ['South', 'Nobody here'], customers: BUYERS.length }],
    })
    const { visitor } = await person('line', await allRights(), { businessLines: ['Retail'] })
    expect(await idsOf(visitor, '/customers?limit=200')).toEqual({ ids: sorted(BUYERS), total: BUYERS.length })
    expect(
      await walk(visitor, BUYERS, [
        '/customers',
        '/customers/{id}',
        '/customers/{id}/identity',
        '/tasks',
        '/churn/alerts',
        '/sends',
        '/value/customers',
      ]),
    ).toBeGreaterThan(50)
  })

  test('holds from the next request with other stores, keeps its name, and stays while an account is limited to it', async () => {
    await admin.ask('PUT', '/business-lines/Online', { stores: ['Web'] })
    const { visitor, id } = await person('online', 'operator', { businessLines: ['Online'] })
    expect((await idsOf(visitor, '/customers')).total).toBe(0)
    expect((await admin.ask('PUT', `/business-lines/${encodeURIComponent('ＯＮＬＩＮＥ')}`, { stores: ['North'] })).json()).toMatchObject({
      name: 'Online',
    })
    expect((await idsOf(visitor, '/customers')).total).toBe(BUYERS.length)
    expect((await admin.ask('DELETE', '/business-lines/Online')).json()).toMatchObject({ code: 'business-line-in-use', status: 409 })
    await admin.ask('PATCH', `/users/${id}`, { businessLines: [] })
    expect((await admin.ask('DELETE', '/business-lines/Online')).statusCode).toBe(204)
    expect((await admin.ask('DELETE', '/business-lines/Online')).json()).toMatchObject({ code: 'business-line-not-found', status: 404 })
    expect((await admin.ask('PATCH', `/users/${id}`, { businessLines: ['Online'] })).json()).toMatchObject({
      code: 'business-line-not-found',
      status: 400,
    })
  })
})

describe('before a limit is saved', () => {
  test('what there is to choose from has the customers that each list then holds', async () => {
    const items = async (path: string) => (await admin.ask('GET', path)).json<{ items: { id: string; customers: number }[] }>().items
    expect(await items('/regions')).toEqual([
      { id: '上海', customers: 20 },
      { id: '北京', customers: 20 },
    ])
    expect(await items('/stores')).toEqual([
      { id: 'North', customers: OWN.length },
      { id: 'South', customers: peopleOf('South').length },
    ])
  })

  test.each([
    { limits: { stores: ['North'] } },
    { limits: { regions: ['上海'] } },
    { limits: { businessLines: ['Retail'] } },
    { limits: { stores: ['North', 'South'], regions: ['上海'], businessLines: ['Retail'] } },
    { limits: {} },
  ])('an account with $limits sees as many customers as was said', async ({ limits }) => {
    const said = (await admin.ask('POST', '/users/scope-size', { role: 'operator', ...limits })).json<{ customers: number; all: number }>()
    const { visitor } = await person(`said-${Object.keys(limits).join('-') || 'none'}`, 'operator', limits)
    expect(said).toEqual({ customers: (await idsOf(visitor, '/customers?limit=200')).total, all: everybody.length })
  })

  test('of an agent the own tasks count, and nobody else’s', async () => {
    await whole.house.db.updateTable('tasks').set({ assignee: adminId, state: 'open' }).execute()
    const { id } = await person('counted', 'agent', {})
    await whole.house.db
      .updateTable('tasks')
      .set({ assignee: id })
      .where('id', 'in', [taskId(1), taskId(2)])
      .execute()
    const size = async (body: object) => (await admin.ask('POST', '/users/scope-size', { role: 'agent', ...body })).json()
    expect(await size({ userId: id })).toMatchObject({ customers: 2 })
    expect(await size({})).toMatchObject({ customers: 0 })
  })
})

/**
 * Asks every GET of the API as somebody who sees only a part of the customers: no id and no name of anybody else is in an answer, what is asked for by the id of
 * somebody else is not there, `shown` answer, and what is of the whole shop does not. Answers how many routes were asked.
 */
async function walk(visitor: Visitor, own: readonly number[], shown: readonly string[]): Promise<number> {
  const others = everybody.filter((i) => !own.includes(i))
  // Somebody else, one who was sent a message where there is such.
  const foreign = others.find((i) => i >= 30 && i % 2 === 0) ?? others[0] ?? 0
  const { paths } = (await admin.ask('GET', '/openapi.json')).json<{ paths: Record<string, Record<string, unknown>> }>()
  const gets = Object.entries(paths).flatMap(([path, methods]) => ('get' in methods ? [path.replace('/api/v1', '')] : []))
  const secrets = others.flatMap((i) => [customerId(i), taskId(i), alertId(i)])
  const names = others.map((i) => nameOf(i))
  const opened = new Map<string, number>()
  for (const path of gets) {
    for (const url of urlsOf(path, own[3] ?? own[0] ?? 0, foreign)) {
      const answer = await visitor.ask('GET', url)
      opened.set(path, Math.min(opened.get(path) ?? 999, answer.statusCode))
      const asked = secrets.filter((id) => url.includes(id))
      const leaked = [...secrets.filter((id) => !asked.includes(id)), ...names].filter((text) => answer.body.includes(text))
      expect([url, leaked, answer.statusCode < 500]).toEqual([url, [], true])
      // What was asked for by its id is not there.
      const found = asked.length > 0 && answer.statusCode === 200 ? entriesOf(answer.body) : 0
      expect([url, found]).toEqual([url, 0])
    }
  }
  for (const path of shown) expect([path, opened.get(path)]).toEqual([path, 200])
  for (const path of ['/overview', '/effects', '/metrics', '/quarantine', '/imports', '/decision-runs', '/users', '/regions', '/audit'])
    expect([path, opened.get(path)]).toEqual([path, 403])
  return opened.size
}

/** How many entries a list has, as JSON or as a CSV file. */
function entriesOf(body: string): number {
  if (!body.startsWith('{')) return body.trim().split('\n').length - 1
  const { items } = JSON.parse(body) as Partial<List>
  return items?.length ?? 0
}

/** A path with everything that its parameters might mean: things of the own store and of another. */
function urlsOf(path: string, mine: number, foreign: number): string[] {
  const ids = [customerId(mine), customerId(foreign), taskId(foreign), alertId(foreign), RUN_ID]
  const filled = path.includes('{id}') ? ids.map((id) => path.replace('{id}', id)) : [path]
  const urls = filled.map((url) =>
    url
      .replace('{sendKey}', `s-${foreign}`)
      .replace('{level}', 'product')
      .replace(/\{\w+\}/g, PRODUCT),
  )
  const asked: Readonly<Record<string, readonly string[]>> = {
    '/customers': [`?q=${encodeURIComponent(phoneOf(foreign))}`, `?q=${customerId(foreign)}`, '?limit=200', `?runId=${RUN_ID}&limit=200`],
    '/customers/export': [`?q=${customerId(foreign)}`],
    '/tasks': [`?customerId=${customerId(foreign)}`, '?owner=nobody&limit=200', '?state=open&limit=200'],
    '/sends': [`?customerId=${customerId(foreign)}`, `?runId=${RUN_ID}`, '?reaction=opened'],
    '/churn/alerts': ['?state=open&limit=200', '?owner=nobody'],
    '/value/customers': ['?limit=200'],
  }
  return [...urls, ...(asked[path] ?? []).map((query) => `${path}${query}`)]
}
