import { describe, expect, it } from 'vitest'
import { stableId } from '#kernel/id.ts'
import { checkControlShare, checkEndReason, isInControlGroup } from './control-group.ts'

describe('the global control group', () => {
  it('holds out its share of the customers, and the same ones each time', () => {
    const customers = Array.from({ length: 20_000 }, (_, i) => stableId('c', String(i)))
    const heldOut = customers.filter((id) => isInControlGroup({ id: 'g', share: 0.1 }, id))
    // Four standard deviations of a binomial of 20,000 at 10 % are 170.
    expect(Math.abs(heldOut.length - 2_000)).toBeLessThan(170)
    expect(customers.filter((id) => isInControlGroup({ id: 'g', share: 0.1 }, id))).toEqual(heldOut)
  })

  it('is drawn anew with each group', () => {
    const customers = Array.from({ length: 5_000 }, (_, i) => stableId('c', String(i)))
    const both = customers.filter((id) => isInControlGroup({ id: 'a', share: 0.1 }, id) && isInControlGroup({ id: 'b', share: 0.1 }, id))
    expect(both.length).toBeLessThan(90)
  })

  it('is no larger than 15 % and ends for a reason', () => {
    expect(() => checkControlShare(0.2)).toThrow('0.01 to 0.15')
    expect(() => checkControlShare(0.015)).not.toThrow()
    expect(() => checkEndReason('  x ')).toThrow('reason')
    expect(checkEndReason(' measured for a year ')).toBe('measured for a year')
  })
})
