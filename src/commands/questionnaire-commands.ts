import { Argument } from 'commander'
import type { Command } from 'commander'
import type { QuestionnaireLink, QuestionnaireResults, Questionnaires, SavedQuestionnaire } from '#http/act/questionnaire-schemas.ts'
import { AppError } from '#kernel/app-error.ts'
import { PORTRAIT_TRADES } from '#segment/portraits/portrait-starters.ts'
import { customerIdOf, WHO } from './customer-lookup-commands.ts'
import { addDoor, address, atDoor } from './door.ts'
import type { Door, DoorOptions } from './door.ts'
import { readJsonFile } from './read-json-file.ts'

/** `liuke questionnaires`: short questions that complete portraits. */
export function addQuestionnaireCommands(program: Command): void {
  const questionnaires = program
    .command('questionnaires')
    .description('short questions that complete portraits (docs/guide/questionnaires.md)')

  addDoor(questionnaires, 'list', 'list questionnaires with who was sent, opened and answered them').action((options: DoorOptions) =>
    atDoor(options, async ({ client, list, language }) => {
      const { items } = await client.ask<Questionnaires>('GET', '/questionnaires')
      list(
        items,
        [
          { title: { zh: '标识', en: 'Id' }, cell: ({ id }) => id, whole: true },
          { title: { zh: '标题', en: 'Title' }, cell: ({ content }) => content.title[language] },
          { title: { zh: '版本', en: 'Version' }, cell: ({ version }) => version },
          { title: { zh: '已发送', en: 'Sent' }, cell: ({ sent }) => sent },
          { title: { zh: '已打开', en: 'Opened' }, cell: ({ opened }) => opened },
          { title: { zh: '已回答', en: 'Answered' }, cell: ({ answered }) => answered },
          { title: { zh: '公开地址', en: 'Public address' }, cell: ({ address: at }) => at ?? '-', whole: true },
        ],
        {
          zh: '还没有问卷：liuke questionnaires adopt retail 可以采用起步问卷。',
          en: 'There are no questionnaires yet: liuke questionnaires adopt retail adds one to begin with.',
        },
      )
    }),
  )

  addDoor(questionnaires, 'show <id>', 'show a questionnaire, as set takes it').action((id: string, options: DoorOptions) =>
    atDoor(options, async (door) => {
      const found = await oneOf(door, id)
      door.print(found, JSON.stringify(found.content, null, 2))
    }),
  )

  addDoor(questionnaires, 'set <id> <file>', 'add a questionnaire from a JSON file, or save it as a new version').action(
    (id: string, file: string, options: DoorOptions) =>
      atDoor(options, async ({ client, say }) => {
        const content = await readJsonFile(file, 'content')
        const { items } = await client.ask<Questionnaires>('GET', '/questionnaires')
        const before = items.find((one) => one.id === id)
        const saved =
          before === undefined
            ? await client.ask<SavedQuestionnaire>('POST', '/questionnaires', { body: { id, content } })
            : await client.ask<SavedQuestionnaire>('PUT', address`/questionnaires/${id}`, { body: { base: before.version, content } })
        say(saved, { zh: `已保存为版本 ${saved.version}。`, en: `Saved as version ${saved.version}.` })
      }),
  )

  addDoor(questionnaires, 'adopt', 'add the questionnaire of a trade, with the trade as its id')
    .addArgument(new Argument('<trade>', 'trade').choices(PORTRAIT_TRADES))
    .action((trade: string, options: DoorOptions) =>
      atDoor(options, async ({ client, say }) => {
        const { starters } = await client.ask<Questionnaires>('GET', '/questionnaires')
        const content = starters.find(({ name }) => name === trade)?.content
        const saved = await client.ask<SavedQuestionnaire>('POST', '/questionnaires', { body: { id: trade, content } })
        say(saved, { zh: `已新增问卷 ${saved.id}。`, en: `Questionnaire ${saved.id} added.` })
      }),
    )

  addDoor(questionnaires, 'results <id>', 'how each question was answered').action((id: string, options: DoorOptions) =>
    atDoor(options, async ({ client, list, language }) => {
      const { questions } = await client.ask<QuestionnaireResults>('GET', address`/questionnaires/${id}/results`)
      list(
        questions.flatMap(({ label, values }) => values.map((value) => ({ question: label, ...value }))),
        [
          { title: { zh: '问题', en: 'Question' }, cell: ({ question }) => question[language] },
          { title: { zh: '回答', en: 'Answer' }, cell: ({ label }) => label[language] },
          { title: { zh: '客户数', en: 'Customers' }, cell: ({ customers }) => customers },
        ],
        { zh: '还没有人回答。', en: 'Nobody has answered yet.' },
      )
    }),
  )

  addDoor(questionnaires, 'link <id> <customer>', `the address by which a customer answers, which nobody else can use; ${WHO}`).action(
    (id: string, customer: string, options: DoorOptions) =>
      atDoor(options, async (door) => {
        const customerId = await customerIdOf(door, customer)
        const made = await door.client.ask<QuestionnaireLink>('POST', address`/customers/${customerId}/questionnaires/${id}/link`, {
          body: {},
        })
        door.print(made, made.url)
      }),
  )
}

async function oneOf({ client }: Door, id: string): Promise<SavedQuestionnaire> {
  const { items } = await client.ask<Questionnaires>('GET', '/questionnaires')
  const found = items.find((one) => one.id === id)
  if (found === undefined)
    throw new AppError('not-found', 'questionnaire-not-found', 'There is no such questionnaire, or it can no longer be answered.')
  return found
}
