import { expect, test } from 'vitest'
import { emailKeyOf } from './user.ts'

test('one account for all spellings of an address', () => {
  for (const spelt of ['Anna@Example.com', '  anna@example.com\n', 'ＡＮＮＡ@example.com'])
    expect(emailKeyOf(spelt)).toBe('anna@example.com')
  expect(emailKeyOf('anna.b@example.com')).not.toBe(emailKeyOf('annab@example.com'))
})
