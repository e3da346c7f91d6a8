import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fitOracle, oracleAuc, oracleRows } from './churn-oracle.ts'
import { mailTo, runMiniatureLoop } from './miniature-loop.ts'
import { answerOf, responseChance } from './response.ts'
import type { Contact } from './response.ts'
import { createWorld } from './world.ts'
import type { World } from './world.ts'

const END = new Date('2026-09-20T02:00:00Z')
const worldOf = (seed: number, customers = 2_000) => createWorld({ seed, customers, end: END })

/** Member numbers with a sale in the answer file; sales with only a phone number are looked up. */
async function buyersIn(world: World, path: string): Promise<Set<string>> {
  const byPhone = new Map([...world.people()].map((person) => [person.phone, person.accounts[0].memberNumber]))
  const buyers = new Set<string>()
  for (const line of (await readFile(path, 'utf8')).trimEnd().split('\r\n').slice(1)) {
    const cells = line.split(',')
    if (cells[1] !== '销售') continue
    const digits = (cells[3] ?? '').replace(/\D/g, '').slice(-11)
    buyers.add(cells[2] !== '' ? (cells[2] ?? '') : (byPhone.get(digits) ?? ''))
  }
  return buyers
}

describe('the calibration', () => {
  test.each([1, 2, 3, 4, 5])(
    'world %i: two in five leave, a model ranks them well but not perfectly, contact keeps about a tenth',
    (seed) => {
      const world = worldOf(seed)
      const now = oracleRows(world, 0, 60)
      const rate = now.filter((row) => row.gone).length / now.length
      expect(rate).toBeGreaterThan(0.35)
      expect(rate).toBeLessThan(0.47)
      const score = fitOracle(oracleRows(world, -60, 60))
      const auc = oracleAuc(now, score)
      expect(auc).toBeGreaterThan(0.8)
      expect(auc).toBeLessThan(0.89)
      const { truth } = runMiniatureLoop(world, now, score, { threshold: 0.4, holdout: 0.2 }).reaction
      expect(truth.n).toBeGreaterThan(400)
      expect(truth.lift).toBeGreaterThan(0.07)
      expect(truth.lift).toBeLessThan(0.14)
    },
  )
})

describe('potential outcomes', () => {
  test('the outcome is Y1 for the contact group and Y0 for the control group, to the row of the order file', async () => {
    const world = worldOf(11)
    const rows = oracleRows(world, 0, 60)
    const { reaction, decisions, directory } = runMiniatureLoop(world, rows, fitOracle(rows), { threshold: 0.4, holdout: 0.4 })
    const dir = await mkdtemp(join(tmpdir(), 'liuke-answer-'))
    const file = await reaction.writeOrders(join(dir, 'orders.csv'))
    const buyers = await buyersIn(world, file.path)
    await rm(dir, { recursive: true })
    expect(reaction.outcomes).toHaveLength(decisions.length)
    for (const outcome of reaction.outcomes) {
      const bought = (directory.get(outcome.customerId) ?? []).some(({ person, account }) =>
        buyers.has(person.accounts[account]?.memberNumber ?? '-'),
      )
      expect(bought).toBe(outcome.arm === 'treated' ? outcome.y1 : outcome.y0)
    }
    expect(reaction).toMatchObject({ contaminatedControls: 0, contactsWithoutConsent: 0, unknownCustomers: 0 })
    const decided = new Set(decisions.map((decision) => decision.customerId))
    for (const person of world.people()) {
      if (decided.has(`c${person.index}`) || person.accounts.length > 1) continue
      const own = world.lifeOf(person).purchases.some((purchase) => purchase.day >= 0)
      expect(buyers.has(person.accounts[0].memberNumber)).toBe(own)
    }
  })

  test('without a delivered contact no one changes, and a control customer contacted by mistake is reported', () => {
    const world = worldOf(12, 500)
    const rows = oracleRows(world, 0, 60)
    const { decisions, directory } = runMiniatureLoop(world, rows, () => 1, { threshold: 0.5, holdout: 0.3 })
    const silent = world.react({ directory, decisions, contacts: { mails: [], tasks: [], webhooks: [] } })
    const treated = silent.outcomes.filter((outcome) => outcome.arm === 'treated')
    expect(treated.map((outcome) => outcome.y1)).toEqual(treated.map((outcome) => outcome.y0))
    const control = decisions.find((decision) => decision.arm === 'control' && decision.channel === 'email')
    const address = directory.get(control?.customerId ?? '')?.[0]?.person.email ?? ''
    const mistaken = world.react({ directory, decisions, contacts: { mails: [mailTo(address, END)], tasks: [], webhooks: [] } })
    expect(mistaken.contaminatedControls).toBe(1)
    const stranger = world.react({
      directory,
      decisions: [{ ...decisions[0]!, customerId: 'nobody' }],
      contacts: { mails: [], tasks: [], webhooks: [] },
    })
    expect(stranger).toMatchObject({ unknownCustomers: 1, truth: { n: 0, lift: 0 } })
  })

  test('share their random draws: a better-suited offer never loses a customer whom a worse one brings back', () => {
    const world = worldOf(13, 800)
    const contact = (offerKind: Contact['offerKind']): Contact => ({ channel: 'webhook', offerKind, discount: 0.1 })
    const broughtBackByWorse: boolean[] = []
    for (const person of world.people()) {
      const life = world.lifeOf(person)
      const cameBack = (kind: Contact['offerKind']) => answerOf(world.seed, person, life, contact(kind), world.calendar).cameBack
      const couponSuits = responseChance(person, life, 'coupon') >= responseChance(person, life, 'service')
      if (cameBack(couponSuits ? 'service' : 'coupon')) broughtBackByWorse.push(cameBack(couponSuits ? 'coupon' : 'service'))
    }
    expect(broughtBackByWorse.length).toBeGreaterThan(10)
    expect(broughtBackByWorse).not.toContain(false)
  })

  test('the links of a mail are opened by readers only, and clicked only after opening', () => {
    const world = worldOf(14, 600)
    const rows = oracleRows(world, 0, 60)
    const { reaction, decisions } = runMiniatureLoop(world, rows, () => 1, { threshold: 0.5, holdout: 0 })
    const opened = new Set(reaction.visits.filter((visit) => visit.kind === 'open').map((visit) => visit.to))
    const clicked = reaction.visits.filter((visit) => visit.kind === 'click')
    const mailed = decisions.filter((decision) => decision.channel === 'email').length
    expect(opened.size / mailed).toBeGreaterThan(0.5)
    expect(opened.size / mailed).toBeLessThan(0.9)
    expect(clicked.length).toBeGreaterThan(20)
    for (const visit of clicked) expect(opened.has(visit.to)).toBe(true)
  })
})
