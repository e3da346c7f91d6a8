import type { BilingualText, TextLanguage } from '#kernel/bilingual-text.ts'
import { renderText } from '#decide/message-template.ts'
import { HOUR_MS } from '#kernel/clock.ts'
import { stableId } from '#kernel/id.ts'
import { languageOf, messageVariables } from '../compose-email.ts'
import type { Letterhead } from '../compose-email.ts'
import { strategyOf } from '../send-source.ts'
import { couponCode } from '../coupon-code.ts'
import type { NewTask, TaskStore } from '../task-service.ts'
import type { ChannelPort, Delivery, Outcome } from './channel.ts'

/** Puts a task on an agent's list. Repeating it for the same send key changes nothing. */
export function createAgentTaskChannel(tasks: Pick<TaskStore, 'create' | 'createSealed'>, letterhead: Letterhead): ChannelPort {
  return {
    prepare(delivery: Delivery) {
      const task = taskOf(delivery, letterhead)
      const language = languageOf(delivery.contact, letterhead)
      const deliver = async (): Promise<Outcome> => {
        await tasks.create(task)
        return { kind: 'delivered', providerId: task.id }
      }
      return { message: { subject: task.title[language], text: task.script[language] }, deliver }
    },
    prepareMade({ send, contact, made, now }) {
      if (made.kind !== 'task') throw new Error('A task channel carries tasks alone')
      const id = stableId('task', send.sendKey)
      const task: NewTask = {
        id,
        sendKey: send.sendKey,
        customerId: send.customerId,
        strategyId: null,
        title: made.title,
        script: made.script,
        priority: priorityOf(made.slaHours),
        dueAt: new Date(now.getTime() + made.slaHours * HOUR_MS),
        createdAt: now,
        offer: null,
      }
      const language = languageOf(contact, letterhead)
      const deliver = async (): Promise<Outcome> =>
        (await tasks.createSealed(task)) ? { kind: 'delivered', providerId: id } : { kind: 'rejected', reason: 'customer_erased' }
      return { message: { subject: made.title[language], text: made.script[language] }, deliver }
    },
    close: () => undefined,
  }
}

/** The name is left out: a task is stored as it is, and the agent sees the customer's record beside it. */
export function taskOf({ send, definition, contact, now }: Delivery, letterhead: Letterhead): NewTask {
  const both = (template: BilingualText): BilingualText => ({ zh: render(template, 'zh'), en: render(template, 'en') })
  const render = (template: BilingualText, language: TextLanguage): string => {
    const variables = messageVariables(send, definition, { ...contact, name: '', language }, letterhead, now)
    return renderText(template[language] === '' ? template.en || template.zh : template[language], variables)
      .replaceAll(/\n{2,}/g, '\n')
      .trim()
  }
  return {
    id: stableId('task', send.sendKey),
    sendKey: send.sendKey,
    customerId: send.customerId,
    strategyId: strategyOf(send.source),
    title: both(definition.content.subject),
    script: both(definition.content.body),
    priority: priorityOf(definition.slaHours),
    dueAt: new Date(now.getTime() + definition.slaHours * HOUR_MS),
    createdAt: now,
    offer: definition.offer.kind === 'none' ? null : { label: definition.offer.label, code: codeOf(send.sendKey, definition, letterhead) },
  }
}

function priorityOf(slaHours: number): number {
  return slaHours <= 24 ? 1 : 2
}

function codeOf(sendKey: string, { offer }: Delivery['definition'], letterhead: Letterhead): string {
  return offer.kind === 'coupon' || offer.kind === 'gift' ? couponCode(letterhead.tokenSecret, sendKey) : ''
}
