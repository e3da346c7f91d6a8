// npm run -s bench -- send [--json] [--messages 100000] [--rounds 3] [--plan 1000000]
//
// What the ledger costs. Messages that are due leave through ledger and sender, in rounds that take turns with the bare client:
//   smtpRatio       messages a second over a local mail server, against nodemailer alone with as many connections
//   smsRatio        over a local server of Twilio that checks what it is sent, against the bare client of that provider
//   isolationRatio  the 99th percentile of how long due mails take, with a provider of 30 s a call beside them, against without it
//   duplicates      messages that arrived more than once; forgotten: those that did not arrive
//   planSeconds     planning a broadcast to a million, in a process of its own; planRssMb: by how much its memory grew (broadcast-plan.ts)
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { parseArgs, promisify } from 'node:util'
import type { SendingAccount } from '#act/accounts/sending-account.ts'
import type { Sender } from '#act/sender.ts'
import { systemClock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import { noProvider, openSendShop } from './send-shop.ts'
import { mailWay, textWay } from './send-ways.ts'

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    messages: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '3' },
    plan: { type: 'string', default: '1000000' },
  },
})
const rounds = Number(values.rounds)
const perRound = Math.ceil(Number(values.messages) / rounds)
const clock = systemClock
const log = (text: string): void => console.error(`bench: ${text}`)
const shop = await openSendShop(clock)
const { addCustomers, plan, senderOver } = shop
const { db } = shop.world

const perSecond = async (messages: number, work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now()
  await work()
  return messages / ((performance.now() - began) / 1_000)
}
const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0

log(`making ${perRound} customers`)
const people = await addCustomers(perRound)
await db.executeQuery((await import('kysely')).CompiledQuery.raw('ANALYZE'))
const smtp: { ours: number[]; bare: number[] } = { ours: [], bare: [] }
const mails = await mailWay(shop, clock)
for (let round = 0; round < rounds; round += 1) {
  smtp.bare.push(await perSecond(perRound, () => mails.bare(perRound)))
  await plan(people, 'email')
  const sender = senderOver(mails.account)
  smtp.ours.push(await perSecond(perRound, () => sender.drain()))
  log(`mail, round ${round + 1}: ${smtp.ours.at(-1)?.toFixed(0)} of ours, ${smtp.bare.at(-1)?.toFixed(0)} of nodemailer a second`)
}

const texts = await textWay(shop, clock)
const sms: { ours: number[]; bare: number[] } = { ours: [], bare: [] }
const smsPeople = people.slice(0, Math.min(perRound, 5_000))
for (let round = 0; round < rounds; round += 1) {
  sms.bare.push(await perSecond(smsPeople.length, () => texts.bare(smsPeople.length)))
  await plan(smsPeople, 'sms')
  const sender = senderOver(texts.account)
  sms.ours.push(await perSecond(smsPeople.length, () => sender.drain()))
  log(
    `text messages, round ${round + 1}: ${sms.ours.at(-1)?.toFixed(0)} of ours, ${sms.bare.at(-1)?.toFixed(0)} of the bare client a second`,
  )
}

// A hundred mails become due at a time while texts to others hang at a provider that takes 30 s a call.
const slow: SendingAccount = {
  ...texts.account,
  id: newId(clock.now()),
  port: {
    ...noProvider,
    send: () => new Promise((answer) => setTimeout(() => answer({ kind: 'deferred', reason: 'slow' }), 30_000).unref()),
  },
}
const arrivals: number[] = []
const timed: SendingAccount = {
  ...mails.account,
  port: {
    ...noProvider,
    send: async (message) => {
      const outcome = await mails.account.port.send(message)
      arrivals.push(performance.now())
      return outcome
    },
  },
}
async function p99(sender: Sender): Promise<number> {
  const waits: number[] = []
  for (let round = 0; round < 20; round += 1) {
    arrivals.length = 0
    await plan(people.slice(0, 100), 'email')
    const began = performance.now()
    await sender.pump()
    while (arrivals.length < 100) await new Promise((go) => setTimeout(go, 1))
    waits.push(...arrivals.map((at) => at - began))
    await new Promise((go) => setTimeout(go, 20))
  }
  return waits.toSorted((a, b) => a - b)[Math.floor(waits.length * 0.99)] ?? 0
}
const alone = await p99(senderOver(timed))
await plan(people.slice(200, 400), 'sms')
const beside = await p99(senderOver(timed, slow))
log(`99th percentile of mails: ${alone.toFixed(0)} ms alone, ${beside.toFixed(0)} ms beside a provider that takes 30 s a call`)

mails.server.send('count')
const [counted] = (await once(mails.server, 'message')) as [{ messages: number; duplicates: number }]
const expected = perRound * rounds + 40 * 100
mails.close()
texts.close()
await shop.world.stop()

log(`planning a broadcast to ${values.plan}`)
const planning = await promisify(execFile)(process.execPath, [
  new URL('broadcast-plan.ts', import.meta.url).pathname,
  '--json',
  '--customers',
  values.plan,
])
const planned = JSON.parse(planning.stdout) as { planSeconds: number; planRssMb: number }
const result = {
  smtpRatio: Number((median(smtp.ours) / median(smtp.bare)).toFixed(2)),
  smsRatio: Number((median(sms.ours) / median(sms.bare)).toFixed(2)),
  planSeconds: planned.planSeconds,
  planRssMb: planned.planRssMb,
  isolationRatio: Number((beside / alone).toFixed(2)),
  duplicates: counted.duplicates,
  forgotten: expected - counted.messages,
}
console.log(values.json ? JSON.stringify(result) : result)
process.exit(0)
