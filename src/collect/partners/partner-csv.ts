import { AppError } from '#kernel/app-error.ts'
import { consentOf } from '../columns/consent-words.ts'
import { matchHeading } from '../columns/heading-match.ts'
import { importField, type ImportField } from '../import/import-field.ts'
import type { SentRecord } from '../records/record-fields.ts'
import { splitCsv } from '../table/split-csv.ts'
import { AGREED_IDENTIFIERS, type AgreedIdentifier } from './partner-agreement.ts'
import { PARTNER_TAG_FIELDS } from './partner-tag-fields.ts'

/** What a file says beside the fields of a tag. */
const OF_FILES: readonly ImportField[] = [
  importField('updatedAt', '时间', 'As of', '打标时间 打标日期 更新时间 更新日期 数据日期 日期 时间 taggedat updatedat asof date time at'),
  importField('consent', '是否同意', 'Consent', '是否同意 用户授权 客户授权 授权 同意 consent agreed optin permission'),
]

export interface PartnerFile {
  readonly records: readonly SentRecord[]
  /** Line of each record in the file. */
  readonly lines: readonly number[]
  /** Headings that no field reads. */
  readonly ignored: readonly string[]
}

/** Most lines of one file. */
export const TAGS_AT_ONCE = 20_000

/**
 * Reads a CSV file of tags: one a line, with a column for the agreed identifier and one for the tag. Columns that nothing reads are named. A consent that is neither a yes nor a no
 * is a no.
 * @throws AppError invalid-input where a column is missing
 */
export function readPartnerCsv(text: string, identifier: AgreedIdentifier): PartnerFile {
  const [heading = [], ...rows] = splitCsv(text)
  // People are named by what was agreed, whatever else the file says of them.
  const isRead = ({ name }: ImportField): boolean => name === identifier || !AGREED_IDENTIFIERS.some((other) => other === name)
  const fields = [...PARTNER_TAG_FIELDS.filter(isRead), ...OF_FILES]
  const taken = new Set<string>()
  const columns = heading.map((name) => {
    const found = fields.find((field) => !taken.has(field.name) && isNamed(field, name))
    if (found !== undefined) taken.add(found.name)
    return found?.name
  })
  for (const wanted of [identifier, 'tag']) {
    if (taken.has(wanted)) continue
    const { label } = fields.find(({ name }) => name === wanted) as ImportField
    throw new AppError(
      'invalid-input',
      'partner-column-missing',
      `No column holds "${label.en}" (${wanted}): head it ${label.en} or ${label.zh}.`,
      {
        details: { field: wanted, zh: label.zh, en: label.en },
      },
    )
  }
  if (rows.length === 0) throw new AppError('invalid-input', 'partner-file-empty', 'There is no line with a tag in it.')
  if (rows.length > TAGS_AT_ONCE) {
    throw new AppError('too-large', 'partner-file-large', `The file has ${rows.length} lines: send at most ${TAGS_AT_ONCE} at once.`, {
      details: { most: TAGS_AT_ONCE },
    })
  }
  const records = rows.map((cells) =>
    Object.fromEntries(
      columns.flatMap((field, i): [string, unknown][] => {
        const cell = (cells[i] ?? '').trim()
        if (field === undefined || cell === '') return []
        return [[field, field === 'consent' ? consentOf(cell) === 'yes' : cell]]
      }),
    ),
  )
  const ignored = heading.filter((name, i) => columns[i] === undefined && name.trim() !== '')
  return { records, lines: rows.map((_, i) => i + 2), ignored: ignored.map((name) => name.trim().slice(0, 100)) }
}

function isNamed(field: ImportField, heading: string): boolean {
  return heading.trim() === field.name || heading.trim() === field.label.en || matchHeading(field, heading) !== undefined
}
