import { expect, test } from 'vitest'
import { refuseOldPostgres } from './postgres-version.ts'

test.each([150_000, 150_018, 180_004])('takes PostgreSQL %i', (version) => {
  expect(() => refuseOldPostgres(version)).not.toThrow()
})

test.each([
  [149_999, '14'],
  [90_624, '9'],
])('refuses %i and says which is needed', (version, major) => {
  expect(() => refuseOldPostgres(version)).toThrow(`PostgreSQL ${major}: use 15 or later`)
})
