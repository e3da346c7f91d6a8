import { expect, test } from 'vitest'
import { kaplanMeier, medianLife } from './kaplan-meier.ts'

const ended = (duration: number, count = 1) => ({ duration, ended: count, censored: 0 })
const censored = (duration: number) => ({ duration, ended: 0, censored: 1 })

/** Weeks in remission of 21 patients on 6-mercaptopurine (Freireich et al. 1963), as in Gehan 1965 and Cox & Oakes 1984, table 1.1. */
const REMISSIONS = [
  ended(6, 3),
  ...[6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map(censored),
  ...[7, 10, 13, 16, 22, 23].map((week) => ended(week)),
]

test('the survival of the 6-MP group is the published one', () => {
  const points = kaplanMeier(REMISSIONS)
  expect(points.map(({ time, atRisk, survival }) => [time, atRisk, Number(survival.toFixed(4))])).toEqual([
    [6, 21, 0.8571],
    [7, 17, 0.8067],
    [10, 15, 0.7529],
    [13, 12, 0.6902],
    [16, 11, 0.6275],
    [22, 7, 0.5378],
    [23, 6, 0.4482],
  ])
  // Greenwood's standard errors (Kalbfleisch & Prentice 1980; the same in R's survfit).
  expect(points.map(({ error }) => Number(error.toFixed(4)))).toEqual([0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346])
  // survfit(conf.type = "log-log") at week 6 and 23.
  expect([points[0]?.low, points[0]?.high].map((bound) => Number(bound?.toFixed(3)))).toEqual([0.62, 0.952])
  expect([points[6]?.low, points[6]?.high].map((bound) => Number(bound?.toFixed(3)))).toEqual([0.188, 0.68])
  expect(medianLife(points)).toBe(23)
})

test('without censoring it is the share that is left, and the last one takes it to zero', () => {
  const points = kaplanMeier([ended(1, 50), ended(2, 25), ended(3, 25)])
  expect(points.map(({ survival }) => survival)).toEqual([0.5, 0.25, 0])
  expect(points.every(({ low, survival, high }) => low <= survival && survival <= high)).toBe(true)
})

test('where nothing ended there is no point and no median', () => {
  expect(kaplanMeier([censored(5)])).toEqual([])
  expect(medianLife([])).toBeNull()
})

test.each([
  [[]],
  [[{ duration: -1, ended: 1, censored: 0 }]],
  [[{ duration: 1, ended: -1, censored: 0 }]],
  [[{ duration: Number.NaN, ended: 1, censored: 0 }]],
])('refuses %j', (lives) => {
  expect(() => kaplanMeier(lives)).toThrow(RangeError)
})
