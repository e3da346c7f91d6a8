import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ManualClock } from '#kernel/clock.ts'
import { memoryOrderBook } from '../../../tests/support/memory/memory-order-book.ts'
import { ANA, BO, goods, money, said } from '../../../tests/support/order-statements.ts'
import { refundKey } from '../import/content-key.ts'
import type { CustomerOf, ImportRun } from '../import/import-ports.ts'
import { type OrderLine, PRICE_SCALE, QUANTITY_SCALE, refundLine } from '../import/order-line.ts'
import { formatDecimal } from '../import/parse-decimal.ts'
import { createOrderBook } from './order-book.ts'
import type { OrderStatement } from './order-statement.ts'

const KEY = 77n
const RUN = { id: 'import-1', receivedAt: Date.parse('2026-05-02T00:00:00Z'), delayMs: 0 }
const AT = said('completed', 0).occurredAt

/** The row of a file with order Z1. */
function row(text: string, change: Partial<OrderLine> = {}, customerId = ANA): CustomerOf<OrderLine> {
  const value: OrderLine = {
    ...said('completed', 0),
    ...goods(text),
    isUnanswered: false,
    customerName: '',
    identifiers: [],
    ...change,
  }
  return { value, key: KEY, line: 1, copy: 0, customerId, originId: customerId }
}

function open() {
  const store = memoryOrderBook()
  const clock = new ManualClock(new Date('2026-05-03T00:00:00Z'))
  const book = createOrderBook({ store, salt: 's', clock, protect: (lines) => lines })
  const addFile = async (...lines: readonly CustomerOf<OrderLine>[]) => await addExport(RUN, ...lines)
  const addExport = async (run: ImportRun, ...lines: readonly CustomerOf<OrderLine>[]) => {
    return await book.addFileLines(lines, run, (rest) => {
      for (const one of rest) {
        const both = one.value.refund > 0n ? [one, { ...one, key: refundKey(one.key), value: refundLine(one.value) }] : [one]
        store.addRows(
          both.map(({ value, key, customerId, originId }) => ({
            ...value,
            key,
            customerId,
            originId,
            availableAt: value.occurredAt,
            importId: run.id,
            receivedAt: run.receivedAt,
            isCopy: false,
          })),
        )
      }
      return Promise.resolve()
    })
  }
  const add = async (...statements: readonly OrderStatement[]) => {
    await book.add(statements)
  }
  /** What counts, in one order. */
  const counts = () =>
    store
      .rows()
      .filter(({ kind, isCopy }) => kind !== 'adjustment' && !isCopy)
      .map((line) =>
        [
          line.kind,
          line.productId,
          formatDecimal(line.quantity, QUANTITY_SCALE),
          formatDecimal(line.amount, PRICE_SCALE),
          line.customerId === ANA ? 'ana' : 'bo',
        ].join(' '),
      )
      .toSorted()
  return { store, book, add, addFile, addExport, counts }
}

const BOUGHT = said('completed', 1, ['p1 2 x 649.5'])

