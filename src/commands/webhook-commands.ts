import type { Command } from 'commander'
import type { NewWebhook, WebhookTest } from '#http/decide/retain-schemas.ts'
import { AppError } from '#kernel/app-error.ts'
import { addDoor, address, atDoor } from './door.ts'
import type { DoorOptions } from './door.ts'

interface AddOptions extends DoorOptions {
  readonly event: string[]
}

/** `liuke webhooks`: addresses of other systems that receive events. */
export function addWebhookCommands(program: Command): void {
  const webhooks = program.command('webhooks').description('addresses of other systems that receive events')

  addDoor(webhooks, 'list', 'list the webhooks').action((options: DoorOptions) =>
    atDoor(options, async ({ client, list, time }) => {
      const { items } = await client.ask<{ items: NewWebhook['endpoint'][] }>('GET', '/webhooks')
      list(
        items,
        [
          { title: { zh: '编号', en: 'ID' }, cell: ({ id }) => id, whole: true },
          { title: { zh: '名称', en: 'Name' }, cell: ({ name }) => name },
          { title: { zh: '地址', en: 'Address' }, cell: ({ url }) => url },
          { title: { zh: '事件', en: 'Events' }, cell: ({ events }) => events.join(' ') },
          { title: { zh: '停用时间', en: 'Removed' }, cell: ({ disabledAt }) => time(disabledAt) },
        ],
        { zh: '还没有 Webhook。', en: 'There are no webhooks yet.' },
      )
    }),
  )

  addDoor(webhooks, 'add <name> <url>', 'add a webhook and print its signing secret once')
    .option('--event <event...>', 'events it receives', ['retention.contact'])
    .action((name: string, url: string, { event, ...options }: AddOptions) =>
      atDoor(options, async ({ client, say }) => {
        const { endpoint, secret } = await client.ask<NewWebhook>('POST', '/webhooks', { body: { name, url, events: event } })
        say(
          { id: endpoint.id, name, url, events: endpoint.events, secret },
          { zh: `${secret}\n只显示这一次，请妥善保存。`, en: `${secret}\nIt is shown only once, so keep it safe.` },
        )
      }),
    )

  addDoor(webhooks, 'test <id>', 'send a signed test request; fails unless the answer is 2xx').action((id: string, options: DoorOptions) =>
    atDoor(options, async ({ client, say }) => {
      const { delivered, status, error } = await client.ask<WebhookTest>('POST', address`/webhooks/${id}/test`)
      const said = status === null ? (error ?? '') : `HTTP ${status}`
      if (!delivered) throw new AppError('conflict', 'webhook-test-failed', `The webhook test failed: ${said}. Check its address.`)
      say({ id, delivered, status }, { zh: `测试成功：${said}`, en: `Test passed: ${said}` })
    }),
  )

  addDoor(webhooks, 'remove <id>', 'remove a webhook').action((id: string, options: DoorOptions) =>
    atDoor(options, async ({ client, say }) => {
      await client.ask('DELETE', address`/webhooks/${id}`)
      say({ id }, { zh: '已停用，不再调用。', en: 'Removed. It will not be called again.' })
    }),
  )
}
