import { readFile, writeFile } from 'node:fs/promises'
import { DAY_MS } from '#kernel/clock.ts'
import type { HistoryFiles } from '#simulate/history-files.ts'
import { createWorld } from '#simulate/world.ts'
import type { World } from '#simulate/world.ts'

const MONTHS = 18
/** A mobile number as people in the shop's country write it among themselves. */
const NATIONAL = /(?<=,)(?:0086)?(1\d{2}[ -]?\d{4}[ -]?\d{4})(?=,)/g

/**
 * A made-up shop whose history ends the day before `now`: old enough that its wall clock, read in any time zone, is not in the future. The same shop all
 * day long.
 */
export function sampleWorld(seed: string, customers: number, now: Date): World {
  const end = new Date((Math.floor(now.getTime() / DAY_MS) - 1) * DAY_MS)
  return createWorld({ seed, customers, end, months: MONTHS, answerDays: 1 })
}

/** Writes the shop's files; its numbers are Chinese, so elsewhere they get their country code. */
export async function writeSampleHistory(world: World, dir: string, country: string): Promise<HistoryFiles> {
  const files = await world.writeHistory(dir)
  if (country === 'CN') return files
  for (const file of [files.customers, files.orders]) await writeFile(file, (await readFile(file, 'utf8')).replaceAll(NATIONAL, '+86 $1'))
  return files
}