describe('the same order by file and by event is one', () => {
  test('the event first: the file adds nothing', async () => {
    const { add, addFile, counts } = open()
    await add(BOUGHT)
    expect(await addFile(row('p1 2 x 649.5'))).toEqual(new Set([KEY]))
    expect(counts()).toEqual(['sale p1 2 1299 ana'])
  })

  test('the file first: the event takes its rows over', async () => {
    const { add, addFile, counts } = open()
    expect(await addFile(row('p1 2 x 649.5'))).toEqual(new Set())
    await add(BOUGHT)
    expect(counts()).toEqual(['sale p1 2 1299 ana'])
    // The next day's file has it again.
    expect(await addFile(row('p1 2 x 649.5'))).toEqual(new Set([KEY]))
    expect(counts()).toEqual(['sale p1 2 1299 ana'])
  })

  test('a refund by event of an order by file, whichever comes first', async () => {
    const [first, second] = [open(), open()]
    await first.addFile(row('p1 2 x 649.5'))
    await first.add(said('refunded', 9, ['p1 1']))
    await second.add(said('refunded', 9, ['p1 1']))
    expect(await second.addFile(row('p1 2 x 649.5'))).toEqual(new Set())
    for (const { counts } of [first, second]) expect(counts()).toEqual(['return p1 -1 -649.5 ana', 'sale p1 2 1299 ana'])
  })

  test('a row that has other figures now ends the row it was, until its import is taken back', async () => {
    const { book, add, addFile, addExport, counts } = open()
    const changed = { ...row('p1 2 x 500'), key: 78n }
    const run = { ...RUN, id: 'import-2', receivedAt: RUN.receivedAt + 1 }
    await addFile(row('p1 2 x 649.5'))
    await book.voidRows([changed], new Set([KEY]), run)
    await add(said('refunded', 9, ['p1 1']))
    expect(counts()).toEqual(['return p1 -1 -649.5 ana', 'sale p1 2 1299 ana'])
    await book.voidRows([changed], new Set([KEY]), run)
    await addExport(run, changed)
    expect(counts()).toEqual(['return p1 -1 -500 ana', 'sale p1 2 1000 ana'])
    await book.forgetImports(['import-2'])
    expect(counts()).toEqual(['return p1 -1 -649.5 ana', 'sale p1 2 1299 ana'])
  })

  test('a refund that the file tells too counts once', async () => {
    const { add, addFile, counts } = open()
    await add(BOUGHT, said('refunded', 9, ['p1 1']))
    await addFile(row('p1 2 x 649.5', { refund: money('649.5') }))
    expect(counts()).toEqual(['return p1 0 -649.5 ana', 'sale p1 2 1299 ana'])
  })

  test('a refund that only the file tells counts', async () => {
    const { add, addFile, counts } = open()
    await add(BOUGHT)
    await addFile(row('p1 2 x 649.5', { refund: money('1299') }))
    expect(counts()).toEqual(['return p1 -2 -1299 ana', 'sale p1 2 1299 ana'])
  })

  test('the same number of another customer is another order', async () => {
    const { add, addFile, counts } = open()
    await addFile(row('p1 2 x 649.5', {}, BO))
    await add(BOUGHT)
    expect(counts()).toEqual(['sale p1 2 1299 ana', 'sale p1 2 1299 bo'])
  })

  test('an import that is taken back takes with it what only it said', async () => {
    const { add, addFile, book, counts } = open()
    await add(BOUGHT)
    await addFile(row('p1 2 x 649.5', { refund: money('1299') }))
    await book.forgetImports([RUN.id])
    expect(counts()).toEqual(['sale p1 2 1299 ana'])
  })

  test('a row that two exports have stands until both are taken back', async () => {
    const [both, refund] = [{ ...RUN, id: 'import-2', receivedAt: RUN.receivedAt + 86_400_000 }, said('refunded', 9, ['p1 1'])]
    const expected = ['return p1 -1 -649.5 ana', 'sale p1 2 1299 ana']
    for (const [first, last] of [
      [both.id, RUN.id],
      [RUN.id, both.id],
    ] as const) {
      const { add, addFile, addExport, book, counts } = open()
      await addFile(row('p1 2 x 649.5'))
      await add(refund)
      expect(await addExport(both, row('p1 2 x 649.5'))).toEqual(new Set([KEY]))
      expect(counts()).toEqual(expected)
      await book.forgetImports([first])
      expect(counts()).toEqual(expected)
      await book.forgetImports([last])
      expect(counts()).toEqual([])
    }
  })

  test('of a row that two exports have the newer counts, until it is taken back', async () => {
    const { add, addFile, addExport, book, counts } = open()
    await add(BOUGHT)
    await addExport({ ...RUN, id: 'import-2', receivedAt: RUN.receivedAt + 1 }, row('p1 2 x 649.5', { refund: money('1299') }))
    await addFile(row('p1 2 x 649.5', { refund: money('649.5') }))
    expect(counts()).toEqual(['return p1 -2 -1299 ana', 'sale p1 2 1299 ana'])
    await book.forgetImports(['import-2'])
    expect(counts()).toEqual(['return p1 0 -649.5 ana', 'sale p1 2 1299 ana'])
  })

  test('a process that ends while an import is taken back does it again', async () => {
    const { add, addFile, book, counts, store } = open()
    await add(said('refunded', 9, ['p1 1']))
    await addFile(row('p1 2 x 649.5'))
    const write = store.writeLines
    store.writeLines = () => Promise.reject(new Error('ended'))
    await expect(book.forgetImports([RUN.id])).rejects.toThrow('ended')
    store.writeLines = write
    await book.forgetImports([RUN.id])
    expect(counts()).toEqual([])
    expect(await store.ordersOf([RUN.id])).toEqual([])
  })

  test('a number that the table of lines refuses leaves its order as it was', async () => {
    const { add, addFile, counts, store } = open()
    await add(BOUGHT)
    const poison = said('updated', 5, ['p1 690123456789 x 12.5'])
    await expect(add(poison)).rejects.toThrow('more digits')
    // Stored by an earlier version, before the table refused its lines.
    await store.addStatements([poison])
    await add(said('refunded', 9, ['p1 1']))
    await addFile(row('p1 2 x 649.5'))
    expect(counts()).toEqual(['return p1 -1 -649.5 ana', 'sale p1 2 1299 ana'])
  })

  test('a copy within the file stays one', async () => {
    const { add, addFile, counts } = open()
    await add(BOUGHT)
    await addFile(row('p1 2 x 649.5'), { ...row('p1 2 x 649.5'), key: 78n, copy: 1 })
    expect(counts()).toEqual(['sale p1 2 1299 ana'])
  })
})

