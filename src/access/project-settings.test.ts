import { describe, expect, test } from 'vitest'
import { ManualClock } from '#kernel/clock.ts'
import type { AuditEvent } from './audit-log.ts'
import { checkProject, isTimeZone, ProjectSettings } from './project-settings.ts'
import type { Project, ProjectSettingsParts } from './project-settings.ts'

const DEFAULTS: Project = { currency: 'CNY', timeZone: 'Asia/Shanghai', country: 'CN', shopName: 'Shop' }
const isCountry = (text: string): boolean => ['CN', 'GB', 'JP'].includes(text)

function rig(changes: Partial<ProjectSettingsParts> = {}, stored: object | null = null) {
  const documents = new Map<string, object>(stored === null ? [] : [['project', stored]])
  const events: AuditEvent[] = []
  const told: [Project | null, Project][] = []
  const settings = new ProjectSettings({
    store: {
      read: (name) => Promise.resolve(documents.get(name) ?? null),
      write: (name, value) => Promise.resolve(void documents.set(name, value)),
    },
    environment: {},
    defaults: DEFAULTS,
    dataCurrency: () => Promise.resolve(null),
    isCountry,
    mayChange: () => Promise.resolve(),
    onChange: (from, to) => Promise.resolve(void told.push([from, to])),
    audit: { append: (event) => Promise.resolve(void events.push(event)) } as ProjectSettingsParts['audit'],
    clock: new ManualClock(new Date('2026-03-02T08:00:00Z')),
    ...changes,
  })
  return { settings, documents, events, told }
}

describe('two nodes of one project', () => {
  test('what one changes the other knows after it followed, and does not do again what follows from it', async () => {
    const here = rig()
    const there = rig({
      store: {
        read: (name) => Promise.resolve(here.documents.get(name) ?? null),
        write: (name, value) => Promise.resolve(void here.documents.set(name, value)),
      },
    })
    await here.settings.load()
    await there.settings.load()
    await here.settings.change({ shopName: 'Tea', timeZone: 'Asia/Tokyo' }, 'user:a')
    expect(there.settings.shopName).toBe('Shop')
    await there.settings.follow()
    expect(there.settings.current).toMatchObject({ shopName: 'Tea', timeZone: 'Asia/Tokyo' })
    await there.settings.load()
    expect(there.told).toHaveLength(1)
    // Neither takes the other's fields back.
    await there.settings.change({ country: 'JP' }, 'user:b')
    await here.settings.change({ shopName: 'Tea & Co' }, 'user:a')
    expect(here.documents.get('project')).toEqual({ shopName: 'Tea & Co', timeZone: 'Asia/Tokyo', country: 'JP' })
    // One that changed something itself still follows.
    await there.settings.follow()
    expect(there.settings.shopName).toBe('Tea & Co')
  })

  test('one that follows before it has loaded is told what holds when it loads', async () => {
    const { settings, told } = rig({}, { shopName: 'Tea' })
    await settings.follow()
    expect([settings.shopName, told]).toEqual(['Tea', []])
    await settings.load()
    expect(told.map(([from, to]) => [from, to.shopName])).toEqual([[null, 'Tea']])
  })

  test.each(['before', 'within'] as const)('what was asked %s a change and answered late takes nothing back', async (moment) => {
    const kept = new Map<string, object>()
    const reads: (() => void)[] = []
    const writes: (() => void)[] = []
    const { settings, told } = rig({
      store: {
        read: (name) => {
          const found = kept.get(name) ?? null
          return new Promise((resolve) => void reads.push(() => resolve(found)))
        },
        write: (name, value) => new Promise((resolve) => void writes.push(() => resolve(void kept.set(name, value)))),
      },
    })
    const answerNewest = async (waiting: (() => void)[]): Promise<void> => {
      waiting.pop()?.()
      await new Promise(setImmediate)
    }
    const loading = settings.load()
    await answerNewest(reads)
    await loading
    const early = moment === 'before' ? settings.follow() : null
    const change = settings.change({ shopName: 'Tea' }, 'user:a')
    await answerNewest(reads)
    const late = moment === 'within' ? settings.follow() : null
    await answerNewest(moment === 'before' ? reads : writes)
    expect(settings.shopName).toBe('Tea')
    await answerNewest(moment === 'before' ? writes : reads)
    await Promise.all([early, change, late])
    expect(settings.shopName).toBe('Tea')
    expect(told.at(-1)?.[1].shopName).toBe('Tea')
  })

  test.each(['follow', 'load'] as const)('a %s that asked before a change and is answered after it takes nothing back', async (way) => {
    let kept: object | null = null
    let hold = false
    let answer = (): void => undefined
    const { settings } = rig({
      store: {
        read: () => {
          const found = kept
          return hold ? new Promise((resolve) => (answer = () => resolve(found))) : Promise.resolve(found)
        },
        write: (_, value) => Promise.resolve(void (kept = value)),
      },
    })
    await settings.load()
    hold = true
    const asked = settings[way]()
    hold = false
    await settings.change({ shopName: 'Tea' }, 'user:a')
    answer()
    await asked
    expect(settings.shopName).toBe('Tea')
  })

  test('following in the middle of a change takes nothing back', async () => {
    const kept = new Map<string, object>()
    let written = (): void => undefined
    const { settings, told } = rig({
      store: {
        read: (name) => Promise.resolve(kept.get(name) ?? null),
        write: (name, value) => new Promise((resolve) => (written = () => resolve(void kept.set(name, value)))),
      },
    })
    await settings.load()
    const change = settings.change({ shopName: 'Tea' }, 'user:a')
    await new Promise(setImmediate)
    await settings.follow()
    expect(settings.shopName).toBe('Tea')
    written()
    await change
    expect(told.at(-1)?.[1].shopName).toBe('Tea')
  })
})

