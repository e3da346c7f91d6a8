import type { Command } from 'commander'
import type { TraitMeasures } from '#http/collect/trait-measure-schemas.ts'
import { AppError } from '#kernel/app-error.ts'
import { addDoor, address, atDoor } from './door.ts'
import type { DoorOptions } from './door.ts'

interface TraitOptions extends DoorOptions {
  readonly measure: readonly string[]
  readonly none?: boolean
}

/** `liuke sources traits`: which traits of identify calls are kept as measures of the customer. */
export function addTraitCommands(sources: Command): void {
  addDoor(sources, 'traits <id>', 'traits of identify calls that are kept as measures; with --measure the list is replaced')
    .option('--measure <trait=name:unit>', 'keep a trait under a name, with or without a unit; repeat it for more', collect, [])
    .option('--none', 'keep no trait as a measure from now on')
    .action((id: string, { measure, none, ...options }: TraitOptions) =>
      atDoor(options, async ({ client, list }) => {
        if (measure.length > 0 || none === true) {
          await client.ask('PUT', address`/sources/${id}/trait-measures`, { body: { items: none === true ? [] : measure.map(readTrait) } })
        }
        const { items } = await client.ask<TraitMeasures>('GET', address`/sources/${id}/trait-measures`)
        list(
          items,
          [
            { title: { zh: '特征', en: 'Trait' }, cell: ({ trait }) => trait },
            { title: { zh: '指标', en: 'Measure' }, cell: (one) => one.measure },
            { title: { zh: '单位', en: 'Unit' }, cell: ({ unit }) => unit || '-' },
          ],
          { zh: '没有特征存为指标。', en: 'No trait is kept as a measure.' },
        )
      }),
    )
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}

function readTrait(text: string): TraitMeasures['items'][number] {
  const at = text.indexOf('=')
  const [trait, rest] = at === -1 ? [text, text] : [text.slice(0, at), text.slice(at + 1)]
  const colon = rest.lastIndexOf(':')
  const [measure, unit] = colon === -1 ? [rest, ''] : [rest.slice(0, colon), rest.slice(colon + 1)]
  if (trait.trim() === '' || measure.trim() === '')
    throw new AppError('invalid-input', 'trait-unreadable', `"${text}" is no declaration: write --measure balance=Balance:CNY.`)
  return { trait, measure, unit }
}
