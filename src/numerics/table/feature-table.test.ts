import { describe, expect, it } from 'vitest'
import { checkBinaryData, featureTable, tableRow } from './feature-table.ts'

describe('featureTable', () => {
  it('keeps numbers by column and reads infinity as missing', () => {
    const table = featureTable(
      ['a', 'b'],
      [
        [1, Number.POSITIVE_INFINITY],
        [3, 4],
      ],
    )
    expect([...(table.columns[0] ?? [])]).toEqual([1, 3])
    expect([...tableRow(table, 0)]).toEqual([1, Number.NaN])
  })

  it('names the row of a wrong length', () => {
    expect(() => featureTable(['a', 'b'], [[1, 2], [3]])).toThrow('Row 1 has 1 values, the table has 2 features.')
  })
})

describe('checkBinaryData', () => {
  const table = featureTable(['a'], [[1], [2]])

  it.each([
    [[0, 0], undefined, 'All rows have the label 0'],
    [[1, 1], undefined, 'All rows have the label 1'],
    [[0], undefined, 'There are 1 labels for 2 rows'],
    [[0, 2], undefined, 'Label 1 is 2'],
    [[0, 1], [1, Number.NaN], 'Weight 1 is NaN'],
    [[0, 1], [1, 0], 'All rows have the label 0'],
  ])('says what is wrong with labels %j and weights %j', (labels, weights, message) => {
    expect(() => checkBinaryData(table, labels, weights)).toThrow(message)
  })

  it('refuses an empty table', () => {
    expect(() => checkBinaryData(featureTable(['a'], []), [])).toThrow('There are no rows to train on.')
  })
})
