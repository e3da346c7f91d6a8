import type { Command } from 'commander'
import { PROJECT_FIELDS } from '#access/project-settings.ts'
import type { ProjectField } from '#access/project-settings.ts'
import type { ProjectState, RateList } from '#http/project/project-schemas.ts'
import { AppError } from '#kernel/app-error.ts'
import { parseRates } from '#quality/currency-rate.ts'
import type { DatedRate } from '#quality/currency-rate.ts'
import { addDoor, address, atDoor } from './door.ts'
import type { Door, DoorOptions } from './door.ts'
import { readTextFile } from './read-text-file.ts'

/** `liuke settings` and `liuke rates`: settings of the whole project. */
export function addSettingsCommands(program: Command): void {
  const settings = program.command('settings').description("the project's currency, time zone, country and shop name")
  addDoor(settings, 'get', 'show the settings and where each comes from').action((options: DoorOptions) => atDoor(options, showSettings))
  addDoor(settings, 'set <setting=value...>', `change settings: one or more of ${PROJECT_FIELDS.join(', ')}`).action(
    (pairs: string[], options: DoorOptions) => {
      const body = readPairs(pairs)
      return atDoor(options, async (door) => {
        await whenRefreshed(door, await door.client.ask<ProjectState>('PATCH', '/project', { body }))
        await showSettings(door)
      })
    },
  )

  const rates = program.command('rates').description("dated exchange rates to the project's currency")
  addDoor(rates, 'list', 'list the rates').action((options: DoorOptions) => atDoor(options, showRates))
  addDoor(
    rates,
    'set <currency> <day> <rate>',
    "set a rate: the value of one unit of the currency (ISO 4217) in the project's currency, from this day on",
  ).action((currency: string, day: string, rate: string, options: DoorOptions) => saveRates([{ currency, day, rate }], options))
  addDoor(rates, 'import <file>', 'set the rates of a CSV file with lines of currency,day,rate; one bad line stops all').action(
    async (file: string, options: DoorOptions) => {
      const text = await readTextFile(file)
      await saveRates(parseRates(text), options)
    },
  )
  addDoor(rates, 'remove <currency> <day>', 'remove a rate').action((currency: string, day: string, options: DoorOptions) =>
    atDoor(options, async (door) => {
      await whenRefreshed(door, await door.client.ask<RateList>('DELETE', address`/project/rates/${currency}/${day}`))
      await showRates(door)
    }),
  )
}

async function saveRates(rates: readonly DatedRate[], options: DoorOptions): Promise<void> {
  await atDoor(options, async (door) => {
    await whenRefreshed(door, await door.client.ask<RateList>('POST', '/project/rates', { body: { rates } }))
    await showRates(door)
  })
}

/** Amounts and days in profiles depend on the project's settings: waits until they are recomputed. */
async function whenRefreshed({ client, wait }: Door, { refreshJobId }: Pick<ProjectState, 'refreshJobId'>): Promise<void> {
  if (refreshJobId !== null) await wait(await client.ask('GET', address`/jobs/${refreshJobId}`), 'leave')
}

async function showSettings({ client, print }: Door): Promise<void> {
  const { settings } = await client.ask<ProjectState>('GET', '/project')
  print(settings, PROJECT_FIELDS.map((field) => `${field.padEnd(10)} ${settings[field].value}  (${settings[field].source})`).join('\n'))
}

async function showRates({ client, print, say }: Door): Promise<void> {
  const { settings } = await client.ask<ProjectState>('GET', '/project')
  const { items } = await client.ask<RateList>('GET', '/project/rates')
  const base = settings.currency.value
  const value = { base, rates: items.map(({ currency, day, rate }) => ({ currency, day, rate })) }
  if (items.length > 0) print(value, items.map((one) => `${one.currency}  from ${one.day}  ${one.rate} ${one.base}`).join('\n'))
  else say(value, { zh: `还没有换算为 ${base} 的汇率。`, en: `There are no rates to ${base} yet.` })
}

/** Reads `setting=value` pairs. @throws AppError `setting-unknown` */
export function readPairs(pairs: readonly string[]): Partial<Record<ProjectField, string>> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name = '', ...rest] = pair.split('=')
      const field = PROJECT_FIELDS.find((each) => each === name.trim())
      if (field === undefined || rest.length === 0) {
        throw new AppError('invalid-input', 'setting-unknown', `settings set takes setting=value with one of ${PROJECT_FIELDS.join(', ')}.`)
      }
      return [field, rest.join('=')]
    }),
  )
}
