import { expect, test } from 'vitest'
import { webPush } from '#act/providers/web-push/web-push.ts'
import { newPushKeys } from './new-push-keys.ts'

test('bytes that are no key are drawn again, and the pair is one that an account takes', () => {
  const drawn = [Buffer.alloc(32), Buffer.alloc(32, 0xff), Buffer.alloc(32, 3)]
  const { publicKey, privateKey } = newPushKeys(() => drawn.shift() ?? Buffer.alloc(0))
  expect(privateKey).toBe(Buffer.alloc(32, 3).toString('base64url'))
  expect(() => webPush.check({ publicKey, subject: 'mailto:it@example.com' }, { privateKey })).not.toThrow()
})
