import type { OutgoingMessage } from '#act/outgoing-message.ts'
import { twilio } from '#act/providers/twilio/twilio.ts'
import { CALLBACK_URL } from './provider-contract.ts'
import type { ProviderAdapter } from './provider-contract.ts'
import { smsMessage } from './sms-message.ts'
import { startTwilioServer } from './twilio-server.ts'
import type { TwilioCall } from './twilio-server.ts'

export const TWILIO_ACCOUNT = { accountSid: `AC${'a1'.repeat(16)}`, authToken: 'twilio-secret-of-the-local-server', from: '+14155550100' }

export const twilioAdapter: ProviderAdapter<OutgoingMessage> = {
  kind: twilio,
  signsCalls: true,
  codes: [
    { code: '20429', becomes: { kind: 'deferred', retryAfterMs: 1_000 } },
    { code: '30001', becomes: { kind: 'deferred', reason: 'queue_full' } },
    { code: '21610', becomes: { kind: 'rejected', reason: 'opted_out', suppress: 'person' } },
    { code: '21211', becomes: { kind: 'rejected', suppress: 'address' } },
    { code: '21614', becomes: { kind: 'rejected', suppress: 'address' } },
    { code: '21617', becomes: { kind: 'rejected', reason: 'too_long' } },
    { code: '21408', becomes: { kind: 'rejected', reason: 'country_not_enabled' } },
    { code: '21606', becomes: { kind: 'halted', what: 'account', reason: 'sender_unusable' } },
    { code: '30002', becomes: { kind: 'halted', what: 'account', reason: 'account_suspended' } },
    { code: '20003', becomes: { kind: 'halted', what: 'account', reason: 'secret_wrong' } },
  ],
  async start(clock) {
    const server = await startTwilioServer({ clock, ...TWILIO_ACCOUNT })
    const inbound = ({ url, headers, body }: TwilioCall) => ({ method: 'POST', url, headers, body: Buffer.from(body) })
    return {
      settings: { accountSid: TWILIO_ACCOUNT.accountSid, from: TWILIO_ACCOUNT.from, endpoint: server.url },
      secrets: { authToken: TWILIO_ACCOUNT.authToken },
      wrongSecrets: { authToken: 'another-secret-that-is-wrong' },
      message: (sendKey) => smsMessage(sendKey, null),
      addressOf: (message) => (message.channel === 'sms' ? message.to : ''),
      taken: () => server.taken,
      script: (...steps) => server.script(...steps),
      receipt: ({ providerId }, event) => {
        const message = server.taken.find((one) => one.providerId === providerId)
        if (message === undefined) throw new Error(`the server has no message ${providerId}`)
        return inbound(event === 'delivered' ? server.statusCall(message, 'delivered') : server.statusCall(message, 'undelivered', '30005'))
      },
      reply: ({ address, text, id }) => inbound(server.incomingCall(CALLBACK_URL, { from: address, body: text, id })),
      close: () => server.close(),
    }
  },
}
