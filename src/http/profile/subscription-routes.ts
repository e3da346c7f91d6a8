import type { Scope } from '#access/scope.ts'
import type { SubscriptionView } from '#profile/subscription-view.ts'
import { scopeOf } from '../access/authenticate.ts'
import { IdParams } from '../id-params.ts'
import type { TypedApp } from '../typed-app.ts'
import { Subscriptions } from './subscription-schemas.ts'
import { unknownCustomer } from '#identity/unknown-customer.ts'

interface SubscriptionParts {
  readonly subscriptions: {
    /** Null when there is no such customer in the scope. */
    ofCustomer(scope: Scope, id: string): Promise<SubscriptionView[] | null>
  }
}

/** Subscriptions and contracts of a customer. */
export function registerSubscriptions(app: TypedApp, { subscriptions }: SubscriptionParts): void {
  app.get(
    '/customers/:id/subscriptions',
    {
      config: { permission: 'customers:read', reach: 'scope' },
      schema: {
        tags: ['customers'],
        summary: 'Subscriptions and contracts of a customer, each as it is now',
        params: IdParams,
        response: { 200: Subscriptions },
      },
    },
    async (request) => {
      const items = (await subscriptions.ofCustomer(scopeOf(request), request.params.id)) ?? unknownCustomer()
      return { items }
    },
  )
}
