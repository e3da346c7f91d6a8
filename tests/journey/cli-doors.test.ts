import { mkdtempSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DAY_MS } from '#kernel/clock.ts'
import { lineRunner } from '../../src/commands/run-line.ts'
import { readConfig } from '../../src/config.ts'
import { openHouse } from '../../src/main.ts'
import { startServer } from '../../src/main/server.ts'
import { drainInbox } from '../../src/main/background.ts'
import type { House } from '../../src/main/house.ts'
import type { Server } from '../../src/main/server.ts'
import { startRunningEngines } from '../support/running-engines.ts'
import type { RunningEngines } from '../support/running-engines.ts'
import { runHere } from './run-here.ts'
import type { Ended } from './start-command.ts'

// The commands that ask the API, beside a server and without one (ADR 0019).
const ME = `cli:${userInfo().username}`
const ENGLISH = { LC_ALL: 'en_US.UTF-8' }
/** One red pixel. */
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==', 'base64')
let engines: RunningEngines
let files: string
let server: Server
let house: House

beforeAll(async () => {
  engines = await startRunningEngines()
  files = mkdtempSync(join(engines.dataDir, 'files-'))
  await start()
  const rows = Array.from({ length: 60 }, (_, i) => `O${i},M${i % 6},2026-0${1 + (i % 9)}-15,P${i % 4},1,${10 + i}.00`)
  writeFileSync(join(files, 'orders.csv'), `order_id,member_number,ordered_at,product_id,quantity,unit_price\n${rows.join('\n')}\n`)
  writeFileSync(join(files, 'people.csv'), 'member_number,name,phone\nM1,张小明,13900001701\nM2,李雷,13900001702\n')
  await said('import', 'orders', join(files, 'orders.csv'))
  await said('import', 'customers', join(files, 'people.csv'))
  await said('users', 'add', 'ann@shop.example', '--name', 'Ann', '--role', 'admin')
})

afterAll(async () => {
  await server?.stop()
  await engines?.stop()
})

async function start(): Promise<void> {
  house = await openHouse(readConfig({ LIUKE_DATA: engines.dataDir, LIUKE_PORT: '0', LIUKE_ALLOW_PRIVATE_WEBHOOKS: '1', ...engines.env }))
  server = await startServer(house, { logger: null, background: false, unlimited: true, runCommand: lineRunner(house) })
}

function run(args: readonly string[], env: Readonly<Record<string, string>> = ENGLISH): Promise<Ended> {
  return runHere([...args, '--data', engines.dataDir], { ...engines.env, ...env })
}

/** The JSON of a command that succeeds. */
async function said(...args: string[]): Promise<Record<string, unknown>> {
  const { code, out, err } = await run([...args, '--json'])
  expect([args, code, code === 0 ? '' : err]).toEqual([args, 0, ''])
  return JSON.parse(out) as Record<string, unknown>
}

async function items(...args: string[]): Promise<Record<string, unknown>[]> {
  return (await said(...args))['items'] as Record<string, unknown>[]
}

