import { describe, expect, it } from 'vitest'
import { guessPositive, readTarget } from './target-column.ts'
import { sampleOf } from './test-table.ts'

it.each([
  [['No', 'Yes'], 'Yes'],
  [['0', '1'], '1'],
  [['1.0', '0.0'], '1.0'],
  [['FALSE', 'TRUE'], 'TRUE'],
  [['Active', 'Churned'], 'Churned'],
  [['Existing Customer', 'Attrited Customer'], 'Attrited Customer'],
  [['留存', '流失'], '流失'],
  [['否', '是'], '是'],
  [['Retained', 'Something'], 'Something'],
  [['A', 'B'], undefined],
])('of %j, %j means leaving', (values, positive) => expect(guessPositive(values)).toBe(positive))

describe('readTarget', () => {
  const columnOf = (cells: readonly string[]) =>
    sampleOf(
      ['left'],
      cells.map((cell) => [cell]),
    ).columns[0] as ReturnType<typeof sampleOf>['columns'][number]

  it('leaves rows without an outcome unlabelled', () => {
    expect(readTarget(columnOf(['Yes', 'No', '', 'NA', 'Yes']), undefined)).toMatchObject({
      positive: 'Yes',
      labels: Int8Array.of(1, 0, -1, -1, 1),
    })
  })

  it('takes one value against all others when it is named', () => {
    expect(readTarget(columnOf(['gold', 'silver', 'Left', 'gold']), 'left')).toMatchObject({
      positive: 'Left',
      negatives: ['gold', 'silver'],
      labels: Int8Array.of(0, 0, 1, 0),
    })
  })

  it.each([
    [['No', 'No'], undefined, /Every row says "No".*a model needs rows of those who left and of those who stayed/],
    [['', ''], undefined, /has no value in any row/],
    [['a', 'b', 'c'], undefined, /has 3 different values.*--positive VALUE/],
    [['A', 'B'], undefined, /says "A" or "B".*--positive VALUE/],
    [['A', 'B'], 'C', /No row says "C".*its values are "A", "B"/],
  ])('%j, %j: %s', (cells, positive, sentence) => expect(() => readTarget(columnOf(cells), positive)).toThrow(sentence))
})
