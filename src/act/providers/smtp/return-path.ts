/** RFC 4648 without upper case and padding: some servers change the case of a local part. */
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567'
const LONGEST_LOCAL = 64
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/**
 * The return path of one message (VERP): `bounces+TOKEN@example.com`, so that a bounce names its message whatever else it keeps. Null where the key of the send
 * is none of ours or does not fit: the plain bounce address is used, and a report is told by its envelope id or the headers that it returns.
 */
export function returnPathOf(bounceAddress: string, sendKey: string): string | null {
  const at = bounceAddress.lastIndexOf('@')
  const parts = sendKey.split(':')
  const step = parts.pop() ?? ''
  if (parts.length < 1 || parts.length > 2 || !/^\d{1,2}$/.test(step) || !parts.every((part) => UUID.test(part))) return null
  const bytes = Buffer.from(parts.join('').replaceAll('-', ''), 'hex')
  const local = `${bounceAddress.slice(0, at)}+${toBase32(bytes)}-${step}`
  return local.length > LONGEST_LOCAL ? null : `${local}${bounceAddress.slice(at)}`
}

/** The key of the send of a return path that we made; null for any other address. */
export function sendKeyOfReturnPath(address: string): string | null {
  const found = /\+([a-z2-7]{26}|[a-z2-7]{52})-(\d{1,2})@[^@]+$/u.exec(address.trim().toLowerCase())
  const bytes = found === null ? null : fromBase32(found[1] ?? '')
  if (found === null || bytes === null) return null
  const hex = bytes.toString('hex')
  const ids = hex.match(/.{32}/gu)?.map((one) => one.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, '$1-$2-$3-$4-$5')) ?? []
  return ids.length === 0 ? null : [...ids, found[2] ?? ''].join(':')
}

function toBase32(bytes: Buffer): string {
  let text = ''
  let held = 0
  let bits = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    bits += 8
    while (bits >= 5) {
      text += BASE32[(held >> (bits - 5)) & 31]
      bits -= 5
    }
    held &= (1 << bits) - 1
  }
  return bits === 0 ? text : text + BASE32[(held << (5 - bits)) & 31]
}

function fromBase32(text: string): Buffer | null {
  const bytes: number[] = []
  let held = 0
  let bits = 0
  for (const letter of text) {
    held = (held << 5) | BASE32.indexOf(letter)
    bits += 5
    if (bits < 8) continue
    bytes.push((held >> (bits - 8)) & 255)
    bits -= 8
    held &= (1 << bits) - 1
  }
  return held === 0 ? Buffer.from(bytes) : null
}
