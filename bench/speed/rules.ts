// npm run bench -- rules [--json] [--baskets 100000] [--runs 3]: frequent itemsets and rules of simulated baskets against mlxtend's fpgrowth and
// association_rules, one item or several on the right. Same sets and rules are checked by counts and checksums. The last line is one JSON object.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Rng } from '#kernel/rng.ts'
import { associationRules, type AssociationRule } from '#numerics/rules/association-rules.ts'
import { frequentItemsets, type Baskets, type FrequentItemsets } from '#numerics/rules/frequent-itemsets.ts'
import { compare, ourProgram, peakMb, peerProgram } from '../compare.ts'

const ITEMS = 1_000
const SUPPORT = 0.001
const CONFIDENCE = 0.3
/** The bar: at most a fifth of the peer's time. */
const BAR = 0.2
const MODULUS = 1_000_003

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    baskets: { type: 'string', default: '100000' },
    runs: { type: 'string', default: '3' },
    run: { type: 'string' },
  },
})

if (flags.run !== undefined) await contest(flags.run)
else await bench()

async function bench(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'liuke-bench-rules-'))
  try {
    const file = join(folder, 'baskets.bin')
    await writeFile(file, simulateBaskets(Number(flags.baskets)))
    const result = await compare(
      { name: 'Liuke', command: ourProgram(fileURLToPath(import.meta.url), '--run', file) },
      [{ name: 'mlxtend', command: peerProgram('rules_mlxtend.py', file, String(SUPPORT), String(CONFIDENCE)) }],
      {
        runs: Number(flags.runs),
        onRun: (name, { seconds, rssMb, quality }) => {
          if (!flags.json) console.log(`${name}: ${seconds.toFixed(2)} s, ${rssMb.toFixed(0)} MB, ${JSON.stringify(quality)}`)
        },
      },
    )
    const same = ['sets', 'rules', 'setsChecksum', 'rulesChecksum'].every((name) => result.ours.quality[name] === result.peer.quality[name])
    console.log(JSON.stringify({ ...result, same, bar: BAR, passed: same && result.ratio <= BAR }))
    if (!same || result.ratio > BAR) process.exitCode = 1
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function contest(file: string): Promise<void> {
  const bytes = await readFile(file)
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2)
  const count = words[0] as number
  const baskets: Baskets = { offsets: words.slice(1, count + 2), items: words.slice(count + 2) }
  const started = performance.now()
  const sets = frequentItemsets(baskets, { minimumSupport: SUPPORT })
  const mined = performance.now()
  const rules = associationRules(sets, { minimumConfidence: CONFIDENCE, rightItems: Number.POSITIVE_INFINITY })
  const ended = performance.now()
  const quality = {
    sets: sets.size,
    rules: rules.length,
    setsChecksum: setsChecksum(sets),
    rulesChecksum: rulesChecksum(rules),
    miningSeconds: (mined - started) / 1000,
  }
  console.log(JSON.stringify({ seconds: (ended - started) / 1000, rssMb: peakMb(), quality }))
}

function setsChecksum({ size, offsets, items, counts }: FrequentItemsets): number {
  let sum = 0
  for (let s = 0; s < size; s += 1) sum = (sum + (counts[s] as number) * fingerprint(items.subarray(offsets[s], offsets[s + 1]))) % MODULUS
  return sum
}

function rulesChecksum(rules: readonly AssociationRule[]): number {
  let sum = 0
  for (const { left, right, count } of rules) sum = (sum + count * (fingerprint(left) + 3 * fingerprint(right))) % MODULUS
  return sum
}

function fingerprint(items: Iterable<number>): number {
  let sum = 0
  for (const item of items) sum += (item + 1) * (item + 1)
  return sum % MODULUS
}

/** Number of baskets, then where each begins, then items: 2 to 14 of them, by popularity (Zipf) and by one of 200 tastes of 4 items that go together. */
function simulateBaskets(count: number): Buffer {
  const rng = new Rng('bench-rules')
  const popular = Array.from({ length: ITEMS }, (_, item) => 1 / (item + 8))
  const cumulative = new Float64Array(ITEMS)
  let total = 0
  popular.forEach((weight, item) => (cumulative[item] = total += weight))
  const draw = (): number => {
    const at = rng.next() * total
    let low = 0
    let high = ITEMS - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if ((cumulative[middle] as number) < at) low = middle + 1
      else high = middle
    }
    return low
  }
  const tastes = Array.from({ length: 200 }, () => Array.from({ length: 4 }, draw))
  const offsets = new Int32Array(count + 1)
  const items: number[] = []
  for (let b = 0; b < count; b += 1) {
    const basket = new Set<number>()
    const length = 2 + Math.min(12, Math.floor(rng.exponential(5)))
    if (rng.chance(0.5)) for (const item of rng.pick(tastes)) if (rng.chance(0.8)) basket.add(item)
    while (basket.size < length) basket.add(draw())
    items.push(...basket)
    offsets[b + 1] = items.length
  }
  return Buffer.concat([
    new Uint8Array(Int32Array.of(count).buffer),
    new Uint8Array(offsets.buffer),
    new Uint8Array(Int32Array.from(items).buffer),
  ])
}