test('the same again writes nothing', async () => {
  const { add, store } = open()
  await add(BOUGHT, said('refunded', 9))
  const before = store.rows()
  await add(BOUGHT, said('refunded', 9))
  expect(store.rows()).toEqual(before)
})

const statement = fc.oneof(
  fc.integer({ min: 0, max: 3 }).map((minute) => said('completed', minute, ['p1 2 x 649.5', `p2 ${minute + 1} x 10`])),
  fc.integer({ min: 0, max: 9 }).map((minute) => said('updated', minute, [`p1 ${1 + (minute % 3)} x 600`])),
  fc.integer({ min: 0, max: 9 }).map((minute) => said('refunded', minute, minute % 2 === 0 ? ['p1 1'] : [])),
  fc.integer({ min: 0, max: 9 }).map((minute) => said('refunded', minute, [], { back: money(String(minute)), id: `money ${minute}` })),
  fc.integer({ min: 0, max: 9 }).map((minute) => said('cancelled', minute)),
  fc.constantFrom(0n, money('649.5'), money('1299')).map((refund) => row('p1 2 x 649.5', { refund })),
)

test('whatever the order of arrival and however often, an order ends in one state', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(statement, { minLength: 1, maxLength: 7 }), fc.infiniteStream(fc.nat()), async (told, draws) => {
      // One file says one thing of its row: another export of it would replace what the first said.
      const [file] = told.filter((one) => 'value' in one)
      const facts = told.filter((one) => !('value' in one) || one === file)
      const again = facts.filter(() => (draws.next().value ?? 0) % 3 === 0)
      const shuffled = [...facts, ...again].map((one) => ({ one, at: draws.next().value ?? 0 })).toSorted((a, b) => a.at - b.at)
      const [straight, mixed] = [open(), open()]
      for (const one of facts) await ('value' in one ? straight.addFile(one) : straight.add(one))
      for (const { one } of shuffled) await ('value' in one ? mixed.addFile(one) : mixed.add(one))
      expect(mixed.counts()).toEqual(straight.counts())
      const sold = mixed.store
        .rows()
        .filter(({ kind }) => kind === 'sale')
        .reduce((sum, { amount }) => sum + amount, 0n)
      const back = mixed.store
        .rows()
        .filter(({ kind }) => kind === 'return')
        .reduce((sum, { amount }) => sum - amount, 0n)
      expect(back <= sold).toBe(true)
    }),
    { numRuns: 100 },
  )
})

test('rows keep their time', () => {
  expect(row('p1 1 x 1').value.occurredAt).toBe(AT)
})
