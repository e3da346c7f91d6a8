import Type from 'typebox'
import { actorLabel } from '#access/actor.ts'
import type { SignalOutbox } from '#act/signal-outbox.ts'
import { AppError } from '#kernel/app-error.ts'
import { actorOf } from '../access/authenticate.ts'
import { Id, Instant, Nullable } from '../shared-schemas.ts'
import type { AuditParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'

const MOST_SHOWN = 200

const SignalParams = Type.Object({ id: Type.String({ pattern: '^[0-9]{1,19}$' }) })

const SignalBoard = Type.Object({
  /** How far each reader is: what waits, since when the oldest does, and what it could not read. */
  readers: Type.Array(
    Type.Object({ reader: Type.String(), waiting: Type.Integer(), oldestAt: Nullable(Instant), setAside: Type.Integer() }),
  ),
  /** Signals that could not be read after the last try, newest first. */
  setAside: Type.Array(
    Type.Object({
      id: Type.String(),
      reader: Type.String(),
      kind: Type.String(),
      customerId: Nullable(Id),
      /** The record it comes from, such as `send:…` or `task:…`. */
      origin: Type.String(),
      occurredAt: Instant,
      setAsideAt: Instant,
      reason: Type.String(),
    }),
  ),
})

interface SignalParts extends AuditParts {
  readonly signals: Pick<SignalOutbox, 'standing' | 'setAside' | 'retry'>
}

/** How far the readers of signals are, and what they could not read. */
export function registerSignals(app: TypedApp, { signals, access, clock }: SignalParts): void {
  app.get(
    '/signals',
    {
      config: { permission: 'webhooks:manage' },
      schema: { tags: ['webhooks'], summary: 'What waits to be told to people and other systems', response: { 200: SignalBoard } },
    },
    async () => {
      const [readers, setAside] = await Promise.all([signals.standing(), signals.setAside(MOST_SHOWN)])
      return { readers, setAside }
    },
  )

  app.post(
    '/signals/:id/retry',
    {
      config: { permission: 'webhooks:manage' },
      schema: {
        tags: ['webhooks'],
        summary: 'Try a signal again that was set aside',
        params: SignalParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      if (!(await signals.retry(id))) throw new AppError('not-found', 'signal-not-found', 'This signal is not set aside. Reload the list.')
      await access.audit.append({
        at: clock.now(),
        actor: actorLabel(actorOf(request)),
        action: 'signal-retried',
        target: `signal:${id}`,
        detail: {},
      })
      return await reply.code(204).send(null)
    },
  )
}
