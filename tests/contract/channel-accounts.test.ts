import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChannelAccountStore, NewAccount } from '#act/accounts/account-store.ts'
import { AccountBook } from '#act/accounts/account-book.ts'
import { environmentMail } from '#act/accounts/environment-account.ts'
import { OpenAccounts } from '#act/accounts/open-accounts.ts'
import { SMTP } from '#act/providers/smtp/smtp-provider.ts'
import type { ProviderTools } from '#act/providers/provider.ts'
import { ManualClock, MINUTE_MS } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import { parseKeyring } from '#privacy/keyring.ts'
import { createChannelAccountStore } from '#store/relational/channel-account-store.ts'
import { createProviderValues } from '#store/relational/provider-value-store.ts'
import { openEngines, type OpenEngines } from '../support/data-folder.ts'

const keyring = parseKeyring(Buffer.alloc(32, 7).toString('base64'), 'test')
const clock = new ManualClock(new Date('2026-12-01T02:00:00Z'))
let engines: OpenEngines
let store: ChannelAccountStore

beforeAll(async () => {
  engines = await openEngines()
  store = createChannelAccountStore(engines.engines.pg, keyring)
})
afterAll(() => engines?.stop())

const account = (name: string): NewAccount => ({
  id: newId(clock.now()),
  provider: 'smtp',
  side: 'email',
  name,
  fromEnvironment: false,
  settings: { host: 'mail.example.com', port: '465', security: 'tls' },
  perSecond: null,
  atOnce: null,
  dailyLimit: null,
  warmUp: null,
  state: 'on',
  reason: '',
  haltedUntil: null,
  stateAt: clock.now(),
  createdAt: clock.now(),
  createdBy: 'user:1',
  updatedAt: clock.now(),
})

test('accounts keep their order, their sealed secrets and what became of them', async () => {
  const [first, second] = [account('First'), account('Second')]
  const secrets = { secrets: { password: 'hunter2 秘密' }, callback: 'cb-secret-1' }
  expect(await store.add(first, secrets)).toBe(true)
  expect(await store.add(first, secrets)).toBe(false)
  await store.add(second, { secrets: {}, callback: 'cb-secret-2' })
  expect((await store.list('email')).map(({ name }) => name)).toStrictEqual(['First', 'Second'])
  await store.order('email', [second.id])
  expect((await store.list('email')).map(({ name }) => name)).toStrictEqual(['Second', 'First'])
  expect(await store.secrets(first.id)).toStrictEqual(secrets)
  const raw = await engines.engines.pg.query('SELECT row_to_json(c)::text AS row FROM channel_accounts c')
  expect(JSON.stringify(raw.rows)).not.toMatch(/hunter2|cb-secret|68756e746572/u)

  expect(await store.change(first.id, 1, { dailyLimit: 500, warmUp: { startsOn: '2026-12-01', limits: [50, 100] } }, clock.now())).toBe(
    true,
  )
  // Somebody who read it before that change does not overwrite it.
  expect(await store.change(first.id, 1, { dailyLimit: null }, clock.now())).toBe(false)
  expect(await store.find(first.id)).toMatchObject({
    dailyLimit: 500,
    warmUp: { limits: [50, 100] },
    revision: 2,
    settings: first.settings,
  })
  expect(await store.secrets(first.id)).toStrictEqual(secrets)
  await store.change(first.id, 2, { secrets: { password: 'new' } }, clock.now())
  expect((await store.secrets(first.id))?.secrets).toStrictEqual({ password: 'new' })

  const until = new Date(clock.now().getTime() + MINUTE_MS)
  expect(await store.halt(first.id, 'balance_used_up', until, clock.now())).toBe(true)
  expect(await store.halt(first.id, 'balance_used_up', null, clock.now())).toBe(false)
  expect(await store.find(first.id)).toMatchObject({ state: 'halted', reason: 'balance_used_up', haltedUntil: until })
  await store.setState(first.id, 'on', clock.now())
  expect(await store.find(first.id)).toMatchObject({ state: 'on', reason: '', haltedUntil: null })
  expect(await store.remove(second.id)).toBe(true)
  expect(await store.remove(second.id)).toBe(false)
  expect(await store.find('no id at all')).toBeNull()
})

