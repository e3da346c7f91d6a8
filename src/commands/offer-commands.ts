import type { Command } from 'commander'
import type {
  CodeAnswer,
  OfferCodesTaken,
  OfferDetail,
  OfferPage,
  OfferSecret,
  OfferVersions,
  PriceRules,
  Redemption,
} from '#http/act/offer-schemas.ts'
import { addDoor, address, atDoor } from './door.ts'
import type { DoorOptions } from './door.ts'
import { readJsonFile } from './read-json-file.ts'
import { readTextFile } from './read-text-file.ts'

/** Lines of codes that are brought in one request. */
const CODES_AT_ONCE = 10_000

interface CodeOptions extends DoorOptions {
  readonly order: string
  readonly customer?: string
  readonly amount?: string
  readonly currency?: string
}

/** `liuke offers`: what the shop promises, who got it and who used it. */
export function addOfferCommands(program: Command): void {
  const offers = program.command('offers').description('offers and their codes, once for all channels (docs/guide/offers.md)')

  addDoor(offers, 'list', 'list offers with what became of them, the last saved first')
    .option('--q <text>', 'part of the name or of a title')
    .option('--state <state>', 'draft, live, paused or ended')
    .action(({ q, state, ...options }: DoorOptions & { readonly q?: string; readonly state?: string }) =>
      atDoor(options, async ({ client, list, language, word }) => {
        const asked = Object.entries({ q, state }).filter((entry): entry is [string, string] => entry[1] !== undefined)
        const { items } = await client.ask<OfferPage>('GET', '/offers', { query: { limit: '200', ...Object.fromEntries(asked) } })
        list(
          items,
          [
            { title: { zh: '编号', en: 'Id' }, cell: ({ id }) => id, whole: true },
            { title: { zh: '名称', en: 'Name' }, cell: ({ name }) => name },
            { title: { zh: '优惠', en: 'Gives' }, cell: ({ value }) => value[language] },
            { title: { zh: '状态', en: 'State' }, cell: ({ state: of }) => word('offerState', of) },
            { title: { zh: '剩余', en: 'Left' }, cell: ({ left }) => left ?? '-' },
            { title: { zh: '已发放', en: 'Issued' }, cell: ({ counts }) => counts.issued },
            { title: { zh: '已送达', en: 'Delivered' }, cell: ({ counts }) => counts.delivered },
            { title: { zh: '已打开', en: 'Opened' }, cell: ({ counts }) => counts.opened },
            { title: { zh: '已使用', en: 'Used' }, cell: ({ counts }) => counts.used },
          ],
          { zh: '没有优惠：liuke offers create 文件 可以新建。', en: 'There are no offers: liuke offers create FILE writes one.' },
        )
      }),
    )

  addDoor(offers, 'show <id>', 'show an offer, as set takes it').action((id: string, options: DoorOptions) =>
    atDoor(options, async ({ client, print }) => {
      const found = await client.ask<OfferDetail>('GET', address`/offers/${id}`)
      print(found, JSON.stringify(found.offer, null, 2))
    }),
  )

  addDoor(offers, 'create <file>', 'write an offer from a JSON file; it is a draft until it goes live').action(
    (file: string, options: DoorOptions) =>
      atDoor(options, async ({ client, say }) => {
        const made = await client.ask<OfferDetail>('POST', '/offers', { body: (await readJsonFile(file, 'offer')) as object })
        say(made, { zh: `已新建 ${made.row.id}。`, en: `Written as ${made.row.id}.` })
      }),
  )

  addDoor(offers, 'set <id> <file>', 'save a new version of an offer from a JSON file').action(
    (id: string, file: string, options: DoorOptions) =>
      atDoor(options, async ({ client, say }) => {
        const offer = await readJsonFile(file, 'offer')
        const { row } = await client.ask<OfferDetail>('GET', address`/offers/${id}`)
        const saved = await client.ask<OfferDetail>('PUT', address`/offers/${id}`, { body: { ...(offer as object), base: row.version } })
        say(saved, {
          zh: `已保存为第 ${saved.row.version} 版，之后生成的消息使用新条款；已发放的保持原条款。`,
          en: `Saved as version ${saved.row.version}: messages that are made from now on say it; what was given out keeps its terms.`,
        })
      }),
  )

  addDoor(offers, 'state <id> <state>', 'give an offer out (live), pause it (paused) or end it for ever (ended)').action(
    (id: string, state: string, options: DoorOptions) =>
      atDoor(options, async ({ client, say, word }) => {
        const saved = await client.ask<OfferDetail>('PUT', address`/offers/${id}/state`, { body: { state } })
        say(saved, { zh: `现在的状态：${word('offerState', saved.row.state)}。`, en: `It is ${saved.row.state} now.` })
      }),
  )

  addDoor(offers, 'versions <id>', 'list the versions of an offer').action((id: string, options: DoorOptions) =>
    atDoor(options, async ({ client, list, time }) => {
      const { items } = await client.ask<OfferVersions>('GET', address`/offers/${id}/versions`)
      list(
        items,
        [
          { title: { zh: '版本', en: 'Version' }, cell: ({ version }) => version },
          { title: { zh: '保存时间', en: 'Saved' }, cell: ({ savedAt }) => time(savedAt) },
          { title: { zh: '保存人', en: 'By' }, cell: ({ savedBy }) => savedBy },
        ],
        { zh: '没有版本。', en: 'There are no versions.' },
      )
    }),
  )

  addDoor(offers, 'codes <id> <file>', 'bring codes of the shop from a text or CSV file, one a line').action(
    (id: string, file: string, options: DoorOptions) =>
      atDoor(options, async ({ client, say }) => {
        const lines = (await readTextFile(file)).split(/\r\n|\n|\r/u)
        const sum = { added: 0, known: 0, repeated: 0, wrongCount: 0 }
        const wrong: number[] = []
        for (let from = 0; from < lines.length; from += CODES_AT_ONCE) {
          const text = lines.slice(from, from + CODES_AT_ONCE).join('\n')
          if (text.trim() === '') continue
          const taken = await client.ask<OfferCodesTaken>('POST', address`/offers/${id}/codes`, { body: { text } })
          for (const name of ['added', 'known', 'repeated', 'wrongCount'] as const) sum[name] += taken[name]
          wrong.push(...taken.wrong.map((line) => line + from))
        }
        const at = wrong.slice(0, 10).join(', ')
        say(
          { ...sum, wrong: wrong.slice(0, 10) },
          {
            zh: `新增 ${sum.added} 个，已有 ${sum.known} 个，文件内重复 ${sum.repeated} 个，不是优惠码 ${sum.wrongCount} 行${at === '' ? '' : `（第 ${at} 行）`}。`,
            en: `${sum.added} added, ${sum.known} known before, ${sum.repeated} repeated in the file, ${sum.wrongCount} lines that are no code${at === '' ? '' : ` (${at})`}.`,
          },
        )
      }),
  )

  addDoor(offers, 'secret <id>', 'make a new secret that questions to the shop are signed with; shown this once').action(
    (id: string, options: DoorOptions) =>
      atDoor(options, async ({ client, print }) => {
        const made = await client.ask<OfferSecret>('POST', address`/offers/${id}/secret`)
        print(made, made.secret)
      }),
  )

  const bodyOf = (code: string, { order, customer, amount, currency }: CodeOptions) => ({
    code,
    orderId: order,
    ...(customer === undefined ? {} : { customerId: customer }),
    ...(amount === undefined ? {} : { amount: Number(amount) }),
    ...(currency === undefined ? {} : { currency }),
  })
  const asked = (command: Command): Command =>
    command
      .requiredOption('--order <id>', 'the order')
      .option('--customer <id>', 'whose order it is')
      .option('--amount <minor>', 'of the order, in minor units')
      .option('--currency <code>', 'of the amount')

  asked(addDoor(offers, 'check <code>', 'whether a code holds for an order, and why not')).action((code: string, options: CodeOptions) =>
    atDoor(options, async ({ client, say, word }) => {
      const { holds, reason, offer } = await client.ask<CodeAnswer>('POST', '/offers/check', { body: bodyOf(code, options) })
      const why = word('codeProblem', reason ?? '')
      say(
        { holds, reason, offer },
        holds
          ? { zh: `可以使用：${offer?.offerName ?? ''}。`, en: `It holds: ${offer?.offerName ?? ''}.` }
          : { zh: `不能使用：${why}。`, en: `It does not hold: ${why}.` },
      )
    }),
  )

  asked(addDoor(offers, 'redeem <code>', 'note that an order used a code')).action((code: string, options: CodeOptions) =>
    atDoor(options, async ({ client, say }) => {
      const used = await client.ask<Redemption>('POST', '/offers/redemptions', { body: bodyOf(code, options) })
      say(
        used,
        used.again
          ? { zh: '这笔订单之前已记录，没有变化。', en: 'This order was noted before; nothing changed.' }
          : { zh: `已记录：${used.offerName}。`, en: `Noted: ${used.offerName}.` },
      )
    }),
  )

  addDoor(offers, 'rules', 'what may not decide who gets an offer, and what may with a written reason').action((options: DoorOptions) =>
    atDoor(options, async ({ client, list, language, word }) => {
      const { items } = await client.ask<PriceRules>('GET', '/offers/price-rules')
      list(
        items,
        [
          { title: { zh: '条件', en: 'Condition' }, cell: ({ label }) => label[language] },
          { title: { zh: '规定', en: 'Rule' }, cell: (rule) => word('priceRule', rule.class) },
          { title: { zh: '原因', en: 'Why' }, cell: ({ why }) => why[language], whole: true },
          { title: { zh: '字段', en: 'Fields' }, cell: ({ fields }) => fields.join(' ') },
        ],
        { zh: '没有规则。', en: 'There are no rules.' },
      )
    }),
  )
}
