import { broken } from './image-type.ts'
import type { ReadImage } from './image-type.ts'

const [EXTENSION, IMAGE, END] = [0x21, 0x2c, 0x3b]
const [CONTROL, APPLICATION] = [0xf9, 0xff]
/** How often it repeats; other applications write texts and places there. */
const KEPT_APPLICATIONS = new Set(['NETSCAPE2.0', 'ANIMEXTS1.0'])

/**
 * A GIF, block by block (GIF89a, 17 to 27). Kept are its frames, how long each is shown, and how often they repeat.
 * @throws AppError `image-broken`
 */
export function readGif(bytes: Buffer): ReadImage {
  const byte = (at: number): number => {
    const found = bytes[at]
    if (found === undefined) throw broken('gif', 'it ends before its end')
    return found
  }
  const short = (at: number): number => byte(at) + byte(at + 1) * 256
  /** Behind the last of the blocks that begin here. */
  const behind = (from: number): number => {
    let at = from
    while (byte(at) !== 0) at += byte(at) + 1
    return at + 1
  }
  const table = (flags: number): number => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1))

  let [width, height] = [short(6), short(8)]
  let frames = 0
  let at = 13 + table(byte(10))
  byte(at - 1)
  const kept: Buffer[] = [bytes.subarray(0, at)]
  for (;;) {
    const kind = byte(at)
    if (kind === END) break
    let end: number
    let isKept = true
    if (kind === EXTENSION) {
      const label = byte(at + 1)
      end = behind(at + 2)
      const name = bytes.subarray(at + 3, at + 14).toString('latin1')
      isKept = label === CONTROL || (label === APPLICATION && KEPT_APPLICATIONS.has(name))
    } else if (kind === IMAGE) {
      // A frame may reach over the edge of the screen that the head speaks of; readers make room for it.
      width = Math.max(width, short(at + 1) + short(at + 5))
      height = Math.max(height, short(at + 3) + short(at + 7))
      end = behind(at + 10 + table(byte(at + 9)) + 1)
      frames += 1
    } else throw broken('gif', 'a part of it is of no known kind')
    if (isKept) kept.push(bytes.subarray(at, end))
    at = end
  }
  if (frames === 0) throw broken('gif', 'there is no picture in it')
  kept.push(Buffer.of(END))
  return { width, height, frames, bytes: Buffer.concat(kept) }
}
