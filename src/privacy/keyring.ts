import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import { AppError } from '#kernel/app-error.ts'

/**
 * The master keys of an installation. `current` wraps everything new; older ones stay to unwrap what they wrapped. `index` is derived
 * from the oldest key and never changes with rotation: blind indexes and line keys must never change.
 */
export interface Keyring {
  readonly current: number
  readonly keys: ReadonlyMap<number, KeyObject>
  readonly index: KeyObject
  /** Mixed into content hashes, so that a hash alone does not reveal a phone number. */
  readonly contentSalt: string
}

export const KEY_BYTES = 32

/** Parses the text described at `readMasterKey`; `origin` is named in the message of a failure. */
export function parseKeyring(text: string, origin: string): Keyring {
  const keys = new Map<number, Buffer>()
  for (const line of text.split('\n')) {
    const match = /^(?:(\d{1,3})\s+)?([A-Za-z0-9+/_-]{43}=?|[0-9a-fA-F]{64})$/.exec(line.trim())
    if (match === null) {
      if (line.trim() === '') continue
      throw invalidKey(origin)
    }
    const id = Number(match[1] ?? 1)
    const encoded = match[2] as string
    const bytes = Buffer.from(encoded, encoded.length === 64 ? 'hex' : 'base64')
    if (bytes.length !== KEY_BYTES || id < 1 || id > 255 || keys.has(id)) throw invalidKey(origin)
    keys.set(id, bytes)
  }
  const ids = [...keys.keys()].toSorted((a, b) => a - b)
  const oldest = keys.get(ids[0] ?? 0)
  if (oldest === undefined) throw invalidKey(origin)
  return {
    current: ids.at(-1) as number,
    keys: new Map([...keys].map(([id, bytes]) => [id, createSecretKey(bytes)])),
    index: createSecretKey(Buffer.from(hkdfSync('sha256', oldest, '', 'liuke blind index', KEY_BYTES))),
    contentSalt: Buffer.from(hkdfSync('sha256', oldest, '', 'liuke content salt', 16)).toString('hex'),
  }
}

function invalidKey(origin: string): AppError {
  return new AppError(
    'invalid-input',
    'master-key-invalid',
    `The master key in ${origin} cannot be read: it must be 32 bytes in base64 or hex; restore the file from your backup.`,
  )
}
