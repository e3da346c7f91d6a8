import { describe, expect, it } from 'vitest'
import { Rng } from '#kernel/rng.ts'
import { sigmoid } from '#numerics/logistic/logistic-function.ts'
import { assignFolds } from './fold-assignment.ts'
import { encodedFeatures, rowEncoder } from './table-encoding.ts'
import { modelProbability, readTabularModel, writeTabularModel } from './tabular-model.ts'
import { reasonFinder } from './tabular-explanation.ts'
import { sampleOf } from './test-table.ts'
import { trainTabular, type TrainTabularOptions } from './train-tabular.ts'

const NAMES = ['id', 'usage', 'plan', 'noise', 'left']

/** Customers who churn depending on their usage (a bend at 50) and plan; `columns` adds cells to each row. */
function customers(count: number, more: (left: boolean, i: number) => readonly (string | number)[] = () => []) {
  const rng = new Rng('tabular-customers')
  return Array.from({ length: count }, (_, i) => {
    const usage = 100 * rng.next()
    const plan = rng.pick(['basic', 'plus', 'pro'])
    const left = rng.chance(sigmoid(-1 + 0.06 * Math.max(0, 50 - usage) - (plan === 'pro' ? 1.5 : 0)))
    return [`C${i}`, rng.chance(0.05) ? '' : usage.toFixed(1), plan, rng.int(1000), left ? 'Yes' : 'No', ...more(left, i)]
  })
}

async function train(
  names: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  options: Partial<TrainTabularOptions> = {},
) {
  const rng = new Rng('tabular')
  return trainTabular(sampleOf(names, rows), { target: 'left', random: () => rng.next(), seconds: 1, trainedAt: new Date(0), ...options })
}

describe('trainTabular', async () => {
  const training = await train(NAMES, customers(1_200))

  it('finds the deciding columns, with calibrated probabilities', () => {
    expect(training.rung).toBe('model')
    expect(training.importance.map(({ column }) => column).slice(0, 2)).toEqual(['usage', 'plan'])
    expect(training.quality?.auc).toBeGreaterThan(0.7)
    expect(training.quality?.accuracy).toBeGreaterThan(training.quality?.baseAccuracy ?? 1)
    expect(training.quality?.ece).toBeLessThan(0.06)
    expect(Math.abs((training.shuffledAuc ?? 0) - 0.5)).toBeLessThan(0.07)
    expect(training.outOfFold.size).toBe(1_200)
  })

  it('shows how the probability falls with usage and with the plan', () => {
    const [usage, plan] = training.dependence
    const at = (value: string) => plan?.points.find((point) => point.value === value)?.probability ?? Number.NaN
    expect(usage?.points[0]?.probability).toBeGreaterThan((usage?.points.at(-2)?.probability ?? 1) + 0.2)
    expect(at('pro')).toBeLessThan(at('basic') - 0.1)
    for (const { points } of training.dependence) expect(points.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 1)
  })

  it('scores a raw row, and says why', () => {
    const { model } = training
    const encode = rowEncoder(
      model.columns,
      encodedFeatures(model.columns),
      model.columns.map(({ name }) => NAMES.indexOf(name)),
    )
    const risky = Float64Array.from(encode(['x', '2.0', 'basic', '500', '']))
    const safe = Float64Array.from(encode(['x', '90', 'pro', '500', '']))
    expect(modelProbability(model, risky)).toBeGreaterThan(modelProbability(model, safe) + 0.4)
    expect(reasonFinder(model)(risky)[0]?.column).toBe('usage')
    for (const odd of [['', '', '', '', ''], ['x', 'Infinity', 'a new plan', '-1e308', 'y'], []]) {
      expect(modelProbability(model, encode(odd))).toBeGreaterThan(0)
    }
  })

  it('is the same after saving; a truncated, altered or foreign file is rejected', () => {
    const text = writeTabularModel(training.model)
    const row = new Float64Array(encodedFeatures(training.model.columns).length).fill(1)
    expect(modelProbability(readTabularModel(text, 'model.json'), row)).toBe(modelProbability(training.model, row))
    expect(() => readTabularModel(text.slice(0, -2_000), 'model.json')).toThrow(/model\.json is cut off or damaged/)
    expect(() => readTabularModel(text.replace('"basic"', '"other"'), 'model.json')).toThrow(/was changed or damaged/)
    expect(() => readTabularModel(text.replace('"version":1', '"version":9'), 'model.json')).toThrow(/another version/)
    expect(() => readTabularModel('{}', 'model.json')).toThrow(/is not a model file/)
    expect(() => readTabularModel('a,b\n1,2\n', 'x.csv')).toThrow(/is not a model file/)
  })
})

describe('columns that leak the outcome', async () => {
  const names = [...NAMES, 'leaky', 'closed on', 'cancel reason', 'outcome code']
  const rng = new Rng('leaks')
  const rows = customers(400, (left) => [
    (left ? 1 : 0) + 0.05 * rng.normal(),
    left ? '2024-05-01' : '',
    left && rng.chance(0.5) ? 'price' : 'none given',
    left ? 'B' : 'A',
  ])
  const training = await train(names, rows)

  it('are left out, and it is said why', () => {
    expect(training.leaks.map(({ column, reason }) => [column, reason])).toEqual([
      ['leaky', 'too-good-alone'],
      ['closed on', 'missing-tells'],
      ['cancel reason', 'after-outcome'],
      ['outcome code', 'too-good-alone'],
    ])
    expect(training.model.columns.map(({ name }) => name)).toEqual(['usage', 'plan', 'noise'])
    expect(training.quality?.auc).toBeLessThan(0.9)
  })

  it('are used on explicit request', async () => {
    const kept = await train(names, rows, { keep: ['cancel reason'], drop: ['noise'] })
    expect(kept.model.columns.map(({ name }) => name)).toEqual(['usage', 'plan', 'cancel reason'])
  })
})

