import { createStoredPeople } from '#store/stored-people.ts'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { DAY_MS, ManualClock } from '#kernel/clock.ts'
import { loadKeyring } from '#privacy/master-key.ts'
import { createCareStore } from '#store/relational/care-store.ts'
import { createContactStore } from '#store/relational/contact-store.ts'
import { connect } from '#store/relational/connect.ts'
import { type IntakeWorld, TEST_MASTER_KEY, newDataDir, openIntakeWorld } from './intake-world.ts'

const dir = newDataDir()
const clock = new ManualClock(new Date('2026-06-01T00:00:00Z'))
let world: IntakeWorld

beforeAll(async () => {
  world = await openIntakeWorld({ clock })
})
afterAll(async () => {
  await world?.stop()
  rmSync(dir, { recursive: true, force: true })
})

async function take(name: string, content: string) {
  const file = join(dir, name)
  writeFileSync(file, content)
  clock.moveTo(new Date(clock.now().getTime() + DAY_MS))
  return world.imports.importFile({ file, kind: 'customers' })
}

async function consents(): Promise<Record<string, boolean[]>> {
  const { rows } = await world.engines.pg.query<{ email: string; granted: boolean[] }>(
    `SELECT i.masked AS email, array_agg(s.granted ORDER BY s.channel) AS granted FROM identifiers i JOIN consents s ON s.customer_id = i.customer_id
     WHERE i.kind = 'email' GROUP BY 1 ORDER BY 1`,
  )
  return Object.fromEntries(rows.map(({ email, granted }) => [email, granted]))
}

const HEADING = '手机号,邮箱,姓名,营销授权'
const PEOPLE = [
  '13900001101,ana@example.com,甲',
  '13900001102,ben@example.com,乙',
  '13900001103,cat@example.com,丙',
  '13900001104,dan@example.com,丁',
]
const file = (...words: readonly string[]): string => [HEADING, ...PEOPLE.map((person, i) => `${person},${words[i]}`)].join('\n')

it('takes a later 退订, 拒收 or cleaned for a no on every channel, and lists what is neither', async () => {
  const first = await take('yes.csv', file('是', '是', '是', '是'))
  expect(first.questions).toEqual([])
  expect(Object.values(await consents()).flat()).toEqual(Array.from({ length: 12 }, () => true))
  const second = await take('no.csv', file('退订', '拒收', 'cleaned', '周末再说'))
  expect(second.questions).toMatchObject([{ code: 'consent-unclear', words: [{ word: '周末再说', rows: 1 }] }])
  expect(Object.values(await consents()).flat()).toEqual(Array.from({ length: 12 }, () => false))
})

it('leaves out for good who left by a link, whatever a file says and whichever record it was', async () => {
  const stopper = createContactStore(connect(world.engines.pg), loadKeyring({ dataDir: world.dataDir, masterKey: TEST_MASTER_KEY }), clock)
  const { rows } = await world.engines.pg.query<{ id: string }>(
    `SELECT customer_id AS id FROM identifiers WHERE kind = 'email' ORDER BY masked`,
  )
  const [left] = rows
  // The record says no already, by a file: the word of the person is put above it all the same.
  await stopper.stop(left?.id ?? '', 'email', 'unsubscribe', 'link', clock.now())
  // Another city, so that these are not the rows of the first file.
  await take('yes-again.csv', file('yes,北京', 'yes,北京', 'yes,北京', 'yes,北京').replace(HEADING, `${HEADING},城市`))
  const after = await consents()
  expect(Object.values(after).map((granted) => granted[0])).toEqual([false, true, true, true])
  // A second record of the same person, with a yes that is newer, and a row that joins the two.
  await take('elsewhere.csv', '会员号,邮箱,营销授权\nM77,ana.new@example.com,是\n')
  await take('joined.csv', '会员号,手机号,营销授权\nM77,13900001101,\n')
  const { rows: email } = await world.engines.pg.query<{ granted: boolean }>(
    `SELECT s.granted FROM identifiers i JOIN consents s ON s.customer_id = i.customer_id AND s.channel = 'email' WHERE i.kind = 'member_number'`,
  )
  expect(email).toEqual([{ granted: false }])
})

