import { actorLabel } from '#access/actor.ts'
import type { AccountService } from '#act/accounts/account-service.ts'
import type { MailboxState } from '#act/bounces/mailbox-state.ts'
import { AppError } from '#kernel/app-error.ts'
import { actorOf } from '../access/authenticate.ts'
import { IdParams } from '../id-params.ts'
import type { Answer } from '../shared-schemas.ts'
import type { AuditParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import { BounceMailbox } from './bounce-mailbox-schemas.ts'

interface BounceMailboxParts extends AuditParts {
  readonly channelAccounts: {
    readonly service: Pick<AccountService, 'find'>
    readonly mailboxes: { state(accountId: string): Promise<MailboxState | null>; hurry(accountId: string): Promise<void> }
  }
}

/** How the mailbox is read that bounces of an account come to. No mail and no address leaves. */
export function registerBounceMailbox(app: TypedApp, { channelAccounts: { service, mailboxes }, access, clock }: BounceMailboxParts): void {
  /** @throws AppError `channel-account-not-found`, `bounce-mailbox-none` */
  const stateOf = async (id: string): Promise<Answer<typeof BounceMailbox>> => {
    const { account } = await service.find(id)
    if (account.settings['imapHost'] === undefined)
      throw new AppError(
        'not-found',
        'bounce-mailbox-none',
        'No mailbox of bounces is read for this account: change it and enter the IMAP server.',
      )
    const state = await mailboxes.state(id)
    const { understood = 0, unknown = 0, automatic = 0, other = 0, unreadable = 0 } = state?.counts ?? {}
    return {
      triedAt: state?.triedAt ?? null,
      readAt: state?.readAt ?? null,
      problem: state?.problem ?? '',
      markProblem: state?.markProblem ?? '',
      read: understood + unknown + automatic + other + unreadable,
      understood,
      unknown,
      automatic,
      other,
      unreadable,
      aside: (state?.aside ?? []).map((one) => ({ ...one })),
    }
  }

  app.get(
    '/channels/accounts/:id/bounce-mailbox',
    {
      config: { permission: 'channels:read' },
      schema: {
        tags: ['channels'],
        summary: 'How the mailbox is read that bounces of an account come to, and which mails could not be read',
        params: IdParams,
        response: { 200: BounceMailbox },
      },
    },
    (request) => stateOf(request.params.id),
  )

  app.post(
    '/channels/accounts/:id/bounce-mailbox/read',
    {
      config: { permission: 'channels:manage' },
      schema: {
        tags: ['channels'],
        summary: 'Read the mailbox within seconds instead of with the next round',
        params: IdParams,
        response: { 200: BounceMailbox },
      },
    },
    async (request) => {
      const { id } = request.params
      await stateOf(id)
      await mailboxes.hurry(id)
      await access.audit.append({
        at: clock.now(),
        actor: actorLabel(actorOf(request)),
        action: 'bounce-mailbox-read',
        target: `channel-account:${id}`,
        detail: {},
      })
      return await stateOf(id)
    },
  )
}
