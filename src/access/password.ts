import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/** What scrypt (RFC 7914) is made to cost: memory of 128 · n · r bytes, p times over. */
export interface PasswordCost {
  readonly n: number
  readonly r: number
  readonly p: number
}

/** As OWASP advises for interactive logins: 32 MiB and about 60 ms each. Stored with the hash, so that it can grow. */
const COST: PasswordCost = { n: 2 ** 15, r: 8, p: 3 }
const LENGTH = 32

/** `scrypt$N$r$p$salt$hash` with a fresh salt of 128 bits. Runs off the event loop. */
export async function hashPassword(password: string, cost: PasswordCost = COST): Promise<string> {
  const salt = randomBytes(16)
  const hash = await derive(password, salt, cost)
  return ['scrypt', cost.n, cost.r, cost.p, salt.toString('base64url'), hash.toString('base64url')].join('$')
}

/** True when the password made this hash. Takes the same time whether it did or not; false for a text that is no hash. */
export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const [name, n, r, p, salt = '', hash] = stored.split('$')
  if (name !== 'scrypt' || hash === undefined) return false
  const expected = Buffer.from(hash, 'base64url')
  const actual = await derive(password, Buffer.from(salt, 'base64url'), { n: Number(n), r: Number(r), p: Number(p) })
  return expected.length === actual.length && timingSafeEqual(expected, actual)
}

/** Unicode forms of the same characters are one password (NFKC), whatever keyboard typed it. */
function derive(password: string, salt: Buffer, cost: PasswordCost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, LENGTH, { N: cost.n, r: cost.r, p: cost.p, maxmem: 256 * cost.n * cost.r }, (error, key) => {
      // Stryker disable next-line ConditionalExpression: a cost that it does not take is thrown above; here it fails on a machine without memory only
      if (error === null) resolve(key)
      else reject(error)
    })
  })
}
