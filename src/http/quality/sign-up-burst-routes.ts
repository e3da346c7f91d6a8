import type { Access } from '#access/access.ts'
import { actorLabel } from '#access/actor.ts'
import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import type { FakeSignUpStore } from '#quality/sign-ups/fake-sign-ups.ts'
import { actorNames } from '../access/actor-names.ts'
import { actorOf } from '../access/authenticate.ts'
import { pageAnswer, pageRequest } from '../cursor.ts'
import { PageQuery } from '../shared-schemas.ts'
import type { TypedApp } from '../typed-app.ts'
import { SignUpBurstPage, SignUpDecision, SignUpsDecided } from './sign-up-burst-schemas.ts'

interface SignUpBurstParts {
  readonly access: Pick<Access, 'users' | 'apiKeys' | 'audit'>
  readonly fakeSignUps: Pick<FakeSignUpStore, 'bursts' | 'decide'>
  readonly clock: Clock
}

/** Bursts of sign-ups that count nowhere, and the word of a person on them. */
export function registerSignUpBursts(app: TypedApp, { access, fakeSignUps, clock }: SignUpBurstParts): void {
  app.get(
    '/quality/sign-up-bursts',
    {
      config: { permission: 'data:read' },
      schema: {
        tags: ['data'],
        summary:
          'Bursts of sign-ups from one address, device or block of numbers, the latest first, and how many of them are left out of all figures',
        querystring: PageQuery,
        response: { 200: SignUpBurstPage },
      },
    },
    async (request) => {
      const [page, names] = await Promise.all([fakeSignUps.bursts(pageRequest(request.query)), actorNames(access)])
      const items = page.items.map((one) => ({
        ...one,
        customerIds: [...one.customerIds],
        decidedBy: one.decidedBy === null ? null : (names.get(one.decidedBy) ?? one.decidedBy),
      }))
      return pageAnswer({ ...page, items })
    },
  )

  app.post(
    '/quality/sign-up-bursts/decisions',
    {
      config: { permission: 'data:import' },
      schema: {
        tags: ['data'],
        summary: 'Say that the sign-ups of a burst, or one customer of one, are real and count, or are to be left out',
        body: SignUpDecision,
        response: { 200: SignUpsDecided },
      },
    },
    async (request) => {
      const { isReal, ...about } = request.body
      const [actor, now] = [actorLabel(actorOf(request)), clock.now()]
      const customers = await fakeSignUps.decide({ about, isReal, actor, now })
      if (customers === 0)
        throw new AppError('not-found', 'sign-up-burst-not-found', 'There is no such burst of sign-ups: reload the list.')
      await access.audit.append({
        at: now,
        actor,
        action: isReal ? 'sign-ups-counted' : 'sign-ups-left-out',
        target: 'burst' in about ? `sign-up-burst:${about.burst}` : `customer:${about.customerId}`,
        detail: { customers },
      })
      return { customers }
    },
  )
}
