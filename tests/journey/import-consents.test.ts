import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { DAY_MS, ManualClock } from '#kernel/clock.ts'
import { loadKeyring } from '#privacy/master-key.ts'
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
  const stopper = createContactStore(connect(world.engines.pg), loadKeyring({ dataDir: world.dataDir, masterKey: TEST_MASTER_KEY }))
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
