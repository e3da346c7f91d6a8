import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { IMPORT_FIELDS, IMPORT_KINDS } from '#collect/import/import-fields.ts'
import { listImports } from '../../scripts/list-imports.ts'
import { listProblems } from '../../scripts/list-problems.ts'
import enCodes from '../../web/locales/en/codes.ts'
import en from '../../web/locales/en/problems.ts'
import zhCodes from '../../web/locales/zh-CN/codes.ts'
import zh from '../../web/locales/zh-CN/problems.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Problems of these end the start of the server and are printed in its terminal; nobody meets them through the API. */
const AT_START = [
  'src/config.ts',
  'src/main/local-socket.ts',
  'src/main/server.ts',
  'src/main/letterhead.ts',
  'src/privacy/key-check.ts',
  'src/privacy/master-key.ts',
  'src/store/engines/data-folder-lock.ts',
  'src/store/engines/embedded-clickhouse.ts',
  'src/store/engines/embedded-postgres.ts',
  'src/store/engines/engine-urls.ts',
  'src/store/engines/migrate.ts',
  'src/store/engines/postgres-folder.ts',
  'src/store/engines/postgres-programs.ts',
  'src/store/engines/postgres-version.ts',
]

/** Every file that the server loads, found by following its imports. */
function serverFiles(): string[] {
  const seen = new Set<string>()
  const follow = (path: string): void => {
    if (seen.has(path) || !existsSync(join(root, path))) return
    seen.add(path)
    for (const { specifier } of listImports(path, readFileSync(join(root, path), 'utf8'))) {
      if (specifier.startsWith('#')) follow(join('src', specifier.slice(1)))
      else if (specifier.startsWith('.')) follow(join(dirname(path), specifier))
    }
  }
  follow('src/main/server.ts')
  // The simulated shop is told its size and time by the server, and learning from a table gets rows that the server made: neither answers a person.
  return [...seen].filter(
    (path) =>
      path.startsWith('src/') && path.endsWith('.ts') && !path.startsWith('src/simulate/') && !path.startsWith('src/predict/tabular/'),
  )
}

const sites = serverFiles()
  .filter((path) => !AT_START.includes(path))
  .flatMap((path) => listProblems(path, readFileSync(join(root, path), 'utf8')).map((site) => ({ ...site, place: `${path}:${site.line}` })))
const WORDS: Readonly<Record<string, Readonly<Record<string, string>>>> = { 'zh-CN': zh, en }
const used = (sentence: string): string[] => [...sentence.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '')

describe('a problem that reaches a person', () => {
  test('is found in the sources', () => {
    expect(new Set(sites.map(({ code }) => code)).size).toBeGreaterThan(100)
    for (const path of AT_START) expect(globSync(path, { cwd: root }).map((each) => relative(root, join(root, each)))).toEqual([path])
  })

  test.each(Object.keys(WORDS))('has a sentence for its code and for each of its reasons in %s', (language) => {
    const words = WORDS[language] ?? {}
    const missing = sites.flatMap(({ code, reason, place }) =>
      [code, ...(reason === undefined ? [] : [`${code}_${reason}`])]
        .filter((key) => words[key] === undefined)
        .map((key) => `${key} (${place})`),
    )
    expect([...new Set(missing)], `write these in web/locales/${language}/problems.ts`).toEqual([])
  })

  test.each(Object.keys(WORDS))('gives every value that its sentence names in %s', (language) => {
    const words = WORDS[language] ?? {}
    const lacking = sites.flatMap(({ code, reason, details, place }) => {
      const sentence = words[`${code}_${reason}`] ?? words[code] ?? ''
      return used(sentence)
        .filter((name) => !details.includes(name))
        .map((name) => `${code}: {{${name}}} is not in the details of ${place}`)
    })
    expect(lacking).toEqual([])
  })

  test('has no sentence for a code that nothing uses', () => {
    // Failures of jobs are no errors that somebody throws: they are written down.
    const jobs = [...readFileSync(join(root, 'src/jobs/job-failures.ts'), 'utf8').matchAll(/code: '([\w-]+)'/g)].map(
      (match) => match[1] ?? '',
    )
    for (const words of [en, zh]) expect(Object.keys(words)).toEqual(expect.arrayContaining(jobs))
    const codes = new Set([...sites.map(({ code }) => code), ...jobs])
    expect(Object.keys(en).filter((key) => !codes.has(key.split('_')[0] ?? ''))).toEqual([])
  })

  test('is worded in Chinese with Chinese words, in English without them', () => {
    const withoutValues = (sentence: string): string => sentence.replaceAll(/\{\{\w+\}\}/g, '')
    for (const sentence of Object.values(zh)) expect(withoutValues(sentence)).toMatch(/[\u4e00-\u9fff].*[。]$/)
    for (const sentence of Object.values(en)) expect(withoutValues(sentence)).not.toMatch(/[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]/)
  })
})

describe('a row or event that is kept aside', () => {
  const reasons = new Set(
    globSync('src/collect/**/*.ts', { cwd: root })
      .filter((path) => !path.endsWith('.test.ts'))
      .flatMap((path) => {
        const source = readFileSync(join(root, path), 'utf8')
        return [...source.matchAll(/\b(?:refuse|RefusedField)\(\s*'([\w-]+)'|\breason: '([\w-]+)', field/g)].map(
          (match) => match[1] ?? match[2] ?? '',
        )
      }),
  )
  const fields = [...new Set(IMPORT_KINDS.flatMap((kind) => IMPORT_FIELDS[kind].map(({ name }) => name)))]

  const has = (words: unknown, key: string): boolean => typeof words === 'object' && words !== null && Object.hasOwn(words, key)

  test.each([
    ['zh-CN', zhCodes],
    ['en', enCodes],
  ])('has words for its reason, for what to do and for its field in %s', (_language, codes) => {
    const words: Readonly<Record<string, unknown>> = codes
    expect(reasons.size).toBeGreaterThan(12)
    for (const group of ['quarantineReason', 'quarantineHelp']) {
      expect([...reasons].filter((reason) => !has(words[group], reason)).map((reason) => `${group}: ${reason}`)).toEqual([])
    }
    expect(fields.filter((name) => !has(words['importField'], name))).toEqual([])
  })
})
