import type { Command } from 'commander'
import { readConfig } from '../config.ts'
import type { House } from '../main/house.ts'
import { createOutput } from './output.ts'
import type { Output } from './output.ts'

/** Options that every command on a data folder has. */
export interface HouseOptions {
  readonly json?: boolean
  readonly data?: string
}

export function addHouseOptions(command: Command): Command {
  return command
    .option('--json', 'print the result as one JSON object on the last line')
    .option('--data <folder>', 'the data folder (default: LIUKE_DATA or ./data)')
}

/** Opens the house, does the work and closes it again, also when the work fails or someone presses Ctrl-C. */
export async function inHouse(
  options: HouseOptions,
  work: (house: House, output: Output, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const output = createOutput(options.json === true)
  const config = readConfig({ ...process.env, ...(options.data === undefined ? {} : { LIUKE_DATA: options.data }) })
  const stop = new AbortController()
  const interrupt = (): void => stop.abort()
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  // Loaded only now: a wrong option is answered at once.
  const { openHouse } = await import('../main.ts')
  const house = await openHouse(config)
  try {
    await work(house, output, stop.signal)
  } finally {
    output.done()
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
    await house.close()
  }
}
