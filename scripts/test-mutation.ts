// npm run test:mutation [-- FOLDER ...] [--json]: changes one operator at a time in the files of mutated-files.ts and counts how many of the changes
// their unit tests notice. Ends with an error when a folder stays under the bar. A change that alters nothing is named where it stands, in a comment
// of the form `Stryker disable next-line OPERATOR: why`.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Stryker } from '@stryker-mutator/core'
import { MUTATED_FILES } from './mutated-files.ts'

/** Share of the changes of every folder that tests must notice. */
const BAR = 0.9

/** What is no operator: texts, shapes of objects and lists, whole blocks, patterns. */
const LEFT_ALONE = [
  'ArrayDeclaration',
  'ArrowFunction',
  'BlockStatement',
  'CallExpression',
  'ObjectLiteral',
  'OptionalChaining',
  'Regex',
  'StringLiteral',
  'TemplateLiteral',
]

interface Tally {
  tried: number
  noticed: number
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean', default: false } } })
const folders = positionals.length > 0 ? positionals : Object.keys(MUTATED_FILES)
const unknown = folders.find((folder) => MUTATED_FILES[folder] === undefined)
if (unknown !== undefined) {
  console.error(`test:mutation: ${unknown} is none of ${Object.keys(MUTATED_FILES).join(', ')}.`)
  process.exit(2)
}

const tempDirName = mkdtempSync(join(tmpdir(), 'liuke-mutation-'))
process.env['MUTATED_FOLDERS'] = folders.join(',')
try {
  const results = await new Stryker({
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    mutate: folders.flatMap((folder) => (MUTATED_FILES[folder] ?? []).map((file) => `src/${folder}/${file}.ts`)),
    mutator: { excludedMutations: LEFT_ALONE },
    vitest: { configFile: 'vitest.mutation.config.ts', related: false },
    coverageAnalysis: 'perTest',
    ignoreStatic: true,
    concurrency: 2,
    // A time-out counts as noticed, so a busy machine must not make one.
    timeoutMS: 30_000,
    timeoutFactor: 4,
    reporters: [],
    tempDirName,
    // Its reader of this file needs the compiler's old programming interface; nothing in it matters here.
    tsconfigFile: 'none.json',
    allowConsoleColors: false,
  }).runMutationTest()

  const byFolder: Record<string, Tally> = {}
  for (const { fileName, status, mutatorName, location, replacement } of results) {
    const folder = folders.find((each) => fileName.includes(`src/${each}/`)) ?? '?'
    const tally = (byFolder[folder] ??= { tried: 0, noticed: 0 })
    if (status === 'Ignored' || status === 'CompileError' || status === 'RuntimeError') continue
    tally.tried += 1
    if (status === 'Killed' || status === 'Timeout') tally.noticed += 1
    else if (!values.json) {
      const place = `${fileName.slice(fileName.indexOf('src/'))}:${location.start.line}:${location.start.column}`
      console.log(`${place} ${mutatorName} ${JSON.stringify(replacement ?? '')}: no test noticed`)
    }
  }
  const all = Object.values(byFolder)
  const total = { tried: sum(all.map(({ tried }) => tried)), noticed: sum(all.map(({ noticed }) => noticed)) }
  if (values.json) console.log(JSON.stringify({ ...total, byFolder }))
  else for (const [folder, { tried, noticed }] of Object.entries(byFolder)) console.log(`${folder}: ${noticed} of ${tried}`)
  if (all.some(({ tried, noticed }) => noticed < BAR * tried)) process.exitCode = 1
} finally {
  rmSync(tempDirName, { recursive: true, force: true })
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0)
}
