import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openIntakeWorld } from '../journey/intake-world.ts'

const ROWS = 100_000
const REFUSED = 100
/** On two cores that others use as well. */
const SLOWEST_MS = 30_000

test(`an import of ${ROWS} rows is taken back in seconds, and nothing is left of it`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'liuke-undo-large-'))
  const file = join(folder, 'orders.csv')
  const lines = Array.from({ length: ROWS }, (_, i) => {
    const day = i % (ROWS / REFUSED) === 7 ? 'no day' : `2026-03-${String(1 + (i % 28)).padStart(2, '0')} 10:00:00`
    return `T${i},M${i % 40_000},${day},P${i % 500},1,${1 + (i % 90)}.00`
  })
  writeFileSync(file, `order_id,member_number,ordered_at,product_id,quantity,unit_price\n${lines.join('\n')}\n`)
  const world = await openIntakeWorld()
  try {
    const { importId, stored, quarantined } = await world.imports.importFile({ file, kind: 'orders' })
    expect([stored, quarantined]).toEqual([ROWS - REFUSED, REFUSED])
    const before = performance.now()
    expect(await world.undos.undo(importId, { by: 'test' })).toMatchObject({
      lines: ROWS - REFUSED,
      linesStay: 0,
      refused: REFUSED,
      customersStay: 0,
    })
    expect(performance.now() - before).toBeLessThan(SLOWEST_MS)
    expect(await world.row('SELECT count() AS n FROM order_lines FINAL')).toEqual({ n: '0' })
    expect(await world.row('SELECT count() AS n FROM customers FINAL')).toEqual({ n: '0' })
    const left = await world.engines.pg.query<{ n: string }>(
      `SELECT (SELECT count(*) FROM customers) + (SELECT count(*) FROM identifiers) + (SELECT count(*) FROM consents) + (SELECT count(*) FROM quarantine)
         + (SELECT count(*) FROM import_customers) + (SELECT count(*) FROM imported_records) + (SELECT count(*) FROM coupons) AS n`,
    )
    expect(Number(left.rows[0]?.n)).toBe(0)
  } finally {
    await world.stop()
    rmSync(folder, { recursive: true, force: true })
  }
})
