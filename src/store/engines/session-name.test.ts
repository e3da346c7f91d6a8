import { expect, test } from 'vitest'
import { sessionNameOf } from './session-name.ts'

test('names sessions as PostgreSQL keeps them, and tells nodes of one long host apart', () => {
  expect(sessionNameOf('shop/12-ab34')).toBe('liuke shop/12-ab34')
  const names = ['12-ab34', '12-ab35'].map((end) => sessionNameOf(`${'h'.repeat(80)}/${end}`))
  expect(new Set(names).size).toBe(2)
  for (const name of names) expect(Buffer.byteLength(name)).toBe(63)
  expect(sessionNameOf('店/1-ab')).toBe('liuke ?/1-ab')
})
