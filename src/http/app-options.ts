import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { CommandRunner } from './access/command-route.ts'
import type { BodyGate, BodyLimits } from './body-gate.ts'
import type { RateLeases } from './rate-budget.ts'
import type { UploadFolder } from './collect/upload-folder.ts'
import type { WorkLimits } from './work-gate.ts'

/** Requests a minute: of one caller to the API, of one address to login and set-up, of one caller to exports, uploads and reveals. */
export interface Limits {
  readonly perMinute: number
  readonly loginsPerMinute: number
  readonly heavyPerMinute: number
}

export interface AppOptions {
  /** The address the server listens on: decides which host names it answers to. */
  readonly host: string
  /** Names under which it is reached, where it does not listen on loopback only; empty answers to any. */
  readonly allowedHosts: readonly string[]
  /** Reached over TLS (by a proxy): cookies become Secure and HSTS is sent. */
  readonly secure: boolean
  /** Whether X-Forwarded-For is believed: of anyone (a proxy stands before every request), of these addresses, or not at all. */
  readonly trustProxy: boolean | readonly string[]
  /** The built console, or null to serve the API alone. */
  readonly consoleDir: string | null
  /** Where uploaded files wait for their import. */
  readonly uploads: UploadFolder
  readonly maxUploadBytes: number
  /** Shown on the set-up page. */
  readonly demo: boolean
  readonly limits: Limits
  /** Where all nodes count against these limits. */
  readonly rates: RateLeases
  /** What bodies may take; STANDARD_BODY_LIMITS where left out. */
  readonly bodies?: BodyLimits
  /** How many requests are worked on at once; STANDARD_WORK_LIMITS where left out. */
  readonly work?: WorkLimits
  readonly logger: FastifyBaseLogger | null
  /** Carries out commands for the command line of this machine; left out where nobody can ask for one. */
  readonly runCommand?: CommandRunner
  /** The id of the enabled source with this write key (SHA-256), or null. */
  readonly sourceOf: (writeKeyHash: Buffer) => Promise<string | null>
  /** More public routes: the tracking API. */
  readonly doors: readonly ((app: FastifyInstance, gate: BodyGate) => void)[]
}

export const API_PREFIX = '/api/v1'
export const STANDARD_LIMITS: Limits = { perMinute: 1_200, loginsPerMinute: 20, heavyPerMinute: 30 }
export const MAX_UPLOAD_BYTES = 2 * 1024 ** 3
