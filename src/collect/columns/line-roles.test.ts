import { describe, expect, it } from 'vitest'
import { lineRoles } from './line-roles.ts'

describe('lineRoles', () => {
  it('knows shipping, fees and discounts among goods', () => {
    expect([...lineRoles(['Product', 'Shipping', 'Discount', 'ItemFees'])]).toEqual([
      ['shipping', 'other'],
      ['discount', 'discount'],
      ['itemfees', 'other'],
    ])
  })

  it('takes a payment beside goods, and the sum above the lines, for no second purchase', () => {
    expect([...lineRoles(['Sale', 'Sale Line', 'Payment'])]).toEqual([
      ['sale', 'other'],
      ['payment', 'other'],
    ])
  })

  it('leaves a list of payments, and one of fees alone, as it is', () => {
    expect(lineRoles(['Payment', 'Refund']).size).toBe(0)
    expect(lineRoles(['Fee']).size).toBe(0)
  })
})
