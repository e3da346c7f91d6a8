import { expect, test } from 'vitest'
import { acs3Authorization, acs3Signature, canonicalQuery, canonicalRequest, sha256Hex } from './acs3-signature.ts'

// The example of help.aliyun.com, "V3 request body and signature mechanism".
const EXAMPLE = {
  method: 'POST',
  path: '/',
  query: { ImageId: 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd', RegionId: 'cn-shanghai' },
  headers: {
    host: 'ecs.cn-shanghai.aliyuncs.com',
    'x-acs-action': 'RunInstances',
    'x-acs-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'x-acs-date': '2023-10-26T10:22:32Z',
    'x-acs-signature-nonce': '3156853299f313e23d1673dc12e1703d',
    'x-acs-version': '2014-05-26',
  },
  body: '',
} as const

test('the published example of Alibaba Cloud has its published signature', () => {
  expect(sha256Hex(canonicalRequest(EXAMPLE))).toBe('7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259')
  expect(acs3Signature(EXAMPLE, 'YourAccessKeySecret')).toBe('06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0')
  expect(acs3Authorization(EXAMPLE, { id: 'YourAccessKeyId', secret: 'YourAccessKeySecret' })).toBe(
    'ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0',
  )
})

test('a query is sorted by name, and encoded as RFC 3986 says where JavaScript would leave a sign', () => {
  expect(canonicalQuery({ b: 'a b*~', a: "(')!", 名: '客' })).toBe('a=%28%27%29%21&b=a%20b%2A~&%E5%90%8D=%E5%AE%A2')
})
