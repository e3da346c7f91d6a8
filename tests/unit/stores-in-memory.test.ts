import { churnScoringsCase } from '../contract/churn-scorings.case.ts'
import { eventsCase } from '../contract/events.case.ts'
import { inboxCase } from '../contract/inbox.case.ts'
import { jobStoreCase } from '../contract/job-store.case.ts'
import { modelRegistryCase } from '../contract/model-registry.case.ts'
import { orderBookCase } from '../contract/order-book.case.ts'
import { profileChangesCase } from '../contract/profile-changes.case.ts'
import { rateLeasesCase } from '../contract/rate-leases.case.ts'
import { settingDocumentsCase } from '../contract/setting-documents.case.ts'
import { uploadStoreCase } from '../contract/upload-store.case.ts'
import { webhookStoreCase } from '../contract/webhook-store.case.ts'
import { memoryChurnScorings } from '../support/memory/memory-churn-scorings.ts'
import { memoryEvents } from '../support/memory/memory-events.ts'
import { memoryInbox } from '../support/memory/memory-inbox.ts'
import { MemoryJobStore } from '../support/memory/memory-job-store.ts'
import { memoryRegistry } from '../support/memory/memory-model-registry.ts'
import { memoryOrderBook } from '../support/memory/memory-order-book.ts'
import { memoryProfileChanges } from '../support/memory/memory-profile-changes.ts'
import { MemoryRates } from '../support/memory/memory-rates.ts'
import { memorySettingDocuments } from '../support/memory/memory-setting-documents.ts'
import { memoryUploads } from '../support/memory/memory-uploads.ts'
import { MemoryWebhooks } from '../support/memory/memory-webhooks.ts'

// The stores that unit tests use in place of the engines keep the same rules: tests/contract/stores-on-engines.test.ts runs them there.

inboxCase(() => Promise.resolve(memoryInbox()))
eventsCase(() => Promise.resolve(memoryEvents()))
orderBookCase(() => Promise.resolve(memoryOrderBook()))
webhookStoreCase(() => Promise.resolve(new MemoryWebhooks()))
jobStoreCase(() => {
  const store = new MemoryJobStore()
  return Promise.resolve({ store, remember: (schedule, slot) => store.remember(schedule, slot) })
})
profileChangesCase(() => Promise.resolve(memoryProfileChanges()))
rateLeasesCase(() => Promise.resolve(new MemoryRates()))
uploadStoreCase(() => Promise.resolve(memoryUploads()))
modelRegistryCase(() => Promise.resolve(memoryRegistry()))
churnScoringsCase(() => Promise.resolve(memoryChurnScorings()))
settingDocumentsCase(() => Promise.resolve(memorySettingDocuments()))
