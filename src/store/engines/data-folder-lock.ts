import { createHash, randomUUID } from 'node:crypto'
import { link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { makeWalkableFolder } from './postgres-folder.ts'

/** The right to use a data folder; one process at a time has it. */
export interface DataFolderLock {
  release(): void
}

interface Holder {
  readonly pid: number
  readonly since: string
  /** Start time of the process in the kernel's ticks: tells a reused pid from the real holder. */
  readonly born: string
  readonly token: string
}

const FILE = 'liuke.lock'
const RETRY_MS = 10
const FORGOTTEN_MS = 5_000

/**
 * Takes the lock of a data folder. A lock whose process is gone (kill -9, power loss) is taken over.
 *
 * @throws AppError conflict `data-folder-in-use` naming the process that holds it and since when
 */
export async function lockDataFolder(folder: string, clock: Clock): Promise<DataFolderLock> {
  await makeWalkableFolder(folder)
  const path = join(folder, FILE)
  const mine: Holder = { pid: process.pid, since: clock.now().toISOString(), born: bornOf(process.pid), token: randomUUID() }
  const draft = `${path}.${mine.token}`
  await writeFile(draft, JSON.stringify(mine), { mode: 0o644 })
  try {
    for (let attempt = 0; attempt < 600; attempt += 1) {
      // A hard link appears whole or not at all, and never over another file.
      if (await linked(draft, path)) return { release: () => releaseLock(path, mine.token) }
      const holder = await readHolder(path)
      if (holder === 'gone') continue
      if (holder !== 'unreadable' && isAlive(holder)) throw inUse(folder, holder)
      if (await replaced(path, holder, draft)) return { release: () => releaseLock(path, mine.token) }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
    }
    throw new AppError(
      'conflict',
      'data-folder-in-use',
      `Several processes want the data folder ${folder} at once: start one of them again.`,
    )
  } finally {
    await rm(draft, { force: true })
  }
}

function inUse(folder: string, holder: Holder): AppError {
  return new AppError(
    'conflict',
    'data-folder-in-use',
    `The data folder ${folder} is used by process ${holder.pid} since ${holder.since}: stop that process or choose another folder.`,
    { details: { folder, pid: holder.pid, since: holder.since } },
  )
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/**
 * Puts the draft in the place of a dead lock. Only the process that links the guard of that very lock may replace it, and checks again once the guard is
 * held: a slow process that saw the dead lock earlier can never push a living one aside.
 */
async function replaced(path: string, dead: Holder | 'unreadable', draft: string): Promise<boolean> {
  const guard = `${path}.dead.${createHash('sha256').update(tokenOf(dead)).digest('hex').slice(0, 16)}`
  if (!(await linked(draft, guard))) {
    await dropForgotten(guard)
    return false
  }
  try {
    const now = await readHolder(path)
    if (now === 'gone' || tokenOf(now) !== tokenOf(dead)) return false
    await rename(draft, path)
    return true
  } finally {
    await rm(guard, { force: true })
  }
}

/** A guard is held for a moment; one that is left was left by a process that died in that moment. */
async function dropForgotten(guard: string): Promise<void> {
  const info = await stat(guard).catch(() => null)
  if (info !== null && performance.timeOrigin + performance.now() - info.ctimeMs > FORGOTTEN_MS) await rm(guard, { force: true })
}

function tokenOf(holder: Holder | 'unreadable'): string {
  return holder === 'unreadable' ? holder : holder.token
}

async function readHolder(path: string): Promise<Holder | 'unreadable' | 'gone'> {
  try {
    return parseHolder(await readFile(path, 'utf8')) ?? 'unreadable'
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'gone' : 'unreadable'
  }
}

function parseHolder(text: string): Holder | null {
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null) return null
  const fields = new Map<string, unknown>(Object.entries(value))
  const pid = fields.get('pid')
  if (typeof pid !== 'number') return null
  return { pid, since: String(fields.get('since')), born: String(fields.get('born')), token: String(fields.get('token')) }
}

function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false
  }
  const born = bornOf(holder.pid)
  return born === '' || holder.born === '' || born === holder.born
}

/** Field 22 of /proc/pid/stat; empty where there is none. */
function bornOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

function releaseLock(path: string, token: string): void {
  try {
    if (parseHolder(readFileSync(path, 'utf8'))?.token === token) rmSync(path, { force: true })
  } catch {
    // Nothing is left to release.
  }
}
