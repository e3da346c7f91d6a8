import type { TextLanguage } from '#kernel/bilingual-text.ts'
import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import type { AccountService } from '../accounts/account-service.ts'
import { typedAddress } from '../accounts/test-message.ts'
import type { Letterhead } from '../compose-email.ts'
import type { AccountChannel, OutgoingMessage } from '../outgoing-message.ts'
import type { Outcome } from '../providers/provider.ts'
import { messageFrom } from './content-maker.ts'
import { wantedVariant } from './content-previewer.ts'
import type { ContentPreview, ContentPreviewer, WantedVariant } from './content-previewer.ts'
import { withVariant } from './content-variants.ts'
import type { MessageContent } from './message-content.ts'

export interface ContentTesterPorts {
  readonly previews: Pick<ContentPreviewer, 'example' | 'asCustomer'>
  readonly accounts: Pick<AccountService, 'trialAccount' | 'sendTrial'>
  /** Whether an address is refused on a channel, for whatever reason. */
  readonly isRefused: (channel: AccountChannel, address: string) => Promise<boolean>
  /** Whether this installation may send: a copy of the data may not. */
  readonly maySend: () => Promise<boolean>
  readonly letterhead: Letterhead
  readonly project: { readonly country: string }
  readonly clock: Clock
}

export interface ContentTestRequest {
  readonly content: MessageContent
  readonly accountId: string
  /** Typed by a person: a mail address, a number, an openid, a token of a device, or the JSON of a browser's subscription. */
  readonly to: string
  /** Null: that of the customer, or Chinese. */
  readonly language: TextLanguage | null
  /** Whose values it says; null: examples. `name` stands for theirs where the reader may not see it. */
  readonly customer: { readonly id: string; readonly name: string | null } | null
  /** Null: the one that the customer would get; the content itself without a customer. */
  readonly variant: WantedVariant
}

/** Sends a content to an address that a person typed, marked as a test. It belongs to no customer: nothing of it is counted, and its links lead straight to where they lead. */
export class ContentTester {
  readonly #ports: ContentTesterPorts

  constructor(ports: ContentTesterPorts) {
    this.#ports = ports
  }

  /**
   * @throws AppError `test-account-channel`, `test-copied-data`, `test-address-refused`, `content-not-made`, and as `ContentPreviewer.example`,
   * `typedAddress`, `AccountService.sendTrial`
   */
  async send({ content, accountId, to, language: asked, customer, variant: wanted }: ContentTestRequest): Promise<Outcome> {
    const { accounts, isRefused, maySend, letterhead, project, clock } = this.#ports
    const { provider, side } = await accounts.trialAccount(accountId)
    if (side === 'team') {
      throw new AppError('invalid-input', 'test-account-channel', 'This account writes to the team: choose one that writes to customers.')
    }
    if (!(await maySend())) {
      throw new AppError('conflict', 'test-copied-data', 'This data is a copy and sends nothing: confirm first that no other server sends.')
    }
    const address = typedAddress(to, { provider, side, country: project.country })
    if (await isRefused(side, address)) {
      throw new AppError('conflict', 'test-address-refused', 'This address has refused messages on this channel: type another, or lift it.')
    }
    const { language, rendered, variant } = await this.#preview(content, side, asked, customer, wanted)
    if (rendered.kind === 'not_made') throw notMade(rendered.detail)
    const now = clock.now()
    const contact = { customerId: '', address, name: '', language, consent: null, suppressed: false }
    const said = withVariant(content, variant === null ? null : wantedVariant(content, side, variant.id), language)
    const made = messageFrom(said, { sendKey: `test:${newId(now)}`, channel: side }, contact, rendered.texts, now, letterhead)
    if (made.kind === 'not_made') throw notMade(made.detail)
    return await accounts.sendTrial(accountId, asTest(made.message, language))
  }

  async #preview(
    content: MessageContent,
    channel: AccountChannel,
    language: TextLanguage | null,
    customer: ContentTestRequest['customer'],
    variant: WantedVariant,
  ): Promise<ContentPreview> {
    const { previews } = this.#ports
    if (customer === null) return await previews.example(content, channel, language ?? 'zh', variant)
    return await previews.asCustomer(content, channel, customer.id, { name: customer.name, language, variant })
  }
}

/** The message with a mark that everybody sees, without what would be counted or would unsubscribe somebody. A reviewed template says only what its provider reviewed. */
export function asTest(message: OutgoingMessage, language: TextLanguage): OutgoingMessage {
  const mark = language === 'zh' ? '【测试】' : '[Test] '
  switch (message.channel) {
    case 'email':
      return {
        ...message,
        subject: `${mark}${message.subject}`,
        html: message.html.replaceAll(/<img src="[^"]*\/o\/[^"]*"[^>]*>/gu, ''),
        headers: { 'Auto-Submitted': 'auto-generated' },
      }
    case 'sms':
    case 'wechat':
      return { ...message, text: `${mark}${message.text}` }
    case 'push':
      return { ...message, title: `${mark}${message.title}` }
  }
}

function notMade(detail: string): AppError {
  return new AppError('conflict', 'content-not-made', `The message cannot be made: ${detail}.`, { details: { detail } })
}
