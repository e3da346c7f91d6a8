import { createStoredPeople } from '#store/stored-people.ts'
import { everyone } from '#access/scope.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { drainSignals } from '../../src/main/background.ts'
import { trainChurn as trainChurnWork } from '../../src/main/house-work.ts'
import { retrainWhenDue } from '../../src/main/scheduled-work.ts'
import { silentLog } from '../../src/main/house-log.ts'
import type {
  ChurnAlert,
  ChurnAlertPage,
  ChurnDefinitionCheck,
  ChurnDrift,
  ChurnFlow,
  ChurnPackList,
  ChurnVersionList,
  RiskTierSettings,
  RiskValueMap,
  TierCounts,
} from '#http/predict/churn-model-schemas.ts'
import type { ChurnBoard } from '#http/predict/churn-schemas.ts'
import { ALERT_MAIL, ALERT_MAIL_KINDS, createAlertMailReader } from '#act/alert-mail-reader.ts'
import type { OutgoingEmail } from '#act/compose-email.ts'
import type { SignalReader } from '#act/signal.ts'
import { createWebhookReader, WEBHOOKS } from '#act/webhook-reader.ts'
import { webhookKinds } from '#act/webhook-types.ts'
import { DAY_MS } from '#kernel/clock.ts'
import { Rng } from '#kernel/rng.ts'
import { ChurnAlertService } from '#predict/churn/alerts/churn-alert-service.ts'
import { churnProbability, scoreChurn } from '#predict/churn/score/churn-model.ts'
import { ChurnService } from '#predict/churn/churn-service.ts'
import { ChurnWatch } from '#predict/churn/watch/churn-watch.ts'
import { RiskTierSettings as TierSettings } from '#predict/churn/tiers/risk-tier-settings.ts'
import { riskTier, STANDARD_RISK_TIERS, tierWithHysteresis } from '#predict/churn/tiers/risk-tiers.ts'
import { readTierLimits } from '#predict/churn/tiers/tier-limits.ts'
import { trainChurn } from '#predict/churn/train/train-churn.ts'
import { plainProfileService } from '#segment/profile-service.ts'
import { createChurnHistory } from '#store/analytical/churn-history-store.ts'
import { createChurnStore } from '#store/analytical/churn-store.ts'
import { engineTime } from '#store/analytical/insert.ts'
import { createProfileStore } from '#store/analytical/profiles-store.ts'
import { createAlertMailLedger } from '#store/relational/alert-mail-store.ts'
import { createChurnAlertStore } from '#store/relational/churn-alert-store.ts'
import { createChurnScoringStore } from '#store/relational/churn-scoring-store.ts'
import { createModelRegistry } from '#store/relational/model-registry.ts'
import { createSettingStore } from '#store/relational/setting-store.ts'
import { createSignalOutbox, followSignals } from '#store/relational/signal-outbox.ts'
import { scoringRecord } from '../support/scoring-record.ts'
import type { Static } from '#http/shared-schemas.ts'
import { ADMIN, firstAdmin, NOW, openHouse, Visitor } from './support/house.ts'
import { quietStages } from './support/quiet-stages.ts'
import type { House } from './support/house.ts'
import { customerId, CUSTOMERS, fillSmallShop } from './support/small-shop.ts'

const ALL = everyone('a test')
let house: House
let admin: Visitor
let alerts: ChurnAlertService
let churn: ChurnService
let churnWatch: ChurnWatch
let readers: readonly SignalReader[]
const published: { type: string; data: object }[] = []
const mails: OutgoingEmail[] = []

