import type { UnreadyReason } from '#decide/channel-readiness.ts'
import type { Channel } from '#decide/strategy.ts'
import { AppError } from '#kernel/app-error.ts'
import type { AccountState } from '../accounts/channel-account.ts'
import { accountOf, CHOSEN_CHANNELS } from './broadcast.ts'
import type { BroadcastDefinition, ChosenChannel } from './broadcast.ts'

/** An account of a channel, as broadcasts see it. */
export interface ChosenAccount {
  readonly id: string
  readonly name: string
  /** One that cannot be opened counts as off. */
  readonly state: AccountState
}

export interface BroadcastAccounts {
  of(channel: ChosenChannel): Promise<readonly ChosenAccount[]>
}

/** A channel of a broadcast with the account that was chosen for it. */
export interface ChosenSender {
  readonly channel: ChosenChannel
  readonly id: string
  /** Null: it is gone, or is none of the channel. */
  readonly account: ChosenAccount | null
}

export async function chosenSenders(
  definition: Pick<BroadcastDefinition, 'accounts' | 'channels'>,
  accounts: BroadcastAccounts,
): Promise<readonly ChosenSender[]> {
  const chosen = CHOSEN_CHANNELS.flatMap((channel) => {
    const id = accountOf(definition, channel)
    return id === null ? [] : [{ channel, id }]
  })
  return await Promise.all(
    chosen.map(async (one) => ({ ...one, account: (await accounts.of(one.channel)).find(({ id }) => id === one.id) ?? null })),
  )
}

/** Why channels cannot send, where those of a chosen account ask for that one alone. */
export function unreadyWith(
  unready: ReadonlyMap<Channel, UnreadyReason>,
  senders: readonly ChosenSender[],
): ReadonlyMap<Channel, UnreadyReason> {
  const all = new Map(unready)
  for (const { channel, account } of senders) {
    if (all.has(channel) || account?.state === 'on') continue
    all.set(channel, account?.state === 'halted' ? 'account_halted' : 'account_off')
  }
  return all
}

/** @throws AppError conflict `broadcast-account-gone` */
export function checkSenders(senders: readonly ChosenSender[]): void {
  const gone = senders.find(({ account }) => account === null)
  if (gone === undefined) return
  throw new AppError(
    'conflict',
    'broadcast-account-gone',
    `The account that was chosen for ${gone.channel} is gone, or is none of this channel: choose another one.`,
    { details: { channel: gone.channel } },
  )
}

/** @throws AppError conflict `broadcast-account-not-ready` */
export function checkSendersReady(senders: readonly ChosenSender[]): void {
  for (const { channel, account } of senders) {
    if (account === null || account.state === 'on') continue
    throw new AppError(
      'conflict',
      'broadcast-account-not-ready',
      `The account ${account.name} that was chosen for ${channel} cannot send now: turn it on, or choose another one.`,
      { details: { channel, account: account.name } },
    )
  }
}
