import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { npmCommand } from './npm-command.mjs'

interface LockEntry {
  readonly optional?: boolean
  readonly os?: readonly string[]
  readonly resolved?: string
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
}

const checkout = fileURLToPath(new URL('..', import.meta.url))
let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'liuke-lock-'))
  for (const name of ['package.json', 'package-lock.json']) copyFileSync(join(checkout, name), join(folder, name))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function readLock(): { lockfileVersion: number; packages: Record<string, LockEntry> } {
  return JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'))
}

/** The check that `npm ci` begins with, by the npm of this machine; asks no registry. `.ci/run` does it with npm 10 and 11 both. */
function dryRun() {
  const npm = npmCommand()
  const args = ['ci', '--dry-run', '--ignore-scripts', '--offline', '--no-audit', '--no-fund', `--cache=${join(folder, 'cache')}`]
  return spawnSync(npm.file, [...npm.args, ...args], { cwd: folder, encoding: 'utf8' })
}

test('npm ci takes the lock file as it is', () => {
  expect(dryRun()).toMatchObject({ status: 0 })
})

test('npm 10 and 11 both want every binary of other platforms in the lock file, and each is there', () => {
  const { lockfileVersion, packages } = readLock()
  expect(lockfileVersion).toBe(3)
  const wanted = Object.values(packages).flatMap((entry) => Object.keys({ ...entry.dependencies, ...entry.optionalDependencies }))
  expect(wanted.filter((name) => !Object.keys(packages).some((path) => path.endsWith(`node_modules/${name}`)))).toEqual([])
})

test('a lock file that lacks one is refused', () => {
  const lock = readLock()
  delete lock.packages['node_modules/commander']
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock))
  expect(dryRun().status).not.toBe(0)
})
