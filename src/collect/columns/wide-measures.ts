import type { BilingualText } from '#kernel/bilingual-text.ts'
import { measureField, nameAndUnit, namesMeasure, namesNoMeasure } from '../import/measure-fields.ts'
import type { ColumnProfile } from './column-profile.ts'
import type { FileQuestion } from './file-question.ts'

const NUMBERS = 0.8
/** From this share of numbers up a heading that names a measure is trusted: the rows of the other values are refused, and the column is not left out without a word. */
const MOSTLY = 0.5
const KNOWN = { zh: '列名是一项指标，值都是数字', en: 'its heading names a measure, and its values are numbers' }
const MIXED = { zh: '列名是一项指标，但有些值不是数字', en: 'its heading names a measure, though some values are no numbers' }
const GUESSED = { zh: '值都是数字，列名不是已知的字段', en: 'its values are numbers, and its heading names no other field' }

export interface WideColumn {
  readonly field: string
  readonly column: ColumnProfile
  readonly confidence: number
  readonly why: BilingualText
}

/** Of a file of measures without a column of values: the columns of numbers that nothing else has claimed, each of them a measure named by its heading. */
export function wideMeasures(profiles: readonly ColumnProfile[], isTaken: (column: ColumnProfile) => boolean): WideColumn[] {
  const names = new Set<string>()
  return profiles.flatMap((column): WideColumn[] => {
    const { heading, filled, numbers, dates, digits, longest } = column
    const isDay = digits > 0.9 && dates > 0.9 && longest === 8
    const isKnown = namesMeasure(heading)
    if (isTaken(column) || filled === 0 || numbers < (isKnown ? MOSTLY : NUMBERS) || isDay || longest > 30 || namesNoMeasure(heading))
      return []
    const { name } = nameAndUnit(heading)
    if (names.has(name)) return []
    names.add(name)
    const field = measureField(name)
    if (!isKnown) return [{ field, column, confidence: 0.6, why: GUESSED }]
    return [{ field, column, ...(numbers < NUMBERS ? { confidence: 0.7, why: MIXED } : { confidence: 0.9, why: KNOWN }) }]
  })
}

/** What is read as a measure only because it holds numbers: said before it is stored. */
export function guessedMeasures(wide: readonly WideColumn[]): FileQuestion[] {
  const columns = wide.filter(({ confidence }) => confidence < 0.7).map(({ column }) => column.heading)
  if (columns.length === 0) return []
  return [
    {
      code: 'measures-guessed',
      weight: 'question',
      columns,
      text: {
        zh: `${columns.map((one) => `“${one}”`).join('、')}都是数字，当作指标读取。不是指标的列请改为“不读取”。`,
        en: `${columns.map((one) => `"${one}"`).join(', ')} ${columns.length === 1 ? 'holds' : 'hold'} numbers and ${columns.length === 1 ? 'is' : 'are'} read as measures. Set those that are none to not read.`,
      },
    },
  ]
}
