import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (name: string) => readFileSync(`${root}${name}`, 'utf8')

/** What a line of text puts between backticks. */
const quoted = (text: string) => text.split('`').filter((_part, index) => index % 2 === 1)

it('names each folder of src once in the table of rooms, and none that is not there', () => {
  const [, after = ''] = read('ARCHITECTURE.md').split('## The rooms')
  const [table = ''] = after.split('\n## ')
  const named = table
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => quoted(line.split('|')[1] ?? ''))
    .filter((name) => name !== 'web' && !name.endsWith('.ts'))
  const folders = readdirSync(`${root}src`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
  expect(named.toSorted()).toEqual(folders.toSorted())
})

it('names only files and folders that are there where CONTRIBUTING says how to add something', () => {
  const [, howTo = ''] = read('CONTRIBUTING.md').split('## How to add')
  const [section = ''] = howTo.split('\n## ')
  const paths = quoted(section).filter((name) => /^(src|web|tests|docs)\//.test(name) && !name.includes('<') && !name.includes('{'))
  expect(paths.length).toBeGreaterThan(15)
  expect(paths.filter((path) => !existsSync(`${root}${path}`))).toEqual([])
})
