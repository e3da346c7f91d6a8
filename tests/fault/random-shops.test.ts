import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { checkShops } from '../support/check-shop.ts'

const SHOPS = 10_000
const folder = mkdtempSync(join(tmpdir(), 'liuke-shops-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test(
  `${SHOPS} files of random shops in random layouts give the books of the shop to the cent, or a question, never a wrong figure`,
  {
    timeout: 3_600_000,
  },
  async () => {
    const { wrong, right } = await checkShops(0, SHOPS, folder)
    expect(wrong).toEqual([])
    expect(right).toBeGreaterThanOrEqual(0.9 * SHOPS)
  },
)
