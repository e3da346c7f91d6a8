import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { checkShops } from '../support/check-shop.ts'

const folder = mkdtempSync(join(tmpdir(), 'liuke-shops-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('files of random shops in random layouts give the books of the shop to the cent, or a question, never a wrong figure', async () => {
  const { wrong, asked, right } = await checkShops(0, 60, folder)
  expect(wrong).toEqual([])
  // A reader that asks of everything would be right as well.
  expect(right).toBeGreaterThanOrEqual(52)
  expect(right + asked).toBe(60)
})
