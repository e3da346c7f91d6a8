import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { DAY_MS, HOUR_MS, ManualClock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import type { AppError } from '#kernel/app-error.ts'
import { assignArm } from '#decide/assign-arm.ts'
import { mergeCustomers } from '#store/relational/merge-customers.ts'
import { openRetentionServices } from './retention-services.ts'
import { catchMail, openRetentionWorld, seedCustomers } from './retention-world.ts'
import type { RetentionWorld, SeedCustomer } from './retention-world.ts'

// Previews, readiness of channels and reservations on real engines. Every test has people of its own: its scores are the newest.

const START = new Date('2026-03-01T00:00:00Z')
const clock = new ManualClock(START)
const MAIL = ['lapsed-coupon']
let world: RetentionWorld
let mailbox: Awaited<ReturnType<typeof catchMail>>

beforeAll(async () => {
  world = await openRetentionWorld(clock)
  mailbox = await catchMail({ refuse: (address) => (address.startsWith('gone') ? 550 : null) })
  await open().strategies.seedLibrary('test')
})
afterAll(async () => {
  await mailbox.close()
  await world.stop()
})

afterEach(async () => {
  const { strategies, webhooks } = open()
  await strategies.setState('lapsed-coupon', 'active', 'test')
  for (const { id } of await webhooks.list()) await webhooks.disable(id)
})

function open(
  options: {
    readonly mailPort?: number | null
    readonly beforeReserving?: () => Promise<void>
    readonly beforeLedger?: () => Promise<void>
  } = {},
) {
  return openRetentionServices(world, { clock, mailPort: mailbox.port, ...options })
}

let tests = 0

/** A day later, with so many customers who were scored at that time. */
async function newDay(customers: number, change: (i: number) => Partial<SeedCustomer> = () => ({})): Promise<string[]> {
  tests += 1
  const day = tests
  clock.moveTo(new Date(clock.now().getTime() + DAY_MS))
  return seedCustomers(
    world,
    clock.now(),
    Array.from({ length: customers }, (_, i) => ({
      email: `p${i}-${day}@example.com`,
      consent: true,
      risk: 0.5 + (i % 40) / 100,
      tier: 'high',
      cause: 'lapsed-cadence',
      ...change(i),
    })),
  )
}

async function refusal(work: Promise<unknown>): Promise<Pick<AppError, 'kind' | 'code' | 'details'>> {
  try {
    await work
  } catch (error) {
    const { kind, code, details } = error as AppError
    return { kind, code, details }
  }
  throw new Error('It was not refused.')
}

const states = async (): Promise<{ runs: number; sends: number; held: number }> => ({
  runs: (await world.db.selectFrom('decision_runs').select('id').execute()).length,
  sends: (await world.db.selectFrom('send_ledger').select('send_key').execute()).length,
  held: (await world.db.selectFrom('contact_reservations').select('customer_id').execute()).length,
})

test('a run is its preview: the same people in the same arms for the same money', async () => {
  const { decisions, ledger } = open()
  const ids = await newDay(200)
  await world.db
    .updateTable('consents')
    .set({ granted: false })
    .where('customer_id', '=', ids[3] ?? '')
    .execute()
  const before = await states()
  const preview = await decisions.preview({ maxContacts: 90 }, clock.now(), 'test')
  expect(await states()).toEqual(before)
  expect(preview.treated).toBe(90)
  expect(preview.control).toBeGreaterThan(8)
  // Another preview draws other arms; the first one still holds, for it has a draw of its own.
  const other = await decisions.preview({ maxContacts: 90 }, clock.now(), 'test')
  clock.moveTo(new Date(clock.now().getTime() + HOUR_MS / 2))
  const run = await decisions.start({ previewId: preview.previewId }, clock.now(), 'test')
  const { previewId: _id, expiresAt: _end, ...shown } = preview
  expect(run.summary).toEqual(shown)
  const written = await ledger.ofRun(run.id)
  expect(written.filter(({ arm }) => arm === 'treated')).toHaveLength(90)
  const sample = new Map(written.map((decision) => [decision.customerId, decision]))
  for (const { customerId, strategyId, arm } of preview.sample) expect(sample.get(customerId)).toMatchObject({ strategyId, arm })
  expect(written.reduce((sum, { costMinor }) => sum + costMinor, 0)).toBe(preview.cost.minor)
  expect(run.costMinor).toBe(preview.cost.minor)

  expect(await refusal(decisions.start({ previewId: preview.previewId }, clock.now(), 'test'))).toMatchObject({
    kind: 'conflict',
    code: 'preview-used',
    details: { runId: run.id },
  })
  expect(await refusal(decisions.check({ previewId: other.previewId }, clock.now(), 'test'))).toMatchObject({
    code: 'preview-outdated',
    details: { changed: 'runs', treatedBefore: 90, controlBefore: other.control },
  })
  expect((await refusal(decisions.start({ previewId: newId(clock.now()) }, clock.now(), 'test'))).code).toBe('preview-not-found')
})

test('looking again at a preview keeps its draw', async () => {
  const { decisions, ledger } = open()
  const ids = await newDay(80)
  const first = await decisions.preview({ strategyIds: MAIL }, clock.now(), 'test')
  const again = await decisions.preview({ previewId: first.previewId }, clock.now(), 'test')
  expect(again.previewId).not.toBe(first.previewId)
  expect(again.sample).toEqual(first.sample)
  await world.db
    .updateTable('consents')
    .set({ granted: false })
    .where('customer_id', '=', ids[0] ?? '')
    .execute()
  const { details } = await refusal(decisions.start({ previewId: first.previewId }, clock.now(), 'test'))
  expect(details['changed']).toBe('reach')
  const third = await decisions.preview({ previewId: first.previewId }, clock.now(), 'test')
  expect(details).toMatchObject({ treatedAfter: third.treated, controlAfter: third.control, costAfter: third.cost.minor })
  expect(third.decided).toBe(first.decided - 1)
  const run = await decisions.start({ previewId: third.previewId }, clock.now(), 'test')
  expect((await ledger.ofRun(run.id)).map(({ customerId }) => customerId)).not.toContain(ids[0])
})

test.each([
  ['scores', () => newDay(20)],
  [
    'imports',
    () =>
      world.db
        .insertInto('imports')
        .values({
          id: newId(clock.now()),
          kind: 'orders',
          file_name: 'orders.csv',
          file_sha256: newId(clock.now()),
          mapping: '{}',
          mapping_hash: '',
          state: 'done',
          started_at: clock.now(),
          finished_at: clock.now(),
        })
        .execute(),
  ],
  ['runs', () => open().decisions.start({ maxContacts: 1 }, clock.now(), 'test')],
  ['channels', () => open().webhooks.create({ name: 'CRM', url: 'https://8.8.8.8/hook', events: ['*'] })],
  ['strategies', () => open().strategies.setState('lapsed-coupon', 'paused', 'test')],
  ['expired', () => Promise.resolve(clock.moveTo(new Date(clock.now().getTime() + HOUR_MS)))],
])('a preview does not run as something else: %s', async (kind, change) => {
  const { decisions } = open()
  await newDay(30)
  const preview = await decisions.preview({}, clock.now(), 'test')
  await change()
  const before = await states()
  const { kind: status, code, details } = await refusal(decisions.start({ previewId: preview.previewId }, clock.now(), 'test'))
  expect({ status, code }).toEqual({ status: 'conflict', code: 'preview-outdated' })
  expect(String(details['changed']).split(',')).toContain(kind)
  expect(details).toMatchObject({ treatedBefore: preview.treated, controlBefore: preview.control, costBefore: preview.cost.minor })
  const decidedNow = Number(details['treatedAfter']) + Number(details['controlAfter'])
  expect(kind === 'scores' ? decidedNow : 20).toBe(20)
  expect(await states()).toEqual(before)
})

test('without a mail server nobody is drawn into a trial by mail', async () => {
  const { decisions, ledger, sends, strategies } = open({ mailPort: null })
  await newDay(60, (i) => (i < 20 ? { cause: 'service-problem' } : {}))
  const listed = new Map((await strategies.list()).map(({ id, unready }) => [id, unready]))
  expect(listed.get('lapsed-coupon')).toBe('no_mail_server')
  expect(listed.get('service-recovery')).toBeNull()
  const before = await states()
  expect(await refusal(decisions.start({ strategyIds: MAIL }, clock.now(), 'test'))).toMatchObject({
    kind: 'conflict',
    code: 'no-ready-strategy',
    details: { channels: 'email' },
  })
  expect(await states()).toEqual(before)
  const blocked = await decisions.preview({ strategyIds: MAIL }, clock.now(), 'test')
  expect(blocked).toMatchObject({ treated: 0, control: 0, cost: { minor: 0 }, strategies: [{ unready: 'no_mail_server' }] })
  expect(blocked.skipped).toMatchObject([
    { reason: 'no_strategy', customers: 20 },
    { reason: 'channel_not_ready', customers: 40 },
  ])
  expect((await refusal(decisions.start({ previewId: blocked.previewId }, clock.now(), 'test'))).code).toBe('no-ready-strategy')

  const preview = await decisions.preview({}, clock.now(), 'test')
  const run = await decisions.start({ previewId: preview.previewId }, clock.now(), 'test')
  const written = await ledger.ofRun(run.id)
  expect(new Set(written.map(({ channel }) => channel))).toEqual(new Set(['agent_task']))
  await sends.sendPending()
  expect(await sends.counts(run.id)).toMatchObject({ failed: 0, delivered: run.summary?.treated })
  // With a mail server the others are still there: nobody's cooldown was burnt.
  const later = await open().decisions.preview({ strategyIds: MAIL }, clock.now(), 'test')
  expect(later.decided).toBe(40)
})

test('a webhook is ready once an endpoint takes contacts', async () => {
  const { strategies, webhooks } = open()
  const unready = async () => (await strategies.list()).find(({ definition }) => definition.channel === 'webhook')?.unready
  expect(await unready()).toBe('no_webhook_endpoint')
  await webhooks.create({ name: 'Alerts', url: 'https://8.8.8.8/alerts', events: ['churn.alert'] })
  expect(await unready()).toBe('no_webhook_endpoint')
  const { endpoint } = await webhooks.create({ name: 'CRM', url: 'https://8.8.8.8/hook', events: ['retention.contact'] })
  expect(await unready()).toBeNull()
  await webhooks.disable(endpoint.id)
  expect(await unready()).toBe('no_webhook_endpoint')
})

test('two runs at once never decide on the same person', async () => {
  const ids = await newDay(400)
  // Both have chosen their people before either reserves them.
  let waiting = 0
  let go: () => void = () => undefined
  const both = new Promise<void>((resolve) => (go = resolve))
  const beforeReserving = async (): Promise<void> => {
    waiting += 1
    if (waiting === 2) go()
    await both
  }
  const racers = [open({ beforeReserving }), open({ beforeReserving })]
  const runs = await Promise.all(racers.map(({ decisions }) => decisions.start({}, clock.now(), 'test')))
  const taken = await Promise.all(runs.map(({ id }) => open().ledger.ofRun(id)))
  const persons = taken.flat().map(({ customerId }) => customerId)
  expect(persons).toHaveLength(400)
  expect(new Set(persons)).toEqual(new Set(ids))
  const lost = runs.map(({ summary }) => summary?.skipped.find(({ reason }) => reason === 'in_another_run')?.customers ?? 0)
  expect(lost.reduce((sum, n) => sum + n, 0)).toBe(400)
  for (const [i, run] of runs.entries()) expect(run.summary?.decided).toBe(taken[i]?.length)
  const sends = await world.db
    .selectFrom('send_ledger')
    .select('customer_id')
    .where(
      'run_id',
      'in',
      runs.map(({ id }) => id),
    )
    .execute()
  expect(new Set(sends.map((row) => row.customer_id)).size).toBe(sends.length)
})

test('of two previews of the same people that run at once, one runs as it was shown and the other not at all', async () => {
  const { decisions, ledger } = open()
  await newDay(100)
  const [a, b] = [await decisions.preview({}, clock.now(), 'test'), await decisions.preview({}, clock.now(), 'test')]
  let waiting = 0
  let go: () => void = () => undefined
  const both = new Promise<void>((resolve) => (go = resolve))
  const beforeReserving = async (): Promise<void> => {
    waiting += 1
    if (waiting === 2) go()
    await both
  }
  const before = await states()
  const ends = await Promise.allSettled(
    [a, b].map(({ previewId }) => open({ beforeReserving }).decisions.start({ previewId }, clock.now(), 'test')),
  )
  const won = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []))
  const lost = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as AppError] : []))
  expect(won).toHaveLength(1)
  expect(lost.map(({ code }) => code)).toEqual(['preview-outdated'])
  expect(lost[0]?.details).toMatchObject({ changed: 'runs', treatedAfter: 0, controlAfter: 0 })
  expect((await states()).runs).toBe(before.runs + 1)
  expect(await ledger.ofRun(won[0]?.id ?? '')).toHaveLength(100)
})

