import type { Command } from 'commander'
import type { IdentityRulePreview, IdentityRules, IdentityRuleState } from '#http/identity/identity-schemas.ts'
import { AppError } from '#kernel/app-error.ts'
import type { Job } from '#http/collect/data-schemas.ts'
import type { IdentityProposals, ProposalDecided } from '#http/identity/proposal-schemas.ts'
import { addSharedValueCommands } from './shared-value-commands.ts'
import { addSurvivorshipCommands } from './survivorship-commands.ts'
import { addDoor, address, atDoor } from './door.ts'
import type { Door, DoorOptions } from './door.ts'
import { kindWord } from './kind-word.ts'
import { readTextFile } from './read-text-file.ts'

interface SaveOptions extends DoorOptions {
  readonly file: string
  readonly note?: string
}

/** `liuke identity`: what makes records one person. */
export function addIdentityCommands(program: Command): void {
  const identity = program.command('identity').description('what makes records one person: rules of identifiers')
  addDoor(identity, 'rules', 'show the identity rules that hold; with --json in the form that save reads').action((options: DoorOptions) =>
    atDoor(options, async (door) => showRules(door, await door.client.ask('GET', '/identity/rules'))),
  )
  addDoor(identity, 'save', 'save the rules of a JSON file as a new version; they hold for records from now on')
    .requiredOption('--file <file>', 'the rules, as identity rules --json shows them under "rules"')
    .option('--note <text>', 'why, for the list of versions')
    .action(async ({ file, note, ...options }: SaveOptions) => {
      const rules = await readRules(file)
      await atDoor(options, async (door) => {
        const { version: base } = await door.client.ask<IdentityRuleState>('GET', '/identity/rules')
        const body = { base, rules, ...(note === undefined ? {} : { note }) }
        showRules(door, await door.client.ask<IdentityRuleState>('PUT', '/identity/rules', { body }))
      })
    })
  addProposalCommands(identity)
  addSharedValueCommands(identity)
  addSurvivorshipCommands(identity)
  addDoor(identity, 'preview', 'what the rules of a JSON file would make of the records so far; saves nothing')
    .requiredOption('--file <file>', 'the rules, as identity rules --json shows them under "rules"')
    .action(async ({ file, ...options }: SaveOptions) => {
      const rules = await readRules(file)
      await atDoor(options, async ({ client, list, word }) => {
        const { examples, ...counts } = await client.ask<IdentityRulePreview>('POST', '/identity/rules/preview', { body: { rules } })
        const { records } = counts
        list(
          examples,
          [
            { title: { zh: '变化', en: 'Change' }, cell: ({ change }) => word('identityChange', change) },
            { title: { zh: '几位客户', en: 'Customers' }, cell: ({ parts }) => String(parts) },
            { title: { zh: '示例', en: 'Example' }, cell: ({ customers }) => customers.map(nameOf).join('; '), whole: true },
          ],
          {
            zh: `按新规则重放 ${records} 条记录：没有客户会合并或拆分。`,
            en: `The ${records} records so far would give the same customers.`,
          },
          counts,
        )
      })
    })
}

function addProposalCommands(identity: Command): void {
  addDoor(identity, 'duplicates', 'list customers who may be one person, the most likely first; merges nobody')
    .option('--search', 'look anew first')
    .action(({ search, ...options }: DoorOptions & { readonly search?: boolean }) =>
      atDoor(options, async (door) => {
        if (search === true) await door.wait(await door.client.ask<Job>('POST', '/identity/proposals/search'), 'cancel')
        const { items, ...rest } = await door.client.ask<IdentityProposals>('GET', '/identity/proposals?limit=200')
        const who = ({ name, identifiers }: IdentityProposals['items'][number]['a']) =>
          [name, ...identifiers.map(({ masked }) => masked)].join(' ')
        door.list(
          items,
          [
            { title: { zh: '编号', en: 'ID' }, cell: ({ id }) => id },
            { title: { zh: '可能性', en: 'Chance' }, cell: ({ chance }) => (chance === null ? '-' : `${(chance * 100).toFixed(1)} %`) },
            { title: { zh: '客户', en: 'Customer' }, cell: ({ a }) => who(a) },
            { title: { zh: '另一位', en: 'Other' }, cell: ({ b }) => who(b) },
            {
              title: { zh: '依据（比特）', en: 'Evidence (bits)' },
              cell: ({ evidence }) => evidence.map(({ field, bits }) => `${door.word('matchField', field)} ${bits.toFixed(1)}`).join(', '),
            },
          ],
          rest.lastSearch === null
            ? { zh: '还没有查找过，加 --search 开始。', en: 'No search has run yet: add --search.' }
            : rest.lastSearch.isEnough
              ? { zh: '没有待复核的客户。', en: 'Nothing left to review.' }
              : { zh: '数据不足，无法估计。', en: 'Not enough data to estimate chances.' },
          rest,
        )
      }),
    )
  addDoor(identity, 'decide <proposal> <verdict>', 'accept (the two become one), reject (never proposed again) or skip a proposal')
    .option('--confirm', 'accept although something speaks against it')
    .action((proposal: string, verdict: string, { confirm, ...options }: DoorOptions & { readonly confirm?: boolean }) =>
      atDoor(options, async (door) => {
        const body = { verdict, confirmed: confirm === true }
        const decided = await door.client.ask<ProposalDecided>('POST', address`/identity/proposals/${proposal}`, { body })
        door.say(decided, { zh: `已处理，还有 ${decided.counts.open} 条待复核。`, en: `Done. ${decided.counts.open} are left to review.` })
      }),
    )
}

function nameOf({ name, identifiers }: IdentityRulePreview['examples'][number]['customers'][number]): string {
  return [name, ...identifiers.map(({ masked }) => masked)].filter((text) => text !== '').join(' ')
}

export async function readRules(file: string): Promise<unknown> {
  const text = await readTextFile(file)
  try {
    const content: unknown = JSON.parse(text)
    // The whole answer of `identity rules --json` may be edited and given back.
    return typeof content === 'object' && content !== null && 'rules' in content ? content.rules : content
  } catch (cause) {
    throw new AppError('invalid-input', 'invalid-json', `The file ${file} is not valid JSON.`, { cause })
  }
}

function showRules({ list, word }: Door, { version, rules }: IdentityRuleState): void {
  const { recycledAfterMonths, maxRecords, blocked } = rules
  const more = { version, rules }
  list(
    rules.kinds,
    [
      { title: { zh: '标识', en: 'Identifier' }, cell: ({ kind }) => kindWord(word, kind) },
      { title: { zh: '可合并', en: 'Joins' }, cell: ({ joins }: IdentityRules['kinds'][number]) => (joins ? '✓' : '-') },
      { title: { zh: '每位客户上限', en: 'Per customer' }, cell: ({ perCustomer }) => String(perCustomer) },
      { title: { zh: '每个值的客户上限', en: 'Per value' }, cell: ({ perValue }) => String(perValue) },
      { title: { zh: '会换主', en: 'Recycles' }, cell: ({ recycles }) => (recycles ? `${recycledAfterMonths}` : '-') },
    ],
    { zh: '没有规则。', en: 'No rules.' },
    { ...more, maxRecords, listed: blocked.length },
  )
}
