import { createClient, type ClickHouseClient } from '@clickhouse/client'
import { parse } from 'csv-parse'
import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createGunzip } from 'node:zlib'
import { NO_CUSTOMER } from '#kernel/id.ts'
import { insertRows } from '#store/analytical/insert.ts'
import { startEmbeddedClickhouse } from '#store/engines/embedded-clickhouse.ts'
import { silentEngineLog } from '#store/engines/engine-log.ts'
import { readMigrations } from '#store/engines/migrate.ts'
import { referenceFile } from '../../tests/support/reference-data.ts'

/** UCI Online Retail (CC BY 4.0; Chen, Sain & Guo 2012). */
const ONLINE_RETAIL = referenceFile('onlineRetail')
const MIGRATIONS = fileURLToPath(new URL('../../src/store/analytical/migrations', import.meta.url))
const BLOCK = 50_000

/** Starts an engine of its own in a temporary folder with the product's tables, fills in every order line of a customer, and cleans up after `work`. */
export async function withOnlineRetail<T>(work: (client: ClickHouseClient) => Promise<T>): Promise<T> {
  return withAnalyticalEngine(async (client) => {
    await loadOnlineRetail(client)
    return work(client)
  })
}

/** An empty engine of its own with the product's tables. */
async function withAnalyticalEngine<T>(work: (client: ClickHouseClient) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'liuke-bench-'))
  const engine = await startEmbeddedClickhouse({ dataDir: folder, log: silentEngineLog })
  const { url, username, password, database } = engine
  const client = createClient({ url, username, password, database, compression: { request: false, response: false }, log: { level: 127 } })
  try {
    for (const migration of await readMigrations(MIGRATIONS)) {
      for (const query of migration.statements) await client.command({ query })
    }
    return await work(client)
  } finally {
    await client.close()
    await engine.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function loadOnlineRetail(client: ClickHouseClient): Promise<void> {
  const seen = new Set<string>()
  let block: Record<string, unknown>[] = []
  let line = 0
  const rows = createReadStream(ONLINE_RETAIL)
    .pipe(createGunzip())
    .pipe(parse({ from_line: 2, relax_quotes: true }))
  for await (const row of rows as AsyncIterable<readonly string[]>) {
    line += 1
    const [invoice = '', product = '', name = '', quantity = '', at = '', price = '', customer = '', country = ''] = row
    if (customer === '') continue
    const text = row.join('\u0000')
    const isDuplicate = seen.has(text)
    seen.add(text)
    block.push({
      line_key: line,
      order_id: invoice,
      origin_id: onlineRetailCustomer(customer),
      kind: invoice.startsWith('C') ? 'return' : Number(price) > 0 ? 'sale' : 'adjustment',
      occurred_at: at,
      received_at: at,
      available_at: at,
      product_id: product,
      product_name: name,
      category: '',
      quantity,
      unit_price: price,
      amount: (Number(quantity) * Number(price)).toFixed(6),
      currency: 'GBP',
      channel: '',
      country,
      is_duplicate: isDuplicate ? 1 : 0,
    })
    if (block.length === BLOCK) {
      await insertRows(client, 'order_lines', block)
      block = []
    }
  }
  await insertRows(client, 'order_lines', block)
}

/** `12347.0` becomes an id that ends in 12347. */
function onlineRetailCustomer(number: string): string {
  const digits = number.replace(/\.0$/, '')
  return NO_CUSTOMER.slice(0, NO_CUSTOMER.length - digits.length) + digits
}
