import type { TextLanguage } from '#kernel/bilingual-text.ts'
import type { StrategyDefinition } from '#decide/strategy.ts'
import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import { taskOf } from './channels/agent-task-channel.ts'
import type { AccountMailer } from './accounts/account-mailer.ts'
import { composeEmail, languageOf } from './compose-email.ts'
import type { Letterhead, OutgoingEmail } from './compose-email.ts'
import type { Contact, ContactReader } from './contact-reader.ts'
import type { ClaimedSend } from './send-store.ts'

/** What a template may say about a customer beside their name. */
export type PreviewFacts = ClaimedSend['variables']

export interface MessagePreview {
  readonly language: TextLanguage
  readonly subject: string
  readonly text: string
}

/** Shows a message as one customer would get it, and sends it to the person who writes it. Nothing reaches the customer. */
export class MessagePreviewer {
  readonly #contacts: ContactReader
  readonly #letterhead: Letterhead
  readonly #mailer: AccountMailer
  readonly #clock: Clock

  constructor(ports: {
    readonly contacts: ContactReader
    readonly letterhead: Letterhead
    readonly mailer: AccountMailer
    readonly clock: Clock
  }) {
    this.#contacts = ports.contacts
    this.#letterhead = ports.letterhead
    this.#mailer = ports.mailer
    this.#clock = ports.clock
  }

  /** `name` stands for the customer's own where the reader may not see it. */
  async preview(definition: StrategyDefinition, customerId: string, facts: PreviewFacts, name: string | null): Promise<MessagePreview> {
    const [found] = await this.#contacts.addressOf([customerId], 'email')
    const contact: Contact = found ?? { customerId, address: null, language: '', name: '', consent: null, suppressed: false }
    const shown = name === null ? contact : { ...contact, name }
    const language = languageOf(contact, this.#letterhead)
    const send = this.#send(definition, customerId, facts)
    if (definition.channel === 'webhook') return { language, subject: '', text: '' }
    if (definition.channel === 'agent_task') {
      const { title, script } = taskOf({ send, definition, contact: shown, now: this.#clock.now() }, this.#letterhead)
      return { language, subject: title[language], text: script[language] }
    }
    const email = this.#compose(send, definition, shown)
    return { language, subject: email.subject, text: email.text }
  }

  /**
   * Sends the message to a member of the team, with the customer's facts and under the member's own name.
   * @throws AppError `test-needs-email`, `mail-not-setup`, `test-not-sent`
   */
  async sendTest(
    definition: StrategyDefinition,
    to: { readonly address: string; readonly name: string; readonly language: string },
    facts: PreviewFacts,
  ): Promise<void> {
    if (definition.channel !== 'email') throw new AppError('invalid-input', 'test-needs-email', 'Only an e-mail can be sent as a test.')
    if (!(await this.#mailer.isReady())) {
      throw new AppError('conflict', 'mail-not-set-up', 'No account can send e-mail: set one up under Settings > Channels first.')
    }
    const contact: Contact = { ...to, customerId: '', consent: null, suppressed: false }
    const email = this.#compose(this.#send(definition, '', facts), definition, contact)
    const mark = languageOf(contact, this.#letterhead) === 'zh' ? '【测试】' : '[Test] '
    const outcome = await this.#mailer.send({ ...email, to: to.address, subject: `${mark}${email.subject}`, headers: {} })
    if (outcome.kind === 'delivered') return
    throw new AppError('unavailable', 'test-not-sent', `The mail server did not take the test message (${outcome.reason}). Try again.`)
  }

  /** Its links lead to the shop: a test belongs to no customer who could click or unsubscribe. */
  #compose(send: ClaimedSend, definition: StrategyDefinition, contact: Contact): OutgoingEmail {
    const email = composeEmail(send, definition, { ...contact, address: contact.address ?? '' }, this.#letterhead, this.#clock.now())
    const link = new RegExp(`${RegExp.escape(this.#letterhead.publicUrl)}/[cuo]/[\\w.-]+`, 'g')
    return {
      ...email,
      text: email.text.replaceAll(link, this.#letterhead.shopUrl),
      html: email.html.replaceAll(link, this.#letterhead.shopUrl),
    }
  }

  #send(definition: StrategyDefinition, customerId: string, variables: PreviewFacts): ClaimedSend {
    const now = this.#clock.now()
    const id = newId(now)
    return {
      sendKey: `test:${id}`,
      decisionId: id,
      runId: id,
      customerId,
      source: { kind: 'strategy', id: '' },
      sourceVersion: 0,
      step: 1,
      content: null,
      purpose: 'marketing',
      priority: 0,
      nextChannels: [],
      expiresAt: null,
      channel: definition.channel,
      attempts: 0,
      repeatUntil: null,
      plannedAt: now,
      draw: null,
      variables,
    }
  }
}
