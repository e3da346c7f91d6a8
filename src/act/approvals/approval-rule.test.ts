import { expect, it } from 'vitest'
import { checkApprovalRule, DEFAULT_APPROVAL_RULE, needsApproval } from './approval-rule.ts'

it('asks for a second person above the size of the rule, and not at it', () => {
  const rule = { isOn: true, people: 500, waiver: '' }
  expect([500, 501].map((people) => needsApproval(people, rule, 1))).toEqual([false, true])
  expect(needsApproval(1, { ...rule, people: 0 }, 1)).toBe(true)
})

it('asks nobody where it was switched off, however many there are', () => {
  expect(needsApproval(1_000_000, { isOn: false, people: 0, waiver: 'a shop of one person' }, 9)).toBe(false)
})

it('holds by itself from the second person on who may approve', () => {
  const large = DEFAULT_APPROVAL_RULE.people + 1
  expect([0, 1, 2].map((approvers) => needsApproval(large, null, approvers))).toEqual([false, false, true])
  expect(needsApproval(DEFAULT_APPROVAL_RULE.people, null, 2)).toBe(false)
})

it('is switched off for a reason only, and keeps none while it is on', () => {
  expect(() => checkApprovalRule({ isOn: false, people: 10, waiver: ' short ' })).toThrowError(
    expect.objectContaining({ code: 'approval-waiver-needed' }),
  )
  expect(checkApprovalRule({ isOn: true, people: 10, waiver: 'left from before' })).toEqual({ isOn: true, people: 10, waiver: '' })
})

it.each([-1, 1.5, Number.NaN, 1e12])('takes no size of %s', (people) => {
  expect(() => checkApprovalRule({ isOn: true, people, waiver: '' })).toThrowError(expect.objectContaining({ code: 'approval-rule-wrong' }))
})
