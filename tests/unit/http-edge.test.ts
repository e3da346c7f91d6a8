import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const src = fileURLToPath(new URL('../../src/', import.meta.url))

/** What is no stage but has routes of its own: who comes in, the project, a newcomer's steps, the first page. */
const OTHER_FOLDERS = ['access', 'first-run', 'overview', 'project']

it('declares no second shape of a stage between it and its routes', () => {
  const files = [...readdirSync(`${src}http`), ...readdirSync(`${src}main`)]
  const adapters = files.filter((name) => name === 'services.ts' || name === 'page-answer.ts' || name.startsWith('http-'))
  expect(adapters).toEqual([])
})

it('keeps the routes of a stage in a folder with the name of the stage', () => {
  const folders = readdirSync(`${src}http`, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && readdirSync(`${src}http/${entry.name}`).length > 0,
  )
  const stages = new Set(readdirSync(src, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])))
  expect(folders.map(({ name }) => name).filter((name) => !OTHER_FOLDERS.includes(name) && !stages.has(name))).toEqual([])
})
