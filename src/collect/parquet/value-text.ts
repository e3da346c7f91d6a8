import { isUtf8 } from 'node:buffer'
import { DAY_MS } from '#kernel/clock.ts'
import type { SchemaElement } from 'hyparquet'
import { plainNumber } from '../table/plain-number.ts'

/** A value as it stands in a page, before its type is known. */
export type RawValue = number | bigint | boolean | Uint8Array

const JULIAN_DAY_OF_1970 = 2_440_588n
const NANOS_OF_DAY = 86_400_000_000_000n
/** What pandas keeps for no time at all, where it is not written as null. */
const NO_TIME = -(2n ** 63n)
const MOST_DIGITS = 200
const LATEST_MS = 8.64e15

/** Whether the values of a column are numbers, with nothing of their type beside it. */
export function isNumeric({ type, converted_type: converted, logical_type: logical }: SchemaElement): boolean {
  if (converted === 'DECIMAL' || logical?.type === 'DECIMAL' || logical?.type === 'FLOAT16' || logical?.type === 'INTEGER') return true
  if (type === 'FLOAT' || type === 'DOUBLE') return true
  if (type !== 'INT32' && type !== 'INT64') return false
  return logical === undefined && (converted === undefined || converted.startsWith('INT') || converted.startsWith('UINT'))
}

/**
 * How the values of a column are written as text: whole numbers and decimals digit by digit, instants as ISO 8601 in UTC, times of a clock without a
 * zone, bytes as UTF-8, or as hexadecimal digits where they are none.
 *
 * @param writer The program that wrote the file, as the file says.
 */
export function textOfValues(element: SchemaElement, writer: string): (raw: RawValue) => string {
  const { type, converted_type: converted, logical_type: logical } = element
  if (converted === 'DECIMAL' || logical?.type === 'DECIMAL') {
    const scale = element.scale ?? (logical?.type === 'DECIMAL' ? logical.scale : 0)
    if (scale < 0 || scale > MOST_DIGITS) throw new RangeError(`scale ${scale}`)
    return (raw) => decimalText(integerOf(raw), scale)
  }
  if (logical?.type === 'TIMESTAMP') return timestampText(logical.unit, logical.isAdjustedToUTC)
  // Files older than zones keep instants.
  if (converted === 'TIMESTAMP_MILLIS') return timestampText('MILLIS', true)
  if (converted === 'TIMESTAMP_MICROS') return timestampText('MICROS', true)
  // Spark and Hive keep instants in the old type, others the time of a clock.
  if (type === 'INT96') return int96Text(writer.includes('parquet-mr'))
  if (converted === 'DATE' || logical?.type === 'DATE') return (raw) => dayText(Number(raw))
  if (logical?.type === 'TIME') return (raw) => clockText(nanosOf(integerOf(raw), logical.unit))
  if (converted === 'TIME_MILLIS') return (raw) => clockText(nanosOf(integerOf(raw), 'MILLIS'))
  if (converted === 'TIME_MICROS') return (raw) => clockText(nanosOf(integerOf(raw), 'MICROS'))
  if (type === 'FLOAT') return (raw) => singleText(Number(raw))
  if (type === 'DOUBLE') return (raw) => doubleText(Number(raw))
  const unsigned = converted?.startsWith('UINT') === true || (logical?.type === 'INTEGER' && !logical.isSigned)
  if (unsigned && type === 'INT32') return (raw) => String(Number(raw) >>> 0)
  if (unsigned && type === 'INT64') return (raw) => String(BigInt.asUintN(64, integerOf(raw)))
  if (type === 'BYTE_ARRAY' || type === 'FIXED_LEN_BYTE_ARRAY') {
    if (logical?.type === 'UUID') return (raw) => uuidText(hex(raw))
    if (logical?.type === 'FLOAT16') return (raw) => singleText(halfFloat(raw))
    const text = logical?.type === 'STRING' || converted === 'UTF8' || converted === 'ENUM' || converted === 'JSON'
    return (raw) => bytesText(raw, text)
  }
  return String
}

function integerOf(raw: RawValue): bigint {
  if (!(raw instanceof Uint8Array)) return BigInt(raw)
  return raw.length === 0 ? 0n : BigInt.asIntN(raw.length * 8, BigInt(`0x${hex(raw)}`))
}

function decimalText(unscaled: bigint, scale: number): string {
  if (scale === 0) return String(unscaled)
  const sign = unscaled < 0n ? '-' : ''
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0')
  let end = digits.length
  while (end > digits.length - scale && digits.charCodeAt(end - 1) === 48) end -= 1
  const whole = sign + digits.slice(0, digits.length - scale)
  const fraction = digits.slice(digits.length - scale, end)
  return fraction === '' ? whole : plainNumber(`${whole}.${fraction}`)
}

