import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { Rng } from '#kernel/rng.ts'
import { type IntakeWorld, newDataDir, openIntakeWorld } from '../journey/intake-world.ts'

const HEADING = 'order_id,member_number,ordered_at,product_id,quantity,unit_price'
const rows = (prefix: string, count: number, people: number) =>
  `${HEADING}\n${Array.from({ length: count }, (_, i) => `${prefix}${i},M${i % people},2026-03-01 10:00:00,P1,1,${i + 1}.00\n`).join('')}`

it('ends as if the import had never been, after being killed at any step and run again', async () => {
  const dataDir = newDataDir()
  const put = (name: string, text: string): string => {
    writeFileSync(join(dataDir, name), text)
    return join(dataDir, name)
  }
  try {
    const kept = put('kept.csv', rows('K', 300, 100))
    // Half of the rows of the first file come again, so that they have to stay.
    const file = put('taken.csv', `${rows('K', 150, 100)}${rows('T', 1_500, 700).slice(HEADING.length + 1)}`)
    let world = await openIntakeWorld({ dataDir })
    await world.imports.importFile({ file: kept, kind: 'orders' })
    const before = await sums(world)
    const { importId } = await world.imports.importFile({ file, kind: 'orders' })
    await world.stop()

    const rng = new Rng('undo-crash')
    let killed = 0
    for (const step of [0, 1, 5]) if (await killAt(dataDir, importId, step, rng.int(150))) killed += 1
    expect(killed).toBeGreaterThan(1)

    world = await openAgain(dataDir)
    try {
      expect((await world.importStore.get(importId))?.state).toBe('undoing')
      expect(await world.undos.undo(importId, { by: 'test' })).toMatchObject({ lines: 1_500, linesStay: 0, customers: 600 })
      expect(await sums(world)).toEqual(before)
      const again = await world.imports.importFile({ file, kind: 'orders' })
      expect(again).toMatchObject({ rows: 1_650, stored: 1_500, duplicates: 150, customers: 700 })
    } finally {
      await world.stop()
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}, 240_000)

/** False when the undo was over before. */
async function killAt(dataDir: string, importId: string, step: number, delayMs: number): Promise<boolean> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../support/undo-process.ts'), dataDir, importId], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const gone = once(child, 'exit')
  let done = false
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      if (line === 'done') done = true
      if (line !== `step ${step}`) continue
      await sleep(delayMs)
      child.kill('SIGKILL')
      break
    }
    await gone
  } finally {
    child.kill('SIGKILL')
  }
  return !done
}

async function sums(world: IntakeWorld): Promise<object> {
  const lines = await world.row(
    'SELECT count() AS n, toString(sum(cityHash64(toString(tuple(* EXCEPT (received_at)))))) AS sum FROM order_lines FINAL',
  )
  const people = await world.row(
    'SELECT count() AS n, toString(sum(cityHash64(toString(tuple(* EXCEPT updated_at))))) AS sum FROM customers FINAL',
  )
  const { rows: found } = await world.engines.pg.query(`SELECT
    (SELECT md5(string_agg(id::text, ',' ORDER BY id)) FROM customers) AS customers,
    (SELECT md5(string_agg(kind || masked || customer_id, ',' ORDER BY kind, blind_index)) FROM identifiers) AS identifiers`)
  return { ...found[0], lines, people }
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
