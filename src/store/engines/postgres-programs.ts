import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, copyFile, lstat, mkdir, readdir, readFile, readlink, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { AppError, messageOf } from '#kernel/app-error.ts'
import type { EngineLog } from './engine-log.ts'
import { canRead, closedFolderAbove, postgresUser } from './postgres-user.ts'
import type { SystemUser } from './postgres-user.ts'

const run = promisify(execFile)

/** Where copies of the programs may lie, the best place first. Each must be root's alone and open to all readers. */
const COPY_PLACES = ['/var/lib/liuke', '/var/tmp/liuke', '/tmp/liuke-programs'] as const

/**
 * Folder of the server's programs. Started as root in a folder that is closed to others (`/root`, umask 077), the server's user cannot read them
 * where they were installed; they are then copied once to a place of the system's (60 MB).
 *
 * @throws AppError unavailable `no-embedded-postgres`; invalid-input `folder-not-traversable` when no place for a copy is found
 */
export async function postgresPrograms(log: EngineLog): Promise<string> {
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
  return join(await readablePrograms(root, postgresUser(), COPY_PLACES, log), 'bin')
}

/** The installed programs of the package at `root` when `user` can read them, else a copy in the first of `places` that will do. */
export async function readablePrograms(root: string, user: SystemUser | null, places: readonly string[], log: EngineLog): Promise<string> {
  const native = join(root, 'native')
  const samples = ['bin/postgres', 'bin/initdb', 'lib', 'share/postgresql/postgres.bki']
  if (user === null || (await Promise.all(samples.map((path) => canRead(join(native, path), user)))).every(Boolean)) return native
  const { version }: { readonly version: string } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const reasons: string[] = []
  for (const place of places) {
    try {
      const copy = await copyPrograms(native, place, `postgresql-${version}`)
      await run(join(copy, 'bin', 'postgres'), ['--version'], { cwd: '/', env: {}, uid: user.uid, gid: user.gid })
      log.info({ engine: 'postgres', copy }, `PostgreSQL refuses root, and its user cannot read ${native}: a copy in ${copy} runs instead.`)
      return copy
    } catch (error) {
      reasons.push(`${place}: ${messageOf(error).split('\n')[0]}`)
    }
  }
  throw new AppError(
    'invalid-input',
    'folder-not-traversable',
    `The database runs as user ${user.uid} because it refuses root, and that user cannot read ${native}, nor could a copy be made ` +
      `(${reasons.join('; ')}): run "chmod -R go+rX ${(await closedFolderAbove(native, user)) ?? native}", or start as an ordinary user.`,
    { details: { folder: native } },
  )
}

/** A copy that all users can read, beside its place first, so that one that is cut off is never taken for whole. */
async function copyPrograms(native: string, place: string, name: string): Promise<string> {
  if ((await mkdir(place, { recursive: true, mode: 0o755 })) !== undefined) await chmod(place, 0o755)
  const found = await lstat(place)
  // Where others can write, they could put programs of their own.
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o022) !== 0) throw new Error("not root's alone")
  const copy = join(place, name)
  if (existsSync(copy)) return copy
  const draft = `${copy}.${process.pid}`
  try {
    await copyFolder(native, draft)
    await rename(draft, copy)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    if (!existsSync(copy)) throw error
  }
  return copy
}

async function copyFolder(from: string, to: string): Promise<void> {
  await mkdir(to)
  await chmod(to, 0o755)
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) await copyFolder(source, target)
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target)
    else {
      await copyFile(source, target)
      await chmod(target, ((await lstat(source)).mode & 0o100) === 0 ? 0o644 : 0o755)
    }
  }
}

/** The package holds each library once and lists the links that the loader wants; npm makes none of them without its scripts. */
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
