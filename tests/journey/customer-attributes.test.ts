import { createStoredPeople } from '#store/stored-people.ts'
import { everyone } from '#access/scope.ts'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { DAY_MS, ManualClock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import { loadKeyring } from '#privacy/master-key.ts'
import { connect } from '#store/relational/connect.ts'
import { readCurrentAttributes } from '#store/relational/current-attributes.ts'
import { createCustomerVault } from '#store/relational/customer-vault.ts'
import { emptyShop, type OpenEngines, openEngines } from '../support/data-folder.ts'
import { type IntakeWorld, TEST_MASTER_KEY, newDataDir, openIntakeWorld } from './intake-world.ts'

const dir = newDataDir()
let clock: ManualClock
let open: OpenEngines
let world: IntakeWorld

beforeAll(async () => {
  open = await openEngines()
})
beforeEach(async () => {
  clock = new ManualClock(new Date('2026-06-01T00:00:00Z'))
  await emptyShop(open.engines)
  world = await openIntakeWorld({ clock, open })
})
afterAll(async () => {
  await open?.stop()
  rmSync(dir, { recursive: true, force: true })
})

type Options = Partial<Parameters<IntakeWorld['imports']['importFile']>[0]>

async function take(name: string, content: string, mapping: Record<string, string> = {}, options: Options = {}) {
  const file = join(newDataDir(), name)
  writeFileSync(file, content)
  clock.moveTo(new Date(clock.now().getTime() + DAY_MS))
  return world.imports.importFile({ file, kind: 'customers', ...options, corrections: { mapping, ...options.corrections } })
}

/** Member -> attribute -> its value, masked where it is personal. */
async function known(): Promise<Record<string, Record<string, unknown>>> {
  const people: Record<string, Record<string, unknown>> = {}
  for (const member of ['M1', 'M2', 'M3']) {
    const id = await world.identity.find('member_number', member)
    if (id === null) continue
    const values = await readCurrentAttributes(world.engines.pg, [id])
    people[member] = Object.fromEntries(values.map(({ name, value }) => [name, 'plain' in value ? value.plain : value.masked]))
  }
  return people
}

/** What analysis sees, of all customers, by value. */
async function analysed(): Promise<unknown> {
  const result = await world.engines.clickhouse.query({
    query: `SELECT attribute_texts AS texts, attribute_numbers AS numbers, attribute_flags AS flags, attribute_dates AS dates
            FROM customers FINAL WHERE length(texts) + length(numbers) + length(flags) + length(dates) > 0 ORDER BY toString(texts)`,
    format: 'JSONEachRow',
  })
  return result.json()
}

async function idOf(member: string): Promise<string> {
  const id = await world.identity.find('member_number', member)
  expect(id).not.toBeNull()
  return id ?? ''
}

const vault = () =>
  createCustomerVault({
    db: connect(world.engines.pg),
    keyring: loadKeyring({ dataDir: world.dataDir, masterKey: TEST_MASTER_KEY }),
    project: { country: 'CN' },
    people: createStoredPeople({ client: world.engines.clickhouse, db: connect(world.engines.pg) }),
  })

const HEADING = '会员号,肤质,points,is_vip,last visit,紧急联系'
const PEOPLE = `${HEADING}\nM1,干性,120,1,2026-05-01,13900001101\nM2,油性,"1,250",0,2026-05-02,\n`
const KEPT = {
  'attribute:肤质': '肤质',
  'attribute:Points': 'points',
  'attribute:is_vip': 'is_vip',
  'attribute:last_visit': 'last visit',
  'attribute:紧急联系': '紧急联系',
}
const M1 = { 肤质: '干性', points: 120, is_vip: true, last_visit: '2026-05-01', 紧急联系: '139****1101' }
const M2 = { 肤质: '油性', points: 1250, is_vip: false, last_visit: '2026-05-02' }

it('keeps columns beyond the fields with their types, and nothing personal in analysis or in clear', async () => {
  const preview = await world.imports.previewImport({
    file: write('people.csv', PEOPLE),
    kind: 'customers',
    corrections: { mapping: KEPT },
  })
  const types = [
    { name: '肤质', type: 'text', personal: false },
    { name: 'points', type: 'number', personal: false },
    { name: 'is_vip', type: 'yes-no', personal: false },
    { name: 'last_visit', type: 'date', personal: false },
    { name: '紧急联系', type: 'text', personal: true },
  ]
  expect(preview.attributes).toMatchObject(types)
  expect((await take('people.csv', PEOPLE, KEPT, { dryRun: true })).attributes).toMatchObject(types)
  expect(await world.attributes.list()).toEqual([])
  const result = await take('people.csv', PEOPLE, KEPT)
  expect(result).toMatchObject({ stored: 2, quarantined: 0, attributes: types })
  expect(await known()).toEqual({ M1, M2 })
  expect(await analysed()).toEqual([
    { texts: { 肤质: '干性' }, numbers: { points: 120 }, flags: { is_vip: true }, dates: { last_visit: '2026-05-01' } },
    { texts: { 肤质: '油性' }, numbers: { points: 1250 }, flags: { is_vip: false }, dates: { last_visit: '2026-05-02' } },
  ])
  const { rows } = await world.engines.pg.query<{ all: string }>(`SELECT string_agg(a::text, '') AS all FROM customer_statements a`)
  expect(rows[0]?.all).not.toContain('13900001101')
  expect(await vault().reveal(everyone('a test'), await idOf('M1'), 'attribute:紧急联系')).toEqual(['13900001101'])
  expect(await world.attributes.list()).toMatchObject([
    { name: 'is_vip', customers: 2 },
    { name: 'last_visit', label: 'last visit', customers: 2 },
    { name: 'points', label: 'points', customers: 2 },
    { name: '紧急联系', customers: 1, personal: true },
    { name: '肤质', customers: 2 },
  ])
})

function write(name: string, content: string): string {
  const file = join(newDataDir(), name)
  writeFileSync(file, content)
  return file
}

it('takes the values of a later file, and an undo brings the earlier ones back', async () => {
  const first = await take('people.csv', PEOPLE, KEPT)
  const before = [await known(), await analysed()]
  // The headings differ, so nothing is remembered; a blank says nothing, and M2's row is not repeated.
  const later = await take('later.csv', '会员号,积分,肤质\nM1,300,\nM3,5,中性\n', { 'attribute:points': '积分', 'attribute:肤质': '肤质' })
  expect(await known()).toEqual({ M1: { ...M1, points: 300 }, M2, M3: { points: 5, 肤质: '中性' } })
  expect(await world.undos.survey(later.importId)).toMatchObject({ attributes: 2, customers: 1 })
  await world.undos.undo(later.importId, { by: 'ann@shop.cn' })
  expect([await known(), await analysed()]).toEqual(before)
  // What a later file repeats stays when the first is taken back.
  const same = await take('same.csv', '会员号,points\nM1,120\n', { 'attribute:points': 'points' })
  await world.undos.undo(first.importId, { by: 'ann@shop.cn' })
  expect(await known()).toEqual({ M1: { points: 120 } })
  expect(await world.attributes.list()).toMatchObject([{ name: 'points', customers: 1 }])
  await world.undos.undo(same.importId, { by: 'ann@shop.cn' })
  expect([await known(), await analysed(), await world.attributes.list()]).toEqual([{}, [], []])
})

it('asks where a file says something else than the project, and stores nothing meanwhile', async () => {
  await take('people.csv', PEOPLE, KEPT)
  const before = await known()
  const mixed = '会员号,积分\nM1,many\nM2,7\n'
  await expect(take('mixed.csv', mixed, { 'attribute:points': '积分' })).rejects.toMatchObject({ code: 'questions-open' })
  expect(await known()).toEqual(before)
  await expect(take('phones.csv', '会员号,contact\nM2,13900001102\n', { 'attribute:肤质': 'contact' })).rejects.toMatchObject({
    details: { codes: 'attribute-personal' },
  })
  await take(
    'phones.csv',
    '会员号,contact\nM2,13900001102\n',
    { 'attribute:肤质': 'contact' },
    { corrections: { accept: ['attribute-personal'], mapping: { 'attribute:肤质': 'contact' } } },
  )
  expect((await known())['M2']).toEqual({ ...M2, 肤质: '139****1102' })
  expect(JSON.stringify(await analysed())).not.toContain('1102')
  // Accepted, the values that are no numbers are left out.
  await take('mixed.csv', mixed, {}, { corrections: { accept: ['attribute-differs'], mapping: { 'attribute:points': '积分' } } })
  expect(await known()).toMatchObject({ M1: { points: 120 }, M2: { points: 7 } })
})

it('follows a merge, sealed for the survivor, and leaves with the customer', async () => {
  await take('people.csv', PEOPLE, KEPT)
  await take('phone.csv', '手机号,积分,备用电话\n13900001199,5,13900001188\n', {
    'attribute:points': '积分',
    'attribute:backup': '备用电话',
  })
  const joined = await take('joined.csv', '会员号,手机号\nM1,13900001199\n')
  expect(joined.stored).toBe(1)
  const id = await idOf('M1')
  expect(await known()).toEqual({ M1: { ...M1, points: 5, backup: '139****1188' }, M2 })
  expect(await vault().reveal(everyone('a test'), id, 'attribute:紧急联系')).toEqual(['13900001101'])
  expect(await vault().reveal(everyone('a test'), id, 'attribute:backup')).toEqual(['13900001188'])
  expect(JSON.stringify(await analysed())).toContain('"points":5')
})

it('renames and deletes an attribute everywhere', async () => {
  await take('people.csv', PEOPLE, KEPT)
  await world.attributes.rename('points', '积分')
  await world.attributes.remove('肤质', clock.now())
  await world.attributes.remove('紧急联系', clock.now())
  expect((await world.attributes.list()).map(({ label }) => label)).toEqual(['is_vip', 'last visit', '积分'])
  expect(Object.keys((await known())['M1'] ?? {})).toEqual(['is_vip', 'last_visit', 'points'])
  expect(JSON.stringify(await analysed())).not.toContain('肤质')
  expect(await vault().reveal(everyone('a test'), await idOf('M1'), 'attribute:紧急联系')).toEqual([])
  await expect(world.attributes.remove('肤质', clock.now())).rejects.toMatchObject({ code: 'attribute-not-found' })
})

it('stops where an event made the attribute of another type while the file was read, instead of mixing the two', async () => {
  const run = { id: newId(clock.now()), receivedAt: clock.now().getTime(), delayMs: 0 }
  const column = { name: 'seats', heading: 'Seats', type: 'number', personal: false, decimalMark: '.', known: false } as const
  const member = { identifiers: [{ kind: 'member_number', value: 'M1' }], source: 'tracking', sourceId: newId(clock.now()) } as const
  await world.identity.resolve([{ ...member, seenAt: clock.now(), traits: [{ name: 'seats', trait: 'seats', value: 'many' }] }])
  await expect(world.attributes.record([], [column], run)).rejects.toMatchObject({ code: 'attribute-came-meanwhile' })
  await expect(world.attributes.record([], [{ ...column, type: 'text' }], run)).resolves.toBeUndefined()
})