/** Without the noise of binary: 0.30000000000000004 is 0.3. Of a whole number beyond the exact ones the last digits are unknown, and it says so. */
function doubleText(value: number): string {
  if (Number.isNaN(value)) return ''
  if (Number.isInteger(value)) return Number.isSafeInteger(value) ? String(value + 0) : value.toExponential()
  const text = String(value)
  return plainNumber(text.length > 16 ? String(Number(value.toPrecision(15))) : text)
}

/** The shortest number that a float of 32 bits keeps as this one: 12.3, not 12.300000190734863. */
function singleText(value: number): string {
  if (!Number.isFinite(value) || Number.isInteger(value)) return doubleText(value)
  for (let digits = 6; digits < 9; digits += 1) {
    const shorter = Number(value.toPrecision(digits))
    if (Math.fround(shorter) === value) return plainNumber(String(shorter))
  }
  return plainNumber(String(Number(value.toPrecision(9))))
}

function halfFloat(raw: RawValue): number {
  if (!(raw instanceof Uint8Array) || raw.length !== 2) throw new RangeError('not a number of 16 bits')
  const [low, high] = [raw[0] as number, raw[1] as number]
  const sign = high > 127 ? -1 : 1
  const exponent = (high >> 2) & 31
  const fraction = ((high & 3) << 8) | low
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN
  return exponent === 0 ? (sign * fraction) / 2 ** 24 : sign * 2 ** (exponent - 15) * (1 + fraction / 1_024)
}

function nanosOf(time: bigint, unit: 'MILLIS' | 'MICROS' | 'NANOS'): bigint {
  return unit === 'NANOS' ? time : time * (unit === 'MICROS' ? 1_000n : 1_000_000n)
}

function timestampText(unit: 'MILLIS' | 'MICROS' | 'NANOS', utc: boolean): (raw: RawValue) => string {
  const perMilli = unit === 'MILLIS' ? 1n : unit === 'MICROS' ? 1_000n : 1_000_000n
  const digits = unit === 'MILLIS' ? 0 : unit === 'MICROS' ? 3 : 6
  return (raw) => {
    const time = integerOf(raw)
    if (time === NO_TIME) return ''
    // Rounded down, also before 1970.
    const rest = ((time % perMilli) + perMilli) % perMilli
    return momentText(Number((time - rest) / perMilli), digits === 0 ? '' : String(rest).padStart(digits, '0'), utc) ?? String(time)
  }
}

function int96Text(utc: boolean): (raw: RawValue) => string {
  const text = timestampText('NANOS', utc)
  return (raw) => {
    const value = integerOf(raw)
    return text(((value >> 64n) - JULIAN_DAY_OF_1970) * NANOS_OF_DAY + BigInt.asUintN(64, value))
  }
}

/** @example momentText(1_767_225_600_000, '', true) // '2026-01-01T00:00:00Z' */
function momentText(milliseconds: number, behind: string, utc: boolean): string | undefined {
  if (Math.abs(milliseconds) > LATEST_MS) return undefined
  const iso = new Date(milliseconds).toISOString()
  const point = iso.length - 5
  const seconds = utc ? iso.slice(0, point) : iso.slice(0, point).replace('T', ' ')
  const fraction = iso.slice(point + 1, -1) + behind
  return seconds + fractionText(fraction) + (utc ? 'Z' : '')
}

function fractionText(digits: string): string {
  let end = digits.length
  while (end > 0 && digits.charCodeAt(end - 1) === 48) end -= 1
  return end === 0 ? '' : `.${digits.slice(0, end)}`
}

function dayText(day: number): string {
  const milliseconds = day * DAY_MS
  return Math.abs(milliseconds) > LATEST_MS ? String(day) : new Date(milliseconds).toISOString().slice(0, -14)
}

function clockText(nanos: bigint): string {
  if (nanos < 0n || nanos >= NANOS_OF_DAY) return String(nanos)
  const text = new Date(Number(nanos / 1_000_000n)).toISOString().slice(11, 19)
  return text + fractionText(String(nanos % 1_000_000_000n).padStart(9, '0'))
}

const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true })

function bytesText(raw: RawValue, text: boolean): string {
  if (!(raw instanceof Uint8Array)) return String(raw)
  const ascii = asciiText(raw)
  if (ascii !== undefined) return ascii
  return text || (isUtf8(raw) && !raw.includes(0)) ? UTF8.decode(raw) : hex(raw)
}

/** Short ASCII, which most values are, without the cost of a decoder. */
function asciiText(bytes: Uint8Array): string | undefined {
  if (bytes.length > 24) return undefined
  let text = ''
  for (const byte of bytes) {
    if (byte === 0 || byte > 127) return undefined
    text += String.fromCharCode(byte)
  }
  return text
}

function hex(raw: RawValue): string {
  return raw instanceof Uint8Array ? Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('hex') : String(raw)
}

function uuidText(digits: string): string {
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join('-')
}
