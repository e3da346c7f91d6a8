// What the benchmarks of sending stand on: a shop with customers who may be written to, sends that are due, and senders over accounts.
import type { SendingAccount } from '#act/accounts/sending-account.ts'
import { composeEmail } from '#act/compose-email.ts'
import type { Letterhead, OutgoingEmail } from '#act/compose-email.ts'
import type { Provider } from '#act/providers/provider.ts'
import { contactKey } from '#act/send-source.ts'
import { Sender } from '#act/sender.ts'
import { strategyMaker } from '#act/strategy-maker.ts'
import type { StrategyDefinition } from '#decide/strategy.ts'
import { strategyLibrary } from '#decide/strategy-library.ts'
import type { Clock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import { blindIndex } from '#privacy/blind-index.ts'
import { encryptField, newDataKey } from '#privacy/field-encryption.ts'
import { createContactStore, hashAddress } from '#store/relational/contact-store.ts'
import { createMessageSealer } from '#store/relational/message-sealer.ts'
import { createSendStore } from '#store/relational/send-ledger-store.ts'
import { createStrategyStore } from '#store/relational/strategy-store.ts'
import { openRetentionWorld } from '../../tests/contract/retention-world.ts'
import type { RetentionWorld } from '../../tests/contract/retention-world.ts'

/** An account that does nothing but what is put over it. */
export const noProvider: Provider = {
  probe: () => Promise.reject(new Error('not asked')),
  send: () => Promise.reject(new Error('not sent')),
  close: () => undefined,
}

const letterhead: Letterhead = {
  shopName: { zh: '店', en: 'Shop' },
  shopUrl: 'https://shop.example.com/',
  fromAddress: 'care@shop.example.com',
  publicUrl: 'https://crm.example.com',
  defaultLanguage: 'en',
  tokenSecret: Buffer.alloc(32, 7),
  timeZone: 'UTC',
}

export interface SendShop {
  readonly world: RetentionWorld
  /** Each with a mail address and a phone, and a yes to both. */
  addCustomers(count: number): Promise<string[]>
  /** One message to each of them, due now. */
  plan(customers: readonly string[], channel: 'email' | 'sms'): Promise<void>
  senderOver(...accounts: readonly SendingAccount[]): Sender
  /** A mail as the sender makes them, without a ledger. */
  sample(i: number): OutgoingEmail
}

export async function openSendShop(clock: Clock): Promise<SendShop> {
  const world = await openRetentionWorld(clock)
  const { db, keyring } = world
  const definition = emailStrategy()
  async function addCustomers(count: number): Promise<string[]> {
    const at = clock.now()
    const ids: string[] = []
    for (let start = 0; start < count; start += 1_000) {
      const block = Array.from({ length: Math.min(1_000, count - start) }, (_, i) => {
        const id = newId(at)
        return {
          id,
          key: newDataKey(keyring, id),
          email: `p${start + i}.${id}@example.com`,
          phone: `+1415${String(5_550_000 + start + i).padStart(7, '0')}`,
        }
      })
      await db
        .insertInto('customers')
        .values(
          block.map(({ id, key }) => ({
            id,
            data_key: key.wrapped,
            masked_name: '*',
            preferred_language: 'en',
            source: 'test',
            created_at: at,
            updated_at: at,
          })),
        )
        .execute()
      for (const kind of ['email', 'phone'] as const)
        await db
          .insertInto('identifiers')
          .values(
            block.map((one) => ({
              kind,
              blind_index: blindIndex(keyring, kind, `${one[kind]}${one.id}`),
              customer_id: one.id,
              origin_id: one.id,
              ciphertext: encryptField(one.key.key, one.id, kind, one[kind]),
              masked: '*',
              source: 'test',
              first_seen_at: at,
              last_seen_at: at,
            })),
          )
          .execute()
      for (const channel of ['email', 'sms'])
        await db
          .insertInto('consents')
          .values(
            block.map(({ id }) => ({ customer_id: id, purpose: 'marketing', channel, granted: true, source: 'test', changed_at: at })),
          )
          .execute()
      ids.push(...block.map(({ id }) => id))
    }
    return ids
  }
  const sends = createSendStore(db)
  const contacts = createContactStore(db, keyring, clock)
  function senderOver(...accounts: SendingAccount[]): Sender {
    return new Sender({
      sends,
      messages: createMessageSealer(db, keyring),
      strategies: createStrategyStore(db),
      contacts,
      stopper: contacts,
      channels: new Map(),
      accounts: {
        ready: (channel) => Promise.resolve(accounts.filter((one) => one.channel === channel)),
        byId: () => Promise.resolve(null),
        halt: () => Promise.resolve(),
      },
      makers: { strategy: (one) => strategyMaker(one, letterhead), content: strategyMaker(definition, letterhead) },
      touches: { write: () => Promise.resolve() },
      coupons: { issue: () => Promise.resolve() },
      couponCodeOf: (key) => key,
      addressHash: (channel, address) => hashAddress(keyring, channel, address),
      clock,
    })
  }

  async function plan(customers: readonly string[], channel: 'email' | 'sms'): Promise<void> {
    const now = clock.now()
    const runId = newId(now)
    for (let start = 0; start < customers.length; start += 5_000)
      await sends.planContacts(
        customers.slice(start, start + 5_000).map((customerId) => ({
          sendKey: contactKey(runId, customerId),
          runId,
          customerId,
          source: { kind: 'broadcast', id: 'bench' },
          sourceVersion: 1,
          step: 1,
          content: { id: runId, version: 1 },
          purpose: 'marketing',
          priority: 0,
          channel,
          nextChannels: [],
          notBefore: now,
          expiresAt: null,
          plannedAt: now,
          costMinor: null,
          suppressed: null,
        })),
      )
  }
  const sample = (i: number): OutgoingEmail =>
    composeEmail(
      {
        sendKey: `bare-${i}`,
        decisionId: null,
        runId: '',
        customerId: '',
        source: { kind: 'broadcast', id: 'bench' },
        sourceVersion: 1,
        step: 1,
        content: null,
        purpose: 'marketing',
        priority: 0,
        nextChannels: [],
        expiresAt: null,
        channel: 'email',
        attempts: 0,
        repeatUntil: null,
        plannedAt: clock.now(),
        draw: null,
        variables: { daysSinceLastOrder: null, favouriteCategory: '' },
      },
      definition,
      { customerId: '', address: `p${i}@example.com`, language: 'en', name: '', consent: true, suppressed: false },
      letterhead,
      clock.now(),
    )
  return { world, addCustomers, plan, senderOver, sample }
}

function emailStrategy(): StrategyDefinition {
  const found = strategyLibrary('CNY').find(({ definition }) => definition.channel === 'email')
  if (found === undefined) throw new Error('The library has no strategy that writes mails.')
  return found.definition
}
