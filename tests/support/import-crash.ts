import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { Rng } from '#kernel/rng.ts'
import type { ImportResult } from '#collect/import/import-service.ts'
import { type IntakeWorld, newDataDir, openIntakeWorld } from '../journey/intake-world.ts'
import { commandLineOf, descendantsOf } from '../journey/start-command.ts'

/** What is killed without warning: the importing process, or one of the two engines under it. */
export type Victim = 'process' | 'postgres' | 'clickhouse'

export interface CrashPlan {
  readonly rows: number
  readonly kills: number
  readonly victims: readonly Victim[]
  readonly seed: string
}

const BATCH_ROWS = 500
const ENGINES: Readonly<Record<Exclude<Victim, 'process'>, RegExp>> = { postgres: /postgres.* -D/, clickhouse: /front-main/ }

/**
 * Imports a file that is interrupted again and again, in the middle of a batch, between the stores or while it is being read, wherever the time falls, and
 * once more without. Both end with every row accounted for; the checksums of all they left behind must be equal.
 */
export async function interruptImport({
  rows,
  kills,
  victims,
  seed,
}: CrashPlan): Promise<{ readonly sums: object; readonly cleanSums: object }> {
  const dirs = [newDataDir(), newDataDir()] as const
  const file = join(dirs[0], 'orders.csv')
  writeFileSync(file, ordersFile(rows))
  try {
    const rng = new Rng(seed)
    const batches = rows / BATCH_ROWS
    let killed = 0
    while (killed < kills) {
      const victim = victims[killed % victims.length] ?? 'process'
      const from = Math.floor((killed * batches) / kills)
      if (await killAfter(dirs[0], file, victim, from + rng.int(Math.max(1, Math.floor(batches / kills))), rng.int(60))) killed += 1
      else break
    }
    expect(killed).toBeGreaterThan(1)

    const crashed = await finish(dirs[0], file)
    const clean = await finish(dirs[1], file)
    expect(clean.result.stored + clean.result.duplicates + clean.result.quarantined).toBe(rows)
    expect(crashed.result).toMatchObject({ rows, customers: clean.result.customers, quarantined: clean.result.quarantined })
    expect(crashed.states.filter((state) => state === 'running')).toEqual([])
    expect(crashed.states.filter((state) => state !== 'done').length).toBeGreaterThan(0)
    expect(clean.sums['lines']).toMatchObject({ n: String(rows - clean.result.quarantined) })
    expect(Number(clean.sums['merged'])).toBeGreaterThan(0)
    return { sums: crashed.sums, cleanSums: clean.sums }
  } finally {
    for (const dir of dirs) rmSync(dir, { recursive: true, force: true })
  }
}

/** False when the import had finished before. */
async function killAfter(dataDir: string, file: string, victim: Victim, batches: number, delayMs: number): Promise<boolean> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'import-process.ts'), dataDir, file], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const gone = once(child, 'exit')
  let done = false
  let struck = false
  let seen = 0
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      if (line === 'done') done = true
      if (line.startsWith('rows')) seen += 1
      if (struck || (line !== 'open' && !line.startsWith('rows')) || seen < batches) continue
      await sleep(delayMs)
      struck = true
      if (strike(child, victim)) break
    }
    await gone
  } finally {
    child.kill('SIGKILL')
  }
  return struck && !done
}

/** True when the whole process is dead; one that lost an engine goes on as far as it can. */
function strike(child: ChildProcess, victim: Victim): boolean {
  if (victim === 'process') return child.kill('SIGKILL')
  const engine = descendantsOf(child.pid ?? 0).find((pid) => ENGINES[victim].test(commandLineOf(pid)))
  if (engine !== undefined) process.kill(engine, 'SIGKILL')
  return false
}

interface Ending {
  readonly result: ImportResult
  readonly states: readonly string[]
  readonly sums: Record<string, unknown>
}

/** Runs the import to its end and sums up everything it left behind, but for ids and times of the run itself. */
async function finish(dataDir: string, file: string): Promise<Ending> {
  const world = await openAgain(dataDir)
  try {
    const result = await world.imports.importFile({ file, kind: 'orders', batchRows: BATCH_ROWS })
    const { items: imports } = await world.importStore.list({ limit: 50, cursor: null })
    const lines = await world.row(
      `SELECT count() AS n, toString(sum(cityHash64(customer_id, * EXCEPT (owner_id, received_at, import_id)))) AS sum FROM order_lines FINAL`,
    )
    const physical = await world.row('SELECT count() AS n FROM order_lines')
    const customers = await world.row(
      'SELECT count() AS n, toString(sum(cityHash64(toString(tuple(* EXCEPT (updated_at)))))) AS sum FROM customers FINAL',
    )
    const strays = await world.row(
      'SELECT count() AS n FROM order_lines WHERE customer_id IN (SELECT from_id FROM customer_alias) OR (customer_id NOT IN (SELECT customer_id FROM customers))',
    )
    const { rows } = await world.engines.pg.query<Record<string, string | number>>(`SELECT
      (SELECT count(*) FROM customers WHERE merged_into IS NULL) AS customers,
      (SELECT count(*) FROM customers WHERE merged_into IS NOT NULL) AS merged,
      (SELECT md5(string_agg(kind || encode(blind_index, 'hex') || customer_id || masked, ',' ORDER BY kind, blind_index)) FROM identifiers) AS identifiers,
      (SELECT md5(string_agg(rule || kind || encode(blind_index, 'hex') || customer_id, ',' ORDER BY rule, kind, blind_index, customer_id)) FROM identity_edges) AS edges,
      (SELECT count(*) FROM quarantine) AS quarantined`)
    return {
      result,
      states: imports.map(({ state }) => state),
      sums: { ...rows[0], lines, customers, strays, copies: Number(physical['n']) - Number(lines['n']) },
    }
  } finally {
    await world.stop()
  }
}

/** The engines of a killed process may need a moment to notice that they are alone. */
async function openAgain(dataDir: string): Promise<IntakeWorld> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await openIntakeWorld({ dataDir })
    } catch (error) {
      if (attempt === 20) throw error
      await sleep(500)
    }
  }
}

/** Orders of 900 people known by phone, member card or both, some first by one and later by both, with copies and broken rows. */
export function ordersFile(count: number, prefix = 'O'): string {
  const rng = new Rng('orders-file')
  const rows: string[] = []
  while (rows.length < count) {
    const person = rng.int(900)
    const by = rng.int(8)
    const phone = by === 0 || by > 4 ? `138${String(10_000_000 + person * 37)}` : ''
    const member = by > 0 && by < 6 ? `M${person}` : ''
    const at = new Date(Date.UTC(2024, 10, 1) + rows.length * 45 * 60_000).toISOString().slice(0, 19).replace('T', ' ')
    const quantity = rng.chance(0.01) ? '两件' : String(rng.chance(0.05) ? -1 : 1 + rng.int(3))
    const row = `${prefix}${rows.length},${at},${member},${phone},P${rng.int(50)},${quantity},${(rng.int(9_000) / 100 + 1).toFixed(2)}`
    rows.push(row)
    if (rng.chance(0.02) && rows.length < count) rows.push(row)
  }
  return `订单号,下单时间,会员号,手机号,商品编码,数量,单价\n${rows.join('\n')}\n`
}
