import { type Command, Option } from 'commander'
import { AGREED_IDENTIFIERS } from '#collect/partners/partner-agreement.ts'
import type { Partner, PartnerBody, PartnerEnded, PartnerFileTaken, PartnerTags } from '#http/collect/partner-schemas.ts'
import { AppError } from '#kernel/app-error.ts'
import { customerIdOf, WHO } from './customer-lookup-commands.ts'
import { addDoor, address, atDoor } from './door.ts'
import type { DoorOptions } from './door.ts'
import { readWhole } from './option-readers.ts'
import { readTextFile } from './read-text-file.ts'

interface PartnerOptions extends DoorOptions {
  readonly identifier?: PartnerBody['identifier']
  readonly days?: number
  readonly end?: boolean
}

interface TagFileOptions extends DoorOptions {
  readonly check: boolean
}

/** `liuke sources partner` and `tags`: what was agreed with a partner, and its tags from a file. */
export function addPartnerCommands(sources: Command): void {
  addDoor(sources, 'partner <id>', 'what was agreed with a source that is a partner; with --identifier it is agreed')
    .addOption(new Option('--identifier <field>', 'the one field by which it names customers').choices([...AGREED_IDENTIFIERS]))
    .option(
      '--days <number>',
      'how long a tag holds that names no end of its own; without it until it is said otherwise',
      readWhole('--days'),
    )
    .option('--end', 'end the agreement; its tags are deleted')
    .action((id: string, { identifier, days, end, ...options }: PartnerOptions) =>
      atDoor(options, async ({ client, say }) => {
        const path = address`/sources/${id}/partner`
        if (end === true) {
          const ended = await client.ask<PartnerEnded>('DELETE', path)
          say(ended, { zh: `约定已终止，删除了 ${ended.tags} 个标签。`, en: `The agreement is ended; ${ended.tags} tags are deleted.` })
          return
        }
        if (identifier === undefined && days !== undefined) {
          throw new AppError('invalid-input', 'identifier-missing', '--days needs --identifier: say both.')
        }
        const found =
          identifier === undefined
            ? await client.ask<Partner>('GET', path)
            : await client.ask<Partner>('PUT', path, { body: { identifier, tagDays: days ?? null } })
        const { agreement } = found
        if (agreement === null) {
          say(found, { zh: '这个数据源不是合作方。', en: 'This source is no partner.' })
          return
        }
        const { tags, ended, customers, tagDays } = agreement
        say(found, {
          zh: `以 ${agreement.identifier} 指明客户，标签有效期${tagDays === null ? '不限' : ` ${tagDays} 天`}。已有 ${customers} 位客户的 ${tags} 个标签，其中 ${ended} 个已过期。`,
          en: `It names customers by ${agreement.identifier}; a tag holds ${tagDays === null ? 'until it is said otherwise' : `${tagDays} days`}. There are ${tags} tags of ${customers} customers, ${ended} of them ended.`,
        })
      }),
    )
  addDoor(sources, 'tags <id> <file>', 'add or replace tags of a partner by a CSV file in UTF-8: the agreed identifier, tag, value')
    .option('--check', 'say what would become of it, and keep nothing', false)
    .action(async (id: string, file: string, { check, ...options }: TagFileOptions) => {
      const text = await readTextFile(file)
      await atDoor(options, async ({ client, say }) => {
        const taken = await client.ask<PartnerFileTaken>('POST', address`/sources/${id}/partner-tags`, { body: { text, dryRun: check } })
        const { received, stored, duplicates, quarantined, droppedByConsent, ignoredColumns, problems } = taken
        const lines = problems.map(({ line, message }) => `\n  line ${line}: ${message}`).join('')
        const ignored = ignoredColumns.join(', ')
        say(taken, {
          zh: `${check ? '检查：' : ''}收到 ${received} 条：入库 ${stored}，重复 ${duplicates}，隔离 ${quarantined}，未获授权 ${droppedByConsent}。${ignored === '' ? '' : `未读取的列：${ignored}。`}${lines}`,
          en: `${check ? 'Check: ' : ''}Received ${received}: ${stored} stored, ${duplicates} duplicates, ${quarantined} quarantined, ${droppedByConsent} without consent.${ignored === '' ? '' : ` Columns that are not read: ${ignored}.`}${lines}`,
        })
      })
    })
}

/** `liuke customers partner-tags`: what partners say of a customer. */
export function addCustomerTagsCommand(customers: Command): void {
  addDoor(customers, 'partner-tags <customer>', `what partners say of a customer (${WHO})`).action(
    (customer: string, options: DoorOptions) =>
      atDoor(options, async (door) => {
        const { client, list, time } = door
        const id = await customerIdOf(door, customer)
        const { items, withheld } = await client.ask<PartnerTags>('GET', address`/customers/${id}/partner-tags`)
        list(
          items,
          [
            { title: { zh: '合作方', en: 'Partner' }, cell: ({ partner }) => partner },
            { title: { zh: '标签', en: 'Tag' }, cell: ({ tag }) => tag },
            { title: { zh: '取值', en: 'Value' }, cell: ({ value }) => value || '-' },
            { title: { zh: '打标时间', en: 'As of' }, cell: ({ saidAt }) => time(saidAt) },
            { title: { zh: '有效期至', en: 'Valid until' }, cell: ({ validUntil }) => time(validUntil) },
            { title: { zh: '有效', en: 'Valid' }, cell: ({ isValid }) => (isValid ? '✓' : '') },
          ],
          { zh: '没有合作方标签。', en: 'Partners say nothing of this customer.' },
          { withheld },
        )
      }),
  )
}
