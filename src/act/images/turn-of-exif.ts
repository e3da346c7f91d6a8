const ORIENTATION = 0x0112
const SHORT = 3
const MOST_ENTRIES = 500

/**
 * Exif (a TIFF, without the letters `Exif`) that says nothing but how the image is turned; null: it is upright, or nothing can be read of it. Where an image was
 * taken, when, by which camera, and its small picture of what was cut away go. Exif 2.32, 4.6.2 and 4.6.4.
 */
export function turnOfExif(tiff: Buffer): Buffer | null {
  const turn = orientationOf(tiff)
  if (turn === null || turn === 1) return null
  const made = Buffer.alloc(26)
  made.write('MM\0*', 0, 'latin1')
  made.writeUInt32BE(8, 4)
  made.writeUInt16BE(1, 8)
  made.writeUInt16BE(ORIENTATION, 10)
  made.writeUInt16BE(SHORT, 12)
  made.writeUInt32BE(1, 14)
  made.writeUInt16BE(turn, 18)
  return made
}

function orientationOf(tiff: Buffer): number | null {
  if (tiff.length < 14) return null
  const order = tiff.subarray(0, 4).toString('latin1')
  if (order !== 'II*\0' && order !== 'MM\0*') return null
  const isLittle = order === 'II*\0'
  const short = (at: number): number => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at))
  const first = isLittle ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4)
  if (first + 2 > tiff.length) return null
  const entries = Math.min(short(first), MOST_ENTRIES)
  for (let i = 0; i < entries; i += 1) {
    const at = first + 2 + i * 12
    if (at + 12 > tiff.length) return null
    if (short(at) !== ORIENTATION) continue
    const turn = short(at + 8)
    return short(at + 2) === SHORT && turn >= 1 && turn <= 8 ? turn : null
  }
  return null
}
