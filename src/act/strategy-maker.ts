import { renderText } from '#decide/message-template.ts'
import type { StrategyDefinition } from '#decide/strategy.ts'
import { composeEmail, languageOf, messageVariables, pick, singleLine, tidy } from './compose-email.ts'
import type { Letterhead } from './compose-email.ts'
import type { Contact } from './contact-reader.ts'
import { smsTextFor } from './content/sms-length.ts'
import type { MadeMessage, MessageMaker } from './message-maker.ts'
import type { ClaimedSend } from './send-store.ts'

/** Makes messages of the subject and text of a strategy: a mail with both, and of the text alone where a channel has no subject. */
export function strategyMaker(definition: StrategyDefinition, letterhead: Letterhead): MessageMaker {
  return { make: (sends, now) => Promise.resolve(sends.map(({ send, contact }) => makeOne(send, contact, definition, letterhead, now))) }
}

function makeOne(
  send: ClaimedSend,
  contact: Contact & { readonly address: string },
  definition: StrategyDefinition,
  letterhead: Letterhead,
  now: Date,
): MadeMessage {
  const { sendKey, purpose } = send
  if (send.channel === 'email') {
    const email = composeEmail(send, definition, contact, letterhead, now)
    return { kind: 'made', message: { channel: 'email', purpose, ...email }, text: { subject: email.subject, text: email.text } }
  }
  const language = languageOf(contact, letterhead)
  const variables = messageVariables(send, definition, contact, letterhead, now)
  const text = tidy(renderText(pick(definition.content.body, language), variables))
  const url = variables.shop.url
  switch (send.channel) {
    case 'sms': {
      const words = smsTextFor(text, { purpose, to: contact.address })
      return {
        kind: 'made',
        message: { channel: 'sms', sendKey, purpose, to: contact.address, text: words, template: null },
        text: { subject: '', text: words },
      }
    }
    case 'wechat':
      return {
        kind: 'made',
        message: {
          channel: 'wechat',
          sendKey,
          purpose,
          openId: contact.address,
          kind: 'service',
          template: null,
          text,
          url,
          miniProgram: null,
        },
        text: { subject: '', text },
      }
    case 'push': {
      const target = contact.routes?.[0]?.push ?? null
      if (target === null) return { kind: 'not_made', reason: 'no_address', detail: 'push' }
      const subject = singleLine(renderText(pick(definition.content.subject, language), variables))
      return {
        kind: 'made',
        message: { channel: 'push', sendKey, purpose, target, title: subject, body: text, url, imageUrl: null },
        text: { subject, text },
      }
    }
    default:
      return { kind: 'not_made', reason: 'no_form', detail: send.channel }
  }
}
