import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import { AppError } from '#kernel/app-error.ts'
import type { Config } from '../config.ts'
import { readConfig } from '../config.ts'
import type { House } from '../main/house.ts'
import { findLocalSocket } from '../main/local-socket.ts'
import { asJob } from './as-job.ts'
import type { CommandJob, HouseWork, JobWork } from './as-job.ts'
import { commandSetting } from './command-setting.ts'
import type { CommandSetting } from './command-setting.ts'
import { handOver } from './hand-over.ts'
import { HouseClient } from './house-client.ts'
import { createOutput } from './output.ts'
import type { Output } from './output.ts'

/** Options of every command on a data folder. */
export interface HouseOptions {
  readonly json?: boolean
  readonly data?: string
}

export function addHouseOptions(command: Command): Command {
  return command
    .option('--json', 'print the result as one JSON object on the last line')
    .option('--data <folder>', 'the data folder (default: LIUKE_DATA or ./data)')
}

/** Long enough for a starting server or a short command to release the folder. */
const WAIT_MS = 15_000
const LOOK_EVERY_MS = 250

/**
 * Does work that needs the whole house. A running server does it; without one, the house is opened here and closed again, also when the work fails or
 * someone presses Ctrl-C (ADR 0019).
 */
export async function inHouse(options: HouseOptions, work: HouseWork): Promise<void> {
  const setting = commandSetting()
  const output = createOutput(options.json === true, setting.out, setting.err)
  if (setting.served !== null) {
    const { house, signal } = setting.served
    await work(house, output, signal).finally(() => output.done())
    return
  }
  await untilInterrupted(async (signal) => {
    const found = await reachHouse(options, setting)
    if (found instanceof HouseClient) {
      await handOver(found, setting, signal)
      return
    }
    try {
      await work(found, output, signal)
    } finally {
      output.done()
      await found.close()
    }
  })
}

/** Does work that needs the whole house and appears in the list of jobs. */
export async function inJob(options: HouseOptions, job: CommandJob, work: JobWork): Promise<void> {
  await inHouse(options, (house, output, signal) => asJob(house, job, output, signal, work))
}

/** Does work through the API: that of the running server, else of a house opened here (ADR 0019). */
export async function withClient(
  options: HouseOptions,
  work: (client: HouseClient, output: Output, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const setting = commandSetting()
  const output = createOutput(options.json === true, setting.out, setting.err)
  await untilInterrupted(async (signal) => {
    const found = await reachHouse(options, setting)
    if (found instanceof HouseClient) {
      await work(found, output, signal).finally(() => output.done())
      return
    }
    const { openPrivateDoor } = await import('../main/private-door.ts')
    const door = await openPrivateDoor(found)
    try {
      await work(new HouseClient(door.path, setting.user), output, signal)
    } finally {
      output.done()
      await door.close()
    }
  })
}

/** The running server of the data folder, or the house opened here. */
async function reachHouse(options: HouseOptions, { env, user }: CommandSetting): Promise<HouseClient | House> {
  const config = readConfig({ ...env, ...(options.data === undefined ? {} : { LIUKE_DATA: options.data }) })
  const deadline = performance.now() + WAIT_MS
  for (;;) {
    const path = await findLocalSocket(config.dataDir)
    if (path !== null) return new HouseClient(path, user)
    try {
      return await open(config)
    } catch (error) {
      const isTaken = error instanceof AppError && error.code === 'data-folder-in-use'
      if (!isTaken || performance.now() > deadline) throw error
      await sleep(LOOK_EVERY_MS)
    }
  }
}

async function open(config: Config): Promise<House> {
  // Loaded only now, so that a wrong option is reported at once.
  const { openHouse } = await import('../main.ts')
  return await openHouse(config)
}

async function untilInterrupted(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const stop = new AbortController()
  const interrupt = (): void => stop.abort()
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  try {
    await work(stop.signal)
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
  }
}