describe('where a value comes from', () => {
  test('the environment wins over what was set, that over the product’s own', async () => {
    const { settings } = rig({ environment: { country: 'GB' } }, { country: 'JP', shopName: 'Tea', timeZone: 5 })
    await settings.load()
    expect(settings.current).toEqual({ currency: 'CNY', timeZone: 'Asia/Shanghai', country: 'GB', shopName: 'Tea' })
    expect((['currency', 'timeZone', 'country', 'shopName'] as const).map((field) => settings.sourceOf(field))).toEqual([
      'default',
      'default',
      'environment',
      'settings',
    ])
  })

  test('a project without a currency takes that of most sales, and keeps it', async () => {
    let found: string | null = 'GBP'
    const { settings, documents } = rig({ dataCurrency: () => Promise.resolve(found) })
    expect((await settings.load()).currency).toBe('GBP')
    found = 'JPY'
    expect((await settings.load()).currency).toBe('GBP')
    expect(documents.get('project')).toEqual({ currency: 'GBP' })
  })

  test('what files call a currency and is none changes nothing', async () => {
    const { settings, documents } = rig({ dataCurrency: () => Promise.resolve('RMB') })
    expect((await settings.load()).currency).toBe('CNY')
    expect(documents.size).toBe(0)
  })

  test('a currency of the environment is not asked of the data', async () => {
    const { settings } = rig({ environment: { currency: 'JPY' }, dataCurrency: () => Promise.reject(new Error('asked')) })
    expect((await settings.load()).currency).toBe('JPY')
  })
})

