import { mkdtempSync, rmSync, writeFileSync, chmodSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemActor } from '#access/actor.ts'
import { DAY_MS } from '#kernel/clock.ts'
import { STANDARD_RISK_TIERS } from '#predict/churn/tiers/risk-tiers.ts'
import { lineRunner } from '../../src/commands/run-line.ts'
import { readConfig } from '../../src/config.ts'
import { openHouse } from '../../src/main.ts'
import { startServer } from '../../src/main/server.ts'
import type { Server } from '../../src/main/server.ts'
import { startRunningEngines } from '../support/running-engines.ts'
import type { RunningEngines } from '../support/running-engines.ts'
import { runHere } from './run-here.ts'
import { runCommand } from './start-command.ts'
import { scoringRecord } from '../support/scoring-record.ts'

// The commands about the project's money, one customer, stock and alerts. The first of a family runs as a person runs it.
const files = mkdtempSync(join(tmpdir(), 'liuke-cli-settings-'))
// The embedded database runs as another user when root starts it.
chmodSync(files, 0o711)
let engines: RunningEngines
let server: Server
/** Families whose first command here runs in a process of its own; the others have journeys of theirs. */
const unmet = new Set(['settings', 'rates', 'customers', 'demand', 'churn'])

const ORDERS = `order_id,member_number,ordered_at,product_id,quantity,unit_price,currency
A1,M1,2026-03-01 10:00:00,P1,1,100.00,CNY
A2,M1,2026-03-05 10:00:00,P1,2,10.00,USD
A3,M2,2026-02-01 10:00:00,P2,1,500,JPY
A4,M2,2026-02-03 10:00:00,P2,1,20,CNY
`
const USD_AND_JPY = [
  { amount: { minor: 500, currency: 'JPY' }, lines: 1 },
  { amount: { minor: 2000, currency: 'USD' }, lines: 1 },
]

beforeAll(async () => {
  engines = await startRunningEngines()
  // Beside a server, as most commands run, and in a fraction of the time.
  const house = await openHouse(readConfig({ LIUKE_DATA: engines.dataDir, LIUKE_PORT: '0', ...engines.env }))
  server = await startServer(house, { logger: null, background: false, runCommand: lineRunner(house) })
  await said('settings', 'set', 'currency=CNY', 'timeZone=Asia/Shanghai', 'country=CN', 'shopName=Corner Shop')
  await said('import', 'orders', file('orders.csv', ORDERS))
})
afterAll(async () => {
  await server?.stop()
  await engines?.stop()
  rmSync(files, { recursive: true, force: true })
})

function file(name: string, text: string): string {
  const path = join(files, name)
  writeFileSync(path, text)
  return path
}

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): ReturnType<typeof runCommand> {
  const isFirst = unmet.delete(args[0] ?? '')
  return (isFirst ? runCommand : runHere)([...args, '--data', engines.dataDir], { ...engines.env, ...env })
}

/** The JSON of a command that succeeds. */
async function said(...args: string[]): Promise<Record<string, unknown>> {
  const { code, out, err } = await run([...args, '--json'])
  expect([args, code, code === 0 ? '' : err]).toEqual([args, 0, ''])
  return JSON.parse(out) as Record<string, unknown>
}

/** What a command that succeeds prints for people. */
async function printed(...args: string[]): Promise<string> {
  const { code, out, err } = await run(args)
  expect([args, code, code === 0 ? '' : err]).toEqual([args, 0, ''])
  return out
}

/** The sentence with which a command fails. */
async function refused(...args: string[]): Promise<string> {
  const { code, out, err } = await run([...args, '--json'])
  expect([args, code === 0, out]).toEqual([args, false, ''])
  return err
}

