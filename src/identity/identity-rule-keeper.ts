import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { blindIndex } from '#privacy/blind-index.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { mask } from '#privacy/mask.ts'
import { normaliseIdentifier } from '#privacy/normalise-identifier.ts'
import { checkRules, DEFAULT_RULES, type IdentityRules, type ListedBlock, type RuleBook, ruleBook, wrong } from './identity-rules.ts'

/** A saved state of the rules. Version 0 is what the product comes with. */
export interface RuleVersion {
  readonly version: number
  readonly rules: IdentityRules
  readonly author: string
  readonly note: string
  readonly createdAt: Date
}

export interface IdentityRuleStore {
  /** Newest first. */
  versions(limit: number): Promise<readonly RuleVersion[]>
  /** False if that version is there already. */
  add(version: RuleVersion): Promise<boolean>
}

/** A listed value as somebody gives it: in clear, or by the index under which it is kept already. */
export interface BlockInput extends Pick<ListedBlock, 'kind' | 'reason'> {
  readonly value?: string
  readonly index?: string
}

export interface RulesInput extends Omit<IdentityRules, 'blocked'> {
  readonly blocked: readonly BlockInput[]
}

interface Parts {
  readonly store: IdentityRuleStore
  readonly keyring: Keyring
  readonly clock: Clock
  readonly region: () => string
}

/** The identity rules of the project, live: who asks for `book` later gets the newest, and what another node saved once `follow` was called. */
export class IdentityRuleKeeper {
  readonly #parts: Parts
  #current: { readonly version: number; readonly book: RuleBook } = { version: 0, book: ruleBook(DEFAULT_RULES) }

  constructor(parts: Parts) {
    this.#parts = parts
  }

  get book(): RuleBook {
    return this.#current.book
  }

  get version(): number {
    return this.#current.version
  }

  /** Reads what may have been saved elsewhere. To be called at start and every few seconds. */
  async follow(): Promise<void> {
    const [newest] = await this.#parts.store.versions(1)
    const version = newest?.version ?? 0
    if (version !== this.#current.version) this.#current = { version, book: ruleBook(newest?.rules ?? DEFAULT_RULES) }
  }

  /** Saved versions, newest first, at most 100. */
  versions(): Promise<readonly RuleVersion[]> {
    return this.#parts.store.versions(100)
  }

  /** The rules that somebody wants, checked, their listed values sealed. @throws AppError invalid-input `identity-rules-wrong` */
  read(input: RulesInput): IdentityRules {
    const { keyring, region } = this.#parts
    const blocked = input.blocked.map(({ kind, reason, value, index }, i): ListedBlock => {
      if (value === undefined) {
        const kept = this.book.rules.blocked.find((one) => one.kind === kind && one.index === index)
        if (kept === undefined) throw wrong(`blocked[${i}].value`, 'the value itself is needed: none is listed under this index', 'value')
        return { ...kept, reason: reason.trim() }
      }
      const normal = normaliseIdentifier(kind, value, region())
      if (normal === undefined) throw wrong(`blocked[${i}].value`, `the value cannot be of kind ${kind}`, 'value')
      return { kind, index: blindIndex(keyring, kind, normal).toString('base64'), masked: mask(kind, normal), reason: reason.trim() }
    })
    return checkRules({ ...input, blocked })
  }

  /**
   * Saves rules as a new version, which holds for records from now on.
   * @param base The version that the change was made from.
   * @throws AppError invalid-input `identity-rules-wrong`, conflict `identity-rules-changed` when another version was saved since
   */
  async save(input: RulesInput, change: { readonly base: number; readonly author: string; readonly note: string }): Promise<RuleVersion> {
    await this.follow()
    const saved: RuleVersion = {
      version: change.base + 1,
      rules: this.read(input),
      author: change.author,
      note: change.note.trim(),
      createdAt: this.#parts.clock.now(),
    }
    if (change.base !== this.#current.version || !(await this.#parts.store.add(saved))) {
      throw new AppError(
        'conflict',
        'identity-rules-changed',
        'Somebody saved other identity rules meanwhile: read them again and make the change once more.',
        { details: { version: this.#current.version } },
      )
    }
    this.#current = { version: saved.version, book: ruleBook(saved.rules) }
    return saved
  }
}
