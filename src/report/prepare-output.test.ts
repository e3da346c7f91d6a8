import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync, existsSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { prepareOutput } from './prepare-output.ts'

let home = ''
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'liuke-output-'))
})
afterEach(() => rmSync(home, { recursive: true }))

test('makes the folders on the way and writes all files', async () => {
  const folder = await prepareOutput(join(home, 'a', 'b'))
  const paths = await folder.write([
    { name: 'report.html', text: 'one' },
    { name: 'customers.csv', text: 'two' },
  ])
  await folder.abandon()
  expect(paths.map((path) => readFileSync(path, 'utf8'))).toEqual(['one', 'two'])
  expect(readdirSync(join(home, 'a', 'b')).toSorted()).toEqual(['customers.csv', 'report.html'])
})

test('leaves no list of an earlier run next to a new report, and nothing else is touched', async () => {
  const lists = ['at-risk-customers.csv', 'customers-by-spend.csv', 'customers.csv']
  for (const name of ['at-risk-customers.csv', 'customers.csv', 'notes.txt']) writeFileSync(join(home, name), 'old')
  const files = [
    { name: 'customers-by-spend.csv', text: 'new' },
    { name: 'customers.csv', text: 'new' },
  ]
  await (await prepareOutput(home)).write(files, lists)
  expect(readdirSync(home).toSorted()).toEqual(['customers-by-spend.csv', 'customers.csv', 'notes.txt'])
  expect(readFileSync(join(home, 'customers.csv'), 'utf8')).toBe('new')
})

test('removes the folders it created when nothing was written, and no others', async () => {
  await (await prepareOutput(join(home, 'a', 'b'))).abandon()
  expect(readdirSync(home)).toEqual([])
  await (await prepareOutput(home)).abandon()
  expect(existsSync(home)).toBe(true)
})

test('replaces files of an earlier run', async () => {
  writeFileSync(join(home, 'report.html'), 'old')
  await (await prepareOutput(home)).write([{ name: 'report.html', text: 'new' }])
  expect(readFileSync(join(home, 'report.html'), 'utf8')).toBe('new')
})

test('writes nothing when a folder is in the way of a file', async () => {
  mkdirSync(join(home, 'customers.csv'))
  const folder = await prepareOutput(home)
  await expect(folder.write([{ name: 'customers.csv', text: 'x' }])).rejects.toThrow(/choose another with --out/)
  expect(readdirSync(home)).toEqual(['customers.csv'])
})

test.each([
  ['a file', (place: string) => join(place, 'file')],
  ['below a file', (place: string) => join(place, 'file', 'report')],
  ['not a place for folders', () => '/proc/report'],
])('refuses a path that is %s', async (_, path) => {
  writeFileSync(join(home, 'file'), '')
  await expect(prepareOutput(path(home))).rejects.toThrow(/--out/)
})
