import { describe, expect, it } from 'vitest'
import { guessPositive, readTarget } from './target-column.ts'
import { sampleOf } from './test-table.ts'

describe('which value means leaving', () => {
  it.each<[string, string[], string | undefined, string | undefined]>([
    ['Churn', ['No', 'Yes'], 'Yes', 'column'],
    ['Exited', ['0', '1'], '1', 'column'],
    ['left', ['1.0', '0.0'], '1.0', 'column'],
    ['is_cancelled', ['FALSE', 'TRUE'], 'TRUE', 'column'],
    ['是否流失', ['否', '是'], '是', 'column'],
    ['Gekündigt', ['Nein', 'Ja'], 'Ja', 'column'],
    ['abandono', ['No', 'Sí'], 'Sí', 'column'],
    ['résilié', ['Oui', 'Non'], 'Oui', 'column'],
    ['Отток', ['Нет', 'Да'], 'Да', 'column'],
    ['renewed', ['Yes', 'No'], 'No', 'column'],
    ['IsActiveMember', ['1', '0'], '0', 'column'],
    ['retained', ['TRUE', 'FALSE'], 'FALSE', 'column'],
    ['是否续费', ['是', '否'], '否', 'column'],
    ['留存', ['1', '0'], '0', 'column'],
    ['not_churned', ['1', '0'], '0', 'column'],
    ['inactive', ['1', '0'], '1', 'column'],
    ['status', ['Active', 'Churned'], 'Churned', 'value'],
    ['Attrition_Flag', ['Existing Customer', 'Attrited Customer'], 'Attrited Customer', 'value'],
    ['状态', ['留存', '流失'], '流失', 'value'],
    ['outcome', ['Retained', 'Something'], 'Something', 'value'],
    ['renewal', ['renewed', 'lapsed'], 'lapsed', 'value'],
    ['outcome', ['Yes', 'No'], undefined, undefined],
    ['y', ['1', '0'], undefined, undefined],
    ['Complain', ['1', '0'], undefined, undefined],
    ['churn_or_renewed', ['1', '0'], undefined, undefined],
    ['churn', ['A', 'B'], undefined, undefined],
  ])('%s with %j: %s', (name, values, value, reason) => {
    expect(guessPositive(name, values)).toEqual(value === undefined ? undefined : { value, reason })
  })
})

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

  it('treats values that differ only in case, width and blanks as one, and reports it', () => {
    const target = readTarget(columnOf(['YES ', 'yes', 'No', 'Yes', 'Yes', 'NO', 'ｎｏ', 'No']), undefined)
    expect(target).toMatchObject({
      positive: 'Yes',
      negatives: ['No'],
      merged: [
        ['Yes', 'YES', 'yes'],
        ['No', 'NO', 'ｎｏ'],
      ],
    })
    expect(target.labels).toEqual(Int8Array.of(1, 1, 0, 1, 1, 0, 0, 0))
    expect(readTarget(columnOf(['1', '1.0', '0']), '1').merged).toEqual([['1', '1.0']])
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
    [['A', 'B', 'B', 'B'], undefined, /says "B" \(75%\), "A" \(25%\), and neither.*--positive VALUE/],
    [['A', 'B'], 'C', /No row says "C".*its values are "A" \(50%\), "B" \(50%\)/],
  ])('%j, %j: %s', (cells, positive, sentence) => expect(() => readTarget(columnOf(cells), positive)).toThrow(sentence))
})
