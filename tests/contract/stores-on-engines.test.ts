import { afterAll, beforeAll } from 'vitest'
import { systemClock } from '#kernel/clock.ts'
import { createEventsStore } from '#store/analytical/events-store.ts'
import { createChurnScoringStore } from '#store/relational/churn-scoring-store.ts'
import { connectClient } from '#store/relational/connect.ts'
import { createInbox, createInboxLeases } from '#store/relational/inbox-store.ts'
import { createJobStore } from '#store/relational/job-store.ts'
import { createModelRegistry } from '#store/relational/model-registry.ts'
import { createSettingStore } from '#store/relational/setting-store.ts'
import { createProfileChanges } from '#store/relational/profile-changes.ts'
import { createRateLeases } from '#store/relational/rate-lease-store.ts'
import { createUploadStore } from '#store/relational/upload-store.ts'
import { createWebhookStore } from '#store/relational/webhook-store.ts'
import { churnScoringsCase } from './churn-scorings.case.ts'
import { eventsCase } from './events.case.ts'
import { inboxCase } from './inbox.case.ts'
import { jobStoreCase } from './job-store.case.ts'
import { modelRegistryCase } from './model-registry.case.ts'
import { profileChangesCase } from './profile-changes.case.ts'
import { rateLeasesCase } from './rate-leases.case.ts'
import { openRetentionWorld } from './retention-world.ts'
import type { RetentionWorld } from './retention-world.ts'
import { settingDocumentsCase } from './setting-documents.case.ts'
import { uploadStoreCase } from './upload-store.case.ts'
import { webhookStoreCase } from './webhook-store.case.ts'

// One pair of engines for all ports; a port starts each rule with empty tables.

let world: RetentionWorld

beforeAll(async () => {
  world = await openRetentionWorld(systemClock)
})
afterAll(() => world.stop())

const empty = async (...tables: readonly string[]): Promise<void> => {
  await world.engines.pg.query(`TRUNCATE ${tables.join(', ')}`)
}

inboxCase(async () => {
  await empty('inbox')
  return { ...createInbox(world.db, world.keyring), lease: createInboxLeases(world.engines.pg, connectClient, world.keyring) }
})

eventsCase(async () => {
  await world.engines.clickhouse.command({ query: 'TRUNCATE TABLE events' })
  return createEventsStore(world.engines.clickhouse)
})

webhookStoreCase(async () => {
  await empty('webhook_deliveries', 'webhook_endpoints')
  return createWebhookStore(world.db, world.keyring)
})

jobStoreCase(async () => {
  await empty('jobs', 'settings')
  const settings = createSettingStore(world.db)
  return { store: createJobStore(world.db, world.keyring), remember: (...turn) => settings.remember(...turn) }
})

profileChangesCase(async () => {
  await empty('settings')
  return createProfileChanges(world.db, systemClock)
})

rateLeasesCase(async () => {
  await empty('rate_windows')
  return createRateLeases(world.db)
})

uploadStoreCase(async () => {
  await empty('uploads', 'upload_parts')
  return createUploadStore(world.db, world.keyring)
})

modelRegistryCase(async () => {
  await empty('models')
  return createModelRegistry(world.db)
})

churnScoringsCase(async () => {
  await empty('churn_scorings')
  return createChurnScoringStore(world.db)
})

settingDocumentsCase(async () => {
  await empty('settings')
  return createSettingStore(world.db)
})
