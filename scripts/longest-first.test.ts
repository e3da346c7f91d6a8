import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { byStart, LONGEST } from './longest-first.ts'

test('the files that start first are there', () => {
  expect(LONGEST.filter((file) => !existsSync(join(import.meta.dirname, '..', file)))).toEqual([])
})

test('groups run one after the other, in each the projects one after the other, and in those the longest file first', () => {
  const unit = { group: 0, project: 'unit', path: 'src/numerics/rank.test.ts' }
  const console = { group: 1, project: 'browser', path: 'tests/browser/console.test.ts' }
  const attributes = { group: 1, project: 'browser', path: 'tests/browser/attributes.test.ts' }
  const sdk = { group: 1, project: 'sdk', path: 'tests/sdk/sdks.test.ts' }
  const sample = { group: 1, project: 'engines', path: 'tests/http/sample-shop.test.ts' }
  const roles = { group: 1, project: 'engines', path: 'tests/http/roles.test.ts' }
  expect([roles, sdk, attributes, sample, unit, console].toSorted(byStart)).toEqual([unit, console, attributes, sdk, sample, roles])
})