describe('settings and rates', () => {
  it('are shown with where they come from, and a wrong one changes nothing', async () => {
    expect(await refused('settings', 'set', 'colour=red')).toMatch(/settings set takes setting=value with one of currency/u)
    expect(await refused('settings', 'set', 'shopName=Other', 'currency=RMB')).toMatch(/currency/u)
    expect(await printed('settings', 'get')).toBe(
      'currency   CNY  (settings)\ntimeZone   Asia/Shanghai  (settings)\ncountry    CN  (settings)\nshopName   Corner Shop  (settings)\n',
    )
  })

  it('without rates every command that prints an amount says what it leaves out', async () => {
    expect(await said('query', 'metrics')).toMatchObject({ revenue: 120, currency: 'CNY', unconverted: USD_AND_JPY })
    const text = await printed('recommend', 'train')
    expect(text).toContain('not converted  500 JPY (1 lines): add a rate')
    expect(text).toContain('not converted  20 USD (1 lines): add a rate')
    expect(await said('value', 'train')).toMatchObject({ unconverted: USD_AND_JPY })
  })

  it('rates are entered all or none, listed, replaced and removed, and totals follow', async () => {
    expect(await printed('rates', 'list')).toBe('There are no rates to CNY yet.\n')
    expect(await refused('rates', 'import', join(files, 'no.csv'))).toMatch(/Cannot read the file .*no\.csv\./u)
    const wrong = file('wrong.csv', 'currency,day,rate\nUSD,2026-01-01,7.10\nJPY,2026-13-01,0.05\n')
    expect(await refused('rates', 'import', wrong)).toMatch(/Rate 2: day is "2026-13-01"/u)

    const good = file('rates.csv', '\uFEFFcurrency;day;rate\nusd;2026/01/01;7.10\nJPY;2026-01-01;0.05\n')
    expect(await said('rates', 'import', good)).toEqual({
      base: 'CNY',
      rates: [
        { currency: 'JPY', day: '2026-01-01', rate: '0.05' },
        { currency: 'USD', day: '2026-01-01', rate: '7.1' },
      ],
    })
    // 120 + 20 x 7.10 + 500 x .05
    expect(await said('query', 'metrics')).toMatchObject({ revenue: 287, unconverted: [] })
    await said('rates', 'set', 'USD', '2026-03-05', '7')
    expect(await printed('rates', 'list')).toBe(
      'JPY  from 2026-01-01  0.05 CNY\nUSD  from 2026-01-01  7.1 CNY\nUSD  from 2026-03-05  7 CNY\n',
    )
    await said('rates', 'remove', 'JPY', '2026-01-01')
    expect(await refused('rates', 'remove', 'JPY', '2026-01-01')).toMatch(/There is no rate of JPY from 2026-01-01 on/u)
    expect(await said('query', 'metrics')).toMatchObject({ revenue: 260, unconverted: [USD_AND_JPY[0]] })
  })
})

describe('customers', () => {
  it('keep what a file says beyond the fixed fields, under another label, until that is deleted for good', async () => {
    const people = file(
      'people.csv',
      'member_number,phone,skin type,points,is_vip,home address,blank\nM1,13900001701,dry,120,1,8 Garden Road,\nM2,13900001702,oily,5,0,9 Garden Road,\n',
    )
    const types = [
      { name: 'skin_type', type: 'text', personal: false },
      { name: 'points', type: 'number', personal: false },
      { name: 'is_vip', type: 'yes-no', personal: false },
      { name: 'home_address', type: 'text', personal: true },
    ]
    const unread = ['skin type', 'points', 'is_vip', 'home address', 'blank']
    expect(await said('import', 'customers', people, '--dry-run')).toMatchObject({ stored: 2, attributes: [], unread })
    expect(await printed('import', 'customers', people, '--dry-run')).toContain(
      'not read     "skin type", "points", "is_vip", "home address", "blank"; --keep-attributes keeps them',
    )
    expect(await said('import', 'customers', people, '--keep-attributes', '--dry-run')).toMatchObject({
      stored: 2,
      attributes: types,
      unread: [],
    })
    expect(await said('customers', 'attributes')).toEqual({ attributes: [] })
    // Named by hand, a column keeps that name.
    expect(await said('import', 'customers', people, '--keep-attributes', '--map', 'attribute:score=points')).toMatchObject({
      stored: 2,
      attributes: types.map((one) => (one.name === 'points' ? { ...one, name: 'score' } : one)),
    })
    expect(await said('customers', 'rename-attribute', 'score', ' Points ')).toEqual({ name: 'score', label: 'Points' })
    expect(await printed('customers', 'attributes', 'M1')).toBe(
      [
        'home address              ****',
        'is_vip                    yes',
        'Points                    120',
        'skin type                 dry',
        '',
      ].join('\n'),
    )
    expect(await refused('customers', 'delete-attribute', 'score')).toMatch(
      /This deletes the attribute "score" and its values for 2 customers\. It cannot be undone\. Nothing was changed\. Add --yes to go on\./u,
    )
    expect(await printed('customers', 'attributes')).toMatch(/^score +number +2 customers +Points$/mu)
    expect(await said('customers', 'delete-attribute', 'score', '--yes')).toEqual({ name: 'score', customers: 2 })
    expect(await refused('customers', 'delete-attribute', 'score', '--yes')).toMatch(/There is no attribute "score"/u)
    expect(await refused('customers', 'rename-attribute', 'score', 'Points')).toMatch(/There is no such attribute/u)
    expect(await printed('customers', 'attributes')).not.toMatch(/score/u)
    // Events do not bring it back before somebody allows it.
    expect(await printed('customers', 'left-out-traits')).toBe('No traits are left out.\n')
    expect(await said('customers', 'allow-attribute', 'score')).toEqual({ name: 'score' })
    expect(await refused('customers', 'allow-attribute', 'score')).toMatch(/No deleted attribute has this name/u)
    // Kept for the next file of the same headings, as any correction.
    expect(await said('import', 'customers', people, '--dry-run')).toMatchObject({
      attributes: expect.arrayContaining([expect.objectContaining({ name: 'skin_type', known: true })]) as unknown,
    })
  })

  it('are found by a number of theirs, noted, stopped and allowed again, and given a task', async () => {
    const due = new Date(Date.now() + 7 * DAY_MS).toISOString()
    expect(await refused('customers', 'note', 'M99', 'hello')).toMatch(/There is no such customer/u)
    const { customerId, noteId } = await said('customers', 'note', 'M1', 'Wants tea')
    expect(noteId).toMatch(/^[0-9a-f-]{36}$/u)
    expect(await said('customers', 'stop', String(customerId), '--reason', 'asked')).toEqual({ customerId, droppedSends: 0 })
    expect(await said('customers', 'allow', 'M1')).toEqual({ customerId })
    expect(await refused('customers', 'task', 'M1', '--title', 'Call', '--due', 'soon')).toMatch(/time such as 2026-01-31T09:00Z/u)
    expect(await refused('customers', 'task', 'M1', '--title', 'Call', '--due', due, '--owner', 'x@example.com')).toMatch(
      /No team member has the email address x@example\.com/u,
    )
    expect(await said('customers', 'task', 'M1', '--title', 'Call', '--due', due)).toMatchObject({
      customerId,
      taskId: expect.stringMatching(/^[0-9a-f-]{36}$/u),
    })
  })

  it('a consent needs a yes or a no, and a yes after a no says where it was given', async () => {
    const consent = ['customers', 'consent', 'M2', '--channel', 'email']
    expect(await refused(...consent)).toMatch(/Give either --granted or --withdrawn/u)
    expect(await refused(...consent, '--granted', '--withdrawn')).toMatch(/Give either --granted or --withdrawn/u)
    expect(await said(...consent, '--withdrawn')).toMatchObject({ channel: 'email', granted: false, droppedSends: 0 })
    expect(await refused(...consent, '--granted')).toMatch(/evidence|where/iu)
    expect(await said(...consent, '--granted', '--evidence', 'Form of 1 March')).toMatchObject({ channel: 'email', granted: true })
  })
})

