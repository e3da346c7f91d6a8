// npm run -s bench -- send-cost [--channel email|sms] [--messages 10000] [--rounds 1] [--profile FOLDER] [--statements] [--json]
//
// Where the time of a message goes, in microseconds of a core: what other work on the machine takes does not change it much.
//   node, postgres   of the sender, a message; bare: of the client without a ledger (for sms Node is also the server that is called)
//   byStatement      with --statements: how often each statement of the sender was asked and for how long it was waited for
// --profile keeps a CPU profile of Node of each round, of the sender and of the bare client.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { systemClock } from '#kernel/clock.ts'
import { openSendShop } from './send-shop.ts'
import { mailWay, textWay } from './send-ways.ts'

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    channel: { type: 'string', default: 'email' },
    messages: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '1' },
    profile: { type: 'string' },
    statements: { type: 'boolean', default: false },
  },
})
const channel = values.channel === 'sms' ? 'sms' : 'email'
const messages = Number(values.messages)
const clock = systemClock
const shop = await openSendShop(clock)
const { engines } = shop.world

/** Seconds of a core that PostgreSQL has used, with its sessions that ended (they count for the server when they are waited for). */
function postgresSeconds(): number {
  const [children, of] = [new Map<number, number[]>(), new Map<number, string[]>()]
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')
      of.set(Number(name), fields)
      children.set(Number(fields[1]), [...(children.get(Number(fields[1])) ?? []), Number(name)])
    } catch {
      // It ended meanwhile.
    }
  }
  const sum = (pid: number, isRoot: boolean): number => {
    const fields = of.get(pid) ?? []
    const own = Number(fields[11]) + Number(fields[12]) + (isRoot ? Number(fields[13]) + Number(fields[14]) : 0)
    return (children.get(pid) ?? []).reduce((total, child) => total + sum(child, false), own)
  }
  return sum(postmaster, true) / 100
}
const postmaster = await findPostmaster()
async function findPostmaster(): Promise<number> {
  const { rows } = await engines.pg.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  return Number(
    readFileSync(`/proc/${rows[0]?.pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')[1],
  )
}

const asked = new Map<string, { times: number; ms: number }>()
if (values.statements) {
  const own = engines.pg.connect.bind(engines.pg)
  const seen = new WeakSet<object>()
  engines.pg.connect = (async (callback?: Parameters<typeof own>[0]) => {
    if (callback !== undefined) return own(callback)
    const client = await own()
    if (seen.has(client)) return client
    seen.add(client)
    const query = client.query.bind(client) as (...what: unknown[]) => Promise<unknown>
    client.query = (async (...what: unknown[]) => {
      const began = performance.now()
      try {
        return await query(...what)
      } finally {
        const [first] = what
        const text = (typeof first === 'string' ? first : (first as { text: string }).text).replaceAll(/\s+/g, ' ').slice(0, 110)
        const one = asked.get(text) ?? { times: 0, ms: 0 }
        asked.set(text, { times: one.times + 1, ms: one.ms + performance.now() - began })
      }
    }) as typeof client.query
    return client
  }) as typeof engines.pg.connect
}

interface Cost {
  readonly perSecond: number
  readonly node: number
  readonly postgres: number
}
async function costOf(name: string, work: () => Promise<unknown>): Promise<Cost> {
  const session = new Session()
  if (values.profile !== undefined) {
    session.connect()
    await session.post('Profiler.enable')
    await session.post('Profiler.setSamplingInterval', { interval: 500 })
    await session.post('Profiler.start')
  }
  const [began, cpu, pg] = [performance.now(), process.cpuUsage(), postgresSeconds()]
  await work()
  const used = process.cpuUsage(cpu)
  const cost = {
    perSecond: Math.round(messages / ((performance.now() - began) / 1_000)),
    node: Math.round((used.user + used.system) / messages),
    postgres: Math.round(((postgresSeconds() - pg) * 1e6) / messages),
  }
  if (values.profile !== undefined) {
    const { profile } = await session.post('Profiler.stop')
    writeFileSync(join(values.profile, `${channel}-${name}.cpuprofile`), JSON.stringify(profile))
    session.disconnect()
  }
  console.error(`bench: ${name}: ${cost.node} us in Node, ${cost.postgres} us in PostgreSQL a message; ${cost.perSecond} a second`)
  return cost
}

const people = await shop.addCustomers(messages)
await engines.pg.query('ANALYZE')
const way = channel === 'email' ? await mailWay(shop, clock) : await textWay(shop, clock)
const rounds: { readonly ours: Cost; readonly bare: Cost }[] = []
for (let round = 1; round <= Number(values.rounds); round += 1) {
  const bare = await costOf(`bare-${round}`, () => way.bare(messages))
  await shop.plan(people, channel)
  asked.clear()
  rounds.push({ bare, ours: await costOf(`ours-${round}`, () => shop.senderOver(way.account).drain()) })
}
way.close()
const byStatement = [...asked]
  .map(([text, { times, ms }]) => ({
    text,
    times,
    msEach: Number((ms / times).toFixed(2)),
    usOfMessage: Math.round((ms * 1_000) / messages),
  }))
  .toSorted((a, b) => b.usOfMessage - a.usOfMessage)
if (values.json) console.log(JSON.stringify({ channel, messages, rounds, byStatement }))
else {
  for (const one of byStatement) console.log(`${one.usOfMessage} us of a message, ${one.times} times, ${one.msEach} ms each: ${one.text}`)
}
await shop.world.stop()
process.exit(0)
