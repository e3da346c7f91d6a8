import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { IMPORT_FIELDS } from '#collect/import/import-fields.ts'
import type { ImportKind } from '#collect/import/import-fields.ts'
import { IMPORT_PRESETS } from '#collect/import/import-presets.ts'
import { sampleWorld, writeSampleHistory } from './sample-world.ts'

/** Customers of the shop whose files can be downloaded: enough for every page to have something to show. */
const CUSTOMERS = 300

type SampleKind = Exclude<ImportKind, 'accounts' | 'sign_ins' | 'subscriptions'>

/** A file to try an import with, as CSV: the files are those of one made-up shop. A few rows are broken, as in real files. */
export async function sampleFile(kind: SampleKind, language: 'zh-CN' | 'en', country: string, now: Date): Promise<Buffer> {
  const dir = await mkdtemp(join(tmpdir(), 'liuke-sample-'))
  try {
    const files = await writeSampleHistory(sampleWorld('sample-files', CUSTOMERS, now), dir, country)
    const csv = await readFile(files[kind], 'utf8')
    return Buffer.from(language === 'en' ? withEnglishHeadings(kind, csv) : csv)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

/** Of kinds without a template of ours. */
const ENGLISH: Partial<Record<ImportKind, Readonly<Record<string, string>>>> = {
  measures: { 会员号: 'Member number', 统计日期: 'As of', '储值余额（元）': 'Stored balance (CNY)', 会员积分: 'Points' },
  feedback: {
    反馈编号: 'Feedback ID',
    会员号: 'Member number',
    反馈时间: 'Answered at',
    推荐度: 'NPS',
    满意度: 'CSAT',
    评价内容: 'Comment',
  },
}

function withEnglishHeadings(kind: SampleKind, csv: string): string {
  const own = ENGLISH[kind]
  const mapping = IMPORT_PRESETS.find(({ name }) => name === `liuke-${kind}`)?.mapping ?? {}
  const fieldOf = new Map(Object.entries(mapping).map(([field, heading]) => [heading, field]))
  const labelOf = new Map(IMPORT_FIELDS[kind].map(({ name, label }) => [name, label.en]))
  const end = csv.indexOf('\r\n')
  const headings = csv
    .slice(1, end)
    .split(',')
    .map((heading) => own?.[heading] ?? labelOf.get(fieldOf.get(heading) ?? '') ?? heading)
  return `${csv.slice(0, 1)}${headings.join(',')}${csv.slice(end)}`
}