beforeAll(async () => {
  house = await openHouse({}, ({ engines, db, clock, access }) => {
    const models = createModelRegistry(db)
    const history = createChurnHistory(engines.clickhouse)
    const scorings = createChurnScoringStore(db)
    const riskTiers = new TierSettings(createSettingStore(db), clock)
    const people = createStoredPeople({ client: engines.clickhouse, db })
    alerts = new ChurnAlertService({
      store: createChurnAlertStore(db, people),
      history,
      clock,
    })
    const store = createChurnAlertStore(db, people)
    const isMuted = () => Promise.resolve(false)
    const project = { currency: 'CNY' }
    const webhooks = {
      publish: (type: string, _id: string, data: object) => {
        published.push({ type, data })
        return Promise.resolve(1)
      },
    }
    readers = [
      createWebhookReader({ isMuted, webhooks, alerts: store, project, clock }),
      createAlertMailReader({
        isMuted,
        isWanted: () => Promise.resolve(true),
        mailer: {
          isReady: () => Promise.resolve(true),
          send: (email) => {
            mails.push(email)
            return Promise.resolve({ kind: 'delivered', providerId: '' })
          },
        },
        mailLedger: createAlertMailLedger(db),
        alerts: store,
        users: access.users,
        letterhead: {
          shopName: { zh: '山前茶社', en: 'Hillside Tea' },
          shopUrl: 'https://shop.example/',
          fromAddress: 'care@shop.example',
          publicUrl: 'https://liuke.example',
          defaultLanguage: 'zh',
          tokenSecret: Buffer.alloc(32, 7),
          timeZone: 'Asia/Shanghai',
        },
        project,
        clock,
        onUndelivered: () => undefined,
      }),
    ]
    churn = new ChurnService({
      store: createChurnStore(engines.clickhouse),
      models,
      // In this thread: starting others costs more than the work on forty customers.
      worker: {
        train: (definition, snapshots, seed) => {
          const rng = new Rng(seed)
          return Promise.resolve(trainChurn({ definition, snapshots, random: () => rng.next() }))
        },
        score: (model, rows) => Promise.resolve(scoreChurn(model, rows)),
        probabilities: (model, rows) => Promise.resolve(Float64Array.from(rows, (row) => churnProbability(model, row))),
      },
      history,
      scorings,
      alerts,
      tiers: () => riskTiers.current(),
      clock,
    })
    churnWatch = new ChurnWatch({ models, history, scorings, clock })
    const profiles = plainProfileService(createProfileStore(engines.clickhouse))
    return {
      churn,
      signals: createSignalOutbox(db),
      churnWatch,
      churnAlerts: alerts,
      riskTiers,
      work: { ...quietStages().work, trainChurn: (numbers, context) => trainChurnWork({ clock, profiles, churn }, numbers, context) },
    }
  })
  admin = await firstAdmin(house)
  await followSignals(house.db, ALERT_MAIL, ALERT_MAIL_KINDS)
  await followSignals(house.db, WEBHOOKS, webhookKinds([['*']]))
})
afterAll(async () => {
  await house.close()
})

/** Gives what waits in the outbox to those who read it. */
const tell = () => drainSignals({ signals: createSignalOutbox(house.db), signalReaders: readers, clock: house.clock, log: silentLog })

async function get<T>(url: string): Promise<T> {
  const response = await admin.ask('GET', url)
  if (response.statusCode !== 200) throw new Error(`${url}: ${response.body.slice(0, 300)}`)
  return response.json<T>()
}

async function train(body: object): Promise<Record<string, unknown>> {
  const { id } = (await admin.ask('POST', '/churn/train', body)).json<{ id: string }>()
  await house.jobs.whenIdle()
  const { state, result, error } = await get<{ state: string; result: Record<string, unknown>; error: string | null }>(`/jobs/${id}`)
  if (state !== 'done') throw new Error(error ?? state)
  return result
}

async function audited(): Promise<string[]> {
  return (await get<{ items: { action: string }[] }>('/audit')).items.map(({ action }) => action)
}

