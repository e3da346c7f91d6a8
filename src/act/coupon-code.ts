import { createHash } from 'node:crypto'

/** No 0, 1, I, L, O or U: read out loud or copied by hand without mistakes (Crockford base 32, less 0 and 1). */
const LETTERS = '23456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Ten letters that follow from the send key: a send that is tried again carries the same code. 30^10 codes, not guessable from each other. */
export function couponCode(secret: Buffer, sendKey: string): string {
  const bytes = createHash('sha256').update(secret).update(`coupon\u0000${sendKey}`).digest()
  let code = ''
  for (let i = 0; i < 10; i += 1) code += LETTERS[(bytes.readUInt16BE(i * 2) as number) % LETTERS.length]
  return `${code.slice(0, 5)}-${code.slice(5)}`
}
