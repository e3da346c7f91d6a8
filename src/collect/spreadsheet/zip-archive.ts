import type { FileHandle } from 'node:fs/promises'
import { crc32, createInflateRaw } from 'node:zlib'
import { Readable } from 'node:stream'

/** One file of an archive, as its directory describes it; sizes are claims of the archive. */
export interface ZipEntry {
  readonly name: string
  readonly packedBytes: number
  readonly offset: number
  readonly method: number
  /** CRC-32 of the content. */
  readonly checksum: number
}

/** What is wrong with an archive, in a few words. */
export class ZipFault extends Error {
  override readonly name = 'ZipFault'
}

const END_BYTES = 22
const MAX_COMMENT = 65_535
const MAX_DIRECTORY_BYTES = 16 << 20
const CHUNK = 1 << 16

/** Reads the directory of a zip archive (APPNOTE 6.3.10, with the sizes of ZIP64). Throws a ZipFault when it is none or is damaged. */
export async function readZipDirectory(file: FileHandle, fileBytes: number): Promise<ReadonlyMap<string, ZipEntry>> {
  const tail = await readAt(file, Math.max(0, fileBytes - END_BYTES - MAX_COMMENT - 20), fileBytes)
  const end = tail.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'))
  if (end < 0 || end + END_BYTES > tail.length) throw new ZipFault('its end is missing')
  let [bytes, start] = [tail.readUInt32LE(end + 12), tail.readUInt32LE(end + 16)]
  if (start === 0xffff_ffff || bytes === 0xffff_ffff) [bytes, start] = await readZip64End(file, tail, end, fileBytes)
  if (bytes > MAX_DIRECTORY_BYTES || start + bytes > fileBytes) throw new ZipFault('its directory is damaged')
  const directory = await readAt(file, start, start + bytes)
  const entries = new Map<string, ZipEntry>()
  for (let at = 0; at + 46 <= directory.length;) {
    if (directory.readUInt32LE(at) !== 0x0201_4b50) throw new ZipFault('its directory is damaged')
    const [nameBytes, extraBytes, commentBytes] = [
      directory.readUInt16LE(at + 28),
      directory.readUInt16LE(at + 30),
      directory.readUInt16LE(at + 32),
    ]
    if ((directory.readUInt16LE(at + 8) & 1) === 1) throw new ZipFault('it is protected by a password')
    const name = directory.toString('utf8', at + 46, at + 46 + nameBytes).replaceAll('\\', '/')
    const extra = directory.subarray(at + 46 + nameBytes, at + 46 + nameBytes + extraBytes)
    const wide = zip64Fields(extra, [directory.readUInt32LE(at + 24), directory.readUInt32LE(at + 20), directory.readUInt32LE(at + 42)])
    // With two entries of one name, it is unclear which is meant.
    if (entries.has(name)) throw new ZipFault('it holds two files of one name')
    const [, packedBytes, offset] = wide
    if (offset + packedBytes > fileBytes) throw new ZipFault('its directory is damaged')
    entries.set(name, {
      name,
      packedBytes,
      offset,
      method: directory.readUInt16LE(at + 10),
      checksum: directory.readUInt32LE(at + 16),
    })
    at += 46 + nameBytes + extraBytes + commentBytes
  }
  return entries
}

/**
 * The content of an entry, piece by piece, never more than was asked for. Throws a ZipFault for damaged data, at the end also for content that is not
 * what was packed. `onPacked` hears of packed bytes.
 */
export async function* unpackEntry(file: FileHandle, entry: ZipEntry, onPacked?: (bytes: number) => void): AsyncGenerator<Buffer> {
  let checksum = 0
  for await (const piece of unpacked(file, entry, onPacked)) {
    checksum = crc32(piece, checksum)
    yield piece
  }
  if (checksum !== entry.checksum) throw new ZipFault(`${entry.name} was changed after it was packed`)
}

async function* unpacked(file: FileHandle, entry: ZipEntry, onPacked?: (bytes: number) => void): AsyncGenerator<Buffer> {
  const head = await readAt(file, entry.offset, entry.offset + 30)
  if (head.length < 30 || head.readUInt32LE(0) !== 0x0403_4b50) throw new ZipFault(`${entry.name} is not where its directory says`)
  const from = entry.offset + 30 + head.readUInt16LE(26) + head.readUInt16LE(28)
  const raw = Readable.from(pieces(file, from, from + entry.packedBytes, onPacked))
  if (entry.method === 0) {
    yield* raw
    return
  }
  if (entry.method !== 8) throw new ZipFault(`${entry.name} is packed in a way that is not supported`)
  const inflate = createInflateRaw({ chunkSize: CHUNK })
  raw.on('error', (error) => inflate.destroy(error))
  try {
    for await (const chunk of raw.pipe(inflate)) yield chunk as Buffer
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    throw code.startsWith('Z_') ? new ZipFault(`${entry.name} cannot be unpacked`) : error
  } finally {
    raw.destroy()
    inflate.destroy()
  }
}

async function* pieces(file: FileHandle, from: number, to: number, onPacked?: (bytes: number) => void): AsyncGenerator<Buffer> {
  for (let at = from; at < to;) {
    const piece = await readAt(file, at, Math.min(to, at + CHUNK))
    if (piece.length === 0) throw new ZipFault('it is cut off')
    onPacked?.(piece.length)
    yield piece
    at += piece.length
  }
}

async function readZip64End(file: FileHandle, tail: Buffer, end: number, fileBytes: number): Promise<[number, number]> {
  const locator = end - 20
  if (locator < 0 || tail.readUInt32LE(locator) !== 0x0706_4b50) throw new ZipFault('its end is damaged')
  const at = Number(tail.readBigUInt64LE(locator + 8))
  const record = at + 56 <= fileBytes ? await readAt(file, at, at + 56) : Buffer.alloc(0)
  if (record.length < 56 || record.readUInt32LE(0) !== 0x0606_4b50) throw new ZipFault('its end is damaged')
  return [Number(record.readBigUInt64LE(40)), Number(record.readBigUInt64LE(48))]
}

/** Size, packed size and offset; those that do not fit into 32 bits stand in the extra field 1, in this order. */
function zip64Fields(extra: Buffer, narrow: readonly [number, number, number]): [number, number, number] {
  const fields: [number, number, number] = [...narrow]
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue
    let from = at + 4
    for (const i of [0, 1, 2] as const) {
      if (fields[i] !== 0xffff_ffff || from + 8 > extra.length) continue
      fields[i] = Number(extra.readBigUInt64LE(from))
      from += 8
    }
  }
  return fields
}

async function readAt(file: FileHandle, from: number, to: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.max(0, to - from)), 0, Math.max(0, to - from), from)
  return buffer.subarray(0, bytesRead)
}