describe('little or no training data', () => {
  it('five rows give the base rate, shrunk to the middle', async () => {
    const training = await train(
      ['x', 'left'],
      [1, 2, 3, 4, 5].map((x) => [x, x > 4 ? 'Yes' : 'No']),
    )
    expect(training).toMatchObject({ rung: 'base-rate', quality: null, leaks: [] })
    expect(modelProbability(training.model, [])).toBeCloseTo(2 / 7, 9)
  })

  it('uninformative columns give the base rate, with the figures to show it', async () => {
    const rng = new Rng('noise')
    const training = await train(
      ['x', 'left'],
      Array.from({ length: 300 }, () => [rng.int(1000), rng.chance(0.3) ? 1 : 0]),
    )
    expect(training.rung).toBe('base-rate')
    expect(training.quality?.auc).toBeLessThan(0.6)
    expect(training.model.learners).toEqual([])
  })

  it.each<[string, string[], (i: number) => (string | number)[], RegExp]>([
    ['a target that is not there', ['x', 'gone'], (i) => [i, i % 2], /There is no column "left" \(--target\): the columns are x, gone/],
    ['one class', ['x', 'left'], (i) => [i, 'Yes'], /Every row says "Yes"/],
    [
      'ids and constants only',
      ['id', 'c', 'left'],
      (i) => [`a${i}`, 'k', i % 2],
      /No column is left to train on: id \(id\), c \(constant\)/,
    ],
    ['all missing', ['x', 'y', 'left'], (i) => ['', 'null', i % 2], /No column is left to train on: x \(empty\), y \(empty\)/],
  ])('%s', async (_, names, cells, sentence) => {
    const rows = Array.from({ length: 60 }, (__, i) => cells(i))
    await expect(train(names, rows)).rejects.toThrow(sentence)
  })
})

it('among several ids, the one with customer in its heading identifies the rows, unless another is given', async () => {
  const rows = customers(120).map(([id, ...rest], i) => [i + 1, `O${i}`, id as string, ...rest])
  const names = ['RowNumber', 'order no', 'CustomerId', ...NAMES.slice(1)]
  expect((await train(names, rows)).model.idColumn).toBe('CustomerId')
  expect((await train(names, rows, { id: 'order no' })).model.idColumn).toBe('order no')
  await expect(train(names, rows, { id: 'nobody' })).rejects.toThrow(/There is no column "nobody" \(--id\)/)
})

it('the month of a date is a feature as well as the day, and a new table is read the same way', async () => {
  const rng = new Rng('months')
  const rows = Array.from({ length: 900 }, () => {
    const [day, month, year] = [1 + rng.int(28), 1 + rng.int(12), 20 + rng.int(5)]
    return [`${day}/${month}/${year}`, `${rng.int(900)},50`, rng.chance(month > 10 ? 0.8 : 0.1) ? 'Yes' : 'No']
  })
  const { quality, model } = await train(['joined', 'paid', 'left'], rows)
  expect(quality?.auc).toBeGreaterThan(0.76)
  const encode = rowEncoder(model.columns, encodedFeatures(model.columns), [0, 1])
  const december = modelProbability(model, encode(['24/12/23', '12,50']))
  expect(december).toBeGreaterThan(modelProbability(model, encode(['24/06/23', '12,50'])) + 0.3)
})

it('ten thousand categories, NaN and infinity give finite scores', async () => {
  const rng = new Rng('many-categories')
  const rows = Array.from({ length: 30_000 }, () => {
    const agent = rng.int(10_000)
    return [`a${agent}`, rng.pick(['NaN', 'Infinity', '-inf', '1e999', '3', '8']), rng.chance(agent < 300 ? 0.9 : 0.2) ? 1 : 0]
  })
  const training = await train(['agent', 'amount', 'left'], rows, { compareRows: 4_000, keep: ['agent'] })
  expect(training.columns[0]?.distinct).toBeGreaterThan(9_000)
  for (const p of training.outOfFold.values()) expect(p > 0 && p < 1).toBe(true)
})

it('rows of one customer stay in one fold, and folds have equal shares of leavers', async () => {
  const rng = new Rng('folds')
  const groups = Int32Array.from({ length: 600 }, (_, i) => Math.floor(i / 4))
  const labels = Array.from({ length: 600 }, (_, i) => (Math.floor(i / 4) % 3 === 0 ? 1 : 0))
  const folds = assignFolds(labels, 5, () => rng.next(), groups)
  expect(folds.every((fold, i) => fold === folds[i - (i % 4)])).toBe(true)
  for (let fold = 0; fold < 5; fold += 1) expect(labels.filter((label, i) => label === 1 && folds[i] === fold)).toHaveLength(40)
  const training = await train(
    ['customer_id', 'x', 'left'],
    labels.map((label, i) => [`C${groups[i]}`, label + rng.normal(), label]),
  )
  expect(training.repeatedIds).toBe(true)
})
