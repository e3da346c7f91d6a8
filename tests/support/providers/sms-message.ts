import type { OutgoingSms } from '#act/outgoing-message.ts'

let numbers = 0

/** A text message to a number of mainland China that no other message has. */
export function smsMessage(sendKey: string, templateCode: string | null): OutgoingSms {
  numbers += 1
  return {
    channel: 'sms',
    sendKey,
    purpose: 'marketing',
    to: `+86139${String(20_000_000 + numbers)}`,
    text: '李女士，您的生日礼遇已到账，拒收请回复R',
    template:
      templateCode === null
        ? null
        : {
            code: templateCode,
            params: [
              { name: 'name', value: '李女士' },
              { name: 'content', value: '生日礼遇' },
            ],
          },
  }
}