describe('a change', () => {
  test('is kept, told once and logged with what was before', async () => {
    const { settings, documents, events, told } = rig()
    await settings.load()
    await settings.change({ shopName: ' Tea ', country: 'gb' }, 'user:1')
    expect(documents.get('project')).toEqual({ shopName: 'Tea', country: 'GB' })
    expect(events).toMatchObject([
      { actor: 'user:1', detail: { from: { shopName: 'Shop', country: 'CN' }, to: { shopName: 'Tea', country: 'GB' } } },
    ])
    expect(told.map(([from, to]) => [from?.shopName, to.shopName])).toEqual([
      [undefined, 'Shop'],
      ['Shop', 'Tea'],
    ])
    await settings.load()
    expect(told).toHaveLength(2)
  })

  test('to what was chosen already writes nothing, to the product’s own value makes it a choice', async () => {
    const { settings, documents, events } = rig()
    await settings.load()
    await settings.change({ currency: 'CNY' }, 'user:1')
    expect(settings.sourceOf('currency')).toBe('settings')
    expect(documents.get('project')).toEqual({ currency: 'CNY' })
    await settings.change({ currency: 'CNY' }, 'user:1')
    expect(events).toHaveLength(1)
  })

  test('of what the environment sets is refused; naming its value again is not a change', async () => {
    const { settings, documents } = rig({ environment: { country: 'GB' } })
    await settings.load()
    await expect(settings.change({ country: 'JP', shopName: 'Tea' }, 'user:1')).rejects.toMatchObject({
      code: 'project-setting-fixed',
      details: { field: 'country' },
    })
    expect(documents.size).toBe(0)
    expect((await settings.change({ country: 'GB', shopName: 'Tea' }, 'user:1')).shopName).toBe('Tea')
    expect(documents.get('project')).toEqual({ shopName: 'Tea' })
  })

  test('that is adopted leaves out what the environment sets, and may be nothing else', async () => {
    const { settings, documents, events } = rig({ environment: { country: 'GB' } })
    await settings.load()
    await settings.adopt({ country: 'JP', shopName: 'Tea' }, 'user:1')
    expect(documents.get('project')).toStrictEqual({ shopName: 'Tea' })
    expect(settings.current).toEqual({ ...DEFAULTS, country: 'GB', shopName: 'Tea' })
    await settings.adopt({ country: 'JP' }, 'user:1')
    expect(events).toHaveLength(1)
  })

  test('can be checked without making it', async () => {
    const { settings, documents } = rig()
    await settings.load()
    expect(() => settings.check({ currency: 'RMB' })).toThrow(expect.objectContaining({ code: 'project-setting-wrong' }))
    expect(() => settings.check({ currency: 'JPY', shopName: 'Tea' })).not.toThrow()
    expect([settings.current, documents.size]).toEqual([DEFAULTS, 0])
  })

  test('that may not be is not kept', async () => {
    const { settings, documents, told } = rig({ mayChange: () => Promise.reject(new Error('sales are in CNY')) })
    await settings.load()
    await expect(settings.change({ currency: 'JPY' }, 'user:1')).rejects.toThrow('sales are in CNY')
    expect(settings.currency).toBe('CNY')
    expect(documents.size).toBe(0)
    expect(told).toHaveLength(1)
  })
})

test.each<[Partial<Project>, string]>([
  [{ currency: 'RMB' }, 'currency'],
  [{ timeZone: 'Mars/Base' }, 'timeZone'],
  [{ country: 'XX' }, 'country'],
  [{ shopName: '   ' }, 'shopName'],
  [{ shopName: 'x'.repeat(101) }, 'shopName'],
])('refuses %j', (change, field) => {
  expect(() => checkProject(change, isCountry)).toThrow(
    expect.objectContaining({ code: 'project-setting-wrong', details: expect.objectContaining({ field }) }),
  )
})

test('names and codes are trimmed, codes written in capitals, names left as they are', () => {
  expect(
    checkProject({ currency: ' eur ', country: 'jp', timeZone: ' Europe/Berlin ', shopName: ` ${'x'.repeat(100)} ` }, isCountry),
  ).toEqual({
    currency: 'EUR',
    country: 'JP',
    timeZone: 'Europe/Berlin',
    shopName: 'x'.repeat(100),
  })
  const long = 'y'.repeat(61)
  expect(() => checkProject({ timeZone: long }, isCountry)).toThrow(
    expect.objectContaining({ details: { field: 'timeZone', value: 'y'.repeat(60) } }),
  )
  expect(() => checkProject({ timeZone: long }, isCountry)).toThrow(`timeZone is "${'y'.repeat(60)}"; it must be`)
})

test('a time zone is a name of the IANA list, not an offset', () => {
  expect(['Asia/Shanghai', 'UTC', 'Etc/GMT+8', 'America/Port-au-Prince'].map((zone) => isTimeZone(zone))).toEqual([true, true, true, true])
  expect(['+08:00', 'Mars/Base', ''].map((zone) => isTimeZone(zone))).toEqual([false, false, false])
})