test('a job makes one run, also where a server that lost it wakes up and goes on', async () => {
  const { decisions } = open()
  const jobId = newId(clock.now())
  const run = await decisions.start({ strategyIds: MAIL }, clock.now(), 'test', jobId)
  expect(await refusal(decisions.start({ strategyIds: MAIL }, clock.now(), 'test', jobId))).toMatchObject({ kind: 'conflict' })
  const since = clock.now()
  expect(await decisions.runOf({ id: jobId, actor: 'somebody else', since: new Date(since.getTime() + 60_000) })).toMatchObject({
    id: run.id,
  })
  expect(await decisions.runOf({ id: newId(since), actor: 'test', since: new Date(since.getTime() + 60_000) })).toBeNull()
})

test('a contact that did not go out costs nothing, counts nowhere as sent and burns no cooldown', async () => {
  const { decisions, effects, ledger, sends } = open()
  const ids = await newDay(60, (i) => (i < 20 ? { email: `gone${i}-${newId(clock.now())}@example.com` } : {}))
  const run = await decisions.start({ strategyIds: MAIL }, clock.now(), 'test')
  const written = await ledger.ofRun(run.id)
  const treated = written.filter(({ arm }) => arm === 'treated')
  // One takes back the consent before the message leaves.
  const stopped = treated.find(({ customerId }) => ids.indexOf(customerId) >= 20)
  await world.db
    .updateTable('consents')
    .set({ granted: false })
    .where('customer_id', '=', stopped?.customerId ?? '')
    .execute()
  await sends.sendPending()
  const sent = treated.filter(({ customerId }) => ids.indexOf(customerId) >= 20 && customerId !== stopped?.customerId)
  const cost = sent.reduce((sum, { costMinor }) => sum + costMinor, 0)
  const after = await decisions.get(run.id)
  expect(after.sends).toMatchObject({ delivered: sent.length, failed: treated.length - sent.length - 1, suppressed: 1 })
  expect(after.costMinor).toBe(cost)
  expect(after.summary?.cost.minor).toBeGreaterThan(cost)
  const report = await effects.report(run.id)
  expect(report.overall.cost.minor).toBe(cost)
  expect(report.overall.treated).toBe(treated.length)

  const held = await world.db.selectFrom('contact_reservations').select('customer_id').where('run_id', '=', run.id).execute()
  const control = written.filter(({ arm }) => arm === 'control')
  expect(new Set(held.map((row) => row.customer_id))).toEqual(new Set([...sent, ...control].map(({ customerId }) => customerId)))
  // Those whose mailbox is gone can be called instead; the others wait.
  await world.db
    .updateTable('consents')
    .set({ granted: true })
    .where('customer_id', '=', stopped?.customerId ?? '')
    .execute()
  const next = await decisions.preview({ strategyIds: MAIL }, new Date(clock.now().getTime() + DAY_MS), 'test')
  expect(next.decided).toBe(1)
  expect(next.skipped).toMatchObject([{ reason: 'suppressed' }, { reason: 'cooldown', customers: sent.length + control.length }])
})

