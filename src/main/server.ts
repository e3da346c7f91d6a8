import { existsSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { MAX_UPLOAD_BYTES, STANDARD_LIMITS } from '#http/app-options.ts'
import { buildApp } from '#http/app.ts'
import type { BodyLimits } from '#http/body-gate.ts'
import type { CommandRunner } from '#http/access/command-route.ts'
import { openLocalDoor } from '#http/access/local-door.ts'
import type { LocalDoor } from '#http/access/local-door.ts'
import { registerCallbackDoor } from '#http/act/callback-door.ts'
import { registerTracking } from '#http/collect/tracking-routes.ts'
import { registerWebhookDoor } from '#http/collect/webhook-door.ts'
import { UploadFolder } from '#http/collect/upload-folder.ts'
import { AppError } from '#kernel/app-error.ts'
import { systemClock } from '#kernel/clock.ts'
import type { Background } from './background.ts'
import { createBackground } from './background.ts'
import type { House } from './house.ts'
import { houseWork } from './house-work.ts'
import { createLoaderWorker } from './loader-worker.ts'
import { startedWork } from './job-work.ts'
import { SampleShop } from './sample-shop.ts'
import { appParts } from './app-parts.ts'
import { prepareLocalSocket, removeLocalSocket } from './local-socket.ts'

export interface Server {
  readonly app: FastifyInstance
  /** `http://127.0.0.1:8080` */
  readonly url: string
  readonly background: Background
  /** Ends requests, background work, engines, in this order. Safe to call again. */
  stop(): Promise<void>
}

export interface ServerOptions {
  readonly logger: FastifyBaseLogger | null
  readonly demo?: boolean
  /** Without it nothing happens by itself: tests and the demo decide when. */
  readonly background?: boolean
  /** Other limits of bodies than the standard ones. */
  readonly bodies?: BodyLimits
  /** Carries out commands of this machine's command line. */
  readonly runCommand?: CommandRunner
  /** No limits on requests: the demo's shop is its own neighbour. */
  readonly unlimited?: boolean
  /** Customers of the sample shop, where the standard size takes too long. */
  readonly sampleCustomers?: number
}

const UNLIMITED = { perMinute: 1_000_000_000, loginsPerMinute: 1_000_000_000, heavyPerMinute: 1_000_000_000 }

/** The folder of the built console, or null when it was not built. */
export function consoleDir(): string | null {
  const folder = fileURLToPath(new URL('../../web/dist', import.meta.url))
  return existsSync(folder) ? folder : null
}

/** The HTTP edge over a house, and what the house does by itself; it listens nowhere yet and nothing runs. */
export async function buildHouseApp(
  house: House,
  options: ServerOptions,
): Promise<{ readonly app: FastifyInstance; readonly background: Background }> {
  const { config } = house
  const unlimitedRate = options.unlimited === true ? { perMinute: UNLIMITED.perMinute } : {}
  const uploads = new UploadFolder({ folder: `${config.dataDir}/uploads`, store: house.uploads, clock: house.clock })
  const app = await buildApp(appParts(house, options.sampleCustomers), {
    host: config.host,
    allowedHosts: [new URL(config.publicUrl).host],
    secure: config.publicUrl.startsWith('https:'),
    trustProxy: config.trustProxy,
    consoleDir: consoleDir(),
    uploads,
    maxUploadBytes: MAX_UPLOAD_BYTES,
    demo: options.demo === true,
    limits: options.unlimited === true ? UNLIMITED : STANDARD_LIMITS,
    rates: house.rateLeases,
    logger: options.logger,
    sourceOf: (hash) => house.sources.sourceOf(hash),
    doors: [
      (door, gate) => registerWebhookDoor(door, { receiver: house.webhookReceiver, rates: house.rateLeases, ...unlimitedRate }, gate),
      (door, gate) =>
        registerCallbackDoor(
          door,
          { callbacks: house.channelAccounts.callbacks, rates: house.rateLeases, publicUrl: config.publicUrl, ...unlimitedRate },
          gate,
        ),
      (door, gate) =>
        registerTracking(
          door,
          {
            intake: house.intake,
            sourceOf: (hash) => house.sources.sourceOf(hash),
            rates: house.rateLeases,
            publicUrl: config.publicUrl,
            trackersDir: fileURLToPath(new URL('../../web/trackers', import.meta.url)),
            ...unlimitedRate,
          },
          gate,
        ),
    ],
    ...(options.bodies === undefined ? {} : { bodies: options.bodies }),
    ...(options.runCommand === undefined ? {} : { runCommand: options.runCommand }),
  })
  const sampleShop = new SampleShop(house, options.sampleCustomers)
  const started = startedWork({ ...house, work: houseWork(house), sampleShop }, uploads)
  // A thread has the time of the system: a house that plays in another one loads by itself.
  const loader = house.clock === systemClock ? createLoaderWorker(house) : null
  return { app, background: createBackground(house, uploads, started, loader) }
}

/**
 * Listens on the configured address, and on a Unix socket for the command line of this machine, and starts the background work.
 *
 * @throws AppError when the port is in use or may not be opened.
 */
export async function startServer(house: House, options: ServerOptions): Promise<Server> {
  const { config } = house
  const { app, background } = await buildHouseApp(house, options)
  await background.prepare()
  try {
    await app.listen({ host: config.host, port: config.port })
  } catch (error) {
    throw explainListen(error, config.host, config.port)
  }
  const local = await openOwnDoor(app, config.dataDir)
  if (options.background !== false) await background.start()
  const { port } = app.server.address() as AddressInfo
  const host = config.host.includes(':') ? `[${config.host}]` : config.host
  let stopping: Promise<void> | null = null
  return {
    app,
    url: `http://${host}:${port}`,
    background,
    stop: () =>
      (stopping ??= (async () => {
        await Promise.all([app.close(), local?.close()])
        await background.stop()
        await house.close()
      })()),
  }
}

/** The door of this machine's command line; null when another server of this data folder has it. */
async function openOwnDoor(app: FastifyInstance, dataDir: string): Promise<LocalDoor | null> {
  const path = await prepareLocalSocket(dataDir)
  if (path === null) return null
  const door = await openLocalDoor(app, path)
  return {
    close: async () => {
      await door.close()
      await removeLocalSocket(dataDir, path)
    },
  }
}

function explainListen(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : ''
  if (code === 'EADDRINUSE') {
    return new AppError(
      'conflict',
      'port-in-use',
      `Port ${port} on ${host} is in use: stop the other program, or choose another port with --port or LIUKE_PORT.`,
    )
  }
  if (code === 'EACCES') {
    return new AppError(
      'forbidden',
      'port-refused',
      `Port ${port} may not be opened by this user: choose one above 1023 with --port or LIUKE_PORT.`,
    )
  }
  if (code === 'EADDRNOTAVAIL') {
    return new AppError(
      'invalid-input',
      'host-wrong',
      `${host} is not an address of this machine: set LIUKE_HOST to 127.0.0.1, 0.0.0.0 or one of its own.`,
    )
  }
  return error
}