it('the stock list has the headings of the language asked for, else of the locale', async () => {
  await said('demand', 'forecast')
  const heading = async (args: readonly string[], env: Record<string, string>) => {
    const { code, out, err } = await run(['demand', 'export', ...args], env)
    expect([code, err]).toEqual([0, ''])
    return out.trimEnd().split('\r\n')[0]
  }
  const chinese = '\uFEFF商品编号,商品,预计销量,到货期需求,安全库存,补货点,预计销售额,币种'
  expect(await heading(['--lang', 'zh'], { LC_ALL: 'en_US.UTF-8' })).toBe(chinese)
  expect(await heading(['--lang', 'en'], { LC_ALL: 'zh_CN.UTF-8' })).toMatch(/^\uFEFFProduct ID,Product,Expected demand,/u)
  expect(await refused('demand', 'export', '--lang', 'fr')).toMatch(/write --lang zh or --lang en/u)
})

it('alerts are given to a member who may work them, one by one or all, due within a year', async () => {
  const { customerId } = await said('customers', 'note', 'M1', 'Has an alert')
  const house = await openHouse(readConfig({ LIUKE_DATA: engines.dataDir, ...engines.env }))
  const member = { email: 'olga@example.com', name: 'Olga', password: 'correct horse battery', role: 'operator', language: 'en' } as const
  await house.access.users.create(systemActor('test'), member)
  const score = { tier: 'high', probability: 0.9, value: 100, cause: 'lapsed-cadence', reasons: [] } as const
  const scores = [{ ...score, customerId: String(customerId) }]
  await house.churnAlerts.afterScoring({
    record: scoringRecord(house.clock.now()),
    scheme: STANDARD_RISK_TIERS,
    scores,
    previous: new Map(),
  })
  await house.close()

  expect(await refused('churn', 'assign', 'nobody@example.com')).toMatch(/nobody@example\.com cannot be given alerts/u)
  expect(await refused('churn', 'assign', 'olga@example.com', '--due-in', '9000')).toMatch(/due within the next 366 days/u)
  expect(await refused('churn', 'assign', 'olga@example.com', '--alert', 'that-one')).toMatch(/--alert takes the id of an alert/u)
  expect(await said('churn', 'assign', 'OLGA@example.com', '--due-in', '24')).toEqual({ assigned: 1 })
  const { items } = await said('churn', 'alerts', '--state', 'acknowledged')
  const [alert] = items as { id: string }[]
  expect(alert).toMatchObject({ customerId, state: 'acknowledged' })
  expect(await said('churn', 'assign', 'nobody', '--state', 'acknowledged', '--alert', alert?.id ?? '')).toEqual({ assigned: 1 })
  expect(await printed('churn', 'assign', 'nobody', '--tier', 'medium')).toBe('0 alerts assigned to nobody.\n')
})
