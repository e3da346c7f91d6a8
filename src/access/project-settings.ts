import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { isCurrency } from '#kernel/money.ts'
import type { AuditLog } from './audit-log.ts'

/** What holds for the whole project. */
export interface Project {
  /** ISO 4217: what every total is in. */
  readonly currency: string
  /** IANA zone of days, months and schedules. */
  readonly timeZone: string
  /** ISO 3166: of phone numbers without a country. */
  readonly country: string
  readonly shopName: string
}

export type ProjectField = keyof Project
export const PROJECT_FIELDS: readonly ProjectField[] = ['currency', 'timeZone', 'country', 'shopName']

/** Where a value comes from: the environment wins over what was set here, that over the product's own. */
export type ProjectSource = 'environment' | 'settings' | 'default'

export interface ProjectSettingsParts {
  readonly store: { read(name: string): Promise<object | null>; write(name: string, value: object, now: Date): Promise<void> }
  /** Set from outside: cannot be changed here. */
  readonly environment: Readonly<Partial<Project>>
  readonly defaults: Project
  /** The currency of most sales; null without any. */
  readonly dataCurrency: () => Promise<string | null>
  readonly isCountry: (text: string) => boolean
  /** Called before a change is kept; throws when it may not be. */
  readonly mayChange: (from: Project, to: Project) => Promise<void>
  /** Called when what holds has changed, with everything that is to follow from it. */
  readonly onChange: (from: Project | null, to: Project) => Promise<void>
  readonly audit: AuditLog
  readonly clock: Clock
}

const NAME = 'project'

/** The project's settings, live: who reads `current` later reads the newest, and what another node changed once `follow` was called. */
export class ProjectSettings implements Project {
  readonly #parts: ProjectSettingsParts
  #stored: Partial<Project> = {}
  #told: Project | null = null
  #changing = 0
  #changed = 0

  constructor(parts: ProjectSettingsParts) {
    this.#parts = parts
  }

  get currency(): string {
    return this.#value('currency')
  }
  get timeZone(): string {
    return this.#value('timeZone')
  }
  get country(): string {
    return this.#value('country')
  }
  get shopName(): string {
    return this.#value('shopName')
  }

  get current(): Project {
    return { currency: this.currency, timeZone: this.timeZone, country: this.country, shopName: this.shopName }
  }

  /** What holds where nobody says otherwise. */
  get defaults(): Project {
    return this.#parts.defaults
  }

