import { describe, expect, it } from 'vitest'
import { findPieces } from './find-pieces.ts'

const ROWS = [
  ['A', '12,50', '2', '25,00'],
  ['B', '3,00', '1', '3,00'],
  ['C', '7,25', '4', '29,00'],
  ['D', '1,00', '1', '1,00'],
  ['E', '2,00', '3', '6,00'],
]

describe('findPieces', () => {
  it('finds the quantity that makes the price into the amount', () => {
    expect(findPieces(ROWS, 1, [0, 2, 3])).toEqual({ quantity: 2, amount: 3 })
  })

  it('says what only looks like a quantity', () => {
    expect(
      findPieces(
        ROWS.map((row) => row.slice(0, 3)),
        1,
        [0, 2],
      ),
    ).toEqual({ quantity: 2, amount: undefined })
  })

  it('leaves prices alone beside which nothing counts', () => {
    const fees = ROWS.map(([name = '', price = '']) => [name, price, '0,35'])
    expect(findPieces(fees, 1, [0, 2])).toBeUndefined()
  })
})
