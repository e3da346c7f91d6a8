import { expect, test } from 'vitest'
import { encryptPush, LONGEST_PUSH_BYTES } from './encrypt-push.ts'

const bytes = (text: string): Buffer => Buffer.from(text, 'base64url')
const BROWSER = {
  p256dh: bytes('BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4'),
  auth: bytes('BTBZMqHH6r4Tts7J_aSIgg'),
}
const FRESH = { privateKey: bytes('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw'), salt: bytes('DGv6ra1nlYgDCS1FRnbzlw') }

test('the message of RFC 8291, section 5, comes out', () => {
  const body = encryptPush(Buffer.from('When I grow up, I want to be a watermelon'), BROWSER, FRESH)
  expect(body.toString('base64url')).toBe(
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
  )
})

test('the longest message fills the 4,096 bytes that every service takes, and one more byte is refused', () => {
  expect(encryptPush(Buffer.alloc(LONGEST_PUSH_BYTES), BROWSER, FRESH)).toHaveLength(4_096)
  expect(() => encryptPush(Buffer.alloc(LONGEST_PUSH_BYTES + 1), BROWSER, FRESH)).toThrow(RangeError)
})

test('a key that is no point of the curve is refused', () => {
  expect(() => encryptPush(Buffer.from('x'), { ...BROWSER, p256dh: Buffer.alloc(65, 4) }, FRESH)).toThrow(RangeError)
})
