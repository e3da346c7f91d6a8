import { randomInt } from 'node:crypto'
import type { Pool } from 'pg'
import type { ProjectSettings } from '#access/project-settings.ts'
import { AccountService } from '#act/accounts/account-service.ts'
import { AccountBook } from '#act/accounts/account-book.ts'
import type { ChannelAccount } from '#act/accounts/channel-account.ts'
import { environmentMail } from '#act/accounts/environment-account.ts'
import { OpenAccounts } from '#act/accounts/open-accounts.ts'
import type { SmtpOptions } from '#act/channels/smtp-mailer.ts'
import { MailboxReader } from '#act/bounces/mailbox-reader.ts'
import { CallbackReceiver } from '#act/inbound/callback-receiver.ts'
import type { InboundSink } from '#act/inbound/inbound-sink.ts'
import { ProviderPoller } from '#act/inbound/provider-poller.ts'
import type { ProviderTools, Receipt } from '#act/providers/provider.ts'
import { createProviderNetwork } from '#act/providers/provider-fetch.ts'
import { providerKind } from '#act/providers/registry.ts'
import { checkedAddresses, checkWebhookUrl } from '#act/webhook-address.ts'
import type { Clock } from '#kernel/clock.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { createBounceMailboxStore } from '#store/relational/bounce-mailbox-store.ts'
import { createChannelAccountStore } from '#store/relational/channel-account-store.ts'
import { createProviderValues } from '#store/relational/provider-value-store.ts'
import type { Config } from '../config.ts'
import type { HouseLog } from './house-log.ts'

interface ChannelParts {
  readonly config: Config
  readonly pg: Pool
  readonly keyring: Keyring
  readonly project: ProjectSettings
  readonly clock: Clock
  readonly log: HouseLog
  readonly privateHosts: readonly string[]
  /** Where everything that providers tell us ends. */
  readonly inbound: InboundSink
  /** Receipts with the send that their Message-ID names. */
  readonly named: (receipts: readonly Receipt[]) => Promise<readonly Receipt[]>
  /** Of LIUKE_SMTP_URL. */
  readonly mailServer: SmtpOptions | null
}

/** The accounts with providers: who they are, and those that are open. */
export function buildChannelAccounts({ config, pg, keyring, project, clock, log, privateHosts, inbound, named, mailServer }: ChannelParts) {
  const store = createChannelAccountStore(pg, keyring)
  const values = createProviderValues(pg, keyring, clock)
  const network = createProviderNetwork(privateHosts)
  const book = new AccountBook({
    store,
    environment: mailServer === null ? null : environmentMail(mailServer),
    publicUrl: config.publicUrl,
    clock,
  })
  const toolsOf = (account: ChannelAccount): ProviderTools => ({
    clock,
    fetch: network.fetch,
    // Who sets the environment of this server may name any host in it.
    resolve: account.fromEnvironment ? (host) => checkedAddresses(host, true) : network.resolve,
    shared: { get: (key, make, options) => values.get(`${account.id}/${account.revision}/${key}`, make, options) },
    random: () => randomInt(2 ** 32) / 2 ** 32,
  })
  const open = new OpenAccounts({
    book,
    store,
    kinds: providerKind,
    tools: toolsOf,
    timeZone: () => project.timeZone,
    clock,
    onBroken: (account, error) => log.error({ account: account.id, provider: account.provider, err: error }, 'an account cannot be opened'),
  })
  const service = new AccountService({
    store,
    book,
    open,
    kinds: providerKind,
    checkAddress: (kind, text) => (kind === 'url' ? checkWebhookUrl(text, privateHosts) : network.resolve(text)),
    project,
    fromAddress: config.mailFrom,
    clock,
  })
  const openById = (id: string) => open.openById(id)
  const callbacks = new CallbackReceiver({
    openById,
    store,
    sink: inbound,
    clock,
    onFailure: (account, reason) => log.error({ account, reason }, 'a call of a provider could not be kept'),
  })
  const poller = new ProviderPoller({
    openById,
    store,
    sink: inbound,
    clock,
    onFailure: (account, error) => log.warn({ account, err: error }, 'a provider could not be asked'),
  })
  const mailboxes = createBounceMailboxStore(pg)
  const bounces = new MailboxReader({
    store: mailboxes,
    open: async (id) => (await openById(id))?.port.openMailbox?.() ?? null,
    named,
    takers: (sendKeys) => mailboxes.takers(sendKeys),
    sink: inbound,
    clock,
    onFailure: (account, error) => log.warn({ account, err: error }, 'the mailbox of bounces could not be read'),
  })
  return {
    bounces,
    mailboxes,
    store,
    book,
    callbacks,
    poller,
    /** What people do with accounts. */
    service,
    /** What messages leave by. */
    open,
    /** Any public address, as providers are called. */
    visit: network.fetch,
    forget: (now: Date) => values.forget(now),
    close: () => {
      open.close()
      network.close()
    },
  }
}