test('before the first training there is something to start from and nothing to say', async () => {
  const packs = await get<Static<typeof ChurnPackList>>('/churn/packs')
  expect(packs.items.map(({ kind }) => kind)).toContain('contract')
  expect((await get<Static<typeof ChurnVersionList>>('/churn/versions')).items).toEqual([])
  expect(await get<ChurnDrift>('/churn/drift')).toMatchObject({
    status: 'unknown',
    asOf: null,
    features: [],
    accuracy: [],
    retrain: { due: false },
  })
  expect(await get<ChurnFlow>('/churn/flow')).toEqual({ scorings: [], from: null, to: null, moves: [] })
  expect((await get<Static<typeof ChurnAlertPage>>('/churn/alerts')).items).toEqual([])
  const check = await get<ChurnDefinitionCheck>('/churn/definition-check?horizonDays=30')
  expect(check).toMatchObject({ customers: 0, audienceNow: 0, baseRate: null })
  expect(check.gates.some(({ passed }) => !passed)).toBe(true)
  expect((await admin.ask('GET', '/churn/definition-check?horizonDays=3')).statusCode).toBe(400)
})

test('a training leaves a version with its verdict, a scoring with its flow, and a map', async () => {
  await fillSmallShop(house)
  expect(await get<ChurnDefinitionCheck>('/churn/definition-check?horizonDays=30&audience=repeat')).toMatchObject({ historyDays: 159 })
  expect(await train({ horizonDays: 90 })).toMatchObject({ version: 1, state: 'champion', verdict: { zh: '第一个模型，直接启用' } })
  const [version] = (await get<Static<typeof ChurnVersionList>>('/churn/versions')).items
  expect(version).toMatchObject({ version: 1, state: 'champion', trigger: 'manual', verdict: { en: 'The first model: in use at once' } })
  expect(version?.definition.en).toContain('90 days')

  const flow = await get<ChurnFlow>('/churn/flow')
  expect(flow).toMatchObject({ from: new Date(NOW.getTime() - 30 * DAY_MS).toISOString(), to: NOW.toISOString() })
  expect(flow.moves.reduce((sum, { customers }) => sum + customers, 0)).toBe(CUSTOMERS)
  const map = await get<RiskValueMap>('/churn/value-map')
  expect(map.riskBands).toHaveLength(5)
  expect(map.cells.every(({ value }) => value < map.valueBands.length)).toBe(true)
  const drift = await get<ChurnDrift>('/churn/drift')
  expect(drift).toMatchObject({ asOf: NOW.toISOString(), accuracyBar: 0.9, retrain: { due: false, lastTrainedAt: NOW.toISOString() } })
  expect(drift.features.every(({ label }) => label.zh !== '')).toBe(true)
})

test('a version is promoted and back, which is written down; one that is not there is refused', async () => {
  const again = await train({ horizonDays: 89 })
  expect(again).toMatchObject({ version: 2, state: 'champion', verdict: { zh: '流失定义已按您的要求更改，启用新定义的模型' } })
  const promoted = await admin.ask('POST', '/churn/versions/1/promote')
  expect(promoted.statusCode).toBe(200)
  expect(promoted.json<{ version: number }>().version).toBe(1)
  expect((await get<{ version: number }>('/churn/model')).version).toBe(1)
  expect((await get<Static<typeof ChurnVersionList>>('/churn/versions')).items.map(({ state }) => state)).toEqual(['retired', 'champion'])
  expect((await admin.ask('POST', '/churn/versions/9/promote')).statusCode).toBe(404)
  expect((await admin.ask('POST', '/churn/versions/nine/promote')).statusCode).toBe(400)
  expect(await audited()).toContain('churn-model-promoted')
})

test('tiers are data: a preset can be chosen, what does not fit together is refused in words', async () => {
  const { current, presets } = await get<RiskTierSettings>('/churn/tiers')
  expect(current.name).toBe('standard')
  expect(current.tiers[0]).toEqual({ tier: 'high', enterAt: 0.8, leaveBelow: 0.75, actWithinHours: 24, alert: true })
  const response = presets.find(({ name }) => name === 'response')
  expect((await admin.ask('PUT', '/churn/tiers', response)).json<RiskTierSettings>().current).toEqual(response)
  const [high, ...rest] = response?.tiers ?? []
  const wrong = await admin.ask('PUT', '/churn/tiers', { name: 'mine', tiers: [{ ...high, leaveBelow: 0.9 }, ...rest] })
  expect(wrong.statusCode).toBe(400)
  expect(wrong.json<{ detail: string }>().detail).toContain('"high" is left below 0.9 but entered only at 0.7')
  expect((await get<RiskTierSettings>('/churn/tiers')).current.name).toBe('response')
  expect(await audited()).toContain('risk-tiers-changed')
})

