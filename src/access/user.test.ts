import { expect, test } from 'vitest'
import { actorLabel, emailKeyOf } from './user.ts'

test('the log names who acted by kind and id, and the server itself by its kind alone', () => {
  const permissions = new Set<string>()
  expect(actorLabel({ kind: 'user', id: '7', permissions })).toBe('user:7')
  expect(actorLabel({ kind: 'key', id: '8', permissions, ownerId: '7' })).toBe('key:8')
  expect(actorLabel({ kind: 'system', id: '9', permissions })).toBe('system')
})

test('one account for all spellings of an address', () => {
  for (const spelt of ['Anna@Example.com', '  anna@example.com\n', 'ＡＮＮＡ@example.com'])
    expect(emailKeyOf(spelt)).toBe('anna@example.com')
  expect(emailKeyOf('anna.b@example.com')).not.toBe(emailKeyOf('annab@example.com'))
})
