import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shareOut } from './share-out.ts'

describe('shareOut', () => {
  it.each([
    [100n, [1n, 1n, 1n], 1n, [34n, 33n, 33n]],
    [-100n, [1n, 1n, 1n], 1n, [-34n, -33n, -33n]],
    [1_000n, [0n, 0n], 10n, [500n, 500n]],
    [1_005n, [3n, 1n], 10n, [755n, 250n]],
    [0n, [2n, 1n], 1n, [0n, 0n]],
  ] as const)('%s by %s', (amount, weights, unit, parts) => {
    expect(shareOut(amount, [...weights], unit)).toEqual(parts)
  })
  it('adds up, whatever is shared', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }),
        fc.array(fc.bigInt({ min: 0n, max: 10n ** 12n }), { minLength: 1, maxLength: 20 }),
        (amount, weights) => {
          expect(shareOut(amount, weights, 10_000n).reduce((a, b) => a + b, 0n)).toBe(amount)
        },
      ),
    )
  })
})
