import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Corrections } from '#collect/columns/corrections.ts'
import { STATUS_CLASSES, type StatusClass } from '#collect/columns/status-class.ts'
import type { TableWish } from '#collect/table/table.ts'
import { AppError } from '#kernel/app-error.ts'

/** Options about a file, the same for every command that reads one. */
export interface FileOptions {
  readonly sheet?: string
  readonly encoding?: string
  readonly headingLine?: number
  readonly status?: string[]
  readonly dates?: 'dmy' | 'mdy' | 'ymd'
  readonly decimals?: 'point' | 'comma'
  readonly monthDay?: 'first' | 'last'
  readonly accept?: string[]
  readonly map?: string[]
}

export function addFileOptions(command: Command): Command {
  return command
    .option(
      '--map <field=column...>',
      'take a field from a column; field= for none; for customers, attribute:NAME=column keeps any other column',
    )
    .option('--sheet <name>', 'sheet of a spreadsheet, by name or position from 1')
    .option(
      '--encoding <name>',
      'encoding of a text file: utf-8, utf-16le, gb18030, big5, shift_jis, euc-kr, windows-1250, windows-1251, windows-1252, windows-1254, koi8-r, …',
    )
    .option('--heading-line <number>', 'line number of the headings, from 1', readLine)
    .addOption(new Option('--dates <order>', 'order of day, month and year in dates such as 03/04/2026').choices(['dmy', 'mdy', 'ymd']))
    .addOption(new Option('--decimals <mark>', 'decimal separator').choices(['point', 'comma']))
    .addOption(new Option('--month-day <day>', 'of measures that say a month and no day: the day that is meant').choices(['first', 'last']))
    .option('--status <word=meaning...>', `what a status word means: ${STATUS_CLASSES.join(', ')}`)
    .option('--accept <question...>', 'confirm that a questioned figure is right, by the code of the question')
}

export function wishOf({ sheet, encoding, headingLine }: FileOptions): TableWish {
  return {
    ...(sheet === undefined ? {} : { sheet }),
    ...(encoding === undefined ? {} : { encoding }),
    ...(headingLine === undefined ? {} : { headingLine }),
  }
}

/** The mark that `--decimals` names. */
export function decimalMarkOf(word: NonNullable<FileOptions['decimals']>): '.' | ',' {
  return word === 'point' ? '.' : ','
}

/** @throws AppError `mapping-unreadable` for a pair without `=`, `status-unreadable` for an unknown meaning. */
export function correctionsOf({ map, status, dates, decimals, monthDay, accept }: FileOptions): Corrections {
  return {
    ...(map === undefined ? {} : { mapping: readMapping(map) }),
    ...(status === undefined ? {} : { statuses: Object.fromEntries(status.map(readStatus)) }),
    ...(dates === undefined ? {} : { dateOrder: dates }),
    ...(decimals === undefined ? {} : { decimalMark: decimalMarkOf(decimals) }),
    ...(monthDay === undefined ? {} : { monthDay }),
    ...(accept === undefined ? {} : { accept }),
  }
}

/** `field=column` pairs; a field without a column has none. */
function readMapping(pairs: readonly string[]): Record<string, string | null> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const sign = pair.indexOf('=')
      if (sign < 1) throw new AppError('invalid-input', 'mapping-unreadable', `--map takes field=column, not "${pair}".`)
      const column = pair.slice(sign + 1).trim()
      return [pair.slice(0, sign).trim(), column === '' ? null : column]
    }),
  )
}

function readStatus(pair: string): [string, StatusClass] {
  const at = pair.lastIndexOf('=')
  const means = STATUS_CLASSES.find((one) => one === pair.slice(at + 1).trim())
  if (at < 1 || means === undefined) {
    throw new AppError(
      'invalid-input',
      'status-unreadable',
      `--status takes word=meaning, not "${pair}": the meanings are ${STATUS_CLASSES.join(', ')}.`,
    )
  }
  return [pair.slice(0, at).trim(), means]
}

function readLine(text: string): number {
  const line = Number(text)
  if (!/^\d{1,6}$/.test(text) || line < 1) throw new InvalidArgumentError('Give a line number from 1.')
  return line
}
