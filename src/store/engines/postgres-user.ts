import { stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

export interface SystemUser {
  readonly uid: number
  readonly gid: number
}

/** PostgreSQL refuses to run as root: the system's "nobody" runs it instead. */
const NOBODY = 65_534

/** The user that runs the server when we are root; null means ourselves. */
export function postgresUser(): SystemUser | null {
  return process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : null
}

/** The first folder above `path` that `user` cannot enter; null when there is none, or when the user is ourselves (null). */
export async function closedFolderAbove(path: string, user: SystemUser | null): Promise<string | null> {
  if (user === null) return null
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    if (!(await allows(folder, user, 0o1))) return folder
    if (folder === dirname(folder)) return null
  }
}

/** Whether `user` can walk to a file and read it, or enter and list a folder. */
export async function canRead(path: string, user: SystemUser | null): Promise<boolean> {
  if (user === null) return true
  const bits = (await stat(path)).isDirectory() ? 0o5 : 0o4
  return (await closedFolderAbove(path, user)) === null && (await allows(path, user, bits))
}

async function allows(path: string, user: SystemUser, bits: number): Promise<boolean> {
  const { uid, gid, mode } = await stat(path)
  const own = uid === user.uid ? mode >> 6 : gid === user.gid ? mode >> 3 : mode
  return (own & bits) === bits
}
