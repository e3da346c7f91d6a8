import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { npmCommand } from '../../scripts/npm-command.mjs'

declare module 'vitest' {
  interface ProvidedContext {
    /** Why the programs of others are not there; '' where they are. */
    sdksMissing: string
  }
}

/** Apart from the tests: a package.json beside them would take their imports of the product away. */
const folder = join(import.meta.dirname, 'programs')
const INSTALL_MS = 300_000
/** What npm says when no registry answers: the one reason to go without the tests. */
const UNREACHABLE = /\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT)\b/

/** Installs the locked programs of tests/sdk/programs once. Without a registry their tests are skipped, with the reason; any other failure is one. */
export default function installSdks(project: TestProject): void {
  project.provide('sdksMissing', install())
}

function install(): string {
  const stamp = join(folder, 'node_modules/.lock-stamp')
  const hash = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return ''
  process.stderr.write('tests: installing the programs of Segment and RudderStack for tests/sdk with npm ci ...\n')
  const npm = npmCommand()
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--no-progress', '--no-update-notifier']
  const result = spawnSync(npm.file, [...npm.args, ...args, '--fetch-retries=1', '--fetch-timeout=20000'], {
    cwd: folder,
    encoding: 'utf8',
    timeout: INSTALL_MS,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (result.status === 0) {
    writeFileSync(stamp, hash)
    return ''
  }
  const said = `${result.error?.message ?? ''}\n${result.stderr}`
  const cause = UNREACHABLE.exec(said)?.[0]
  if (cause === undefined) throw new Error(`The programs of tests/sdk could not be installed: ${said.trim()}`)
  const reason = `the npm registry cannot be reached (${cause}), so that the programs of Segment and RudderStack are not there`
  process.stderr.write(`tests: SKIPPED tests/sdk: ${reason}.\n`)
  return reason
}
