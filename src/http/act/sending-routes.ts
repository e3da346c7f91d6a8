import type { Access } from '#access/access.ts'
import { actorLabel } from '#access/actor.ts'
import type { InstallationGuard } from '#act/installation/installation-guard.ts'
import type { SendService } from '#act/send-service.ts'
import type { Clock } from '#kernel/clock.ts'
import { actorNames } from '../access/actor-names.ts'
import { actorOf } from '../access/authenticate.ts'
import type { TypedApp } from '../typed-app.ts'
import { OverdueBody, OverdueSettled, SendingState } from './sending-schemas.ts'

interface SendingParts {
  readonly installation: Pick<InstallationGuard, 'state' | 'confirm'>
  readonly sends: Pick<SendService, 'overdue' | 'settleOverdue'>
  readonly access: Pick<Access, 'audit' | 'users' | 'apiKeys'>
  readonly clock: Clock
}

/** What keeps messages from leaving by themselves: a copy of the data, and messages that should have left long ago. */
export function registerSending(app: TypedApp, { installation, sends, access, clock }: SendingParts): void {
  const state = async () => {
    const [{ id, isOwn, confirmedAt, confirmedBy }, overdue, names] = await Promise.all([
      installation.state(),
      sends.overdue(),
      actorNames(access),
    ])
    return { installation: { id, isOwn, confirmedAt, confirmedBy: names.get(confirmedBy) ?? confirmedBy }, overdue }
  }

  app.get(
    '/sending',
    {
      config: { permission: 'decisions:read' },
      schema: {
        tags: ['decisions'],
        summary: 'Whether this installation sends, and how many messages wait for a word because they are overdue',
        response: { 200: SendingState },
      },
    },
    state,
  )

  app.post(
    '/sending/confirm',
    {
      config: { permission: 'settings:manage' },
      schema: {
        tags: ['decisions'],
        summary: 'Say that no other server sends from a copy of this data; audited',
        response: { 200: SendingState },
      },
    },
    async (request) => {
      const actor = actorLabel(actorOf(request))
      await installation.confirm(actor)
      await access.audit.append({ at: clock.now(), actor, action: 'installation-confirmed', target: 'installation', detail: {} })
      return await state()
    },
  )

  app.post(
    '/sending/overdue',
    {
      config: { permission: 'decisions:run' },
      schema: {
        tags: ['decisions'],
        summary: 'Send or drop the messages that are overdue; audited',
        body: OverdueBody,
        response: { 200: OverdueSettled },
      },
    },
    async (request) => {
      const { action } = request.body
      const messages = await sends.settleOverdue(action)
      await access.audit.append({
        at: clock.now(),
        actor: actorLabel(actorOf(request)),
        action: 'overdue-settled',
        target: 'sends',
        detail: { action, messages },
      })
      return { messages }
    },
  )
}
