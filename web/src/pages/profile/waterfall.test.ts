import { expect, it } from 'vitest'
import { waterfall } from './waterfall.ts'

const text = { zh: '', en: '' }

it('walks from the base risk over the strongest reasons to the customer’s own risk', () => {
  const steps = waterfall(
    0,
    [
      { feature: 'small', value: 1, contribution: -0.1, text },
      { feature: 'large', value: 1, contribution: 1, text },
    ],
    0.7,
    1,
  )
  expect(steps.map((step) => step.key)).toEqual(['base', 'large', 'rest', 'total'])
  expect(steps[0]).toEqual({ key: 'base', from: 0, to: 0.5 })
  expect(steps[1]?.to).toBeCloseTo(1 / (1 + Math.exp(-1)), 12)
  expect(steps[2]).toMatchObject({ from: steps[1]?.to, to: 0.7 })
  expect(steps[3]).toEqual({ key: 'total', from: 0, to: 0.7 })
})

it('has no rest where the reasons explain everything', () => {
  const steps = waterfall(-1, [{ feature: 'one', value: 1, contribution: 0.5, text }], 1 / (1 + Math.exp(0.5)))
  expect(steps.map((step) => step.key)).toEqual(['base', 'one', 'total'])
})