it('a yes in a file, a stop by link, a later yes in a file and a yes that staff wrote down: each stands in the ledger, and the last word of the person counts', async () => {
  const keyring = loadKeyring({ dataDir: world.dataDir, masterKey: TEST_MASTER_KEY })
  const db = connect(world.engines.pg)
  const contacts = createContactStore(db, keyring, clock)
  const care = createCareStore(db, keyring, createStoredPeople({ client: world.engines.clickhouse, db }))
  const imported = await take(
    'eve.csv',
    '会员号,手机号,邮箱,邮件订阅\nM80,13900001180,eve@example.com,是\nM81,13900001181,fay@example.com,周末再说\n',
  )
  const ofLine = async (line: number): Promise<string> => {
    const { rows } = await world.engines.pg.query<{ id: string }>(
      'SELECT customer_id AS id FROM consent_entries WHERE import_id = $1 AND line = $2',
      [imported.importId, line],
    )
    return rows[0]?.id ?? ''
  }
  const eve = await ofLine(2)
  const may = async (channel: 'email' | 'agent_task' | 'webhook'): Promise<boolean | null | undefined> =>
    (await contacts.addressOf([eve], channel))[0]?.consent
  // A yes to email is none to calls or to other systems, and what is not understood is a no.
  expect([await may('email'), await may('agent_task'), await may('webhook')]).toEqual([true, null, null])
  expect((await contacts.addressOf([await ofLine(3)], 'email'))[0]?.consent).toBe(false)

  clock.moveTo(new Date(clock.now().getTime() + DAY_MS))
  expect(await contacts.stop(eve, 'email', 'unsubscribe', 'send-1', clock.now())).toBe(true)
  expect(await contacts.stop(eve, 'email', 'unsubscribe', 'send-1', clock.now())).toBe(false)
  await take('eve-again.csv', '会员号,邮箱,邮件订阅,城市\nM80,eve@example.com,是,上海\n')
  expect(await may('email')).toBe(false)
  expect(await care.saidNo(eve, 'marketing', 'email')).toBe(true)

  clock.moveTo(new Date(clock.now().getTime() + DAY_MS))
  const word = { purpose: 'marketing', channel: 'email', granted: true, evidence: 'Form of 3 June', noticeVersion: '2026-05' } as const
  await care.setConsent(eve, word, { source: 'staff', actor: 'cli' }, clock.now())
  expect([await may('email'), await may('agent_task')]).toEqual([true, null])
  expect((await contacts.addressOf([eve], 'email'))[0]?.suppressed).toBe(false)
  // A no to service leaves marketing as it is.
  await care.setConsent(eve, { ...word, purpose: 'service', granted: false }, { source: 'api', actor: 'key:1' }, clock.now())
  expect(await may('email')).toBe(true)

  // Taken back, the first file has said nothing; its entry still stands, and another says so.
  await world.undos.undo(imported.importId, { by: 'cli' })
  expect(await may('email')).toBe(true)
  const { history } = await care.consents(eve)
  expect(history.map(({ purpose, state, source, evidence, file }) => [purpose, state, source, evidence, file?.name, file?.line])).toEqual([
    ['marketing', 'void', 'undo', '', 'eve.csv', null],
    ['service', 'withdrawn', 'api', 'Form of 3 June', undefined, undefined],
    ['marketing', 'granted', 'staff', 'Form of 3 June', undefined, undefined],
    ['marketing', 'granted', 'import', '', 'eve-again.csv', 2],
    ['marketing', 'withdrawn', 'unsubscribe', 'send-1', undefined, undefined],
    ['marketing', 'granted', 'import', '', 'eve.csv', 2],
  ])
  expect(history[2]).toMatchObject({ by: 'cli', noticeVersion: '2026-05' })

  // A general no ends every channel, also for other systems.
  clock.moveTo(new Date(clock.now().getTime() + DAY_MS))
  await care.setConsent(eve, { ...word, channel: 'all', granted: false }, { source: 'staff', actor: 'cli' }, clock.now())
  expect([await may('email'), await may('agent_task'), await may('webhook')]).toEqual([false, false, false])
})

it('changes and removes no entry of a person who is known', async () => {
  const { pg } = world.engines
  await expect(pg.query(`UPDATE consent_entries SET state = 'granted'`)).rejects.toThrow(/only ever added to/u)
  await expect(pg.query('DELETE FROM consent_entries')).rejects.toThrow(/only ever added to/u)
})
