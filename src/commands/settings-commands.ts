import { Command } from 'commander'
import { readFile } from 'node:fs/promises'
import { PROJECT_FIELDS } from '#access/project-settings.ts'
import type { ProjectField } from '#access/project-settings.ts'
import { AppError } from '#kernel/app-error.ts'
import { parseRates } from '#quality/currency-rate.ts'
import type { DatedRate } from '#quality/currency-rate.ts'
import type { House } from '../main/house.ts'
import { commandActor } from './command-setting.ts'
import type { HouseOptions } from './open-house.ts'
import { addHouseOptions, inHouse } from './open-house.ts'
import type { Output } from './output.ts'

/** `liuke settings` and `liuke rates`: what holds for the whole project. */
export function addSettingsCommands(program: Command): void {
  const settings = new Command('settings').description("the project's currency, time zone, country and shop name")
  settings.addCommand(
    addHouseOptions(new Command('get').description('show them, and where each comes from')).action(async (options: HouseOptions) =>
      inHouse(options, async (house, output) => {
        showSettings(house, output)
        await Promise.resolve()
      }),
    ),
  )
  settings.addCommand(
    addHouseOptions(
      new Command('set').argument('<setting=value...>', `one or more of ${PROJECT_FIELDS.join(', ')}`).description('change them'),
    ).action(async (pairs: string[], options: HouseOptions) => {
      const change = readPairs(pairs)
      await inHouse(options, async (house, output) => {
        await house.project.change(change, commandActor())
        await house.profileKeeper.refresh()
        showSettings(house, output)
      })
    }),
  )
  program.addCommand(settings)

  const rates = new Command('rates').description("dated exchange rates into the project's currency")
  rates.addCommand(
    addHouseOptions(new Command('list').description('list them')).action(async (options: HouseOptions) =>
      inHouse(options, async (house, output) => {
        await showRates(house, output)
      }),
    ),
  )
  rates.addCommand(
    addHouseOptions(
      new Command('set')
        .argument('<currency>', 'ISO 4217, such as USD')
        .argument('<day>', 'from this day on, such as 2026-01-31')
        .argument('<rate>', "one unit in the project's currency, such as 7.10")
        .description('enter a rate'),
    ).action(async (currency: string, day: string, rate: string, options: HouseOptions) => saveRates([{ currency, day, rate }], options)),
  )
  rates.addCommand(
    addHouseOptions(
      new Command('import').argument('<file>', 'lines of currency,day,rate').description('enter all rates of a CSV file, or none'),
    ).action(async (file: string, options: HouseOptions) => {
      const text = await readFile(file, 'utf8').catch((cause: unknown) => {
        throw new AppError('invalid-input', 'file-not-found', `There is no file ${file} that can be read: check the path.`, {
          cause,
          details: { file },
        })
      })
      await saveRates(parseRates(text), options)
    }),
  )
  rates.addCommand(
    addHouseOptions(new Command('remove').argument('<currency>').argument('<day>').description('remove a rate')).action(
      async (currency: string, day: string, options: HouseOptions) =>
        inHouse(options, async (house, output) => {
          if (!(await house.rates.remove(currency, day, commandActor())))
            throw new AppError('not-found', 'rate-not-found', `There is no rate of ${currency} from ${day} on: see liuke rates list.`)
          await house.profileKeeper.refresh()
          await showRates(house, output)
        }),
    ),
  )
  program.addCommand(rates)
}

async function saveRates(rates: readonly DatedRate[], options: HouseOptions): Promise<void> {
  await inHouse(options, async (house, output) => {
    await house.rates.save(rates, commandActor())
    await house.profileKeeper.refresh()
    await showRates(house, output)
  })
}

function showSettings(house: House, output: Output): void {
  const rows = PROJECT_FIELDS.map((field) => ({ field, value: house.project[field], source: house.project.sourceOf(field) }))
  output.result(
    Object.fromEntries(rows.map(({ field, value, source }) => [field, { value, source }])),
    rows.map(({ field, value, source }) => `${field.padEnd(10)} ${value}  (${source})`).join('\n'),
  )
}

async function showRates(house: House, output: Output): Promise<void> {
  const items = await house.rates.list()
  const lines = items.map(({ currency, base, day, rate }) => `${currency}  from ${day}  ${rate} ${base}`)
  output.result(
    { base: house.project.currency, rates: items.map(({ currency, day, rate }) => ({ currency, day, rate })) },
    lines.length === 0 ? `There is no rate into ${house.project.currency} yet.` : lines.join('\n'),
  )
}

/** Reads `setting=value` pairs. @throws AppError for one that names no setting. */
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
