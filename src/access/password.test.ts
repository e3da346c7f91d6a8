import { expect, test } from 'vitest'
import { hashPassword, verifyPassword } from './password.ts'
import { checkPassword } from './password-rules.ts'

test('a hash opens to its own password only, however that was typed', async () => {
  const hash = await hashPassword('café 留客 123')
  expect(hash).toMatch(/^scrypt\$32768\$8\$3\$[\w-]{22}\$[\w-]{43}$/)
  expect(await verifyPassword('cafe\u0301 留客 123', hash)).toBe(true)
  expect(await verifyPassword('café 留客 124', hash)).toBe(false)
  expect(await verifyPassword('anything', 'not a hash')).toBe(false)
  expect(await hashPassword('café 留客 123')).not.toBe(hash)
})

test.each(['short', 'aaaaaaaaaaaa', 'abababababab', 'Password', 'password!!!!', '1234567890', 'Marie.Curie', 'qwertyuiop'])(
  'refuses %j',
  (password) => {
    expect(() => checkPassword(password, 'mariecurie@example.com')).toThrow('too easy to guess')
  },
)

test.each(['correct horse battery', '留住每一位客人真好呀', 'xK3-9fQ2_mm'])('takes %j', (password) => {
  expect(() => checkPassword(password, 'mariecurie@example.com')).not.toThrow()
})
