import { expect, test } from 'vitest'
import { aucError, churnGate, constantLogLoss } from './churn-gate.ts'

const judged = (auc: number, customers: number, churners: number, logLoss = 0.6) => ({ auc, customers, churners, logLoss })

test.each([
  ['nothing to test on', null, undefined, 'untested'],
  ['a good model on many customers', judged(0.74, 3_000, 1_300), 0.69, 'passed'],
  ['worse than chance', judged(0.481, 693, 300), 0.69, 'failed'],
  ['better than chance, but within it on so few', judged(0.56, 49, 12), 0.69, 'failed'],
  ['the same on many customers', judged(0.56, 4_900, 1_200), 0.69, 'passed'],
  ['everybody churned, so that there was nobody to tell apart', judged(0.9, 500, 500), 0.69, 'failed'],
  ['nobody churned', judged(0.9, 500, 0), 0.69, 'failed'],
  ['probabilities just as good as one rate for all', judged(0.74, 3_000, 1_300, 0.69), 0.69, 'failed'],
  ['no rate known before', judged(0.74, 3_000, 1_300, 0.72), undefined, 'passed'],
  ['a good order with probabilities worse than one rate for all', judged(0.74, 3_000, 1_300, 0.72), 0.69, 'failed'],
] as const)('%s', (_what, quality, constantLoss, gate) => expect(churnGate(quality, constantLoss)).toBe(gate))

test('figures by hand', () => {
  expect(constantLogLoss(0.5, 0.3)).toBeCloseTo(Math.LN2, 12)
  expect(constantLogLoss(0, 0)).toBeCloseTo(0.001, 4)
  // .1875 + 49 (.6 - .5625) + 49 (.642857 - .5625) = 5.9625, over 2,500: .0488.
  expect(aucError(0.75, 50, 50)).toBeCloseTo(0.0488, 3)
  expect(aucError(0.75, 0, 50)).toBe(1)
  // -(.3 ln .2 + .7 ln .8).
  expect(constantLogLoss(0.2, 0.3)).toBeCloseTo(0.63903, 5)
  expect(constantLogLoss(1, 1)).toBeCloseTo(0.001, 4)
  // Hanley and McNeil 1982: an area of .893 on 51 abnormal and 58 normal images, standard error .032.
  expect(aucError(0.893, 51, 58)).toBeCloseTo(0.0325, 4)
  expect(aucError(0.75, 50, 0)).toBe(1)
  expect(aucError(0.75, 1, 1)).toBeCloseTo(Math.sqrt(0.1875), 12)
})
