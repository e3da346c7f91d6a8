import { expect, test } from 'vitest'
import { hashPassword, verifyPassword } from './password.ts'
import { checkPassword } from './password-rules.ts'

test('a text that is not one of our complete hashes matches no password, not even its own', async () => {
  const hash = await hashPassword('café 留客 123')
  const [, n, r, p, salt, key = ''] = hash.split('$')
  for (const broken of [
    hash.replace('scrypt', 'bcrypt'),
    ['scrypt', n, r, p].join('$'),
    ['scrypt', n, r, p, salt].join('$'),
    ['scrypt', n, r, p, salt, key.slice(0, 20)].join('$'),
  ]) {
    expect(await verifyPassword('café 留客 123', broken)).toBe(false)
  }
})

test('a hash opens to its own password only, however that was typed', async () => {
  const hash = await hashPassword('café 留客 123')
  expect(hash).toMatch(/^scrypt\$32768\$8\$3\$[\w-]{22}\$[\w-]{43}$/)
  expect(await verifyPassword('cafe\u0301 留客 123', hash)).toBe(true)
  expect(await verifyPassword('café 留客 124', hash)).toBe(false)
  expect(await verifyPassword('anything', 'not a hash')).toBe(false)
  expect(await hashPassword('café 留客 123')).not.toBe(hash)
})

test('a hash carries its own cost, so that one of another cost still opens', async () => {
  const cheap = await hashPassword('café 留客 123', { n: 2 ** 10, r: 8, p: 1 })
  expect(cheap).toMatch(/^scrypt\$1024\$8\$1\$/)
  expect(await verifyPassword('café 留客 123', cheap)).toBe(true)
  expect(await verifyPassword('café 留客 124', cheap)).toBe(false)
})

test.each([
  'short',
  'xK3-9fQ2_',
  'aaaaaaaaaaaa',
  'abababababab',
  'Password',
  'password!!!!',
  'PASSWORD2026',
  '1234567890',
  'Marie.Curie',
  'MARIE.CURIE.2026',
  'qwertyuiop',
])('refuses %j', (password) => {
  expect(() => checkPassword(password, 'mariecurie@example.com')).toThrow('too easy to guess')
})

test.each(['correct horse battery', '留住每一位客人真好呀', 'xK3-9fQ2_mm', 'noon moon noon', 'my password is long', '20262027?#'])(
  'takes %j',
  (password) => {
    expect(() => checkPassword(password, 'mariecurie@example.com')).not.toThrow()
  },
)

test('the name of an account is refused with figures after it, from four letters on', () => {
  expect(() => checkPassword('Anna-20262027', 'Anna@example.com')).toThrow('too easy to guess')
  expect(() => checkPassword('Bob-202620278', 'bob@example.com')).not.toThrow()
})
