import type { Scope } from '#access/scope.ts'
import { scopeOf } from '../access/authenticate.ts'
import { IdParams } from '../id-params.ts'
import type { TypedApp } from '../typed-app.ts'
import { Measures } from './measure-schemas.ts'
import { unknownCustomer } from '#identity/unknown-customer.ts'

interface MeasureParts {
  readonly measures: {
    /** Null when there is no such customer in the scope. */
    ofCustomer(scope: Scope, id: string): Promise<Measures['items'] | null>
  }
}

/** Dated values of a customer. */
export function registerMeasures(app: TypedApp, { measures }: MeasureParts): void {
  app.get(
    '/customers/:id/measures',
    {
      config: { permission: 'customers:read', reach: 'scope' },
      schema: {
        tags: ['customers'],
        summary: 'Dated values of a customer, as balance or seats: the last of each and how it went',
        params: IdParams,
        response: { 200: Measures },
      },
    },
    async (request) => {
      const items = (await measures.ofCustomer(scopeOf(request), request.params.id)) ?? unknownCustomer()
      return { items }
    },
  )
}
