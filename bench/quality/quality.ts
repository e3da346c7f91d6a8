// npm run bench -- quality [--json] [--customers 3000] [--seed 1]: the simulated shop with faults of every kind put into its files goes through the product, by the default rules of
// quality and a few of the shop's own. recall: faults that are flagged or refused by the rule that is meant to find them; falseAlarms: clean rows that any rule names. The last line of
// stdout is one JSON object.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ManualClock } from '#kernel/clock.ts'
import type { Page, PageRequest } from '#kernel/page.ts'
import type { QuarantinedRecord } from '#quality/quarantine.ts'
import type { FlaggedRecord } from '#quality/rules/quality-flags.ts'
import { DEFAULT_QUALITY_RULES, type QualityRule } from '#quality/rules/quality-rules.ts'
import { openHouse } from '../../src/main.ts'
import { temporaryDataDir } from '../../src/main/temporary-data-dir.ts'
import { readConfig } from '../../src/config.ts'
import { createWorld } from '../../src/simulate/world.ts'
import { type Fault, injectFaults } from './injected-faults.ts'

const RECALL = 0.99
const FALSE_ALARMS = 0.005
/** Of what went wrong. */
const SHOWN = 20

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    customers: { type: 'string', default: '3000' },
    seed: { type: 'string', default: '1' },
  },
})
const customers = Number(flags.customers)
if (!Number.isInteger(customers) || customers < 100) {
  console.error('bench quality: --customers takes a whole number from 100.')
  process.exit(2)
}

/** What a shop would add to the rules that the product comes with. */
const OWN: readonly QualityRule[] = [
  {
    id: 'channel-known',
    name: 'Channels',
    scope: 'orders',
    kind: 'reference',
    field: 'channel',
    action: 'flag',
    values: ['web', 'app', 'mini_program', 'store'],
  },
  { id: 'id-card', name: 'Cards', scope: 'customers', kind: 'format', field: 'attribute:身份证号', action: 'flag', format: 'chinese-id' },
  { id: 'id-card-missing', name: 'Cards', scope: 'customers', kind: 'missing', field: 'attribute:身份证号', action: 'flag' },
]

const dataDir = await temporaryDataDir('liuke-quality-')
const clock = new ManualClock(new Date('2026-06-01T04:00:00Z'))
const house = await openHouse(readConfig({ LIUKE_DATA: dataDir, LIUKE_LOG: 'silent' }), { clock })
try {
  const end = new Date('2026-05-31T16:00:00Z')
  const files = await createWorld({ seed: flags.seed, customers, end, months: 12 }).writeHistory(join(dataDir, 'shop'))
  const faults = await injectFaults(files, flags.seed)
  const defaults = DEFAULT_QUALITY_RULES.rules.map((rule) =>
    rule.id === 'order-without-customer' ? { ...rule, action: 'flag' as const } : rule,
  )
  await house.qualityRules.save({ rules: [...defaults, ...OWN] }, { base: 0, author: 'bench', note: '' })
  let rows = 0
  for (const kind of ['customers', 'orders'] as const)
    rows += (
      await house.imports.importFile({
        file: files[kind],
        kind,
        keepAttributes: true,
        ...(kind === 'orders' ? { corrections: { mapping: { paidAt: '付款时间' } } } : {}),
      })
    ).rows
  await house.quality.look()
  const summary = judge(faults, await everyFlag(), await everyRefusal(), rows)
  if (!flags.json) for (const [rule, { found, all }] of summary.byRule) console.log(`${rule || 'cannot be read'}: ${found} of ${all}`)
  const { recall, falseAlarms } = summary
  console.log(JSON.stringify({ rows, faults: faults.length, recall, falseAlarms }))
  if (recall < RECALL || falseAlarms > FALSE_ALARMS) process.exitCode = 1
} finally {
  await house.close()
  await rm(dataDir, { recursive: true, force: true })
}

async function everyFlag(): Promise<FlaggedRecord[]> {
  return await everyPage((page) => house.qualityFlags.list({}, page))
}

async function everyRefusal(): Promise<QuarantinedRecord[]> {
  return await everyPage((page) => house.quarantine.list({ state: 'open' }, page))
}

async function everyPage<T>(list: (page: PageRequest) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = []
  let cursor: string | null = null
  do {
    const page: Page<T> = await list({ limit: 200, cursor })
    all.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== null)
  return all
}

/** Which faults were found by the rule that is meant to, and which rows without a fault a rule named. */
function judge(faults: readonly Fault[], found: readonly FlaggedRecord[], refused: readonly QuarantinedRecord[], total: number) {
  const names = new Set<string>()
  const bursts = new Map<string, number>()
  const alarms = new Map<string, string>()
  for (const { origin, from, record, ruleId, masked } of found) {
    // Of sign-ups a customer is named, not a line: as many as were put in are found, more are false alarms.
    if (ruleId.startsWith('sign-ups-of-')) {
      bursts.set(ruleId, (bursts.get(ruleId) ?? 0) + 1)
      continue
    }
    const domain = /@(gift\d+)\.example$/.exec(masked)?.[1]
    if (ruleId === 'sign-up-burst' && domain !== undefined) bursts.set(domain, (bursts.get(domain) ?? 0) + 1)
    else {
      // A line that is stored is named by its order and its key.
      const name = origin === 'import' ? `${from} ${record}` : `order ${record.split(' ')[0]}`
      names.add(`${name} ${ruleId}`)
      alarms.set(name, ruleId)
    }
  }
  for (const { from, position } of refused) {
    names.add(`${from} ${position} `)
    alarms.set(`${from} ${position}`, 'refused')
  }
  const missed: Fault[] = []
  const byRule = new Map<string, { found: number; all: number }>()
  for (const { file, line, rule, orderId } of faults) {
    const places = [`${file}.csv ${line}`, `order ${orderId}`]
    const tally = byRule.get(rule) ?? { found: 0, all: 0 }
    tally.all += 1
    if (places.some((place) => names.has(`${place} ${rule}`))) tally.found += 1
    else if (rule !== 'sign-up-burst' && !rule.startsWith('sign-ups-of-')) missed.push({ file, line, rule, orderId })
    for (const place of places) alarms.delete(place)
    byRule.set(rule, tally)
  }
  for (const [rule, tally] of byRule) {
    if (!rule.startsWith('sign-ups-of-')) continue
    const count = bursts.get(rule) ?? 0
    bursts.delete(rule)
    tally.found = Math.min(tally.all, count)
    for (let i = tally.all; i < count; i += 1) alarms.set(`customer ${i}`, rule)
  }
  const burst = byRule.get('sign-up-burst')
  if (burst !== undefined)
    burst.found = Math.min(
      burst.all,
      [...bursts.values()].reduce((sum, n) => sum + n, 0),
    )
  const hits = [...byRule.values()].reduce((sum, tally) => sum + tally.found, 0)
  for (const [name, rule] of [...alarms].slice(0, SHOWN)) console.error(`false alarm: ${name} ${rule}`)
  for (const { file, line, rule } of missed.slice(0, SHOWN)) console.error(`missed: ${file} ${line} ${rule}`)
  return { byRule, recall: round(hits / faults.length), falseAlarms: round(alarms.size / (total - faults.length)) }
}

function round(share: number): number {
  return Math.round(share * 1e5) / 1e5
}
