import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { writeXlsx } from 'hucre/xlsx'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AppError } from '#kernel/app-error.ts'
import { Rng } from '#kernel/rng.ts'
import { readWholeTable } from '../support/read-whole-table.ts'
import { textRow, workbookParts } from '../support/workbook-parts.ts'
import { writeZip } from '../support/write-zip.ts'

const ROUNDS = 300
const SLOWEST_MS = 10_000
const MAX_RSS = 1.5 * 2 ** 30
const folder = mkdtempSync(join(tmpdir(), 'liuke-mutated-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const HEAD = ['订单号', '下单时间', '会员号', '金额']
const TEXT = `${HEAD.join(',')}\n${Array.from({ length: 60 }, (_, i) => `A${i},2026-05-0${1 + (i % 9)},"M,${i}",${i}.5`).join('\n')}\n`
const SHEET = [
  textRow(1, HEAD),
  ...Array.from(
    { length: 30 },
    (_, i) =>
      `<row r="${i + 2}"><c r="A${i + 2}" t="s"><v>${i % 3}</v></c><c s="1"><v>46082.25</v></c><c r="D${i + 2}"><v>${i}.5</v></c></row>`,
  ),
].join('')
const STRINGS =
  '<sst count="3"><si><t>A1 &amp; B</t></si><si><r><t>A</t></r><r><t>2</t></r></si><si><t>_x0041_3</t><rPh><t>x</t></rPh></si></sst>'
/** What an attacker or a broken disk likes to put somewhere. */
const ODD = [
  '\u0000',
  '\uD800',
  '"',
  "'",
  '<',
  '>',
  '&',
  '&#0;',
  '&#x110000;',
  '<!DOCTYPE x>',
  '<![CDATA[',
  '<!--',
  'XFD1048576',
  '1e400',
  '-1',
  '99999999999999999999',
  '\r',
  '\n',
  ',',
  'PK\u0003\u0004',
]

let seeds: Record<string, Buffer> = {}

beforeAll(async () => {
  seeds = {
    'a.xlsx': readFileSync(await writeZip(join(folder, 'seed.xlsx'), workbookParts({ rows: [SHEET], strings: [STRINGS] }))),
    'b.xlsx': Buffer.from(
      await writeXlsx({
        sheets: [
          { name: '订单', rows: [HEAD, ...Array.from({ length: 40 }, (_, i) => [`A${i}`, new Date(Date.UTC(2026, 4, 1)), i, i / 3])] },
        ],
      }),
    ),
    'c.csv': Buffer.from(TEXT),
    'd.csv': iconv.encode(TEXT, 'gb18030'),
    'e.csv': Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(TEXT, 'utf16le')]),
    'f.csv.gz': gzipSync(TEXT),
  }
})

function mutate(bytes: Buffer, rng: Rng): Buffer {
  let mutated = Buffer.from(bytes)
  for (let change = 1 + rng.int(4); change > 0; change -= 1) {
    const at = rng.int(Math.max(1, mutated.length))
    const length = rng.int(40)
    const odd = Buffer.from(ODD[rng.int(ODD.length)] ?? '')
    switch (rng.int(6)) {
      case 0:
        mutated[at] = rng.int(256)
        break
      case 1:
        mutated = mutated.subarray(0, at)
        break
      case 2:
        mutated = Buffer.concat([mutated.subarray(0, at), mutated.subarray(at + length)])
        break
      case 3:
        mutated = Buffer.concat([mutated.subarray(0, at), mutated.subarray(at, at + length), mutated.subarray(at)])
        break
      case 4:
        mutated = Buffer.concat([mutated.subarray(0, at), odd, mutated.subarray(at)])
        break
      default:
        mutated.fill(rng.int(2) * 255, at, Math.min(mutated.length, at + 1 + rng.int(4)))
    }
  }
  return mutated
}

/** Either bytes of a file change, or what a workbook holds once unpacked, which its checks of packing would hide. */
async function put(round: number, rng: Rng): Promise<string> {
  const path = join(folder, `${round}.bin`)
  if (round % 3 > 0) {
    const names = Object.keys(seeds)
    const name = names[rng.int(names.length)] as string
    writeFileSync(path, mutate(seeds[name] as Buffer, rng))
    return path
  }
  const parts = workbookParts({ rows: [SHEET], strings: [STRINGS] })
  const names = Object.keys(parts)
  const name = names[rng.int(names.length)] as string
  const content = parts[name]
  const whole = typeof content === 'string' || Buffer.isBuffer(content) ? String(content) : [...(content as Iterable<string>)].join('')
  return await writeZip(path, { ...parts, [name]: mutate(Buffer.from(whole), rng) })
}

test('a file that was changed anywhere is read or refused, quickly and in bounded memory', async () => {
  const rng = new Rng('mutated-files')
  const faults: string[] = []
  const outcomes = new Map<string, number>()
  let peak = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    const path = await put(round, rng)
    const started = performance.now()
    let outcome = 'read'
    try {
      await readWholeTable(path)
    } catch (error) {
      outcome = error instanceof AppError ? error.code : 'fault'
      if (outcome === 'fault') faults.push(`${path}: ${error instanceof Error ? error.stack : String(error)}`)
    }
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    if (performance.now() - started > SLOWEST_MS) faults.push(`${path}: slow`)
    peak = Math.max(peak, process.memoryUsage.rss())
    if (faults.length === 0) rmSync(path)
  }
  expect(faults).toEqual([])
  expect(peak).toBeLessThan(MAX_RSS)
  // Otherwise the changes are too mild, or too rough to get far.
  expect(outcomes.get('read')).toBeGreaterThan(ROUNDS / 10)
  expect(outcomes.get('damaged-file')).toBeGreaterThan(ROUNDS / 20)
})