test('the editor counts exactly: as scored for the scheme in force, by the rule of the scoring for others, and every count opens its people', async () => {
  const current = 'high:0.8:0.75,medium:0.5:0.45,low:0:0'
  const count = async (limits: string) => {
    const { tiers } = await get<TierCounts>(`/churn/tiers/counts?limits=${encodeURIComponent(limits)}`)
    for (const { tier, customers } of tiers) {
      const under = encodeURIComponent(`${tier}@${limits}`)
      expect((await get<{ total: number }>(`/customers?tierUnder=${under}`)).total).toBe(customers)
    }
    return Object.fromEntries(tiers.map(({ tier, customers }) => [tier, customers]))
  }
  const { asOf, tiers } = await get<ChurnBoard>('/churn/board')
  const scored = Object.fromEntries(tiers.map(({ tier, customers }) => [tier, customers]))
  expect(await count(current)).toEqual(scored)

  const answer = await house.engines.clickhouse.query({
    query: `SELECT toString(n.customer_id) AS id, n.probability AS probability, b.tier AS previous
      FROM (SELECT customer_id, probability FROM scores FINAL WHERE kind = 'churn' AND as_of = {asOf:DateTime64(3,'UTC')}) AS n
      LEFT JOIN (SELECT customer_id, toString(tier) AS tier FROM scores FINAL WHERE kind = 'churn' AND as_of = {before:DateTime64(3,'UTC')}) AS b
      ON b.customer_id = n.customer_id`,
    query_params: { asOf: engineTime(Date.parse(asOf ?? '')), before: engineTime(NOW.getTime() - 30 * DAY_MS) },
    format: 'JSONEachRow',
  })
  const rows = await answer.json<{ id: string; probability: number; previous: string }>()
  expect(rows).toHaveLength(CUSTOMERS)
  let differs = 0
  for (const limits of [
    current,
    'high:0.7:0.65,medium:0.5:0.45,watch:0.3:0.25,low:0:0',
    'high:0.61:0.02,medium:0.02:0.01,low:0:0',
    'high:0.99:0.5,low:0:0',
    'medium:0.37:0.2,watch:0.05:0.01,low:0:0',
  ]) {
    const scheme = readTierLimits(limits)
    const said = await count(limits)
    for (const { name } of scheme.tiers) {
      const right = rows.filter((row) => tierWithHysteresis(scheme, row.probability, row.previous).name === name).length
      expect({ limits, name, customers: said[name] }).toEqual({ limits, name, customers: right })
      if (right !== rows.filter((row) => riskTier(scheme, row.probability).name === name).length) differs += 1
    }
  }
  // Where people were before did matter: a count without it would be another.
  expect(differs).toBeGreaterThan(0)
  const wrong = await admin.ask('GET', `/churn/tiers/counts?limits=${encodeURIComponent('high:0.5:0.4,medium:0.8:0.7,low:0:0')}`)
  expect(wrong.json<{ code: string }>()).toMatchObject({ status: 400, code: 'risk-tiers' })
  expect((await admin.ask('GET', '/churn/tiers/counts?limits=high')).statusCode).toBe(400)
  expect((await admin.ask('GET', '/customers?tierUnder=high')).statusCode).toBe(400)
})

