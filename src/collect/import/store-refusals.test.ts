import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { NO_CUSTOMER, stableId } from '#kernel/id.ts'
import { AppError } from '#kernel/app-error.ts'
import { ManualClock } from '#kernel/clock.ts'
import type { IdentityClaim } from '../identity-claim.ts'
import type { ImportPorts, RefusedRecord } from './import-ports.ts'
import { createImportService } from './import-service.ts'

const folder = mkdtempSync(join(tmpdir(), 'liuke-refusals-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const ROWS = 200
/** A value that several people share. */
const SHARED = 'FRONT-DESK'

/** Stores that keep what they are given, and fail like an engine when they are given an order that they cannot keep. */
function openStores(
  failure: (orderId: string) => Error | undefined,
  ready: (first: string) => Promise<unknown> = async () => undefined,
  ownerOf: (claim: IdentityClaim, i: number) => string = (_claim, i) => stableId('customer', String(i)),
) {
  const stored: string[] = []
  const owners: string[] = []
  const refused: RefusedRecord[] = []
  const states: string[] = []
  const counted: number[] = []
  const nothing = (): Promise<void> => Promise.resolve()
  const ports: ImportPorts = {
    lock: () => Promise.resolve({ release: nothing }),
    markInterrupted: nothing,
    begin: nothing,
    progress: (_id, { rows }) => {
      counted.push(rows)
      return Promise.resolve()
    },
    finish: (_id, state) => {
      states.push(state)
      return Promise.resolve()
    },
    quarantine: (records) => {
      refused.push(...records)
      return Promise.resolve()
    },
    isAboutData: (error) => error instanceof RangeError,
    repairMerges: () => Promise.resolve(0),
    resolve: (claims) => {
      const ids = claims.map((claim, i) => (claim.identifiers.every(({ value }) => value === SHARED) ? NO_CUSTOMER : ownerOf(claim, i)))
      return Promise.resolve({ owners: ids.map((id) => ({ customerId: id, originId: id })), merges: [] })
    },
    noteReuse: () => Promise.resolve(new Set()),
    rehearse: () => () => Promise.reject(new Error('no dry run here')),
    storedOrderLines: () => Promise.resolve(new Map()),
    addOrderLines: async (lines) => {
      await ready(lines[0]?.value.orderId ?? '')
      for (const { value } of lines) {
        const error = failure(value.orderId)
        if (error !== undefined) throw error
      }
      stored.push(...lines.map(({ value }) => value.orderId))
      owners.push(...lines.map(({ customerId }) => customerId))
    },
    besideOrderBook: async (lines, _run, store) => {
      await store(lines)
      return new Set()
    },
    toldInOrderBook: () => Promise.resolve(new Set()),
    tickets: { keep: () => Promise.resolve(), add: nothing, note: () => Promise.resolve() },
    measures: { keep: () => Promise.resolve(), add: nothing, note: () => Promise.resolve() },
    subscriptions: { keep: nothing, add: nothing, note: nothing },
    accounts: { keep: () => Promise.resolve(), add: nothing, note: () => Promise.resolve() },
    signIns: { keep: () => Promise.resolve(), add: nothing, note: () => Promise.resolve() },
    feedback: { keep: () => Promise.resolve(), add: nothing, note: () => Promise.resolve() },
    useCoupons: () => Promise.resolve(),
    otherReading: () => Promise.resolve(null),
    ordersThere: () => Promise.resolve({ there: 0, otherLines: 0, importId: '' }),
    readingOfRefused: () => Promise.resolve(null),
    rowsOfSyncs: () => Promise.resolve([]),
    closeMended: () => Promise.resolve(),
    keepOrderLines: () => Promise.resolve(),
    voidOrderLines: () => Promise.resolve(),
    voidInOrderBook: () => Promise.resolve(),
    noteOrderLines: () => Promise.resolve(),
    noteCustomers: () => Promise.resolve(),
    attributes: () => Promise.resolve([]),
    recordAttributes: nothing,
    noteSignUps: nothing,
    recordConsents: nothing,
    rememberedRecords: () => Promise.resolve(new Set()),
    remember: nothing,
  }
  const service = createImportService({
    ports,
    settings: { timeZone: 'Asia/Shanghai', currency: 'CNY', normaliseIdentifier: (_kind, value) => value },
    clock: new ManualClock(new Date('2026-06-01T00:00:00Z')),
    contentSalt: 's',
  })
  return { service, stored, owners, refused, states, counted }
}

function put(): string {
  const file = join(folder, 'orders.csv')
  const rows = Array.from({ length: ROWS }, (_, i) => `A${i},2026-05-01,M${i},${i + 1},第一,第二\n`)
  writeFileSync(file, `订单号,下单时间,会员号,金额,__proto__,__proto__\n${rows.join('')}`)
  return file
}

describe('an import whose stores refuse a row', () => {
  it('stores all others and keeps that row, whole, in quarantine', async () => {
    const bad = new Set(['A0', 'A77', `A${ROWS - 1}`])
    const { service, stored, refused, states } = openStores((orderId) =>
      bad.has(orderId) ? new RangeError('Value out of range') : undefined,
    )
    const result = await service.importFile({ file: put(), kind: 'orders', batchRows: 64 })
    expect(result).toMatchObject({ rows: ROWS, stored: ROWS - 3, quarantined: 3, duplicates: 0, orders: ROWS - 3 })
    expect(stored).toHaveLength(ROWS - 3)
    expect(refused.map(({ line, reason }) => [line, reason])).toEqual([
      [2, 'store-refused'],
      [79, 'store-refused'],
      [ROWS + 1, 'store-refused'],
    ])
    expect(Object.entries(refused[1]?.cells ?? {})).toEqual([
      ['订单号', 'A77'],
      ['下单时间', '2026-05-01'],
      ['会员号', 'M77'],
      ['金额', '78'],
      ['__proto__', '第一'],
      ['__proto__ (2)', '第二'],
    ])
    expect(states).toEqual(['done'])
  })

  it('keeps a customer who names only shared values in quarantine', async () => {
    const file = join(folder, 'customers.csv')
    writeFileSync(file, `会员号,姓名,短信同意\nM1,王一,是\n${SHARED},李二,是\n${SHARED},李二,是\nM3,张三,是\n`)
    const { service, refused } = openStores(() => undefined)
    const result = await service.importFile({ file, kind: 'customers' })
    expect(result).toMatchObject({ rows: 4, stored: 2, quarantined: 1, duplicates: 1 })
    expect(refused).toMatchObject([{ line: 3, reason: 'shared-identifier', cells: { 姓名: '李二' } }])
  })

  it.each([
    ['full', new AppError('unavailable', 'disk-full', 'The store has no disk space left.'), 'disk-full'],
    ['full by the words of the system', Object.assign(new Error('write'), { code: 'ENOSPC' }), 'disk-full'],
    ['away', new AppError('unavailable', 'engine-unavailable', 'The store cannot be reached.'), 'engine-unavailable'],
  ])('ends when the store is %s, with nothing in quarantine', async (_, failure, code) => {
    const { service, refused, states } = openStores(() => failure)
    await expect(service.importFile({ file: put(), kind: 'orders' })).rejects.toMatchObject({ kind: 'unavailable', code })
    expect([refused, states]).toEqual([[], ['failed']])
  })

  it('writes a batch while the one before is still being written, and counts them in order', async () => {
    const second = Promise.withResolvers<void>()
    const { service, stored, counted } = openStores(
      () => undefined,
      async (first) => {
        if (first === 'A0') await second.promise
        if (first === 'A64') second.resolve()
      },
    )
    await service.importFile({ file: put(), kind: 'orders', batchRows: 64 })
    expect(stored[0]).toBe('A64')
    expect(counted).toEqual([64, 128, 192, ROWS])
  })

  it('ends only when nothing is being written any more', async () => {
    const [second, slow] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const { service, states, counted } = openStores(
      (orderId) => (orderId === 'A0' ? new AppError('unavailable', 'engine-unavailable', 'The store cannot be reached.') : undefined),
      async (first) => {
        if (first === 'A0') await second.promise
        if (first !== 'A64') return
        second.resolve()
        await slow.promise
      },
    )
    const failed = service.importFile({ file: put(), kind: 'orders', batchRows: 64 }).catch((error: unknown) => error)
    await second.promise
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(states).toEqual([])
    slow.resolve()
    expect(await failed).toMatchObject({ code: 'engine-unavailable' })
    expect([states, counted]).toEqual([['failed'], []])
  })
})

describe('an import in which a phone passes to somebody else', () => {
  it.each([1, 2, 100])('gives each row the owner at its time, with %i rows in a batch', async (batchRows) => {
    const file = join(folder, 'passed.csv')
    const rows = ['A1,2022-01-01,张三', 'A2,2022-01-05,张三', 'A3,2024-06-01,李四', 'A4,2024-06-02,李四', 'A5,2024-09-01,李四']
    writeFileSync(file, `订单号,下单时间,客户姓名,手机号,金额\n${rows.map((row) => `${row},13800000001,5\n`).join('')}`)
    const [first, second] = [stableId('customer', 'first'), stableId('customer', 'second')]
    const { service, stored, owners } = openStores(
      () => undefined,
      undefined,
      ({ name }) => (name === '张三' ? first : second),
    )
    await service.importFile({ file, kind: 'orders', batchRows })
    expect(Object.fromEntries(stored.map((order, i) => [order, owners[i]]))).toEqual({
      A1: first,
      A2: first,
      A3: second,
      A4: second,
      A5: second,
    })
  })
})
