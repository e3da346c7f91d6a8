import { aliyunSms } from '#act/providers/aliyun-sms/aliyun-sms.ts'
import type { OutgoingMessage } from '#act/outgoing-message.ts'
import { homeNumber } from '#act/providers/sms/phone-parts.ts'
import { startAliyunServer } from '#demo/providers/aliyun-server.ts'
import type { ProviderAdapter } from './provider-contract.ts'
import { smsMessage } from './sms-message.ts'

export const ALIYUN_KEY = { accessKeyId: 'LTAI5tLocalServerOfTests', accessKeySecret: 'aliyun-secret-of-the-local-server' }

export const aliyunAdapter: ProviderAdapter<OutgoingMessage> = {
  kind: aliyunSms,
  fastClock: { kind: 'deferred', reason: 'clock_wrong' },
  codes: [
    { code: 'SYSTEM_ERROR', becomes: { kind: 'deferred' } },
    { code: 'Throttling.User', becomes: { kind: 'deferred', retryAfterMs: 1_000 } },
    { code: 'ServiceUnavailable', becomes: { kind: 'deferred' } },
    { code: 'BUSINESS_LIMIT_CONTROL', becomes: { kind: 'deferred', reason: 'number_limit', retryAfterMs: 60 * 60_000 } },
    { code: 'TEMPLATE_MISSING_PARAMETERS', becomes: { kind: 'rejected', reason: 'template_value_missing' } },
    { code: 'BLACK_KEY_CONTROL_LIMIT', becomes: { kind: 'rejected', reason: 'words_refused' } },
    { code: 'MOBILE_NUMBER_ILLEGAL', becomes: { kind: 'rejected', suppress: 'address' } },
    { code: 'SMS_TEMPLATE_ILLEGAL', becomes: { kind: 'halted', what: 'template' } },
    { code: 'SMS_SIGNATURE_ILLEGAL', becomes: { kind: 'halted', what: 'template' } },
    { code: 'AMOUNT_NOT_ENOUGH', becomes: { kind: 'halted', what: 'account', reason: 'no_balance' } },
    { code: 'RAM_PERMISSION_DENY', becomes: { kind: 'halted', what: 'account', reason: 'not_permitted' } },
    // Midnight in Beijing, and the first of January there.
    { code: 'DAY_LIMIT_CONTROL', becomes: { kind: 'halted', what: 'account', until: new Date('2026-12-01T16:00:00Z') } },
    { code: 'MONTH_LIMIT_CONTROL', becomes: { kind: 'halted', what: 'account', until: new Date('2026-12-31T16:00:00Z') } },
  ],
  async start(clock) {
    const server = await startAliyunServer({ clock, ...ALIYUN_KEY, signNames: ['留客商城'], templates: { SMS_100: ['name', 'content'] } })
    const call = (body: string) => ({
      method: 'POST',
      url: 'https://crm.example.com/hooks',
      headers: { 'content-type': 'application/json;charset=UTF-8' },
      body: Buffer.from(body),
    })
    return {
      settings: { accessKeyId: ALIYUN_KEY.accessKeyId, signName: '留客商城', endpoint: server.url },
      secrets: { accessKeySecret: ALIYUN_KEY.accessKeySecret },
      wrongSecrets: { accessKeySecret: 'another-secret-that-is-wrong' },
      message: (sendKey) => smsMessage(sendKey, 'SMS_100'),
      addressOf: (message) => (message.channel === 'sms' ? message.to : ''),
      taken: () => server.taken,
      script: (...steps) => server.script(...steps),
      receipt: ({ providerId, address }, event) => {
        const found = server.taken.find((one) => one.providerId === providerId && one.phone === homeNumber(address))
        return call(
          server.report(found === undefined ? [] : [{ ...found, status: event === 'delivered' ? 3 : 2, errCode: 'MOBILE_IN_BLACK' }]),
        )
      },
      reply: ({ address, text, id }) => call(server.uplink([{ phone: homeNumber(address) ?? '', content: text, id }])),
      close: () => server.close(),
    }
  },
}
