import { hash, randomFillSync } from 'node:crypto'

/** Time-ordered UUID (RFC 9562, version 7). */
export function newId(now: Date): string {
  const bytes = new Uint8Array(16)
  randomFillSync(bytes)
  const time = now.getTime()
  bytes[0] = Math.floor(time / 2 ** 40)
  bytes[1] = Math.floor(time / 2 ** 32)
  bytes[2] = Math.floor(time / 2 ** 24)
  bytes[3] = Math.floor(time / 2 ** 16)
  bytes[4] = Math.floor(time / 2 ** 8)
  bytes[5] = time
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x70
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80
  return formatUuid(bytes)
}

/** The same text gives the same UUID (first 128 bits of SHA-256, marked version 8): ids that survive a retry. */
export function stableId(...parts: readonly string[]): string {
  const hex = hash('sha256', parts.join('\u0000'), 'hex')
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Whether a text from outside may be an id: what is none is asked of no database. */
export function isId(text: string): boolean {
  return UUID.test(text)
}

/** Means "no known customer" in the analytical tables. */
export const NO_CUSTOMER = '00000000-0000-0000-0000-000000000000'

function formatUuid(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
