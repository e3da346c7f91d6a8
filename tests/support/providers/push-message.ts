import type { OutgoingPush, PushTarget } from '#act/outgoing-message.ts'

export function pushTo(sendKey: string, target: PushTarget): OutgoingPush {
  return {
    channel: 'push',
    sendKey,
    purpose: 'marketing',
    target,
    title: '新品到店',
    body: '今天下午两点前有赠饮。',
    url: 'https://shop.example.com/new',
    imageUrl: null,
  }
}
