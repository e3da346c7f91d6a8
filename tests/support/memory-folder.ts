import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import { freemem } from 'node:os'
import { join } from 'node:path'

/** The file system in memory that Linux has; its number says whether it is one. */
const IN_MEMORY = '/dev/shm'
const TMPFS = 0x01_02_19_94
/** What three files at a time and their engines fill at most, several times over. */
const ROOM = 6 * 2 ** 30
const PREFIX = 'liuke-tests-'

/**
 * Puts the temporary folders of a run into memory where there is room, so that engines start, empty and stop in a fifth of the time: nothing that is
 * tested here depends on what a disk keeps (tests/fault does, and stays on it). A folder that TMPDIR names is left as it is.
 */
export default function useMemory(): (() => void) | undefined {
  if (process.env['TMPDIR'] !== undefined || !hasRoom()) return undefined
  removeLeft()
  const folder = mkdtempSync(join(IN_MEMORY, `${PREFIX}${process.pid}-`))
  // The embedded PostgreSQL runs as another user, who has to walk through it.
  chmodSync(folder, 0o1777)
  process.env['TMPDIR'] = folder
  return () => {
    delete process.env['TMPDIR']
    rmSync(folder, { recursive: true, force: true })
  }
}

function hasRoom(): boolean {
  try {
    const { type, bavail, bsize } = statfsSync(IN_MEMORY)
    return type === TMPFS && bavail * bsize > ROOM && freemem() > ROOM
  } catch {
    return false
  }
}

/** Takes away what a run left that was killed: it would keep its memory. */
function removeLeft(): void {
  for (const name of readdirSync(IN_MEMORY)) {
    const [pid] = name.startsWith(PREFIX) ? name.slice(PREFIX.length).split('-') : []
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(IN_MEMORY, name), { recursive: true, force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