test('an alert is told by webhook and by one mail, taken by a person, and closed with what came of it', async () => {
  // What the trainings above raised is another matter.
  for (const { id } of (await alerts.list(ALL, { state: 'open', limit: 200 })).items) await alerts.move(ALL, id, 'closed', null, 'system')
  await tell()
  published.length = 0
  mails.length = 0
  const scores = [38, 39].map((i) => ({
    customerId: customerId(i),
    tier: 'high' as const,
    probability: 0.9,
    value: 100 + i,
    cause: 'lapsed-cadence' as const,
    reasons: [{ text: { zh: '很久没来', en: 'Away for long' } }],
  }))
  const asOf = new Date(NOW.getTime() + DAY_MS)
  house.clock.moveTo(asOf)
  await admin.login(ADMIN.email, ADMIN.password)
  await alerts.afterScoring({ record: scoringRecord(asOf), scheme: STANDARD_RISK_TIERS, scores, previous: new Map() })
  await tell()
  expect(published).toHaveLength(2)
  expect(published[0]).toMatchObject({
    type: 'churn.alert',
    data: { customerId: customerId(39), tier: 'high', value: { minor: 13_900, currency: 'CNY' } },
  })
  expect(mails.map(({ to }) => to)).toEqual([ADMIN.email])
  expect(JSON.stringify([published, mails])).not.toContain('客户')

  const page = await get<Static<typeof ChurnAlertPage>>('/churn/alerts?state=open&limit=1')
  expect(page.items).toMatchObject([
    {
      customerId: customerId(39),
      maskedName: '客*',
      overdue: false,
      owner: null,
      reasons: [{ en: 'Away for long' }],
      dueAt: new Date(asOf.getTime() + DAY_MS).toISOString(),
    },
  ])
  expect(page.nextCursor).not.toBeNull()
  const id = page.items[0]?.id ?? ''
  const taken = (await admin.ask('POST', `/churn/alerts/${id}`, { state: 'acknowledged' })).json<ChurnAlert>()
  expect(taken).toMatchObject({ state: 'acknowledged', owner: ADMIN.name })
  house.clock.moveTo(new Date(asOf.getTime() + 2 * DAY_MS))
  await admin.login(ADMIN.email, ADMIN.password)
  expect((await get<Static<typeof ChurnAlertPage>>('/churn/alerts?overdue=true')).items).toHaveLength(2)
  expect((await get<{ todo: { kind: string }[] }>('/overview')).todo.map(({ kind }) => kind)).toContain('overdue-alerts')
  const closed = await admin.ask('POST', `/churn/alerts/${id}`, { state: 'closed', outcome: 'Called, will order' })
  expect(closed.json<ChurnAlert>()).toMatchObject({ state: 'closed', outcome: 'Called, will order', overdue: false })
  expect((await admin.ask('POST', `/churn/alerts/${customerId(1)}`, { state: 'closed' })).statusCode).toBe(404)
  expect((await admin.ask('POST', `/churn/alerts/${id}`, { state: 'gone' })).statusCode).toBe(400)
  expect(await audited()).toEqual(expect.arrayContaining(['churn-alert-acknowledged', 'churn-alert-closed']))
})

test('what could not be told is shown with the reason, and tried again when somebody asks for it', async () => {
  const outbox = createSignalOutbox(house.db)
  const asOf = house.clock.now()
  const score = {
    customerId: customerId(34),
    tier: 'high' as const,
    probability: 0.9,
    value: 100,
    cause: 'lapsed-cadence' as const,
    reasons: [],
  }
  const scoring = { record: scoringRecord(asOf), scheme: STANDARD_RISK_TIERS, scores: [score], previous: new Map() }
  await alerts.afterScoring(scoring)
  const held = await outbox.claim(WEBHOOKS, customerId(1), { now: asOf, heldUntil: asOf, limit: 10 })
  const failed = held.map(({ id }) => ({ id, reason: 'No answer', dueAt: null }))
  await outbox.settle(customerId(1), { read: [], left: [], failed }, asOf)
  interface Board {
    readonly readers: readonly { reader: string; setAside: number }[]
    readonly setAside: readonly { id: string; kind: string; reason: string; customerId: string }[]
  }
  const board = await get<Board>('/signals')
  expect(board.readers).toMatchObject([
    { reader: ALERT_MAIL, setAside: 0 },
    { reader: WEBHOOKS, setAside: 1 },
  ])
  expect(board.setAside).toMatchObject([{ kind: 'alert-raised', reason: 'No answer', customerId: customerId(34) }])
  const retry = `/signals/${board.setAside[0]?.id}/retry`
  expect((await admin.ask('POST', retry)).statusCode).toBe(204)
  expect((await admin.ask('POST', retry)).json()).toMatchObject({ status: 404, code: 'signal-not-found' })
  expect((await admin.ask('POST', '/signals/none/retry')).statusCode).toBe(400)
  published.length = 0
  await tell()
  expect(published).toMatchObject([{ type: 'churn.alert', data: { customerId: customerId(34) } }])
  expect(await audited()).toContain('signal-retried')
  for (const { id } of (await alerts.list(ALL, { state: 'open', limit: 200 })).items) await alerts.move(ALL, id, 'closed', null, 'system')
})

