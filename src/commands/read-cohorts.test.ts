import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { readCohorts } from './read-cohorts.ts'

const folder = mkdtempSync(join(tmpdir(), 'liuke-cohorts-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(content: string | Buffer, name = 'cohorts.csv'): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

test('rows in any order, with other columns and a mark in front, plain or packed', async () => {
  const text = '\uFEFFnote,renewal,customers,cohort\n,1,80,2024\nx,0,50.5,2025\n,0,100,2024\n\n,1,40,2025\n'
  const wanted = [
    [100, 80],
    [50.5, 40],
  ]
  expect(await readCohorts(file(text))).toEqual(wanted)
  expect(await readCohorts(file(gzipSync(text), 'cohorts.csv.gz'))).toEqual(wanted)
})

test('lines above the heading, headings in another case and cells as spreadsheets leave them are read as at every door', async () => {
  const text = 'Survivors by cohort\n\nCohort;Renewal;Customers\n="2024";0;100\n="2024";\u200b1;80\n'
  expect(await readCohorts(file(text))).toEqual([[100, 80]])
  await expect(readCohorts(file(`${text}="2024";2;many\n`))).rejects.toThrow(/^Row 6 of .* is not a cohort row/)
})

test('a file of 40 MB is read in 32 MB of memory', async () => {
  const padding = 'x'.repeat(2_000)
  const rows = Array.from({ length: 20_000 }, (_, i) => `c${i >> 1},${i & 1},${10 - (i & 1)},${padding}`)
  const path = file(gzipSync(`cohort,renewal,customers,note\n${rows.join('\n')}\n`), 'long.csv.gz')
  const code = `import(${JSON.stringify(new URL('read-cohorts.ts', import.meta.url).href)}).then(async ({ readCohorts }) => {
    const cohorts = await readCohorts(${JSON.stringify(path)})
    require('node:worker_threads').parentPort.postMessage([cohorts.length, cohorts.at(-1)])
  })`
  const worker = new Worker(code, { eval: true, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: 32 } })
  const [answer] = (await once(worker, 'message')) as unknown[]
  expect(answer).toEqual([10_000, [10, 9]])
}, 30_000)

test.each([
  ['renewal,customers\n0,1\n1,1\n', /has no column cohort\. It needs the columns cohort, renewal, customers/],
  ['cohort,renewal,customers\nA,0,100\nA,,80\n', /^Row 3 of .* is not a cohort row/],
  ['cohort,renewal,customers\nA,0,100\nA,1,\n', /^Row 3 of .* is not a cohort row/],
  ['cohort,renewal,customers\nA,0,0x10\n', /^Row 2 of .* is not a cohort row/],
  ['cohort,renewal,customers\nA,0,100\nA,601,5\n', /^Row 3 of .* 0 to 600/],
  ['cohort,renewal,customers\nA,0,100\nA,1,80\nA,1,70\n', /^Row 4 of .* a second time/],
  ['cohort,renewal,customers\nA,0,100\nA,2,70\n', /cohort "A" has a gap/],
  ['cohort,renewal,customers\nA,0,100\n', /cohort "A" has a gap/],
])('%j is refused', async (text, message) => {
  await expect(readCohorts(file(text))).rejects.toMatchObject({ code: 'cohorts-unusable', message: expect.stringMatching(message) })
})

test('a file that is missing or holds a heading only is refused with its reason', async () => {
  await expect(readCohorts(join(folder, 'none.csv'))).rejects.toMatchObject({ code: 'file-not-found' })
  await expect(readCohorts(file('cohort,renewal,customers\n'))).rejects.toMatchObject({ code: 'no-rows' })
})
