import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { constants, existsSync } from 'node:fs'
import { chmod, chown, lstat, mkdir, open, readFile, readlink, rename, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { AppError } from '#kernel/app-error.ts'
import { closedFolderAbove, postgresUser } from './postgres-user.ts'

/** Bytes of a unix socket path, without the final NUL (sun_path on Linux). */
const MAX_SOCKET_PATH = 107
const SOCKET_FILE = '/.s.PGSQL.5432'

/**
 * Makes a folder and its missing parents so that another user, such as the database's, can walk through them but not list them,
 * whatever the umask. Folders that exist stay as they are.
 */
export async function makeWalkableFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o711 })
  if (first === undefined) return
  for (let folder = resolve(path); folder.startsWith(resolve(first)); folder = dirname(folder)) await chmod(folder, 0o711)
}

/** Makes a folder that only the server's user can enter. */
export async function makePrivateFolder(path: string): Promise<void> {
  await makeWalkableFolder(dirname(path))
  await mkdir(path, { recursive: true, mode: 0o700 })
  const user = postgresUser()
  if (user !== null) await chown(path, user.uid, user.gid)
  await chmod(path, 0o700)
}

/**
 * Makes the folder of the socket. It may lie where anybody can write, so one that another user has put there is refused.
 *
 * @throws AppError conflict `socket-folder-taken`
 */
export async function makeSocketFolder(path: string): Promise<void> {
  const found = await lstat(path).catch(() => null)
  const owners = [process.getuid?.() ?? 0, postgresUser()?.uid]
  if (found !== null && (!found.isDirectory() || !owners.includes(found.uid))) {
    throw new AppError(
      'conflict',
      'socket-folder-taken',
      `Another user has made ${path}, which the database needs for its socket: remove it.`,
    )
  }
  await makePrivateFolder(path)
}

/** The engine's folder as the server's user names it. */
export interface ServerFolder {
  /** What the server and initdb are told instead of a path below the folder. */
  pathOf(path: string): string
  /** Passed on to them as file descriptor 4. */
  readonly handle: FileHandle | null
  close(): Promise<void>
}

/**
 * Opens the engine's folder for the server. Where its user cannot walk down to it (started as root in `/root`), the server gets there by the open
 * folder that we hand on instead of by name, so that the data stays where the operator wants it and no folder has to be opened to others.
 */
export async function openServerFolder(folder: string): Promise<ServerFolder> {
  if ((await closedFolderAbove(folder, postgresUser())) === null) {
    return { pathOf: (path) => path, handle: null, close: () => Promise.resolve() }
  }
  const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY)
  return {
    pathOf: (path) => (path.startsWith(folder) ? `/proc/self/fd/4${path.slice(folder.length)}` : path),
    handle,
    close: () => handle.close(),
  }
}

/** Where the unix socket lies: in the data folder when its path is short enough, else in a short folder of the system's own. */
export function socketFolder(dataDir: string): string {
  const near = join(dataDir, 'socket')
  if (Buffer.byteLength(near + SOCKET_FILE) <= MAX_SOCKET_PATH) return near
  const short = createHash('sha256').update(resolve(dataDir)).digest('hex').slice(0, 16)
  return join(tmpdir(), `liuke-${short}`)
}

/** Creates the database cluster unless it is there: beside its place first, so that a start that is killed leaves no half-made one. */
export async function initialiseCluster(binaries: string, cluster: string, place: ServerFolder): Promise<void> {
  if (existsSync(cluster)) return
  const draft = `${cluster}.new`
  await rm(draft, { recursive: true, force: true })
  await makePrivateFolder(draft)
  const login = ['-U', 'app', '-A', 'trust']
  const args = ['-D', place.pathOf(draft), ...login, '-E', 'UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
  const child = spawn(join(binaries, 'initdb'), args, {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', 'ignore', 'pipe', 'ignore', place.handle?.fd ?? 'ignore'],
    ...postgresUser(),
  })
  const [said, code] = await Promise.all([child.stderr === null ? '' : text(child.stderr), exitOf(child)])
  if (code !== 0) {
    const lines = said.trim().split('\n')
    // The last line only tells of the tidying up.
    const reason = (lines.findLast((line) => /could not|no space|fatal|panic/i.test(line)) ?? lines.at(-1) ?? '').replace(/\.$/, '')
    throw new AppError(
      'unavailable',
      'postgres-init-failed',
      `The embedded PostgreSQL could not create its files in ${cluster}: ${reason}. Check free disk space and the folder's rights.`,
    )
  }
  await rename(draft, cluster)
}

/** The exit code; the reason in words when the program could not be started or was killed. */
function exitOf(child: ChildProcess): Promise<number | string> {
  return new Promise((done) => {
    child.once('error', (error) => done(error.message))
    child.once('close', (code, signal) => done(code ?? `signal ${signal}`))
  })
}

/**
 * Stops a server that outlived a killed parent and removes its pid file. The data folder is locked by us, so it can be nobody else's.
 */
export async function clearStaleServer(cluster: string): Promise<void> {
  const file = join(cluster, 'postmaster.pid')
  const written = await readFile(file, 'utf8').catch(() => '')
  const pid = Number(written.split('\n')[0])
  if (!Number.isInteger(pid) || pid <= 1) return
  if (await isServerOf(pid, cluster)) {
    process.kill(pid, 'SIGINT')
    for (let i = 0; i < 100 && (await isServerOf(pid, cluster)); i += 1) {
      await new Promise((done) => setTimeout(done, 100))
      if (i === 60) process.kill(pid, 'SIGQUIT')
    }
  }
  if (!(await isServerOf(pid, cluster))) await rm(file, { force: true })
}

async function isServerOf(pid: number, cluster: string): Promise<boolean> {
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => '')
  return folder === resolve(cluster)
}