test('alerts are given to a colleague one by one or all that a filter shows, and only to who may work them', async () => {
  const member = async (name: string, role: string): Promise<string> => {
    const body = { name, email: `${name}@example.com`, role, password: 'correct horse battery', language: 'en' }
    const made = await admin.ask('POST', '/users', body)
    expect([made.statusCode, made.statusCode === 201 ? '' : made.body]).toEqual([201, ''])
    return made.json<{ id: string }>().id
  }
  const olga = await member('olga', 'operator')
  const anton = await member('anton', 'analyst')
  const asOf = house.clock.now()
  const scores = [35, 36, 37].map((i) => ({
    customerId: customerId(i),
    tier: 'high' as const,
    probability: 0.9,
    value: 100 + i,
    cause: 'lapsed-cadence' as const,
    reasons: [],
  }))
  await alerts.afterScoring({ record: scoringRecord(asOf), scheme: STANDARD_RISK_TIERS, scores, previous: new Map() })
  type AlertPage = Static<typeof ChurnAlertPage>
  const owners = (await get<{ items: { name: string }[] }>('/churn/alerts/owners')).items.map(({ name }) => name)
  expect(owners.toSorted()).toEqual([ADMIN.name, 'olga'])
  const open = (await get<AlertPage>('/churn/alerts?state=open&owner=nobody')).items
  expect(open).toHaveLength(3)
  const assign = async (body: object) => {
    const answer = await admin.ask('POST', '/churn/alerts/assign', body)
    return [answer.statusCode, answer.json<{ code?: string; assigned?: number }>().code ?? answer.json<{ assigned: number }>().assigned]
  }
  const [one = '', two = ''] = open.map(({ id }) => id)
  expect(await assign({ ids: [one], ownerId: olga, dueInHours: 4 })).toEqual([200, 1])
  expect(await get<AlertPage>(`/churn/alerts?owner=${olga}`)).toMatchObject({
    items: [
      { id: one, state: 'acknowledged', owner: 'olga', ownerId: olga, dueAt: new Date(asOf.getTime() + 4 * 3_600_000).toISOString() },
    ],
    total: 1,
  })
  // All that the filter shows: the two that are left, whose due time stays.
  const before = open.find(({ id }) => id === two)?.dueAt
  expect(await assign({ filter: { state: 'open', tier: 'high', owner: 'nobody' }, ownerId: olga })).toEqual([200, 2])
  expect((await get<AlertPage>('/churn/alerts?owner=nobody&state=open')).total).toBe(0)
  const hers = (await get<AlertPage>(`/churn/alerts?owner=${olga}&state=acknowledged`)).items
  expect(hers.find(({ id }) => id === two)?.dueAt).toBe(before)
  expect(await assign({ ids: [two], ownerId: null })).toEqual([200, 1])
  expect((await get<AlertPage>('/churn/alerts?state=open')).items).toMatchObject([{ id: two, owner: null, ownerId: null }])
  expect((await get<AlertPage>('/churn/alerts?owner=me')).items.every(({ owner }) => owner === ADMIN.name)).toBe(true)
  // A closed one keeps who worked it.
  await admin.ask('POST', `/churn/alerts/${one}`, { state: 'closed', outcome: 'Called' })
  expect(await assign({ ids: [one], ownerId: olga })).toEqual([200, 0])
  // Due later than now and within a year, for every caller.
  for (const days of [0, -1, 367, Number.NaN]) {
    const dueAt = new Date(house.clock.now().getTime() + days * 86_400_000)
    const given = alerts.assign(ALL, { ids: [two] }, { owner: `user:${olga}`, dueAt })
    await expect(given).rejects.toMatchObject({ kind: 'invalid-input', code: 'alert-due', details: { days: 366 } })
  }
  expect((await get<AlertPage>('/churn/alerts?state=open')).items).toMatchObject([{ id: two, owner: null }])
  expect(await assign({ ids: [two], ownerId: anton })).toEqual([400, 'alert-owner-unknown'])
  expect(await assign({ ids: [two], filter: {}, ownerId: olga })).toEqual([400, 'selection-wrong'])
  expect(await assign({ ownerId: olga })).toEqual([400, 'selection-wrong'])
  expect(await assign({ filter: { search: 'x' }, ownerId: olga })).toEqual([400, 'unknown-parameter'])
  const analyst = new Visitor(house.app)
  await analyst.login('anton@example.com', 'correct horse battery')
  expect((await analyst.ask('POST', '/churn/alerts/assign', { ids: [two], ownerId: olga })).statusCode).toBe(403)
  const entries = (await get<{ items: { target: string; detail: object }[] }>('/audit?action=churn-alerts-assigned')).items
  expect(entries.map(({ target }) => target)).toEqual([`churn-alert:${one}`, `churn-alert:${two}`, 'churn-alerts', `churn-alert:${one}`])
  expect(entries[2]?.detail).toEqual({ alerts: 2, owner: olga })
})

