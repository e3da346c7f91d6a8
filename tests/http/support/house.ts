import { createStoredPeople } from '#store/stored-people.ts'
import { join } from 'node:path'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { UploadFolder } from '#http/collect/upload-folder.ts'
import { createAccess } from '#access/access.ts'
import type { Access } from '#access/access.ts'
import { ManualClock } from '#kernel/clock.ts'
import type { Clock } from '#kernel/clock.ts'
import { loadKeyring } from '#privacy/master-key.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { buildApp } from '#http/app.ts'
import type { AppParts } from '#http/app.ts'
import type { AppOptions } from '#http/app-options.ts'
import { JobRunner } from '#jobs/job-runner.ts'
import type { Engines } from '#store/engines/engines.ts'
import { createReadModels } from '#store/read-models.ts'
import { createApiKeyStore } from '#store/relational/api-key-store.ts'
import { createAuditLog } from '#store/relational/audit-store.ts'
import { connect } from '#store/relational/connect.ts'
import { createCustomerVault } from '#store/relational/customer-vault.ts'
import { createJobStore } from '#store/relational/job-store.ts'
import { createRateLeases } from '#store/relational/rate-lease-store.ts'
import { createSessionStore } from '#store/relational/session-store.ts'
import { createSourceCatalogue } from '#store/relational/source-catalogue.ts'
import { createStrangerStore } from '#store/relational/stranger-store.ts'
import { createBusinessLineStore } from '#store/relational/business-line-store.ts'
import { createRoleStore } from '#store/relational/role-store.ts'
import { createUploadStore } from '#store/relational/upload-store.ts'
import { createUserStore } from '#store/relational/user-store.ts'
import { JOB_KINDS } from '../../../src/main/job-kinds.ts'
import type { JobName } from '../../../src/main/job-kinds.ts'
import { startedWork } from '../../../src/main/job-work.ts'
import type { WorkParts } from '../../../src/main/job-work.ts'
import { openEngines } from '../../support/data-folder.ts'
import { quietStages } from './quiet-stages.ts'

export const NOW = new Date('2026-03-15T08:00:00.000Z')
export const ADMIN = { email: 'Admin@Example.com', name: 'Ada', password: 'correct horse battery', language: 'en' as const }

/** The HTTP edge over real engines; the stages behind it that have tests of their own are stand-ins. */
export interface House {
  readonly app: FastifyInstance
  readonly engines: Engines
  readonly services: AppParts & { readonly access: Access }
  readonly clock: ManualClock
  readonly keyring: Keyring
  readonly jobs: JobRunner<JobName>
  readonly dataDir: string
  readonly db: ReturnType<typeof connect>
  close(): Promise<void>
}

/** `stages` takes the place of stand-ins by the real thing. */
export async function openHouse(
  change: Partial<AppOptions> = {},
  stages: (house: Omit<House, 'app' | 'services' | 'close'> & { readonly access: Access }) => Partial<AppParts & WorkParts> = () => ({}),
): Promise<House> {
  const clock = new ManualClock(NOW)
  const { engines, dataDir, stop } = await openEngines({ clock })
  const db = connect(engines.pg)
  const keyring = loadKeyring({ dataDir })
  const jobs = new JobRunner({
    store: createJobStore(db, keyring),
    clock,
    kinds: JOB_KINDS,
    node: 'test',
    onCrash: () => undefined,
  })
  const values = { timeZone: 'Asia/Shanghai', currency: 'CNY', country: 'CN', shopName: 'Liuke' }
  const project = {
    ...values,
    current: values,
    sourceOf: () => 'default' as const,
    check: () => undefined,
    change: () => Promise.resolve(values),
    adopt: () => Promise.resolve(),
  }
  const people = createStoredPeople({ client: engines.clickhouse, db })
  const access = openAccess(db, keyring, clock)
  const services = {
    clock,
    access,
    project,
    health: {
      check: () =>
        Promise.resolve({
          relational: engines.health().postgres === 'up',
          analytical: engines.health().clickhouse === 'up',
          diskFull: false,
        }),
      noteDiskFull: () => undefined,
      oldestWaiting: () => Promise.resolve(null),
    },
    jobs,
    reads: createReadModels({
      client: engines.clickhouse,
      db,
      people,
      keyring,
      clock,
      project,
      conditions: { peopleOf: () => Promise.resolve(null) },
    }),
    vault: createCustomerVault({ db, keyring, project, people }),
    sourceCatalogue: createSourceCatalogue(db),
    ...quietStages(),
    ...stages({ engines, clock, keyring, jobs, dataDir, db, access }),
  }
  const uploads = new UploadFolder({ folder: join(dataDir, 'uploads'), store: createUploadStore(db, keyring), clock })
  const app = await buildApp(services, {
    host: '127.0.0.1',
    allowedHosts: [],
    secure: false,
    trustProxy: false,
    consoleDir: null,
    uploads,
    maxUploadBytes: 1_000_000,
    demo: false,
    limits: { perMinute: 1_000_000, loginsPerMinute: 1_000_000, heavyPerMinute: 1_000_000 },
    rates: createRateLeases(db),
    logger: null,
    sourceOf: () => Promise.resolve(null),
    doors: [],
    ...change,
  })
  jobs.begin(startedWork(services, change.uploads ?? uploads))
  return {
    app,
    engines,
    services,
    clock,
    keyring,
    jobs,
    dataDir,
    db,
    close: async () => {
      await app.close()
      await jobs.stop()
      await stop()
    },
  }
}

/** Who may do what, as one node sees it. */
export function openAccess(db: House['db'], keyring: Keyring, clock: Clock): Access {
  return createAccess({
    users: createUserStore(db),
    roles: createRoleStore(db),
    businessLines: createBusinessLineStore(db),
    sessions: createSessionStore(db),
    strangers: createStrangerStore(db),
    apiKeys: createApiKeyStore(db),
    audit: createAuditLog(db),
    clock,
    setupSecret: keyring.index,
    passwordCost: { n: 2 ** 10, r: 8, p: 1 },
  })
}

/** A browser with one cookie. */
export class Visitor {
  cookie = ''
  csrfToken = ''
  readonly #app: FastifyInstance

  constructor(app: FastifyInstance) {
    this.#app = app
  }

  async ask(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<LightMyRequestResponse> {
    const response = await this.#app.inject({
      method,
      url: url.startsWith('/api/') ? url : `/api/v1${url}`,
      headers: {
        host: '127.0.0.1',
        ...(this.cookie === '' ? {} : { cookie: this.cookie }),
        ...(this.csrfToken === '' ? {} : { 'x-csrf-token': this.csrfToken }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: body }),
    })
    const set = response.headers['set-cookie']
    if (typeof set === 'string') this.cookie = set.split(';')[0] ?? ''
    return response
  }

  async login(email: string, password: string): Promise<LightMyRequestResponse> {
    const response = await this.ask('POST', '/login', { email, password })
    this.remember(response)
    return response
  }

  remember(response: LightMyRequestResponse): void {
    if (response.statusCode < 300) this.csrfToken = response.json<{ csrfToken: string }>().csrfToken
  }
}

/** The first administrator, logged in. */
export async function firstAdmin(house: House): Promise<Visitor> {
  const visitor = new Visitor(house.app)
  const code = await house.services.access.setup.code()
  visitor.remember(await visitor.ask('POST', '/setup', { code, ...ADMIN }))
  return visitor
}
