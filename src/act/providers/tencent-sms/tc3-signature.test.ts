import { expect, test } from 'vitest'
import { sha256Hex, tc3Authorization, tc3CanonicalRequest, tc3Signature } from './tc3-signature.ts'

// The example of cloud.tencent.com, "signature method v3"; the asterisks are part of its secret, the escapes of its body are text.
const SECRET = 'Gu5t9xGARNpq86cd98joQYCN3*******'
const EXAMPLE = {
  host: 'cvm.tencentcloudapi.com',
  contentType: 'application/json; charset=utf-8',
  body: String.raw`{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}`,
  timestamp: 1_551_113_065,
  service: 'cvm',
}

test('the published example of Tencent Cloud has its published signature', () => {
  expect(sha256Hex(tc3CanonicalRequest(EXAMPLE))).toBe('5ffe6a04c0664d6b969fab9a13bdab201d63ee709638e2749d62a09ca18d7031')
  expect(tc3Signature(EXAMPLE, SECRET)).toBe('2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c')
})

test('the header names the day of UTC, also where it is another day in Beijing', () => {
  const late = { ...EXAMPLE, timestamp: Date.UTC(2026, 0, 31, 20) / 1_000 }
  expect(tc3Authorization(late, { id: 'AKID', secret: SECRET })).toContain(
    'Credential=AKID/2026-01-31/cvm/tc3_request, SignedHeaders=content-type;host, ',
  )
})