  sourceOf(field: ProjectField): ProjectSource {
    if (this.#parts.environment[field] !== undefined) return 'environment'
    if (this.#stored[field] !== undefined) return 'settings'
    return 'default'
  }

  /**
   * Reads what is stored; to be called at start and after data came in. A project that nobody gave a currency takes that of most sales as soon as there are
   * some, and keeps it: later files do not change what totals are in.
   */
  async load(): Promise<Project> {
    await this.#readNewest()
    const found = this.sourceOf('currency') === 'default' ? ((await this.#parts.dataCurrency()) ?? '') : ''
    if (isCurrency(found)) await this.change({ currency: found }, 'system')
    else await this.#tell()
    return this.current
  }

  /** Reads what another node may have changed; what follows from a change is done by the node that makes it. To be called every few seconds. */
  async follow(): Promise<void> {
    if ((await this.#readNewest()) && this.#told !== null) this.#told = this.current
  }

  /** Answers whether what was read holds: a change that is under way or ended meanwhile knows better. */
  async #readNewest(): Promise<boolean> {
    const before = this.#changed
    const stored = await this.#read()
    if (this.#changing > 0 || this.#changed !== before) return false
    this.#stored = stored
    return true
  }

  /**
   * Changes some of them.
   * @throws AppError invalid-input `project-setting-wrong`, conflict `project-setting-fixed` for one that the environment sets, and what `mayChange` throws.
   */
  async change(change: Readonly<Partial<Project>>, actor: string): Promise<Project> {
    this.#changing += 1
    try {
      return await this.#change(change, actor)
    } finally {
      this.#changing -= 1
      this.#changed += 1
    }
  }

  async #change(change: Readonly<Partial<Project>>, actor: string): Promise<Project> {
    const { store, environment, mayChange, audit, clock, isCountry } = this.#parts
    const wanted = checkProject(change, isCountry)
    this.#stored = await this.#read()
    const before = this.current
    const moved = PROJECT_FIELDS.filter(
      (field) => wanted[field] !== undefined && (wanted[field] !== before[field] || this.sourceOf(field) !== 'settings'),
    )
    for (const field of moved) {
      if (environment[field] === undefined || wanted[field] === before[field]) continue
      throw new AppError(
        'conflict',
        'project-setting-fixed',
        `${field} is set by an environment variable of the server: change it there.`,
        {
          details: { field },
        },
      )
    }
    const free = moved.filter((field) => environment[field] === undefined)
    if (free.length === 0) return before
    const picked = Object.fromEntries(free.map((field) => [field, wanted[field]]))
    await mayChange(before, { ...before, ...picked })
    this.#stored = { ...this.#stored, ...picked }
    const now = clock.now()
    await store.write(NAME, this.#stored, now)
    const detail = { from: Object.fromEntries(free.map((field) => [field, before[field]])), to: picked }
    await audit.append({ at: now, actor, action: 'project-changed', target: 'project', detail })
    await this.#tell()
    return this.current
  }

  /** Changes nothing. @throws AppError `project-setting-wrong` for a value that cannot be one. */
  check(change: Readonly<Partial<Project>>): void {
    checkProject(change, this.#parts.isCountry)
  }

  /** As `change`, leaving out what the environment sets. */
  async adopt(change: Readonly<Partial<Project>>, actor: string): Promise<void> {
    const free = PROJECT_FIELDS.filter((field) => this.sourceOf(field) !== 'environment')
    await this.change(Object.fromEntries(free.map((field) => [field, change[field]])), actor)
  }

  async #read(): Promise<Partial<Project>> {
    const stored = (await this.#parts.store.read(NAME)) as Partial<Record<ProjectField, unknown>> | null
    return Object.fromEntries(PROJECT_FIELDS.flatMap((field) => (typeof stored?.[field] === 'string' ? [[field, stored[field]]] : [])))
  }

  async #tell(): Promise<void> {
    const [from, to] = [this.#told, this.current]
    if (from !== null && PROJECT_FIELDS.every((field) => from[field] === to[field])) return
    await this.#parts.onChange(from, to)
    this.#told = to
  }

  #value(field: ProjectField): string {
    const { environment, defaults } = this.#parts
    return environment[field] ?? this.#stored[field] ?? defaults[field]
  }
}

/** Trimmed and checked. @throws AppError invalid-input `project-setting-wrong` that names the field. */
export function checkProject(change: Readonly<Partial<Project>>, isCountry: (text: string) => boolean): Partial<Project> {
  const valid: Record<ProjectField, (text: string) => boolean> = {
    currency: isCurrency,
    timeZone: isTimeZone,
    country: isCountry,
    shopName: (text) => text !== '' && text.length <= 100,
  }
  const expected: Record<ProjectField, string> = {
    currency: 'an ISO 4217 code such as CNY',
    timeZone: 'an IANA time zone such as Asia/Shanghai',
    country: 'an ISO 3166 code of two letters such as CN',
    shopName: 'a name of 1 to 100 letters',
  }
  const checked: Partial<Record<ProjectField, string>> = {}
  for (const field of PROJECT_FIELDS) {
    const given = change[field]
    if (given === undefined) continue
    const text = field === 'currency' || field === 'country' ? given.trim().toUpperCase() : given.trim()
    if (!valid[field](text)) {
      throw new AppError('invalid-input', 'project-setting-wrong', `${field} is "${given.slice(0, 60)}"; it must be ${expected[field]}.`, {
        details: { field, value: given.slice(0, 60) },
      })
    }
    checked[field] = text
  }
  return checked
}

export function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text })
    return /^[A-Za-z]+(?:[/_+-][A-Za-z0-9]+)*$/u.test(text)
  } catch {
    return false
  }
}
