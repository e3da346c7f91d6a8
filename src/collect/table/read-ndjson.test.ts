import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, it } from 'vitest'
import { expandFiles } from './expand-files.ts'
import { openTable } from './open-table.ts'
import { tableRows } from './table-rows.ts'

const folder = mkdtempSync(join(tmpdir(), 'liuke-ndjson-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function put(name: string, content: string | Buffer): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const LINES =
  '{"event_name":"purchase","ecommerce":{"transaction_id":"T1","value":12.5},"items":[{"id":"a"}],"user_id":9007199254740993}\n' +
  '\n{"event_name":"purchase","ecommerce":{"transaction_id":"T2","value":null},"late":true}\n'

it.each([
  ['events.ndjson', LINES],
  ['events.jsonl.gz', gzipSync(LINES)],
  ['events.csv', `\uFEFF${LINES}`],
])('reads lines of JSON in %s', async (name, content) => {
  const table = await openTable(put(name, content))
  expect(table.file.format).toBe('ndjson')
  expect(table.columns).toEqual(['event_name', 'ecommerce.transaction_id', 'ecommerce.value', 'items', 'user_id', 'late'])
  const rows = []
  for await (const block of tableRows(table)) rows.push(...block)
  expect(rows).toEqual([
    { line: 1, cells: ['purchase', 'T1', '12.5', '[{"id":"a"}]', '9007199254740993', ''] },
    { line: 3, cells: ['purchase', 'T2', '', '', '', 'true'] },
  ])
})

it.each([
  ['one line', (text: string) => text],
  ['indented', (text: string) => JSON.stringify(JSON.parse(text), null, 2)],
  ['packed', (text: string) => gzipSync(text)],
])('reads a list of JSON objects: %s', async (name, written) => {
  const text = '[{"order":"A1","who":{"id":7},"note":"a \\"quoted\\" } brace ["},{"order":"A2","total":12.50}]'
  const table = await openTable(put(`list ${name}.json`, written(text)))
  expect(table.columns).toEqual(['order', 'who.id', 'note', 'total'])
  const rows = []
  for await (const block of tableRows(table)) rows.push(...block.map(({ cells }) => cells))
  expect(rows[0]).toEqual(['A1', '7', 'a "quoted" } brace [', ''])
  expect(rows[1]?.slice(0, 3)).toEqual(['A2', '', ''])
})

it.each(['[{"a":1},{"a":2}', '[{"a":1},{"a":', '[{"a":1}] {"a":2}', '[{"a":1}, 5]'])('refuses a list that is none: %s', async (text) => {
  await expect(openTable(put('cut.json', text))).rejects.toMatchObject({ code: 'unreadable-json' })
})

it('says which line is no object', async () => {
  await expect(openTable(put('bad.ndjson', '{"a":1}\n{"a":2\n'))).rejects.toMatchObject({ code: 'unreadable-json', details: { line: 2 } })
  await expect(openTable(put('list.ndjson', '{"a":1}\n[1]\n'))).rejects.toMatchObject({ code: 'unreadable-json' })
})

it('finds the files of a folder and of a pattern in order', async () => {
  const inside = join(folder, 'orders')
  mkdirSync(inside)
  for (const [name, text] of [
    ['o-10.csv', 'id,amount\n3,1\n'],
    ['o-2.csv', 'id,amount\n1,1\n'],
    ['other.csv', 'sku,stock\nx,1\n'],
    ['readme.md', 'x'],
  ] as const)
    writeFileSync(join(inside, name), text)
  const files = await expandFiles(inside)
  expect(files.map((file) => file.slice(inside.length + 1))).toEqual(['o-2.csv', 'o-10.csv', 'other.csv'])
  expect(await expandFiles(join(inside, 'o-*.csv'))).toHaveLength(2)
  await expect(expandFiles(join(inside, '*.tsv'))).rejects.toMatchObject({ code: 'no-tables' })
})

it('names a link that leads nowhere', async () => {
  symlinkSync(join(folder, 'gone.csv'), join(folder, 'link.csv'))
  await expect(openTable(join(folder, 'link.csv'))).rejects.toMatchObject({ code: 'dangling-link' })
})
