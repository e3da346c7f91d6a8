import type { Command } from 'commander'
import type { ApprovalAnswer, ApprovalRuleState } from '#http/act/approval-schemas.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import { addDoor, addPageOptions, address, atDoor, limitOf } from './door.ts'
import type { DoorOptions, PageOptions } from './door.ts'
import { readNumber } from './option-readers.ts'

/** `liuke approvals`: what waits for a second person. They agree in the console, where they are known. */
export function addApprovalCommands(program: Command): void {
  const approvals = program
    .command('approvals')
    .description('what waits for a second person before it reaches many (docs/guide/broadcasts.md)')

  addPageOptions(addDoor(approvals, 'list', 'list them, the newest first'))
    .option('--state <state>', 'waiting, approved, refused, withdrawn or replaced')
    .action(({ state, ...options }: PageOptions & { readonly state?: string }) =>
      atDoor(options, async ({ client, list, time }) => {
        list(
          await client.list<ApprovalAnswer>('/approvals', { state }, limitOf(options)),
          [
            { title: { zh: '编号', en: 'Id' }, cell: ({ id }) => id, whole: true },
            { title: { zh: '名称', en: 'Name' }, cell: ({ title }) => title },
            { title: { zh: '受众', en: 'Audience' }, cell: ({ people }) => people },
            { title: { zh: '会收到', en: 'Would get it' }, cell: ({ planned }) => planned ?? '-' },
            { title: { zh: '状态', en: 'State' }, cell: (one) => one.state },
            { title: { zh: '提交人', en: 'Asked by' }, cell: ({ askedBy }) => askedBy },
            { title: { zh: '提交时间', en: 'Asked' }, cell: ({ askedAt }) => time(askedAt) },
            { title: { zh: '原因', en: 'Reason' }, cell: ({ reason }) => reason },
          ],
          { zh: '没有审批。', en: 'Nothing waits, or waited, for approval.' },
        )
      }),
    )

  addDoor(approvals, 'show <id>', 'what somebody is asked to agree to').action((id: string, options: DoorOptions) =>
    atDoor(options, async (door) => {
      const { language, time } = door
      const one = await door.client.ask<ApprovalAnswer>('GET', address`/approvals/${id}`)
      const asked =
        language === 'zh'
          ? `${one.askedBy} 于 ${time(one.askedAt)} 提交，受众 ${one.people} 位客户`
          : `Asked by ${one.askedBy} at ${time(one.askedAt)}, an audience of ${one.people} customers`
      const waits = one.state === 'waiting' ? [waitsFor(one)[language]] : []
      door.print(
        one,
        [`${one.title} (${one.kind} ${one.subjectId}) ${one.state}`, asked, ...waits, ...one.words.map((word) => word[language])].join(
          '\n',
        ),
      )
    }),
  )

  addDoor(approvals, 'withdraw <id>', 'take a request back while it waits').action((id: string, options: DoorOptions) =>
    atDoor(options, async ({ client, say }) => {
      const one = await client.ask<ApprovalAnswer>('POST', address`/approvals/${id}/withdraw`)
      say(one, { zh: `已撤回“${one.title}”的审批。`, en: `“${one.title}” does not wait for approval any more.` })
    }),
  )

  addDoor(approvals, 'rule', 'from which size on a second person has to agree; with options it is changed')
    .option('--people <n>', 'audiences of more customers than these wait', readNumber('--people'))
    .option('--off <why>', 'nobody has to agree, and why')
    .action(({ people, off, ...options }: DoorOptions & { readonly people?: number; readonly off?: string }) =>
      atDoor(options, async ({ client, say }) => {
        const before = await client.ask<ApprovalRuleState>('GET', '/approvals/settings')
        const isChange = people !== undefined || off !== undefined
        const body = { isOn: off === undefined, people: people ?? before.people, waiver: off ?? '' }
        const now = isChange ? await client.ask<ApprovalRuleState>('PUT', '/approvals/settings', { body }) : before
        say(now, {
          zh: now.isOn
            ? `受众超过 ${now.people} 位客户时须审批${now.holds ? '' : '（目前不足两位审批人，不生效）'}`
            : `不需要审批：${now.waiver}`,
          en: now.isOn
            ? `Audiences of more than ${now.people} customers wait for a second person${now.holds ? '' : ' (not yet: fewer than two people may approve)'}`
            : `Nobody has to approve: ${now.waiver}`,
        })
      }),
    )
}

/** That something waits for a second person, and who they may be. */
export function waitsFor({ people, deciders }: Pick<ApprovalAnswer, 'people' | 'deciders'>): BilingualText {
  const who = { zh: deciders.join('、'), en: deciders.join(', ') }
  return deciders.length === 0
    ? {
        zh: `等待审批（${people} 位客户）：目前没有其他成员有审批权限。`,
        en: `Waits for approval (${people} customers): nobody else may approve yet.`,
      }
    : {
        zh: `等待审批（${people} 位客户）：可由 ${who.zh} 在控制台审批，通过后自动生效。`,
        en: `Waits for approval (${people} customers) by ${who.en}, in the console. It goes live by itself then.`,
      }
}
