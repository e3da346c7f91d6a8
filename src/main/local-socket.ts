import { mkdtemp, readFile, rm, writeFile, chmod, mkdir } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '#kernel/app-error.ts'

/** Bytes of a Unix socket's path, without the final NUL; 103 where a Mac is. */
const MAX_SOCKET_PATH = 103

interface Place {
  readonly folder: string
  readonly socket: string
  /** Says where the socket lies when the data folder's path is too long for one. */
  readonly pointer: string
}

function placeOf(dataDir: string): Place {
  const folder = join(dataDir, 'run')
  return { folder, socket: join(folder, 'liuke.sock'), pointer: join(folder, 'liuke.sock.path') }
}

/**
 * Makes the place of the server's socket: a folder that only the server's own user can enter, and no socket of a server that was killed. To be called by
 * whoever holds the data folder.
 *
 * @returns null when another server with this folder answers already: both work on databases elsewhere.
 */
export async function prepareLocalSocket(dataDir: string): Promise<string | null> {
  const { folder, socket, pointer } = placeOf(dataDir)
  if ((await findLocalSocket(dataDir)) !== null) return null
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await chmod(folder, 0o700)
  await Promise.all([rm(socket, { force: true }), rm(pointer, { force: true })])
  if (Buffer.byteLength(socket) <= MAX_SOCKET_PATH) return socket
  const short = join(await mkdtemp(join(tmpdir(), 'liuke-')), 'liuke.sock')
  await writeFile(pointer, short, { mode: 0o600 })
  return short
}

/** Removes what `prepareLocalSocket` made. The socket itself goes when its server closes. */
export async function removeLocalSocket(dataDir: string, path: string): Promise<void> {
  const { folder, socket, pointer } = placeOf(dataDir)
  if (path !== socket) await Promise.all([rm(pointer, { force: true }), rm(join(path, '..'), { recursive: true, force: true })])
  await rm(folder, { recursive: true, force: true })
}

/**
 * The socket of the server that runs on this data folder; null when none does, or one was killed.
 *
 * @throws AppError forbidden `data-folder-not-yours`
 */
export async function findLocalSocket(dataDir: string): Promise<string | null> {
  const { socket, pointer } = placeOf(dataDir)
  try {
    const path = Buffer.byteLength(socket) <= MAX_SOCKET_PATH ? socket : await readIfThere(pointer)
    return path !== null && (await answers(path)) ? path : null
  } catch (error) {
    if (!['EACCES', 'EPERM'].includes(codeOf(error))) throw error
    throw new AppError(
      'forbidden',
      'data-folder-not-yours',
      `The data folder ${dataDir} belongs to another account of this machine: run the command as that account, or ask the server through its API with a key.`,
      { cause: error, details: { folder: dataDir } },
    )
  }
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', (error) => {
      if (['ENOENT', 'ECONNREFUSED'].includes(codeOf(error))) resolve(false)
      else reject(error)
    })
  })
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
