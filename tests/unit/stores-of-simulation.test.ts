import { eventsCase } from '../contract/events.case.ts'
import { identityStoreCase } from '../contract/identity-store.case.ts'
import { inboxCase } from '../contract/inbox.case.ts'
import { drivenStores } from '../support/sim/driven.ts'

// The stores of the simulation keep the same rules as the engines: tests/contract/stores-on-engines.test.ts runs them there.

inboxCase(() => {
  const { inbox, lease } = drivenStores().relational
  return Promise.resolve({ ...inbox, lease })
})
eventsCase(() => Promise.resolve(drivenStores().analytical))
identityStoreCase(() => Promise.resolve(drivenStores().relational.identities))
