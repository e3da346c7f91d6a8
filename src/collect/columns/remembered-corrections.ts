import type { BilingualText } from '#kernel/bilingual-text.ts'
import { createHash } from 'node:crypto'
import { IMPORT_FIELDS, type ImportKind } from '../import/import-fields.ts'
import { attributeOfField } from './attribute.ts'
import { statusWords } from './status-class.ts'
import type { Corrections } from './corrections.ts'
import type { FileQuestion } from './file-question.ts'

/** Corrections made for an earlier file with the same headings. Accepted questions apply to one file only and are never kept. */
export interface RememberedCorrections {
  readonly corrections: Corrections
  /** The file they were made for, and when. */
  readonly fileName: string
  readonly at: Date
}

/** The files that corrections apply to: one kind, one set of headings. */
export interface CorrectionKey {
  readonly kind: ImportKind
  readonly headings: string
}

export interface CorrectionMemory {
  recall(key: CorrectionKey): Promise<RememberedCorrections | null>
  keep(key: CorrectionKey, entry: RememberedCorrections): Promise<void>
  forget(key: CorrectionKey): Promise<void>
}

/** A fingerprint of a file's headings in any order and of its layout; undefined for files without headings, which all look alike. */
export function correctionKey(
  kind: ImportKind,
  table: { readonly columns: readonly string[]; readonly headingLine: number },
  layout: string | undefined,
): CorrectionKey | undefined {
  if (table.headingLine === 0) return undefined
  const said = JSON.stringify([layout ?? '', table.columns.map(foldHeading).toSorted()])
  return { kind, headings: createHash('sha256').update(said).digest('hex').slice(0, 32) }
}

/** The part worth keeping; undefined if there is none. */
export function lastingPart({ accept: _accept, ...corrections }: Corrections): Corrections | undefined {
  const { mapping = {}, statuses = {}, dateOrder, decimalMark, monthDay } = corrections
  const isUnsaid = dateOrder === undefined && decimalMark === undefined && monthDay === undefined
  const nothing = Object.keys(mapping).length + Object.keys(statuses).length === 0 && isUnsaid
  return nothing ? undefined : corrections
}

/** Merges both, field by field and word by word; the later one wins. */
export function addCorrections(earlier: Corrections, later: Corrections): Corrections {
  const mapping = { ...earlier.mapping, ...later.mapping }
  for (const [field, column] of Object.entries(earlier.mapping ?? {})) {
    const taken = Object.entries(later.mapping ?? {}).some(([other, one]) => other !== field && one !== null && one === column)
    if (taken && later.mapping?.[field] === undefined) delete mapping[field]
  }
  return {
    ...earlier,
    ...later,
    ...(Object.keys(mapping).length === 0 ? {} : { mapping }),
    ...(earlier.statuses === undefined && later.statuses === undefined ? {} : { statuses: { ...earlier.statuses, ...later.statuses } }),
  }
}

/** The corrections with this file's column names, which may differ in case, width and blanks. */
export function inNamesOf(columns: readonly string[], corrections: Corrections): Corrections {
  const { mapping } = corrections
  if (mapping === undefined) return corrections
  const names = new Map(columns.map((column) => [foldHeading(column), column]))
  const renamed = Object.entries(mapping).flatMap(([field, column]): [string, string | null][] => {
    const name = column === null ? null : names.get(foldHeading(column))
    return name === undefined ? [] : [[field, name]]
  })
  return { ...corrections, mapping: Object.fromEntries(renamed) }
}

/** Reports what is read by corrections of an earlier file. */
export function rememberedNotice(kind: ImportKind, { corrections, fileName, at }: RememberedCorrections, timeZone: string): FileQuestion {
  const day = at.toLocaleDateString('sv-SE', { timeZone })
  const parts = partsOf(kind, corrections)
  return {
    code: 'as-you-said',
    weight: 'notice',
    text: {
      zh: `按 ${day} 导入“${fileName}”时的选择读取：${parts.map(({ zh }) => zh).join('；')}。`,
      en: `As you said for "${fileName}" on ${day}: ${parts.map(({ en }) => en).join('; ')}.`,
    },
  }
}

const ORDERS = {
  dmy: { zh: '日期按日/月/年', en: 'dates are day first' },
  mdy: { zh: '日期按月/日/年', en: 'dates are month first' },
  ymd: { zh: '日期按年/月/日', en: 'dates are year first' },
}
const SHOWN = 6

function partsOf(kind: ImportKind, { mapping = {}, statuses = {}, dateOrder, decimalMark, monthDay }: Corrections): BilingualText[] {
  const columns = Object.entries(mapping).map(([field, column]) => {
    const attribute = attributeOfField(field)
    const label =
      attribute === undefined
        ? (IMPORT_FIELDS[kind].find(({ name }) => name === field)?.label ?? { zh: field, en: field })
        : { zh: `属性“${attribute}”`, en: `attribute ${attribute}` }
    return column === null
      ? { zh: `没有${label.zh}列`, en: `no column is the ${label.en.toLowerCase()}` }
      : { zh: `“${column}”是${label.zh}`, en: `"${column}" is the ${label.en.toLowerCase()}` }
  })
  const words = Object.entries(statuses).map(([word, means]) => {
    const said = statusWords(means)
    return { zh: `“${word}”算作${said.zh}`, en: `"${word}" is ${said.en}` }
  })
  const all = [
    ...columns,
    ...words,
    ...(dateOrder === undefined ? [] : [ORDERS[dateOrder]]),
    ...(monthDay === undefined
      ? []
      : [
          monthDay === 'first'
            ? { zh: '只有月份的日期算当月第一天', en: 'a month means its first day' }
            : { zh: '只有月份的日期算当月最后一天', en: 'a month means its last day' },
        ]),
    ...(decimalMark === undefined
      ? []
      : [
          decimalMark === ','
            ? { zh: '小数点写作逗号', en: 'decimals follow a comma' }
            : { zh: '小数点写作点', en: 'decimals follow a point' },
        ]),
  ]
  const more = all.length - SHOWN
  return more <= 0 ? all : [...all.slice(0, SHOWN), { zh: `另有 ${more} 处`, en: `${more} more` }]
}

function foldHeading(heading: string): string {
  return heading.normalize('NFKC').replaceAll(/\s+/g, ' ').trim().toLowerCase()
}
