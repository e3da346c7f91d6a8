import type { Command } from 'commander'
import type { CustomerValues, SurvivorshipPreview, SurvivorshipSaved, SurvivorshipState } from '#http/identity/survivorship-schemas.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import { AppError } from '#kernel/app-error.ts'
import { customerIdOf, WHO } from './customer-lookup-commands.ts'
import { addDoor, address, atDoor } from './door.ts'
import type { DoorOptions } from './door.ts'

interface ChangeOptions extends DoorOptions {
  readonly sources?: string
  readonly note?: string
  readonly preview?: boolean
}

type Shown = Pick<CustomerValues['items'][number]['counts'], 'value' | 'masked'>

const RULES: Readonly<Record<string, BilingualText>> = {
  newest: { zh: '最新', en: 'newest' },
  oldest: { zh: '最早', en: 'oldest' },
  sources: { zh: '按来源顺序', en: 'source order' },
  frequent: { zh: '最常见', en: 'most frequent' },
}
const SPEAKERS: Readonly<Record<string, BilingualText>> = {
  file: { zh: '较早的文件', en: 'an earlier file' },
  source: { zh: '未知来源', en: 'an unknown source' },
  unknown: { zh: '较早的数据', en: 'earlier data' },
}

/** `liuke identity values`, `identity value-rule`: which of several values of a customer counts. */
export function addSurvivorshipCommands(identity: Command): void {
  addDoor(identity, 'values', 'the rule of each field and attribute: which value counts where sources differ').action(
    (options: DoorOptions) =>
      atDoor(options, async ({ client, list, language, word }) => {
        const { facts, sources, versions } = await client.ask<SurvivorshipState>('GET', '/survivorship')
        const nameOf = (id: string): string => sources.find((one) => one.id === id)?.name ?? id
        list(
          facts,
          [
            { title: { zh: '编号', en: 'Field' }, cell: ({ fact }) => fact, whole: true },
            { title: { zh: '名称', en: 'Name' }, cell: ({ kind, name, label }) => (kind === 'field' ? word('fact', name) : label) },
            { title: { zh: '规则', en: 'Rule' }, cell: ({ rule }) => RULES[rule]?.[language] ?? rule },
            { title: { zh: '来源顺序', en: 'Source order' }, cell: ({ sources: order }) => order.map(nameOf).join(' > ') },
            { title: { zh: '版本', en: 'Version' }, cell: ({ version }) => String(version) },
          ],
          { zh: '没有资料。', en: 'There are no fields.' },
          { sources, versions },
        )
      }),
  )
  addDoor(identity, 'value-rule <field> <rule>', 'change which value of a field counts: newest, oldest, sources or frequent')
    .option('--sources <list>', 'with sources: "file" and ids of sources, the strongest first, separated by commas')
    .option('--note <text>', 'why, for the history')
    .option('--preview', 'only show how many customers it would change')
    .action((field: string, rule: string, { sources, note, preview, ...options }: ChangeOptions) =>
      atDoor(options, async ({ client, say, list, wait }) => {
        const order = (sources ?? '').split(',').flatMap((one) => (one.trim() === '' ? [] : [one.trim()]))
        const body = { rule, sources: order }
        if (preview === true) {
          const { examples, ...counts } = await client.ask<SurvivorshipPreview>('POST', address`/survivorship/${field}/preview`, { body })
          const { changing, different, known } = counts
          const text = {
            zh: `${changing} 位客户的值会改变；${known} 位有值，其中 ${different} 位说法不一。`,
            en: `${changing} customers would change. ${known} have a value; for ${different} the sources differ.`,
          }
          if (examples.length === 0) return say({ ...counts, items: [] }, text)
          return list(
            examples,
            [
              { title: { zh: '客户', en: 'Customer' }, cell: ({ customerId, name }) => (name === '' ? customerId : name) },
              { title: { zh: '现在', en: 'Now' }, cell: ({ before }) => shown(before) },
              { title: { zh: '改后', en: 'Then' }, cell: ({ after }) => shown(after) },
            ],
            text,
            counts,
          )
        }
        const { facts } = await client.ask<SurvivorshipState>('GET', '/survivorship')
        const found = facts.find(({ fact }) => fact === field)
        if (found === undefined)
          throw new AppError('not-found', 'survivorship-fact-unknown', `There is no field "${field}": liuke identity values lists them.`)
        const saved = await client.ask<SurvivorshipSaved>('PUT', address`/survivorship/${field}`, {
          body: { ...body, base: found.version, ...(note === undefined ? {} : { note }) },
        })
        const { result } = await wait(saved.job, 'leave')
        const customers = Number(result?.['customers'] ?? 0)
        say(
          { field, rule, sources: order, customers },
          {
            zh: `已保存并应用，核对了 ${customers} 位客户。`,
            en: `Saved and applied; ${customers} customers with several values were settled.`,
          },
        )
      }),
    )
}

/** `liuke customers values`: of each value where it comes from and what else was said. */
export function addCustomerValueCommand(customers: Command): void {
  addDoor(customers, 'values <customer>', `where each value comes from, and what else was said (${WHO})`).action(
    (customer: string, options: DoorOptions) =>
      atDoor(options, async (door) => {
        const { client, list, language, time, word } = door
        const { items } = await client.ask<CustomerValues>('GET', address`/customers/${await customerIdOf(door, customer)}/values`)
        const rows = items.flatMap(({ counts, others, fact, kind, label, name }) =>
          [counts, ...others].map((said) => ({
            fact,
            title: kind === 'field' ? word('fact', name) : label,
            isCounting: said === counts,
            ...said,
          })),
        )
        list(
          rows,
          [
            { title: { zh: '资料', en: 'Field' }, cell: ({ title }) => title },
            { title: { zh: '为准', en: 'Counts' }, cell: ({ isCounting }) => (isCounting ? '*' : '') },
            { title: { zh: '值', en: 'Value' }, cell: (one) => (one.fact === 'field:gender' ? word('gender', shown(one)) : shown(one)) },
            {
              title: { zh: '来源', en: 'From' },
              cell: ({ speaker }) => (speaker.name === '' ? (SPEAKERS[speaker.kind]?.[language] ?? '') : speaker.name),
            },
            { title: { zh: '时间', en: 'Time' }, cell: ({ last }) => time(last) },
          ],
          { zh: '没有这位客户的资料。', en: 'Nothing is known of this customer.' },
        )
      }),
  )
}

function shown({ value, masked }: Shown): string {
  return masked ?? String(value ?? '')
}
