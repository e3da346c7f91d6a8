import { expect, test } from 'vitest'
import { ALIYUN_CODES, ALIYUN_RECEIPTS } from '#act/providers/aliyun-sms/aliyun-codes.ts'
import { TENCENT_CODES, TENCENT_RECEIPTS } from '#act/providers/tencent-sms/tencent-codes.ts'
import { TWILIO_CODES, TWILIO_RECEIPTS } from '#act/providers/twilio/twilio-codes.ts'
import english from '../../web/locales/en/codes.ts'
import chinese from '../../web/locales/zh-CN/codes.ts'

test('every reason of a provider of text messages has words in both languages', () => {
  const tables = [ALIYUN_CODES, ALIYUN_RECEIPTS, TENCENT_CODES, TENCENT_RECEIPTS, TWILIO_CODES, TWILIO_RECEIPTS]
  const reasons = new Set(tables.flatMap((table) => Object.values(table).map(({ reason }) => reason)))
  expect(reasons.size).toBeGreaterThan(40)
  for (const { channelReason } of [english, chinese])
    expect([...reasons].filter((reason) => !Object.hasOwn(channelReason, reason))).toEqual([])
})
