import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Names the folder in which the first test that needs engines puts the data folder that all others copy; see data-folder.ts. */
export const TEMPLATE_VARIABLE = 'LIUKE_TEST_TEMPLATE'

/** Gives the tests of a run one folder in common, whichever project they belong to, and removes it after the last. */
export default function shareTemplateFolder(): (() => void) | undefined {
  if (process.env[TEMPLATE_VARIABLE] !== undefined) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'liuke-template-'))
  chmodSync(folder, 0o711)
  process.env[TEMPLATE_VARIABLE] = folder
  // Commands and other processes that tests start need not compile the product every time.
  process.env['NODE_COMPILE_CACHE'] ??= join(folder, 'compiled')
  return () => rmSync(folder, { recursive: true, force: true })
}
