import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { CONSOLE_PATHS } from '#http/console-paths.ts'
import { METRIC_READERS, NO_FIGURES, consistencyOf } from '#quality/dictionary/metric-readers.ts'
import { dictionary, searchDictionary } from '#quality/dictionary/dictionary.ts'
import { DEFAULT_QUALITY_RULES } from '#quality/rules/quality-rules.ts'

const folder = join(import.meta.dirname, '../../src/store/analytical/queries')
const textOf = (file: string) => readFileSync(join(folder, file), 'utf8')

it('every query over orders or events is known to the dictionary, as a reader of the one definition or as one without figures', () => {
  const reading = globSync('*.ts', { cwd: folder }).filter(
    (file) => !file.endsWith('.test.ts') && /(?:FROM|JOIN) (?:order_lines|orders|events)\b/.test(textOf(file)),
  )
  const known = new Set([...METRIC_READERS.map(({ file }) => file), ...Object.keys(NO_FIGURES)])
  expect(reading.filter((file) => !known.has(file))).toEqual([])
})

it('each reader takes from the one definition what the register says, and imports it from there', () => {
  const HOMES = /from '(?:\.\.\/sold-line|\.\.\/metric-sql|\.\/customer-groups)\.ts'/
  for (const { file, reads, page } of METRIC_READERS) {
    const text = textOf(file)
    expect([file, HOMES.test(text)]).toEqual([file, true])
    expect([file, reads.filter((name) => !new RegExp(`\\b${name}\\b`).test(text))]).toEqual([file, []])
    expect(CONSOLE_PATHS.some((path) => path === page || path.replace('/:tab', '') === page.slice(0, page.lastIndexOf('/')))).toBe(true)
  }
  expect(consistencyOf(METRIC_READERS)).toEqual({ reading: METRIC_READERS.length, all: METRIC_READERS.length })
  expect(consistencyOf([...METRIC_READERS.slice(0, 1), { ...METRIC_READERS[1]!, reads: [] }])).toEqual({ reading: 1, all: 2 })
})

it('the dictionary says of each entry where it is used and who answers for it, and is searched in both languages', () => {
  const attribute = { name: 'pet', type: 'text', personal: false, label: '宠物', heading: 'Pet', importId: null } as const
  const entries = dictionary([attribute], DEFAULT_QUALITY_RULES.rules, new Map([['metric:revenue', 'Finance']]))
  expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length)
  const found = (text: string) => searchDictionary(entries, text).map(({ id }) => id)
  expect(found('活跃')).toEqual(['metric:activeCustomers'])
  expect(found('宠物')).toEqual(['attribute:pet'])
  expect(found('the trait “Pet”')).toEqual(['attribute:pet'])
  expect(found('paid orders')).toContain('field:orders.paidAt')
  expect(entries.find(({ id }) => id === 'metric:revenue')).toMatchObject({ owner: 'Finance', version: '3', history: [{ version: '3' }] })
  expect(entries.find(({ id }) => id === 'field:orders.paidAt')?.usedIn).toEqual([{ kind: 'rule', place: 'paid-before-ordered' }])
  expect(entries.filter(({ kind, usedIn }) => kind === 'metric' && usedIn.length === 0)).toEqual([])
})