test('the sender gets accounts that may send, with what they may send today', async () => {
  const opened: string[] = []
  const broken: string[] = []
  const environment = environmentMail({ host: 'relay.local', port: 25, secure: false })
  const book = new AccountBook({ store, environment, publicUrl: 'https://liuke.example.com', clock })
  const tools = {} as ProviderTools
  const accounts = new OpenAccounts({
    book,
    store,
    kinds: (name) =>
      name === 'smtp'
        ? {
            ...SMTP,
            open: (values) => {
              opened.push(`${values.settings['host']} ${values.secrets['password'] ?? ''}`)
              if (values.settings['host'] === 'broken.example.com') throw new Error('cannot be opened')
              return SMTP.open(values, tools)
            },
          }
        : undefined,
    tools: () => tools,
    timeZone: () => 'Asia/Shanghai',
    clock,
    onBroken: ({ name }) => broken.push(name),
  })
  const wrong = { ...account('Broken'), settings: { host: 'broken.example.com', port: '465' } }
  await store.add(wrong, { secrets: {}, callback: 'x' })

  const ready = await accounts.ready('email')
  expect(ready.map(({ id, dailyLimit, pace }) => [id === environment.id, dailyLimit, pace.atOnce])).toStrictEqual([
    [false, 50, 8],
    [true, null, 8],
  ])
  expect(broken).toStrictEqual(['Broken'])
  expect(await accounts.ready('sms')).toStrictEqual([])
  await store.remove(wrong.id)
  const before = opened.length
  await accounts.ready('email')
  expect(opened).toHaveLength(before)
  const [own] = await book.list('email')
  await store.change(own?.id ?? '', own?.revision ?? 0, { secrets: { password: 'newest' } }, clock.now())
  await accounts.ready('email')
  expect(opened.at(-1)).toBe('mail.example.com newest')

  await accounts.halt(environment.id, 'secret_wrong', null)
  expect((await accounts.ready('email')).map(({ id }) => id)).toStrictEqual([own?.id])
  expect((await accounts.byId(environment.id))?.port).toBeDefined()
  // Without the variable there is no such account, whatever its row says.
  const without = new AccountBook({ store, environment: null, publicUrl: 'https://liuke.example.com', clock })
  expect(await without.find(environment.id)).toBeNull()
  expect((await without.list()).map(({ name }) => name)).toStrictEqual(['First'])
  accounts.close()
})

test('one node makes a shared value while the others wait, and a bad one is made anew once', async () => {
  const { pg } = engines.engines
  const nodes = Array.from({ length: 4 }, () => createProviderValues(pg, keyring, clock))
  let made = 0
  const make = async () => {
    made += 1
    await new Promise((resolve) => setTimeout(resolve, 50))
    return { value: `token-${made}`, lastsMs: 10 * MINUTE_MS }
  }
  const all = (options?: { notThis: string }) => Promise.all(nodes.map((node) => node.get('account/1/token', make, options)))
  expect(await all()).toStrictEqual(Array(4).fill('token-1'))
  expect(await all({ notThis: 'token-1' })).toStrictEqual(Array(4).fill('token-2'))
  clock.moveTo(new Date(clock.now().getTime() + 11 * MINUTE_MS))
  expect(await all()).toStrictEqual(Array(4).fill('token-3'))
  const { rows } = await pg.query<{ value: Buffer }>('SELECT value FROM provider_values')
  expect(rows.some(({ value }) => value.includes('token'))).toBe(false)
  await expect(nodes[0]?.get('account/2/token', () => Promise.reject(new Error('provider is away')))).rejects.toThrow('provider is away')
  clock.moveTo(new Date(clock.now().getTime() + 11 * MINUTE_MS))
  await nodes[0]?.forget(clock.now())
  expect((await pg.query('SELECT 1 FROM provider_values')).rowCount).toBe(0)
})

test('many more accounts than connections make their values at once, and the database answers meanwhile', async () => {
  const { pg } = engines.engines
  const values = createProviderValues(pg, keyring, clock)
  let answers = (): void => undefined
  const answer = new Promise<void>((resolve) => (answers = resolve))
  const accounts = Array.from({ length: 60 }, (_, at) =>
    values.get(`account/${at}/many`, async () => {
      await answer
      return { value: `token-${at}`, lastsMs: 10 * MINUTE_MS }
    }),
  )
  // All of them wait for their providers now.
  await expect.poll(async () => (await pg.query('SELECT 1 FROM provider_value_makers')).rowCount).toBe(60)
  await expect.poll(() => pg.totalCount - pg.idleCount).toBe(0)
  answers()
  expect((await Promise.all(accounts)).at(-1)).toBe('token-59')
  expect((await pg.query('SELECT 1 FROM provider_value_makers')).rowCount).toBe(0)
})

test('a node that died while it made a value leaves its turn to the others', async () => {
  const { pg } = engines.engines
  await pg.query('INSERT INTO provider_value_makers (key, owner, until) VALUES ($1, gen_random_uuid(), $2)', [
    'account/9/died',
    new Date(clock.now().getTime() + MINUTE_MS),
  ])
  const waiting = createProviderValues(pg, keyring, clock).get('account/9/died', () =>
    Promise.resolve({ value: 'mine', lastsMs: MINUTE_MS }),
  )
  clock.moveTo(new Date(clock.now().getTime() + 2 * MINUTE_MS))
  expect(await waiting).toBe('mine')
})

test('messages outside the ledger take of the day of their account and never more than it has', async () => {
  const id = newId(clock.now())
  const taken = await Promise.all(Array.from({ length: 5 }, () => store.takePlace(id, '2026-12-01', 3)))
  expect(taken.filter(Boolean)).toHaveLength(3)
  await store.giveBack(id, '2026-12-01')
  expect(await store.takePlace(id, '2026-12-01', 3)).toBe(true)
  expect(await store.takePlace(id, '2026-12-01', 3)).toBe(false)
  expect(await store.takePlace(newId(clock.now()), '2026-12-01', 0)).toBe(false)
  expect((await store.takenOn('2026-12-01')).get(id)).toBe(3)
})
