import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { readSecret } from './read-secret.ts'

test('a secret is the first line of the standard input, without its end', async () => {
  expect(await readSecret(Readable.from(['correct horse', ' battery\r\nmore\n']))).toBe('correct horse battery')
  expect(await readSecret(Readable.from(['no end of line']))).toBe('no end of line')
})

test.each([[[]], [['']], [['\n']]])('an input without one is refused: %j', async (chunks) => {
  await expect(readSecret(Readable.from(chunks))).rejects.toMatchObject({ code: 'secret-missing' })
})
