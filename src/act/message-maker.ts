import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { Contact } from './contact-reader.ts'
import type { OutgoingMessage } from './outgoing-message.ts'
import type { ClaimedSend } from './send-store.ts'
import type { MessageText } from './sent-message.ts'

/** A message for one customer, made anew for each so that nothing of one can reach another. */
export type MadeMessage =
  | {
      readonly kind: 'made'
      readonly message: OutgoingMessage
      /** What people read in the list of messages. */
      readonly text: MessageText
      /** Whether it shows the coupon code of the send: then the code counts as issued. */
      readonly hasCoupon?: boolean
    }
  /** Nothing is sent; `reason` is a code such as `variable_missing`, `template_error`, `no_form`; `detail` names the place, `missing` every variable that has no value. */
  | { readonly kind: 'not_made'; readonly reason: string; readonly detail: string; readonly missing?: readonly string[] }

/** What a content says to colleagues and systems of the shop: a task in both languages, or the note of a webhook. */
export type OwnMessage =
  | { readonly kind: 'task'; readonly title: BilingualText; readonly script: BilingualText; readonly slaHours: number }
  | { readonly kind: 'webhook'; readonly note: string }

export type MadeOwn = OwnMessage | Extract<MadeMessage, { kind: 'not_made' }>

/** Makes tasks and webhooks of contents. Reads what it needs for many sends at once. */
export interface OwnMaker {
  makeOwn(sends: readonly { readonly send: ClaimedSend; readonly contact: Contact }[], now: Date): Promise<readonly MadeOwn[]>
}

/** Makes what leaves over the accounts of providers. Reads what it needs for many sends at once, since one query a message would be the slowest part. */
export interface MessageMaker {
  make(
    sends: readonly { readonly send: ClaimedSend; readonly contact: Contact & { readonly address: string } }[],
    now: Date,
  ): Promise<readonly MadeMessage[]>
}