/** What a command that succeeds prints for people. */
async function printed(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<string> {
  const { code, out, err } = await run(args, env)
  expect([args, code, code === 0 ? '' : err]).toEqual([args, 0, ''])
  return out
}

/** The exit code and the sentence with which a command fails. */
async function refused(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<string> {
  const { code, out, err } = await run(args, env)
  expect([args, out, err.split('\n').length]).toEqual([args, '', 2])
  return `${code} ${err.trim()}`
}

function login(email: string, password: unknown): Promise<Response> {
  const body = JSON.stringify({ email, password })
  return fetch(`${server.url}/api/v1/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
}

it('an account is added with a password to change, given another role, closed and opened', async () => {
  const added = await said('users', 'add', 'Bea@shop.example', '--name', '小碧', '--role', 'agent')
  expect(added).toEqual({ email: 'Bea@shop.example', password: expect.stringMatching(/^\S{10,}$/u) as unknown })
  expect(await (await login('bea@shop.example', added['password'])).json()).toMatchObject({
    user: { role: 'agent', mustChangePassword: true },
  })
  expect(await refused(['users', 'add', 'bea@shop.example', '--name', 'B', '--role', 'agent'])).toMatch(
    /^[12] liuke: .*(?:already|taken|exists|address)/u,
  )
  expect(await refused(['users', 'add', 'c@shop.example', '--name', 'C', '--role', 'boss'])).toMatch(
    /^2 liuke: There is no role "boss"\. Choose one of admin/u,
  )
  expect(await said('users', 'role', 'BEA@shop.example', 'operator')).toMatchObject({ role: 'operator', disabled: false })
  expect(await said('users', 'disable', 'bea@shop.example')).toMatchObject({ disabled: true })
  expect((await login('bea@shop.example', added['password'])).status).toBe(401)
  expect(await printed(['users', 'list'], { LC_ALL: 'zh_CN.UTF-8' })).toBe(
    [
      '角色    邮箱              姓名            可见客户限定',
      '管理员  ann@shop.example  Ann',
      '运营    Bea@shop.example  小碧（已停用）',
      '',
    ].join('\n'),
  )
  expect(await said('users', 'enable', 'bea@shop.example')).toMatchObject({ disabled: false })
  const { password } = await said('users', 'reset-password', 'bea@shop.example')
  expect((await login('bea@shop.example', password)).status).toBe(200)
  expect(await items('audit', 'list', '--action', 'user-created')).toMatchObject([{ actor: ME }, { actor: ME }])
  expect(await refused(['users', 'disable', 'nobody@shop.example'])).toMatch(
    /^2 liuke: There is no account with the email address nobody@shop\.example/u,
  )
})

it('a key is printed once, works as its owner and ends at once', async () => {
  const { id, key } = await said('keys', 'create', 'nightly', '--permission', 'data:read', 'customers:read')
  const ask = async (): Promise<number> =>
    (await fetch(`${server.url}/api/v1/customers`, { headers: { authorization: `Bearer ${String(key)}` } })).status
  expect(await ask()).toBe(200)
  expect(await items('keys', 'list')).toMatchObject([
    { id, name: 'nightly', permissions: ['data:read', 'customers:read'], revokedAt: null },
  ])
  expect(await printed(['keys', 'list'])).not.toContain(String(key))
  expect(await refused(['keys', 'create', 'x', '--permission', 'all'])).toMatch(
    /^2 liuke: permissions names something that is no permission/u,
  )
  expect(await refused(['keys', 'create', 'x', '--permission', 'all', '--lang', 'zh'])).toMatch(/^2 liuke: .*[一-鿿]/u)
  await said('keys', 'revoke', String(id))
  expect(await ask()).toBe(401)
})

it('sources and webhooks are added with their secrets, listed and ended', async () => {
  const { id, writeKey } = await said('sources', 'create', '网店', '--user-id', 'member_number')
  expect(writeKey).toMatch(/^wk_/u)
  expect(await items('sources', 'list')).toMatchObject([{ id, name: '网店', kind: 'web', received: 0 }])
  const records = join(files, 'tickets.json')
  writeFileSync(records, JSON.stringify([{ ticketId: 'T1', memberNumber: 'M1', openedAt: '2026-02-03' }, { ticketId: 'T2' }]))
  expect(await said('sources', 'records', String(id), 'tickets', records)).toMatchObject({ received: 2, stored: 1, quarantined: 1 })
  expect(await items('sources', 'list')).toMatchObject([{ received: 2, stored: 1, quarantined: 1 }])
  await said('sources', 'consent', String(id), '--purpose', 'analytics', '--required', '--category', 'C0002', '--category', 'C0003')
  expect(await items('sources', 'list')).toMatchObject([
    { consent: { purpose: 'analytics', required: true, categories: ['C0002', 'C0003'] }, droppedByConsent: 0 },
  ])
  expect(await items('sources', 'watch', String(id), '--once', '--minutes', '1')).toEqual([])
  const sent = await fetch(`${server.url}/v1/track`, {
    method: 'POST',
    body: JSON.stringify({ writeKey, event: 'Product Viewed', userId: 'M0001024', messageId: 'watched' }),
  })
  expect(sent.status).toBe(200)
  await drainInbox(house)
  // The source asks for a consent that this person has not given.
  expect(await printed(['sources', 'watch', String(id), '--once', '--verdict', 'dropped', '--lang', 'zh'])).toMatch(/未保存 .*no_consent/u)
  expect(await printed(['sources', 'snippet', String(id), '--for', 'curl'])).toContain('/v1/track')
  await said('sources', 'disable', String(id))
  expect(await printed(['sources', 'list'])).toMatch(/网店 \(disabled\)/u)
  const types: string[] = []
  const crm = createServer((request, response) => {
    void json(request).then((body) => {
      types.push(`${(body as { type: string }).type} ${String(request.headers['webhook-signature']).slice(0, 3)}`)
      response.writeHead(types.length === 1 ? 204 : 500).end()
    })
  }).listen(0, '127.0.0.1')
  await once(crm, 'listening')
  const url = `http://127.0.0.1:${(crm.address() as AddressInfo).port}/hook`
  const hook = await said('webhooks', 'add', 'crm', url)
  expect(await said('webhooks', 'test', String(hook['id']))).toEqual({ id: hook['id'], delivered: true, status: 204 })
  expect(await refused(['webhooks', 'test', String(hook['id'])])).toBe('1 liuke: The webhook test failed: HTTP 500. Check its address.')
  expect(types).toEqual(['webhook.test v1,', 'webhook.test v1,'])
  crm.close()
  expect(await refused(['webhooks', 'test', String(hook['id'])])).toMatch(/webhook test failed: .*ECONNREFUSED/u)
  expect(hook['secret']).toMatch(/^whsec_/u)
  await said('webhooks', 'remove', String(hook['id']))
  expect(await items('webhooks', 'list')).toMatchObject([{ id: hook['id'], url, disabledAt: expect.any(String) as unknown }])
})

it('a customer is found by a number and shown masked; in clear only with a reason, which is in the audit log', async () => {
  const [found] = await items('customers', 'find', '13900001701')
  expect(found).toMatchObject({ maskedName: expect.not.stringContaining('小明') as unknown })
  expect(await items('customers', 'find', '--limit', '2')).toHaveLength(2)
  expect(await items('customers', 'find', '--all')).toHaveLength(6)
  const masked = await printed(['customers', 'show', 'M1'])
  expect(masked).not.toContain('13900001701')
  expect(await refused(['customers', 'show', 'M1', '--reveal', 'phone'])).toMatch(
    /^2 liuke: To see unmasked values, give both --reveal and --reason/u,
  )
  expect(await printed(['customers', 'show', 'M1', '--reveal', 'phone', '--reason', 'called back'])).toMatch(
    /Unmasked: phone +\+?(?:86)?13900001701/u,
  )
  expect(await items('audit', 'list', '--action', 'customer-revealed')).toMatchObject([
    { actor: ME, target: `customer:${String(found?.['id'])}`, detail: { kind: 'phone', reason: 'called back' } },
  ])
  expect(await refused(['customers', 'show', 'M99'])).toMatch(/^2 liuke: There is no such customer/u)
})

it('a task is listed, given to a colleague, and completed', async () => {
  const due = new Date(Date.now() + 7 * DAY_MS).toISOString()
  const { taskId } = await said('customers', 'task', 'M1', '--title', '回访', '--due', due)
  const id = String(taskId)
  expect(await items('tasks', 'list', '--owner', 'nobody', '--state', 'open')).toMatchObject([{ id, title: { zh: '回访' } }])
  expect(await said('tasks', 'assign', id, 'ann@shop.example')).toMatchObject({ owner: { name: 'Ann' } })
  expect(await items('tasks', 'list', '--owner', 'nobody')).toEqual([])
  expect(await said('tasks', 'show', id)).toMatchObject({ id, owner: { name: 'Ann' }, state: 'open' })
  expect(await said('tasks', 'complete', id, '--outcome', 'reached_accepted', '--note', 'ok')).toMatchObject({
    state: 'done',
    outcome: 'reached_accepted',
  })
  expect(await refused(['tasks', 'complete', id, '--outcome', 'not_reached'])).toMatch(/^[12] liuke: /u)
  expect(await printed(['tasks', 'list'], { LC_ALL: 'zh_CN.UTF-8' })).toMatch(
    /^编号 +状态 +截止 +负责人 +客户 +任务\n.*已接通，接受 .* 回访\n$/u,
  )
})

it('a strategy is shown, paused, activated, previewed and run', async () => {
  const id = 'high-value-call'
  expect(await items('strategies', 'list')).toContainEqual(expect.objectContaining({ id }))
  expect(await said('strategies', 'activate', id)).toMatchObject({ state: 'active' })
  expect(await said('strategies', 'pause', id)).toMatchObject({ id, state: 'paused' })
  expect(await said('strategies', 'show', id)).toMatchObject({ id, state: 'paused' })
  expect(await printed(['strategies', 'show', id, '--lang', 'zh'])).toMatch(
    /^名称 [^]*\n状态 +暂停，版本 \d+\n适用客户 +流失风险[^]*\n渠道 +人工任务\n/u,
  )
  await said('strategies', 'activate', id)
  const { previewId } = await said('strategies', 'preview', id, '--max-contacts', '3')
  expect(await printed(['strategies', 'preview'])).toMatch(
    /^0 of 0 customers matched: 0 to contact, 0 in the control group\nTo run exactly this: liuke decide --preview /u,
  )
  expect(await said('decide', '--preview', String(previewId))).toMatchObject({ state: 'decided' })
  const { runId } = await said('strategies', 'run', id)
  expect(await items('jobs', 'list', '--limit', '1')).toMatchObject([{ kind: 'decision-run', state: 'done', result: { runId } }])
  expect(await refused(['strategies', 'run', 'none'])).toMatch(/^2 liuke: The strategy "none" is not active/u)
  expect(await refused(['strategies', 'show', 'none'])).toMatch(/^2 liuke: There is no such strategy/u)
})

it('the scheme of lifecycle tiers is shown, tried and saved', async () => {
  expect(await said('tiers', 'scheme', 'show')).toMatchObject({ version: 0, scheme: { tiers: { mode: 'fixed' } } })
  const change = ['--mode', 'fitted', '--target', 'new=0.25', '--target', 'active=0.25']
  const preview = await said('tiers', 'scheme', 'preview', ...change)
  expect(preview).toMatchObject({ items: [{ tier: 'new', target: 0.25 }, {}, {}, {}, { tier: 'active', target: 0.25 }] })
  expect(await said('tiers', 'scheme', 'set', ...change, '--note', 'spring')).toMatchObject({
    version: 1,
    scheme: { tiers: { mode: 'fitted', targets: { new: 0.25 } } },
    versions: [{ note: 'spring' }],
  })
  expect(await refused(['tiers', 'scheme', 'set', '--target', 'new=0.5'])).toMatch(
    /^2 liuke: The scheme is not saved: in tiers\.targets, /u,
  )
  expect(await refused(['tiers', 'scheme', 'set', '--target', 'best=0.5'])).toMatch(
    /^2 liuke: Write a target as new=0\.2, not "best=0\.5"/u,
  )
})

it('the history of tiers is listed, and says so where there is nothing to compare', async () => {
  const months = await items('tiers', 'history')
  expect(months).toMatchObject([{ isClosed: false, tiers: [{ tier: 'new' }, {}, {}, {}, {}] }])
  expect(await said('tiers', 'moves', '--scheme', 'value')).toMatchObject({ scheme: 'value', from: null, to: null, items: [] })
  expect(await refused(['tiers', 'moves', '--from', '2020-01'])).toMatch(/^2 liuke: There are no profiles of 2020-01: choose one of /u)
})

it('risk tiers are shown and set, by a preset or one by one', async () => {
  expect(await said('tiers', 'show')).toMatchObject({
    name: 'standard',
    items: [{ tier: 'high', enterAt: 0.8 }, { tier: 'medium' }, { tier: 'low' }],
  })
  expect(await items('tiers', 'set', '--preset', 'response')).toHaveLength(4)
  expect(await said('tiers', 'set', 'high:0.9:0.8:12:alert', 'medium:0.4', 'low:0', '--name', 'strict')).toMatchObject({
    name: 'strict',
    items: [
      { tier: 'high', enterAt: 0.9, leaveBelow: 0.8, actWithinHours: 12, alert: true },
      { tier: 'medium', leaveBelow: 0.4, alert: false },
      { tier: 'low' },
    ],
  })
  expect(await refused(['tiers', 'set', 'high:much', 'low:0'])).toMatch(
    /^2 liuke: Write a tier as high:0\.8:0\.75:24:alert or medium:0\.5, not "high:much"/u,
  )
  expect(await refused(['tiers', 'set', 'high:0.2', 'medium:0.5', 'low:0'])).toMatch(/^2 liuke: /u)
  expect(await refused(['tiers', 'set', '--preset', 'mine'])).toMatch(
    /^2 liuke: There is no set of tiers called "mine"\. Choose one of standard, response\./u,
  )
})

it('jobs are listed, shown, waited for and cancelled', async () => {
  const [last] = await items('jobs', 'list', '--limit', '1')
  const id = String(last?.['id'])
  expect(last).toMatchObject({ kind: 'decision-run', state: 'done' })
  expect(await said('jobs', 'wait', id)).toMatchObject({ id, state: 'done' })
  expect(await printed(['jobs', 'show', id])).toMatch(/^Kind +decision-run\nState +done\n/u)
  expect(await refused(['jobs', 'cancel', id])).toBe('1 liuke: This job is over already: there is nothing to cancel.')
  expect(await printed(['jobs', 'show', id, '--lang', 'zh'])).toMatch(/^类型 +执行策略\n状态 +已完成\n/u)
  expect(await refused(['jobs', 'cancel', id, '--lang', 'zh'])).toMatch(/^1 liuke: .*[一-鿿]/u)
})

it('the audit log is listed page after page, exported whole and verified', async () => {
  const all = await items('audit', 'list', '--all')
  expect(all.length).toBeGreaterThan(20)
  expect(await items('audit', 'list', '--limit', '3')).toEqual(all.slice(0, 3))
  const lines = (await printed(['audit', 'export'])).trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(all)
  expect(await said('audit', 'verify')).toMatchObject({ intact: true, entries: all.length })
  await server.app.ready()
})

describe('an id from anywhere', () => {
  it.each([['..'], ['../users'], ['%00'], ["' OR 1=1 --"], ['é'], ['\u001B[31m'], ['a'.repeat(300)], ['?limit=1'], ['#'], ['😀']])(
    '%j is answered with one sentence',
    async (id) => {
      for (const line of [
        ['jobs', 'show'],
        ['tasks', 'show'],
        ['keys', 'revoke'],
        ['sources', 'disable'],
        ['webhooks', 'remove'],
        ['strategies', 'show'],
        ['customers', 'show'],
        ['users', 'disable'],
      ]) {
        const said = await refused([...line, id])
        expect(said).toMatch(/^[12] liuke: /u)
        expect(said).not.toContain('Something went wrong')
        expect(said).not.toContain('\u001B')
      }
    },
  )
})

it('a merge is listed with its customer and can be taken back', async () => {
  const columns = 'order_id,member_number,phone,ordered_at,product_id,quantity,unit_price'
  writeFileSync(join(files, 'apart.csv'), `${columns}\nA1,M71,,2026-05-01,P1,2,10.00\nB1,,13912345678,2026-06-01,P2,1,12.00\n`)
  writeFileSync(join(files, 'together.csv'), `${columns}\nC1,M71,13912345678,2026-07-01,P3,1,15.00\n`)
  await said('import', 'orders', join(files, 'apart.csv'))
  await said('import', 'orders', join(files, 'together.csv'))
  const merges = (await said('customers', 'show', 'M71'))['merges'] as { id: string; mayBeTakenBack: boolean }[]
  expect(merges).toMatchObject([{ mayBeTakenBack: true }])
  const merge = merges[0]?.id ?? ''
  expect(await printed(['customers', 'show', 'M71'])).toMatch(new RegExp(`Merge +${merge} `, 'u'))
  const { customerId, separatedId } = await said('customers', 'unmerge', 'M71', merge)
  expect(customerId).not.toBe(separatedId)
  expect(await items('customers', 'find', 'M71')).toMatchObject([{ id: customerId }])
  expect(await items('customers', 'find', '13912345678')).toMatchObject([{ id: separatedId }])
  expect(await refused(['customers', 'unmerge', 'M71', merge])).toMatch(/^2 liuke: /u)
})

it('without the server every door says the same', async () => {
  const task = String((await items('tasks', 'list'))[0]?.['id'])
  const job = String((await items('jobs', 'list', '--state', 'done')).find(({ kind }) => kind === 'import')?.['id'])
  const lines = [
    ['users', 'list'],
    ['keys', 'list', '--json'],
    ['sources', 'list', '--lang', 'zh'],
    ['webhooks', 'list'],
    ['strategies', 'list', '--json'],
    ['tasks', 'show', task],
    ['tiers', 'show'],
    ['customers', 'show', 'M1'],
    // Of the list itself one cannot say so: a house that is opened for one command may start a job of the calendar.
    ['jobs', 'show', job],
    ['jobs', 'list', '--state', 'cancelled'],
    ['audit', 'verify', '--json'],
    ['customers', 'show', 'M99'],
  ]
  const all = async (): Promise<Ended[]> => {
    const each: Ended[] = []
    for (const line of lines) each.push(await run(line))
    return each
  }
  const beside = await all()
  expect(beside.map(({ code }) => code)).toEqual([...lines.slice(1).map(() => 0), 2])
  await server.stop()
  expect(await all()).toEqual(beside)
})

it('clusters say that there are none, that there are too few buyers, and which key is unknown', async () => {
  expect(await said('clusters', 'show')).toMatchObject({ lack: 'no-run', items: [] })
  expect(await said('clusters', 'run')).toMatchObject({ lack: 'few-buyers', buyers: 8, leastBuyers: 200, items: [] })
  expect((await run(['clusters', 'show'])).out).toContain('Not enough data: 8 customers have bought, and clusters need at least 200.')
  expect(await refused(['clusters', 'rename', 'c1', 'Weekend families'])).toContain('The newest clusters have none with this key')
  expect(await said('customers', 'find', '--cluster', 'c1')).toMatchObject({ items: [] })
})

it('a broadcast is written, previewed, asks before it starts, and says why somebody gets nothing', async () => {
  const adopted = await said('contents', 'adopt', 'welcome')
  await said('contents', 'publish', String(adopted['id']))
  const draft = {
    name: 'Welcome to all',
    where: 'everybody',
    audience: { all: [] },
    content: { id: adopted['id'], version: adopted['version'] },
    channels: ['email', 'sms'],
    when: { kind: 'now' },
    holdout: 0,
    holdoutWaiver: 'A test of the command line.',
    expiresHours: 24,
    priority: 10,
    windowDays: 7,
    unitCosts: {},
  }
  const { where: _, ...given } = draft
  writeFileSync(join(files, 'broadcast.json'), JSON.stringify(given))
  writeFileSync(join(files, 'both.json'), JSON.stringify(draft))
  expect(await refused(['broadcasts', 'create', join(files, 'both.json')])).toMatch(/^2 liuke: /u)
  const made = (await said('broadcasts', 'create', join(files, 'broadcast.json')))['broadcast'] as { id: string }
  expect(await printed(['broadcasts', 'show', made.id])).toContain('Not previewed yet.')
  const short = ['broadcasts', 'create', '--name', 'Shorter', '--where', 'customer.region is "上海"', '--content', String(adopted['id'])]
  const options = (await said(...short, '--channels', 'sms, email', '--holdout', '0.2'))['broadcast']
  expect(options).toMatchObject({ state: 'draft', channels: ['sms', 'email'], holdout: 0.2, expiresHours: 72, content: draft.content })
  expect(await refused(['broadcasts', 'create', '--name', 'Nobody'])).toMatch(/^2 liuke: /u)
  const previewed = await printed(['broadcasts', 'preview', made.id])
  expect(previewed).toContain('0 of 8 get it')
  expect(previewed).toContain('--confirm nobody_reached')
  expect(await printed(['broadcasts', 'preview', made.id], { LC_ALL: 'zh_CN.UTF-8' })).toContain('受众 8 人，其中 0 人会收到')
  expect(await refused(['broadcasts', 'start', made.id])).toMatch(/^[12] liuke: /u)
  expect(await printed(['broadcasts', 'why', made.id, 'M1'])).toMatch(/^Would not get it: \w+\.\n$/u)
  expect(await items('broadcasts', 'list', '--state', 'draft')).toMatchObject([
    { name: 'Shorter' },
    { id: made.id, name: 'Welcome to all' },
  ])
})

it('a channel account is set up with a secret from the environment, changed, ordered, turned on and removed', async () => {
  const hook = { ...ENGLISH, HOOK: 'https://open.feishu.cn/open-apis/bot/v2/hook/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d' }
  const added = JSON.parse(
    await printed(['channels', 'add', 'feishu_robot', 'Night shift', '--secret', 'hook=env:HOOK', '--json'], hook),
  ) as {
    id: string
  }
  const { id } = added
  expect(added).toMatchObject({ name: 'Night shift', provider: 'feishu_robot', side: 'team', state: 'off' })
  expect(JSON.stringify(added)).not.toContain('0a1b2c3d')
  expect(await said('channels', 'change', id, '--name', 'Day shift', '--set', 'keyword=Liuke')).toMatchObject({ id, name: 'Day shift' })
  expect(await said('channels', 'on', id)).toEqual({ id, state: 'on' })
  expect((await items('channels', 'list')).map((one) => [one['name'], one['state']])).toEqual([['Day shift', 'on']])
  expect((await items('channels', 'order', 'team', id)).map((one) => one['id'])).toEqual([id])
  expect(await printed(['channels', 'show', id])).toContain('Day shift')
  expect((await items('channels', 'providers')).map(({ name }) => name)).toEqual(
    expect.arrayContaining(['smtp', 'feishu_robot', 'wechat_mini']),
  )
  expect(await said('channels', 'off', id)).toEqual({ id, state: 'off' })
  expect(await said('channels', 'remove', id, '--yes')).toEqual({ id })
  expect(await items('channels', 'list')).toEqual([])
  expect(await refused(['channels', 'show', id])).toContain('channel')
  expect(await refused(['channels', 'add', 'pigeon', 'x'])).not.toBe('')
})

it('messages say why a customer would get none, and how many of a segment can be contacted', async () => {
  const why = (await said('messages', 'why', '--customer', '13900001701')) as {
    channels: { channel: string; blocks: { reason: string }[] }[]
  }
  const sms = why.channels.find(({ channel }) => channel === 'sms')?.blocks.map(({ reason }) => reason) ?? []
  // The server runs by the clock on the wall, which may stand at night.
  expect(sms.filter((reason) => reason !== 'quiet_hours')).toEqual(['channel_not_ready', 'consent_never_asked'])
  const text = await printed(['messages', 'why', '--customer', '13900001701', '--channel', 'agent_task', '--lang', 'zh'])
  expect(text).toContain('人工任务: 现在可以发送')
  expect(text).toContain('139****1701')
  expect(await items('messages', 'list', '--state', 'failed', '--customer', '13900001701')).toEqual([])
  const reach = await said('segment', 'reach', '--where', 'everyone')
  expect(reach['customers']).toBeGreaterThanOrEqual(2)
  expect((reach['items'] as { channel: string; withAddress: number }[]).find(({ channel }) => channel === 'sms')?.withAddress).toBe(3)
})

it('an image is added, found, named and removed, and the same one is there once', async () => {
  const path = join(files, 'spring-tea.png')
  writeFileSync(path, PNG)
  const added = await said('contents', 'images', 'add', path)
  expect(added).toMatchObject({ added: true, name: 'spring-tea', alt: 'spring tea', type: 'png' })
  const again = await said('contents', 'images', 'add', path, '--alt', 'Something else')
  expect([again['added'], again['id']]).toEqual([false, added['id']])
  const id = String(added['id'])
  expect(await said('contents', 'images', 'set', id, '--alt', 'A cup of tea')).toMatchObject({
    id,
    name: 'spring-tea',
    alt: 'A cup of tea',
  })
  expect((await items('contents', 'images', 'list', '--q', 'cup')).map((one) => one['id'])).toEqual([id])
  expect(await items('contents', 'images', 'list', '--q', 'coffee')).toEqual([])
  expect(await printed(['contents', 'images', 'list'])).toContain(String(added['path']))
  expect(await said('contents', 'images', 'delete', id)).toEqual({ id })
  expect(await items('contents', 'images', 'list')).toEqual([])
  expect(await refused(['contents', 'images', 'set', id, '--name', 'Gone'])).not.toBe('')
  writeFileSync(path, 'no image at all')
  expect(await refused(['contents', 'images', 'add', path])).not.toBe('')
})

it('the account that a broadcast leaves by is named on the command line', async () => {
  const create = ['broadcasts', 'create', '--name', 'Spring', '--where', 'everyone', '--channels', 'email']
  expect(await refused([...create, '--account', 'push=x'])).toContain('--account')
  const { id } = JSON.parse(
    await printed(['channels', 'add', 'smtp', 'Mails', '--set', 'host=1.1.1.1', '--set', 'port=465', '--set', 'security=tls', '--json']),
  ) as { id: string }
  const made = (await said(...create, '--account', `email=${id}`)) as { broadcast: { accounts: Record<string, string> } }
  expect(made.broadcast.accounts).toEqual({ email: id })
})
