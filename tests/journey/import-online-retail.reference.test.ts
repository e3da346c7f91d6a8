import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ImportResult } from '#collect/import/import-service.ts'
import { plainProfileService } from '#segment/profile-service.ts'
import { createProfileStore } from '#store/analytical/profiles-store.ts'
import { IS_ACTIVE } from '#store/analytical/queries/customer-groups.ts'
import { queryMetrics } from '#store/analytical/queries/metrics.ts'
import { type IntakeWorld, openIntakeWorld } from './intake-world.ts'
import { referenceFile } from '../support/reference-data.ts'

// Figures: published (Chen, Sain & Guo 2012, UCI) or recomputed on the file.
const FILE = referenceFile('onlineRetail')
const NOBODY = "toUUID('00000000-0000-0000-0000-000000000000')"

describe('Online Retail', () => {
  let world: IntakeWorld
  let first: ImportResult

  beforeAll(async () => {
    world = await openIntakeWorld()
    first = await world.imports.importFile({ file: FILE, kind: 'orders', preset: 'online-retail' })
  }, 300_000)
  afterAll(async () => {
    await world?.stop()
  })

  it('accounts for every row', () => {
    expect(first).toMatchObject({
      rows: 541_909,
      stored: 536_641,
      duplicates: 5_268,
      quarantined: 0,
      customers: 4_372,
      orders: 18_532,
      returns: 3_836,
      questions: [{ code: 'rows-repeated' }],
      issues: [],
    })
    expect(first.seconds).toBeLessThan(180)
  })

  it('answers the default metrics without exact copies, to the last digit', async () => {
    const metrics = await queryMetrics(world.engines.clickhouse, { currency: 'GBP' })
    expect(metrics).toMatchObject({
      lines: 392_692,
      customers: 4_338,
      invoices: 18_532,
      revenue: 8_887_208.894,
      revenueText: '8887208.894',
      currency: 'GBP',
      returns: 3_836,
    })
    // London wall clock, winter.
    expect(metrics.firstAt).toEqual(new Date('2010-12-01T08:26:00Z'))
    expect(metrics.lastAt).toEqual(new Date('2011-12-09T12:50:00Z'))
  })

  it('answers with exact copies when asked', async () => {
    expect(await queryMetrics(world.engines.clickhouse, { currency: 'GBP', includeDuplicates: true })).toMatchObject({
      lines: 397_884,
      customers: 4_338,
      invoices: 18_532,
      revenueText: '8911407.904',
    })
  })

  it('has the published figures of all lines in the store', async () => {
    expect(
      await world.row(`SELECT count() AS lines, uniqExact(order_id) AS invoices, uniqExact(country) AS countries,
        toString(sum(amount)) AS total, countIf(is_duplicate = 1) AS copies, uniqExactIf(customer_id, customer_id != ${NOBODY}) AS customers,
        countIf(startsWith(order_id, 'C')) AS cancelled_lines, uniqExactIf(order_id, startsWith(order_id, 'C')) AS cancelled,
        countIf(kind = 'return') AS return_lines, uniqExactIf(order_id, kind = 'return') AS returns,
        countIf(customer_id = ${NOBODY}) AS anonymous_lines
        FROM order_lines FINAL`),
    ).toEqual({
      lines: '541909',
      invoices: '25900',
      countries: '38',
      total: '9747747.934',
      copies: '5268',
      customers: '4372',
      cancelled_lines: '9288',
      cancelled: '3836',
      return_lines: '9288',
      returns: '3836',
      anonymous_lines: '135080',
    })
    const known = await world.row(`SELECT count() AS lines, avg(toFloat64(quantity)) AS mean, toString(min(quantity)) AS low,
      toString(max(quantity)) AS high FROM order_lines FINAL WHERE customer_id != ${NOBODY}`)
    expect(known).toMatchObject({ lines: '406829', low: '-80995', high: '80995' })
    expect(Number(known['mean'])).toBeCloseTo(12.061303, 5)
    // The published mean and deviation are of all lines.
    const all = await world.row(
      'SELECT avg(toFloat64(quantity)) AS mean, stddevSamp(toFloat64(unit_price)) AS deviation FROM order_lines FINAL',
    )
    expect(Number(all['mean'])).toBeCloseTo(9.55225, 5)
    expect(Number(all['deviation'])).toBeCloseTo(96.759853, 5)
  })

  it('knows every customer in both stores, masked and not in clear', async () => {
    expect(await world.row('SELECT count() AS n FROM customers FINAL')).toEqual({ n: '4372' })
    const { rows } = await world.engines.pg.query<{ n: number; shortest: number; masked: string }>(
      `SELECT count(*) AS n, min(length(ciphertext)) AS shortest, min(masked) AS masked FROM identifiers WHERE kind = 'custom_id'`,
    )
    expect(rows[0]).toMatchObject({ n: 4_372, shortest: 34 })
    expect(rows[0]?.masked).toMatch(/^\*+\d\d$/)
    expect(await world.identity.find('custom_id', '17850')).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('counts active customers by the dictionary', async () => {
    const asOf = new Date('2011-12-10T00:00:00Z')
    await plainProfileService(createProfileStore(world.engines.clickhouse)).refresh(asOf)
    const active = await world.row(`SELECT count() AS n FROM profiles FINAL WHERE ${IS_ACTIVE}`)
    const bought =
      await world.row(`SELECT uniqExact(customer_id) AS n FROM order_lines FINAL WHERE is_duplicate = 0 AND quantity > 0 AND unit_price > 0
      AND customer_id != ${NOBODY} AND occurred_at > '2011-11-10 00:00:00'`)
    expect(active).toEqual(bought)
  })

  it('changes nothing when imported again', async () => {
    const checksum = 'SELECT count() AS n, toString(sum(cityHash64(*))) AS sum FROM order_lines FINAL'
    const [metrics, sum] = [await queryMetrics(world.engines.clickhouse, { currency: 'GBP' }), await world.row(checksum)]
    const again = await world.imports.importFile({ file: FILE, kind: 'orders', preset: 'online-retail' })
    expect(again).toMatchObject({ rows: 541_909, stored: 0, duplicates: 541_909, quarantined: 0, customers: 4_372 })
    expect(await queryMetrics(world.engines.clickhouse, { currency: 'GBP' })).toEqual(metrics)
    expect(await world.row(checksum)).toEqual(sum)
  })

  it('says the same in a dry run, which stores nothing', async () => {
    const dry = await world.imports.importFile({ file: FILE, kind: 'orders', preset: 'online-retail', dryRun: true })
    expect(dry).toMatchObject({ dryRun: true, rows: 541_909, stored: 0, duplicates: 541_909, customers: 4_372 })
    expect((await world.importStore.list({ limit: 10, cursor: null })).items.map(({ state, rows }) => ({ state, rows }))).toEqual([
      { state: 'done', rows: 541_909 },
      { state: 'done', rows: 541_909 },
    ])
  })
})
