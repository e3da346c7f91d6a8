import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '#kernel/app-error.ts'
import { KEY_BYTES, parseKeyring } from './keyring.ts'
import type { Keyring } from './keyring.ts'

export interface MasterKeyPlace {
  readonly dataDir: string
  /** The text of LIUKE_MASTER_KEY, which takes precedence over the file. */
  readonly masterKey?: string | undefined
}

/** `<dataDir>/secrets/master.key` */
export function masterKeyFile(dataDir: string): string {
  return join(dataDir, 'secrets', 'master.key')
}

/**
 * The keys of LIUKE_MASTER_KEY or of the key file; null when there is neither. Text: one `<id> <base64 of 32 bytes>` a line, the highest id is
 * the current one; a line without an id is key 1.
 *
 * @throws AppError `master-key-invalid` when the text cannot be read as keys, `master-key-exposed` when other users can read the file.
 */
export function readMasterKey(place: MasterKeyPlace): Keyring | null {
  if (place.masterKey !== undefined && place.masterKey.trim() !== '') return parseKeyring(place.masterKey, 'LIUKE_MASTER_KEY')
  const file = masterKeyFile(place.dataDir)
  if (!existsSync(file)) return null
  checkFile(file)
  return parseKeyring(readFileSync(file, 'utf8'), file)
}

/** Creates the key file (0600) with a random key. If two processes start at once, only one creates it, and both read the same keys. */
export function makeMasterKey(dataDir: string): Keyring {
  const file = masterKeyFile(dataDir)
  mkdirSync(join(dataDir, 'secrets'), { recursive: true, mode: 0o700 })
  // Written under another name first, so that a crash never leaves half a key.
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  try {
    writeFileSync(draft, `1 ${randomBytes(KEY_BYTES).toString('base64')}\n`, { mode: 0o600, flag: 'wx', flush: true })
    linkSync(draft, file)
  } catch (error) {
    if (!existsSync(file)) throw error
  } finally {
    rmSync(draft, { force: true })
  }
  checkFile(file)
  return parseKeyring(readFileSync(file, 'utf8'), file)
}

/** The existing keys, or new ones. `key-check.ts` checks that they fit the data. */
export function loadKeyring(place: MasterKeyPlace): Keyring {
  return readMasterKey(place) ?? makeMasterKey(place.dataDir)
}

/** Windows has neither such modes nor owners. */
function checkFile(file: string): void {
  const user = process.geteuid?.()
  if (user === undefined) return
  const { mode, uid } = statSync(file)
  if ((mode & 0o077) !== 0) {
    throw new AppError(
      'conflict',
      'master-key-exposed',
      `Other users of this machine can read the master key: run chmod 600 ${file} and start again.`,
      { details: { file } },
    )
  }
  if (uid !== user) {
    throw new AppError(
      'conflict',
      'master-key-exposed',
      `The master key belongs to another user (${uid}) than the one who runs this program (${user}): run chown ${user} ${file} and start again.`,
      { details: { file } },
    )
  }
}
