import { createHash } from 'node:crypto'

/** What a compiled kernel remembers of its source: SHA-256 in hexadecimal. */
export function kernelHash(source: string): string {
  return createHash('sha256').update(source).digest('hex')
}