test('a customer who is merged takes the place in the run along', async () => {
  const { decisions, ledger } = open()
  const [a = '', b = ''] = await newDay(2)
  const run = await decisions.start({ maxContacts: 1 }, clock.now(), 'test')
  const [decision] = await ledger.ofRun(run.id)
  const from = decision?.customerId ?? ''
  const to = from === a ? b : a
  await world.db.deleteFrom('contact_reservations').where('customer_id', '=', to).execute()
  const client = await world.engines.pg.connect()
  try {
    await mergeCustomers(client, [{ from, to }], [], clock.now())
  } finally {
    client.release()
  }
  const held = await world.db.selectFrom('contact_reservations').selectAll().where('customer_id', 'in', [a, b]).execute()
  expect(held).toMatchObject([{ customer_id: to, run_id: run.id, decision_id: decision?.decisionId }])
  const next = await decisions.preview({}, clock.now(), 'test')
  expect(next.decided).toBe(0)
})

test('a run that a crash cut short before its ledger is completed with its own people', async () => {
  const { decisions, ledger } = open()
  const ids = await newDay(50)
  const cut = open({ beforeLedger: () => Promise.reject(new Error('power cut')) })
  await expect(cut.decisions.start({}, clock.now(), 'test')).rejects.toThrow('power cut')
  const [run] = (await decisions.list({ limit: 1 })).items
  expect(run).toMatchObject({ state: 'deciding', sends: { planned: 0 } })
  expect(await ledger.ofRun(run?.id ?? '')).toEqual([])
  // Another run in between finds nobody free.
  expect((await decisions.preview({}, clock.now(), 'test')).decided).toBe(0)
  expect(await decisions.resumeUnfinished()).toBe(1)
  const written = await ledger.ofRun(run?.id ?? '')
  expect(new Set(written.map(({ customerId }) => customerId))).toEqual(new Set(ids))
  expect(written.map(({ arm, customerId, strategyId }) => assignArm(run?.id ?? '', strategyId, customerId, 0.2) === arm)).not.toContain(
    false,
  )
  expect((await decisions.get(run?.id ?? '')).sends.planned).toBe(written.filter(({ arm }) => arm === 'treated').length)
})

test('runs from before there were reservations keep their people', async () => {
  const { decisions, ledger, sends } = open()
  await newDay(50, (i) => (i === 0 ? { email: `gone-${newId(clock.now())}@example.com` } : {}))
  const run = await decisions.start({ strategyIds: MAIL }, clock.now(), 'test')
  await sends.sendPending()
  const failed = (await decisions.get(run.id)).sends.failed
  await world.db.deleteFrom('contact_reservations').where('run_id', '=', run.id).execute()
  await world.db.updateTable('decision_runs').set({ reserved: false }).where('id', '=', run.id).execute()
  expect((await decisions.preview({ strategyIds: MAIL }, clock.now(), 'test')).decided).toBe(0)
  const held = await world.db.selectFrom('contact_reservations').select('customer_id').where('run_id', '=', run.id).execute()
  expect(held).toHaveLength((await ledger.ofRun(run.id)).length - failed)
})
