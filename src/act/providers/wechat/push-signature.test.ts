import { expect, test } from 'vitest'
import { isPushSignature, openPush, pushSignature, sealPush } from './push-signature.ts'

// Examples of developers.weixin.qq.com, recomputed.
const TOKEN = 'AAAAA'
const AES_KEY = 'A'.repeat(43)
const APP_ID = 'wxba5fad812f8e6fb9'
const ENCRYPTED =
  '+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsXUnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04='

test('the signatures of the documentation come out', () => {
  expect(pushSignature(TOKEN, '1714036504', '1514711492')).toBe('f464b24fc39322e44b38aa78f5edd27bd1441696')
  expect(pushSignature(TOKEN, '1714037059', '486452656')).toBe('899cf89e464efb63f54ddac96b0a0a235f53aa78')
  expect(pushSignature(TOKEN, '1714112445', '415670741', ENCRYPTED)).toBe('046e02f8204d34f8ba5fa3b1db94908f3df2e9b3')
})

test('a signature of another token is none', () => {
  expect(isPushSignature('f464b24fc39322e44b38aa78f5edd27bd1441696', TOKEN, '1714036504', '1514711492')).toBe(true)
  expect(isPushSignature('f464b24fc39322e44b38aa78f5edd27bd1441696', 'AAAAB', '1714036504', '1514711492')).toBe(false)
  expect(isPushSignature('', TOKEN, '1714036504', '1514711492')).toBe(false)
})

test('the message of the safe mode is opened, for its own app and with its own key only', () => {
  const plain = openPush(ENCRYPTED, AES_KEY, APP_ID)
  expect(plain).toContain('debug_demo')
  expect(plain).toContain('hello world')
  expect(openPush(ENCRYPTED, AES_KEY, 'wx0000000000000000')).toBeNull()
  expect(openPush(ENCRYPTED, 'B'.repeat(43), APP_ID)).toBeNull()
  expect(openPush(`${ENCRYPTED.slice(0, 100)}`, AES_KEY, APP_ID)).toBeNull()
  expect(openPush('', AES_KEY, APP_ID)).toBeNull()
})

test('what is sealed is opened again, at every length of the padding', () => {
  for (let length = 0; length < 40; length += 1) {
    const text = '好'.repeat(length)
    expect(openPush(sealPush(text, AES_KEY, APP_ID, Buffer.alloc(16, length)), AES_KEY, APP_ID)).toBe(text)
  }
})
