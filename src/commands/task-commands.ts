import { Option } from 'commander'
import type { Command } from 'commander'
import type { Task } from '#http/decide/retain-schemas.ts'
import { addDoor, address, addPageOptions, atDoor, limitOf } from './door.ts'
import type { Door, DoorOptions, PageOptions } from './door.ts'
import { findUser } from './user-commands.ts'

interface ListOptions extends PageOptions {
  readonly state?: string
  readonly overdue?: boolean
  readonly owner?: string
  readonly customer?: string
}

interface CompleteOptions extends DoorOptions {
  readonly outcome: string
  readonly note?: string
}

const OUTCOMES = ['reached_accepted', 'reached_declined', 'not_reached', 'problem_solved']
const NOBODY = 'nobody'

/** `liuke tasks`: whom to call, why, and what came of it. */
export function addTaskCommands(program: Command): void {
  const tasks = program.command('tasks').description('tasks of the team: whom to call, why, and what came of it')

  addPageOptions(addDoor(tasks, 'list', 'show them, most urgent first'))
    .addOption(new Option('--state <state>', 'only these').choices(['open', 'done']))
    .option('--overdue', 'only open ones past their time')
    .option('--owner <email>', 'only those of this colleague, or of nobody')
    .option('--customer <id>', 'only those about this customer')
    .action((options: ListOptions) =>
      atDoor(options, async (door) => {
        const { state, overdue, customer } = options
        const owner = options.owner === undefined ? undefined : await ownerOf(door, options.owner)
        const items = await door.client.list<Task>(
          '/tasks',
          { state, overdue, customerId: customer, owner: owner ?? options.owner },
          limitOf(options),
        )
        door.list(
          items,
          [
            { title: { zh: '编号', en: 'ID' }, cell: ({ id }) => id, whole: true },
            { title: { zh: '状态', en: 'State' }, cell: ({ state: now, outcome }) => outcome ?? now },
            { title: { zh: '截止', en: 'Due' }, cell: ({ dueAt }) => door.time(dueAt) },
            { title: { zh: '负责人', en: 'Owner' }, cell: (task) => task.owner?.name ?? '-' },
            { title: { zh: '客户', en: 'Customer' }, cell: ({ maskedName }) => maskedName },
            { title: { zh: '任务', en: 'Task' }, cell: ({ title }) => title[door.language] },
          ],
          { zh: '没有任务。', en: 'There are no tasks.' },
        )
      }),
    )

  addDoor(tasks, 'show <id>', 'everything about one').action((id: string, options: DoorOptions) =>
    atDoor(options, async (door) => showTask(door, await door.client.ask('GET', address`/tasks/${id}`))),
  )

  addDoor(tasks, 'assign <id> <email>', 'give an open task to a colleague, or back to nobody').action(
    (id: string, email: string, options: DoorOptions) =>
      atDoor(options, async (door) => {
        const ownerId = await ownerOf(door, email)
        showTask(door, await door.client.ask('POST', address`/tasks/${id}/assign`, { body: { ownerId } }))
      }),
  )

  addDoor(tasks, 'complete <id>', 'say what came of a task')
    .addOption(new Option('--outcome <outcome>', 'what came of it').choices(OUTCOMES).makeOptionMandatory())
    .option('--note <text>', 'what else there is to know')
    .action((id: string, { outcome, note, ...options }: CompleteOptions) =>
      atDoor(options, async (door) => {
        const body = { outcome, ...(note === undefined ? {} : { note }) }
        showTask(door, await door.client.ask('POST', address`/tasks/${id}/complete`, { body }))
      }),
    )
}

/** The id of a colleague; null for nobody. */
async function ownerOf(door: Door, email: string): Promise<string | null> {
  return email === NOBODY ? null : (await findUser(door, email)).id
}

function showTask({ fields, time, language }: Door, task: Task): void {
  fields(task, [
    [{ zh: '任务', en: 'Task' }, task.title[language]],
    [{ zh: '话术', en: 'Script' }, task.script[language]],
    [{ zh: '客户', en: 'Customer' }, `${task.maskedName} (${task.customerId})`],
    [{ zh: '请勿联系', en: 'Do not contact' }, task.doNotContact ? (language === 'zh' ? '是' : 'yes') : '-'],
    [{ zh: '负责人', en: 'Owner' }, task.owner?.name ?? '-'],
    [{ zh: '截止', en: 'Due' }, time(task.dueAt)],
    [{ zh: '状态', en: 'State' }, task.state],
    [{ zh: '结果', en: 'Outcome' }, task.outcome ?? '-'],
  ])
}
