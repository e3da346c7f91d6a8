import type { FileQuestion } from './file-question.ts'
import type { Interpretation } from './interpretation.ts'

/** Columns whose numbers are ambiguous, or written with both decimal marks. */
export function doubtfulDecimals(
  decimals: Interpretation['decimals'],
  contradictory: readonly string[],
  positions: ReadonlyMap<string, number>,
  columns: readonly string[],
): FileQuestion[] {
  const nameOf = (field: string): string => columns[positions.get(field) ?? -1] ?? field
  const clash = contradictory.map((field): FileQuestion => {
    const heading = nameOf(field)
    return {
      code: 'decimal-mark',
      weight: 'question',
      field,
      columns: [heading],
      text: {
        zh: `“${heading}”中有的数用点作小数点，有的用逗号；少数的一种会被拒收。`,
        en: `"${heading}" mixes decimal points and decimal commas. Rows with the rarer one are quarantined.`,
      },
    }
  })
  const doubtful = [...decimals].flatMap(([field, { mark, sure }]): FileQuestion[] => {
    if (sure || contradictory.includes(field) || field === 'quantity') return []
    const heading = nameOf(field)
    const asThousands = mark === ','
    return [
      {
        code: 'decimal-mark',
        weight: 'question',
        field,
        columns: [heading],
        text: {
          zh: `“${heading}”中的 1.000 可以是一，也可以是一千，没有一行能确定。现按${asThousands ? '逗号' : '点'}为小数点读取。`,
          en: `In "${heading}" 1.000 could be one or a thousand, and no row decides. It is read with ${asThousands ? 'the comma' : 'the point'} before the decimals.`,
        },
      },
    ]
  })
  return [...clash, ...doubtful]
}
