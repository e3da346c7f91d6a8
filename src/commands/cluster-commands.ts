import type { Command } from 'commander'
import type { ClusterOverview } from '#http/segment/cluster-schemas.ts'
import type { Job } from '#http/collect/data-schemas.ts'
import { addDoor, address, atDoor } from './door.ts'
import type { Door, DoorOptions } from './door.ts'

/** `liuke clusters`: groups of buyers that behave alike. */
export function addClusterCommands(program: Command): void {
  const clusters = program.command('clusters').description('groups of buyers that behave alike')

  addDoor(clusters, 'run', 'find the clusters of the buyers as of now').action((options: DoorOptions) =>
    atDoor(options, async (door) => {
      await door.wait(await door.client.ask<Job>('POST', '/clusters/run'), 'cancel')
      show(door, await door.client.ask('GET', '/clusters'))
    }),
  )

  addDoor(clusters, 'show', 'show the newest clusters').action((options: DoorOptions) =>
    atDoor(options, async (door) => show(door, await door.client.ask('GET', '/clusters'))),
  )

  addDoor(clusters, 'rename <key> [name]', 'give a cluster a name that it keeps; without a name, its own comes back').action(
    (key: string, name: string | undefined, options: DoorOptions) =>
      atDoor(options, async (door) => {
        show(door, await door.client.ask('PUT', address`/clusters/${key}/name`, { body: { name: name ?? null } }))
      }),
  )
}

function show({ list, language }: Door, { clusters, ...overview }: ClusterOverview): void {
  const { buyers, leastBuyers, lack } = overview
  list(
    clusters,
    [
      { title: { zh: '编号', en: 'Key' }, cell: ({ key }) => key },
      { title: { zh: '名称', en: 'Name' }, cell: ({ name }) => name[language] },
      { title: { zh: '客户', en: 'Customers' }, cell: ({ size }) => size },
      { title: { zh: '占比', en: 'Share' }, cell: ({ share }) => `${(100 * share).toFixed(1)}%` },
      { title: { zh: '特征', en: 'What they do' }, cell: ({ sentence }) => sentence[language] },
    ],
    lack === 'few-buyers'
      ? {
          zh: `数据不足：有购买记录的客户共 ${buyers} 位，至少需要 ${leastBuyers} 位。`,
          en: `Not enough data: ${buyers} customers have bought, and clusters need at least ${leastBuyers}.`,
        }
      : lack === 'all-alike'
        ? { zh: '客户行为过于相似，无法分群。', en: 'Buyers are too alike to be grouped.' }
        : { zh: '还没有聚类结果：请先运行 liuke clusters run。', en: 'There are no clusters yet: run liuke clusters run first.' },
    overview,
  )
}