test('however often a day scores, each person gets one mail about alerts; the rest waits for the next day', async () => {
  const ledger = createAlertMailLedger(house.db)
  const [reader, ...ids] = [1, 2, 3, 4].map((i) => customerId(i)) as [string, ...string[]]
  const [a = '', b = '', c = ''] = ids
  expect(await ledger.claim(reader, '2026-03-01', [a], '1')).toEqual([a])
  expect(await ledger.claim(reader, '2026-03-01', [b], '2')).toBeNull()
  // Signals that are read again, because the program ended over them, are no news: nothing is mailed twice, and nothing waits twice.
  expect(await ledger.claim(reader, '2026-03-02', [a], '1')).toBeNull()
  expect(new Set(await ledger.claim(reader, '2026-03-02', [c], '3'))).toEqual(new Set([b, c]))
  // The mail server refused it: the next scoring of the same day tries again, with all of them.
  await ledger.release(reader, '2026-03-02', [b, c])
  expect(new Set(await ledger.claim(reader, '2026-03-02', [a], '4'))).toEqual(new Set([a, b, c]))
  const twoAtOnce = await Promise.all([ledger.claim(a, '2026-03-01', [b], '5'), ledger.claim(a, '2026-03-01', [c], '6')])
  expect(twoAtOnce.filter((claimed) => claimed !== null)).toHaveLength(1)
})

test('after a quarter the model is trained again by itself, once, and that is written down', async () => {
  const { clock, services } = house
  const parts = { clock, churn, churnWatch, access: services.access }
  expect(await retrainWhenDue(parts)).toBeNull()
  clock.moveTo(new Date(NOW.getTime() + 91 * DAY_MS))
  await admin.login(ADMIN.email, ADMIN.password)
  const { retrain } = await get<ChurnDrift>('/churn/drift')
  expect(retrain).toMatchObject({
    due: true,
    reasons: [{ en: 'The last training was 91 days ago; the model is trained again every 90 days' }],
  })
  expect(await retrainWhenDue(parts)).toMatchObject({ version: 3, trigger: 'schedule', definition: { horizonDays: 90 } })
  expect(await retrainWhenDue(parts)).toBeNull()
  expect(await audited()).toContain('churn-model-trained')
})
