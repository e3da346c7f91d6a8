import { expect, it } from 'vitest'
import { CHURN_FEATURE_NAMES } from '#predict/churn/features/churn-features.ts'
import { churnFeatureReader } from './churn-features.ts'

const IDS = ['00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-000000000003']

function bytesOf(id: string, label: number, first: number): Buffer {
  const row = Buffer.alloc(1 + 36 + 1 + 8 * CHURN_FEATURE_NAMES.length)
  row.writeUInt8(36, 0)
  row.write(id, 1, 'latin1')
  row.writeUInt8(label, 37)
  CHURN_FEATURE_NAMES.forEach((_, j) => row.writeDoubleLE(j === 0 ? first : j, 38 + 8 * j))
  return row
}

it.each([1, 7, 500, 100_000])('reads rows from blocks of %i bytes', (size) => {
  const bytes = Buffer.concat(IDS.map((id, i) => bytesOf(id, i, i === 2 ? Number.NaN : i + 0.5)))
  const read = churnFeatureReader()
  const rows = []
  for (let at = 0; at < bytes.length; at += size) rows.push(...read(bytes.subarray(at, at + size)))
  expect(rows.map(({ customerId }) => customerId)).toEqual(IDS)
  expect(rows.map(({ label }) => label)).toEqual([0, 1, null])
  expect(rows.map(({ values }) => values[0])).toEqual([0.5, 1.5, Number.NaN])
  expect(rows[1]?.values.at(-1)).toBe(CHURN_FEATURE_NAMES.length - 1)
})
