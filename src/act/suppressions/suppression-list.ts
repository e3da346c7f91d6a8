import { splitCsv } from '#collect/table/split-csv.ts'
import { AppError } from '#kernel/app-error.ts'
import { blindIndex } from '#privacy/blind-index.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { mask } from '#privacy/mask.ts'
import { normaliseIdentifier } from '#privacy/normalise-identifier.ts'
import { kindOfAddress, SUPPRESSED_KINDS } from './suppression.ts'
import type { SuppressedAddress, SuppressedChannel, SuppressedKind } from './suppression.ts'

/** Most lines of one list. */
export const LIST_LINES = 50_000
const SHOWN_PROBLEMS = 20

/** What a list comes to, address by address. */
export interface ReadList {
  readonly lines: number
  readonly addresses: readonly SuppressedAddress[]
  /** Lines that name an address a second time. */
  readonly repeated: number
  readonly wrong: number
  /** The first lines that could not be read, counted from 1 as an editor counts them. */
  readonly wrongLines: readonly number[]
}

/** An address as somebody typed it; undefined: it is none. `kind` where it is known. */
export function readAddress(
  keyring: Keyring,
  region: string,
  text: string,
  kind: SuppressedKind = kindOfAddress(text),
): SuppressedAddress | undefined {
  const value = normaliseIdentifier(kind, text, region)
  if (value === undefined) return undefined
  return { kind, blindIndex: blindIndex(keyring, kind, value), masked: mask(kind, value) }
}

/**
 * Reads the first column of a CSV text: one address a line, with or without a heading. Lines that hold none of the wanted kinds are counted as wrong.
 * @throws AppError `suppression-list-large`, `suppression-list-empty`, and those of `splitCsv`
 */
export function readList(keyring: Keyring, region: string, text: string, channel: SuppressedChannel): ReadList {
  const rows = splitCsv(text)
  if (rows.length > LIST_LINES) {
    throw new AppError('too-large', 'suppression-list-large', `The list has ${rows.length} lines: send at most ${LIST_LINES} at once.`, {
      details: { most: LIST_LINES },
    })
  }
  const kind = kindOfChannel(channel)
  const found = new Map<string, SuppressedAddress>()
  const wrongLines: number[] = []
  let wrong = 0
  let repeated = 0
  let headings = 0
  for (const [i, [cell = '']] of rows.entries()) {
    const address = readAddress(keyring, region, cell.replace(/^'/, ''), kind)
    if (address === undefined) {
      // A first line without any address is the heading.
      if (i === 0) headings = 1
      else {
        wrong += 1
        if (wrongLines.length < SHOWN_PROBLEMS) wrongLines.push(i + 1)
      }
      continue
    }
    const key = address.blindIndex.toString('base64')
    if (found.has(key)) repeated += 1
    else found.set(key, address)
  }
  if (found.size === 0) {
    throw new AppError('invalid-input', 'suppression-list-empty', 'No line of the list has an address of this channel in its first column.')
  }
  return { lines: rows.length - headings, addresses: [...found.values()], repeated, wrong, wrongLines }
}

/** The kind of address that a channel uses. */
export function kindOfChannel(channel: SuppressedChannel): SuppressedKind {
  const found = (Object.keys(SUPPRESSED_KINDS) as SuppressedKind[]).find((kind) => SUPPRESSED_KINDS[kind].some((one) => one === channel))
  if (found === undefined) {
    throw new AppError(
      'invalid-input',
      'suppression-channel-wrong',
      'Addresses of WeChat and push belong to one app and cannot be written down. Stop the customer on their page.',
    )
  }
  return found
}
