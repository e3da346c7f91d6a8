import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { checkShops } from '../support/check-shop.ts'

const SHOPS = 10_000
/** A test each, so that a run which stands still is told from one that is long. */
const AT_A_TIME = 500
const folder = mkdtempSync(join(tmpdir(), 'liuke-shops-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.each(Array.from({ length: SHOPS / AT_A_TIME }, (_, i) => i * AT_A_TIME))(
  'files of random shops in random layouts give the books of the shop to the cent, or a question, never a wrong figure: from shop %i',
  async (first) => {
    const { wrong, right } = await checkShops(first, AT_A_TIME, folder)
    expect(wrong).toEqual([])
    expect(right).toBeGreaterThanOrEqual(0.9 * AT_A_TIME)
  },
)
