import Type from 'typebox'
import type { ExplainService } from '#decide/explain-service.ts'
import { AppError } from '#kernel/app-error.ts'
import { isId } from '#kernel/id.ts'
import { scopeOf } from '../access/authenticate.ts'
import { IdParams } from '../id-params.ts'
import { Id } from '../shared-schemas.ts'
import type { TypedApp } from '../typed-app.ts'
import { DecisionExplanation } from './explanation-schemas.ts'

const RunCustomerParams = Type.Object({ id: Id, customerId: Id })

/** Why a customer got what they got, or nothing. */
export function registerExplanations(
  app: TypedApp,
  { explanations }: { readonly explanations: Pick<ExplainService, 'decision' | 'customer'> },
): void {
  app.get(
    '/decisions/:id/explanation',
    {
      config: { permission: 'decisions:read', reach: 'scope' },
      schema: {
        tags: ['decisions'],
        summary: 'A decision worked out again from the ledger: checks, gains, choice, draw and what came of it',
        params: IdParams,
        response: { 200: DecisionExplanation },
      },
    },
    async (request) => {
      const { id } = request.params
      const found = isId(id) ? await explanations.decision(scopeOf(request), id) : null
      if (found === null) {
        throw new AppError('not-found', 'decision-not-found', 'There is no such decision, or its customer is not among those you see.')
      }
      return found
    },
  )

  app.get(
    '/decision-runs/:id/customers/:customerId/explanation',
    {
      config: { permission: 'decisions:read', reach: 'scope' },
      schema: {
        tags: ['decisions'],
        summary: 'The same of a customer of a run, also of one who got nothing: which check stopped each strategy',
        params: RunCustomerParams,
        response: { 200: DecisionExplanation },
      },
    },
    async (request) => {
      const { id, customerId } = request.params
      const found = isId(id) && isId(customerId) ? await explanations.customer(scopeOf(request), id, customerId) : null
      if (found === null) {
        throw new AppError(
          'not-found',
          'decision-not-of-run',
          'This run did not look at the customer: they had no score then, were not selected, or it was before reasons were kept.',
        )
      }
      return found
    },
  )
}
