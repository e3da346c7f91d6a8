import { describe, expect, it } from 'vitest'
import type { OrderBookStore } from '#collect/orders/order-book.ts'
import type { SettledLine } from '#collect/orders/settle-statements.ts'
import { ANA, goods, money, said } from '../support/order-statements.ts'

/** What every store of the order book does. `open` gives an empty one. */
export function orderBookCase(open: () => Promise<OrderBookStore>): void {
  describe('a store of the order book', () => {
    it('gives statements back as they were said, the newest of each', async () => {
      const store = await open()
      expect(await store.hasStatements()).toBe(false)
      const row = said('file', 0, [], {
        lines: [
          { ...goods('p1 2 x 649.5'), key: 2n ** 64n - 1n, refund: money('0.000001') },
          { ...goods('p2 1 x 1'), amount: -(10n ** 20n) },
        ],
        importId: 'i1',
      })
      const refund = said('refunded', 3, ['茶 1 x 3.5'], { back: money('12.5'), name: 'R1', isTest: true, orderedAt: 5 })
      await store.addStatements([row, refund, said('completed', 1, ['p1 1 x 1'], { orderId: 'Z2' })])
      const newer = { ...row, receivedAt: row.receivedAt + 1, storeId: 'S1' }
      await store.addStatements([newer])
      const found = await store.statementsOf(['Z1', 'Z9'])
      expect(found.toSorted((a, b) => a.occurredAt - b.occurredAt)).toEqual([newer, refund])
      expect(await store.hasStatements()).toBe(true)
    })

    it('forgets what imports said, and says of which orders', async () => {
      const store = await open()
      await store.addStatements([said('file', 0, ['p1 1 x 1'], { importId: 'i1' }), said('refunded', 1)])
      expect(await store.ordersOf(['i2'])).toEqual([])
      expect(await store.ordersOf(['i1', 'i2'])).toEqual(['Z1'])
      expect((await store.statementsOf(['Z1'], ['i1', 'i2'])).map(({ kind }) => kind)).toEqual(['refunded'])
      expect(await store.statementsOf(['Z1'], ['i2'])).toHaveLength(2)
      await store.forgetImports(['i1', 'i2'])
      expect(await store.ordersOf(['i1', 'i2'])).toEqual([])
      expect((await store.statementsOf(['Z1'])).map(({ kind }) => kind)).toEqual(['refunded'])
    })

    it('gives a row that several imports have once, as the newest of those asked for has it', async () => {
      const store = await open()
      const [key, other] = [2n ** 64n - 1n, 7n]
      const row = (importId: string, minute: number, of = key) =>
        said('file', 0, [], { id: `row ${of} ${importId}`, importId, lines: [{ ...goods('p1 1 x 1'), key: of }], receivedAt: minute })
      const rows = [row('i1', 1), row('i2', 3), row('i3', 2), row('i1', 1, other)]
      await store.addStatements([...rows, said('refunded', 1)])
      const idsOf = async (without?: readonly string[]) => (await store.statementsOf(['Z1'], without)).map(({ id }) => id).toSorted()
      expect(await idsOf()).toEqual(['refunded 1', `row ${key} i2`, `row ${other} i1`])
      expect(await idsOf(['i2'])).toEqual(['refunded 1', `row ${key} i3`, `row ${other} i1`])
    })

    it('keeps of the lines at one place the one received last', async () => {
      const store = await open()
      const {
        id: _id,
        lines: _lines,
        receivedAt,
        importId: _import,
        name: _name,
        orderedAt: _at,
        isBare: _bare,
        back: _back,
        couponCode: _code,
        ...rest
      } = said('completed', 0)
      const { refund: _refund, ...figures } = goods('p1 2 x 649.5')
      const line: SettledLine = { ...rest, ...figures, key: 2n ** 63n + 5n }
      await store.writeLines([
        { ...line, receivedAt },
        { ...line, key: 6n, amount: money('-0.5'), kind: 'return', receivedAt },
      ])
      await store.writeLines([{ ...line, kind: 'adjustment', receivedAt: receivedAt + 1 }])
      const found = (await store.linesOf(['Z1', 'Z9'])).toSorted((a, b) => (a.key < b.key ? -1 : 1))
      expect(found).toEqual([
        { ...line, key: 6n, amount: money('-0.5'), kind: 'return', receivedAt, importId: '', isCopy: false },
        { ...line, kind: 'adjustment', receivedAt: receivedAt + 1, importId: '', isCopy: false },
      ])
      expect(found[0]?.customerId).toBe(ANA)
    })

    it('lets one writer work at a time', async () => {
      const store = await open()
      const steps: string[] = []
      const work = (name: string) => async () => {
        steps.push(`${name} in`)
        await new Promise((resolve) => setTimeout(resolve, 20))
        steps.push(`${name} out`)
      }
      await Promise.all([store.hold('alone', work('a')), store.hold('alone', work('b'))])
      expect(steps.map((step) => step.slice(2))).toEqual(['in', 'out', 'in', 'out'])
      await expect(store.hold('alone', () => Promise.reject(new Error('stopped')))).rejects.toThrow('stopped')
      expect(await store.hold('beside', () => Promise.resolve('free'))).toBe('free')
    })
  })
}
