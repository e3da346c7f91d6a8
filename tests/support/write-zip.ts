import { writeFileSync } from 'node:fs'
import { crc32, createDeflateRaw } from 'node:zlib'

export type ZipContent = string | Buffer | Iterable<string | Buffer>

/** Writes a zip archive, each entry deflated piece by piece, so that an archive that unpacks to a gigabyte is made without a gigabyte. */
export async function writeZip(path: string, entries: Readonly<Record<string, ZipContent>>): Promise<string> {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, content] of Object.entries(entries)) {
    const { packed, size, crc } = await deflated(content)
    const bytes = Buffer.from(name)
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(8, 4)
    fields.writeUInt32LE(crc, 10)
    fields.writeUInt32LE(packed.length, 14)
    fields.writeUInt32LE(size, 18)
    fields.writeUInt16LE(bytes.length, 22)
    const entry = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), fields, bytes, packed])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\u0000', 'latin1'), fields, rest, bytes]))
    parts.push(entry)
    offset += entry.length
  }
  const tail = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\u0005\u0006', 'latin1')
  end.writeUInt16LE(directory.length, 8)
  end.writeUInt16LE(directory.length, 10)
  end.writeUInt32LE(tail.length, 12)
  end.writeUInt32LE(offset, 16)
  writeFileSync(path, Buffer.concat([...parts, tail, end]))
  return path
}

async function deflated(content: ZipContent): Promise<{ packed: Buffer; size: number; crc: number }> {
  const pieces = typeof content === 'string' || Buffer.isBuffer(content) ? [content] : content
  const deflate = createDeflateRaw({ level: 6 })
  const packed: Buffer[] = []
  deflate.on('data', (chunk: Buffer) => packed.push(chunk))
  let size = 0
  let crc = 0
  for (const piece of pieces) {
    const bytes = Buffer.from(piece)
    size += bytes.length
    crc = crc32(bytes, crc)
    await new Promise<void>((resolve, reject) => deflate.write(bytes, (error) => (error ? reject(error) : resolve())))
  }
  await new Promise<void>((resolve, reject) => {
    deflate.on('end', resolve).on('error', reject)
    deflate.end()
  })
  return { packed: Buffer.concat(packed), size, crc }
}
