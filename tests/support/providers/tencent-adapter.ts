import type { OutgoingMessage } from '#act/outgoing-message.ts'
import { tencentSms } from '#act/providers/tencent-sms/tencent-sms.ts'
import type { ProviderAdapter } from './provider-contract.ts'
import { smsMessage } from './sms-message.ts'
import { startTencentServer } from './tencent-server.ts'

export const TENCENT_KEY = { secretId: 'AKIDLocalServerOfTests0001', secretKey: 'tencent-secret-of-the-local-server' }

export const tencentAdapter: ProviderAdapter<OutgoingMessage> = {
  kind: tencentSms,
  fastClock: { kind: 'deferred', reason: 'clock_wrong' },
  codes: [
    { code: 'InternalError.OtherError', becomes: { kind: 'deferred' } },
    { code: 'InternalError.Timeout', becomes: { kind: 'unknown' } },
    { code: 'RequestLimitExceeded', becomes: { kind: 'deferred', retryAfterMs: 1_000 } },
    { code: 'LimitExceeded.PhoneNumberThirtySecondLimit', becomes: { kind: 'deferred', reason: 'number_limit', retryAfterMs: 30_000 } },
    { code: 'LimitExceeded.PhoneNumberDailyLimit', becomes: { kind: 'deferred', reason: 'number_limit', retryAfterMs: 24 * 3_600_000 } },
    // It is noon in Beijing: eight in the morning is twenty hours away.
    {
      code: 'FailedOperation.MarketingSendTimeConstraint',
      becomes: { kind: 'deferred', reason: 'hours_closed', retryAfterMs: 20 * 3_600_000 },
    },
    { code: 'FailedOperation.ContainSensitiveWord', becomes: { kind: 'rejected', reason: 'words_refused' } },
    { code: 'FailedOperation.PhoneNumberInBlacklist', becomes: { kind: 'rejected', suppress: 'person' } },
    { code: 'InvalidParameterValue.IncorrectPhoneNumber', becomes: { kind: 'rejected', suppress: 'address' } },
    { code: 'FailedOperation.TemplateIncorrectOrUnapproved', becomes: { kind: 'halted', what: 'template' } },
    { code: 'FailedOperation.SignatureIncorrectOrUnapproved', becomes: { kind: 'halted', what: 'template' } },
    { code: 'FailedOperation.InsufficientBalanceInSmsPackage', becomes: { kind: 'halted', what: 'account', reason: 'no_balance' } },
    { code: 'AuthFailure.AnotherOne', becomes: { kind: 'halted', what: 'account', reason: 'secret_wrong' } },
    { code: 'LimitExceeded.AppDailyLimit', becomes: { kind: 'halted', what: 'account', until: new Date('2026-12-01T16:00:00Z') } },
  ],
  async start(clock) {
    const server = await startTencentServer({
      clock,
      ...TENCENT_KEY,
      sdkAppId: '1400006666',
      signNames: ['留客商城'],
      templates: { '449739': 2 },
    })
    const call = (body: string) => ({
      method: 'POST',
      url: 'https://crm.example.com/hooks',
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(body),
    })
    return {
      settings: {
        secretId: TENCENT_KEY.secretId,
        sdkAppId: '1400006666',
        region: 'ap-guangzhou',
        signName: '留客商城',
        endpoint: server.url,
      },
      secrets: { secretKey: TENCENT_KEY.secretKey },
      wrongSecrets: { secretKey: 'another-secret-that-is-wrong' },
      message: (sendKey) => smsMessage(sendKey, '449739'),
      addressOf: (message) => (message.channel === 'sms' ? message.to : ''),
      taken: () => server.taken,
      script: (...steps) => server.script(...steps),
      receipt: ({ providerId }, event) => {
        const message = server.taken.find((one) => one.providerId === providerId)
        return call(server.statuses(message === undefined ? [] : [{ message, isDelivered: event === 'delivered' }]))
      },
      reply: ({ address, text, id }) => call(server.replied({ phone: address, text, seconds: 1_796_000_000 + Number(id) })),
      close: () => server.close(),
    }
  },
}
