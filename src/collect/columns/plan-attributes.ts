import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { DateOrder } from '../import/parse-instant.ts'
import { type AttributeColumn, type AttributeDefinition, attributeField, type AttributeType, freeAttributeName } from './attribute.ts'
import type { DecimalFormat, DecimalMark } from './decimal-format.ts'
import type { FileQuestion } from './file-question.ts'
import type { FileSurvey } from './file-survey.ts'

export interface PlannedAttributes {
  readonly columns: readonly AttributeColumn[]
  /** The number fields among them, and how they are written. */
  readonly numbers: readonly { readonly field: string; readonly format: DecimalFormat }[]
}

/** The columns kept as attributes, each with its type: the project's, or otherwise that of its values. Empty columns are not kept. */
export function attributesOf(
  survey: FileSurvey,
  there: readonly AttributeDefinition[],
  dateOrder: DateOrder,
  decimalMark: DecimalMark | undefined,
): PlannedAttributes {
  const numbers: { field: string; format: DecimalFormat }[] = []
  const columns = survey.attributes.flatMap(({ name, heading, survey: values }): AttributeColumn[] => {
    if (values.isEmpty) return []
    const known = there.find((one) => one.name === name)
    const format = decimalMark === undefined ? values.decimals.format : { mark: decimalMark, sure: true }
    const type = known?.type ?? values.typeOf(dateOrder, format.mark)
    if (type === 'number') numbers.push({ field: attributeField(name), format })
    const personal = known?.personal ?? values.isPersonal
    return [{ name, heading, type, personal, decimalMark: format.mark, known: known !== undefined }]
  })
  return { columns, numbers }
}

const TYPES: Readonly<Record<AttributeType, BilingualText>> = {
  text: { zh: '文本', en: 'text' },
  number: { zh: '数字', en: 'a number' },
  'yes-no': { zh: '是/否', en: 'yes or no' },
  date: { zh: '日期', en: 'a date' },
}

/** Questions about columns whose values do not match the project's attribute of that name. */
export function attributeQuestions(
  columns: readonly AttributeColumn[],
  survey: FileSurvey,
  there: readonly AttributeDefinition[],
  dateOrder: DateOrder,
): FileQuestion[] {
  const taken = new Set([...there, ...columns].map(({ name }) => name))
  return columns.flatMap(({ name, heading, type, personal, decimalMark, known }): FileQuestion[] => {
    const values = survey.attributes.find((one) => one.name === name)?.survey
    if (!known || values === undefined) return []
    const freeName = freeAttributeName(name, taken)
    const about = { weight: 'blocking', field: attributeField(name), columns: [heading], freeName } as const
    if (!values.fits(type, dateOrder, decimalMark)) {
      const { zh, en } = TYPES[type]
      return [
        {
          ...about,
          code: 'attribute-differs',
          text: {
            zh: `属性“${name}”是${zh}，但“${heading}”中有的值不是。请换一个属性名保留这一列；如果确认，这些值不会存入。`,
            en: `The attribute "${name}" is ${en}, and some values of "${heading}" are not. Keep the column under another name; if you go on, those values are left out.`,
          },
        },
      ]
    }
    if (personal || !values.isPersonal) return []
    return [
      {
        ...about,
        code: 'attribute-personal',
        text: {
          zh: `“${heading}”含个人信息（如手机号、邮箱或地址），而属性“${name}”不是个人信息。请换一个属性名保留这一列；如果确认，这些值会加密存储，不参与分析。`,
          en: `"${heading}" holds personal data such as a phone, an e-mail or an address, and the attribute "${name}" is not personal. Keep the column under another name; if you go on, those values are stored encrypted and left out of analysis.`,
        },
      },
    ]
  })
}
