import { Option } from 'commander'
import type { Command } from 'commander'
import type { Job } from '#http/collect/data-schemas.ts'
import { addDoor, address, atDoor } from './door.ts'
import type { Door, DoorOptions } from './door.ts'
import { readWhole } from './option-readers.ts'

interface ListOptions extends DoorOptions {
  readonly state?: string
  readonly limit: number
}

/** `liuke jobs`: long work, whoever started it. */
export function addJobCommands(program: Command): void {
  const jobs = program.command('jobs').description('long work: imports, trainings, runs')

  addDoor(jobs, 'list', 'show the last ones, newest first')
    .addOption(new Option('--state <state>', 'only these').choices(['queued', 'running', 'done', 'failed', 'cancelled']))
    .option('--limit <n>', 'maximum number, at most 100', readWhole('--limit'), 20)
    .action(({ state, limit, ...options }: ListOptions) =>
      atDoor(options, async ({ client, list, time }) => {
        const { items } = await client.ask<{ items: Job[] }>('GET', '/jobs', { query: { state, limit: Math.min(100, limit) } })
        list(
          items,
          [
            { title: { zh: '编号', en: 'ID' }, cell: ({ id }) => id, whole: true },
            { title: { zh: '类型', en: 'Kind' }, cell: ({ kind }) => kind },
            { title: { zh: '状态', en: 'State' }, cell: ({ state: now }) => now },
            { title: { zh: '进度', en: 'Progress' }, cell: (job) => progressOf(job) },
            { title: { zh: '创建时间', en: 'Created' }, cell: ({ createdAt }) => time(createdAt) },
            { title: { zh: '结束时间', en: 'Ended' }, cell: ({ finishedAt }) => time(finishedAt) },
          ],
          { zh: '还没有任务作业。', en: 'There are no jobs yet.' },
        )
      }),
    )

  addDoor(jobs, 'show <id>', 'how far one is, or what came of it').action((id: string, options: DoorOptions) =>
    atDoor(options, async (door) => showJob(door, await door.client.ask('GET', address`/jobs/${id}`))),
  )
  addDoor(jobs, 'cancel <id>', 'stop one; what it had finished stays').action((id: string, options: DoorOptions) =>
    atDoor(options, async (door) => showJob(door, await door.client.ask('POST', address`/jobs/${id}/cancel`))),
  )
  addDoor(jobs, 'wait <id>', 'wait until it is over; fails when it failed. Ctrl-C leaves it to the server').action(
    (id: string, options: DoorOptions) =>
      atDoor(options, async (door) => showJob(door, await door.wait(await door.client.ask('GET', address`/jobs/${id}`), 'leave'))),
  )
}

function progressOf({ stage, done, total }: Job): string {
  return stage === '' ? '-' : `${stage} ${done}/${total}`
}

function showJob({ fields, time }: Door, job: Job): void {
  fields(job, [
    [{ zh: '类型', en: 'Kind' }, job.kind],
    [{ zh: '状态', en: 'State' }, job.state],
    [{ zh: '进度', en: 'Progress' }, progressOf(job)],
    [{ zh: '创建时间', en: 'Created' }, time(job.createdAt)],
    [{ zh: '结束时间', en: 'Ended' }, time(job.finishedAt)],
    [{ zh: '错误', en: 'Error' }, job.error ?? '-'],
    [{ zh: '结果', en: 'Result' }, job.result === null ? '-' : JSON.stringify(job.result)],
  ])
}
