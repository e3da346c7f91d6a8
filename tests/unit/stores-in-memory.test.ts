import { eventsCase } from '../contract/events.case.ts'
import { inboxCase } from '../contract/inbox.case.ts'
import { jobStoreCase } from '../contract/job-store.case.ts'
import { turnStoreCase } from '../contract/turn-store.case.ts'
import { webhookStoreCase } from '../contract/webhook-store.case.ts'
import { memoryEvents } from '../support/memory/memory-events.ts'
import { memoryInbox } from '../support/memory/memory-inbox.ts'
import { MemoryJobStore } from '../support/memory/memory-job-store.ts'
import { MemoryTurns } from '../support/memory/memory-turns.ts'
import { MemoryWebhooks } from '../support/memory/memory-webhooks.ts'

// The stores that unit tests use in place of the engines keep the same rules: tests/contract/stores-on-engines.test.ts runs them there.

inboxCase(() => Promise.resolve(memoryInbox()))
eventsCase(() => Promise.resolve(memoryEvents()))
webhookStoreCase(() => Promise.resolve(new MemoryWebhooks()))
jobStoreCase(() => Promise.resolve(new MemoryJobStore()))
turnStoreCase(() => Promise.resolve(new MemoryTurns()))
