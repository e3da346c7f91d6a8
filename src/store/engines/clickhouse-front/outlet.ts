import { execFile } from 'node:child_process'
import { closeSync, constants, openSync, rmSync } from 'node:fs'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'

/**
 * A named pipe through which the engine writes the answer of a query (`INTO OUTFILE`), so that an answer of any format and size streams
 * out in bounded memory, waits for a slow client, and never blocks the event loop. (The library's own stream call plans the query,
 * scalar subqueries included, on the main thread, and repeats the header of formats such as JSON in every chunk.)
 */
export class Outlet {
  readonly path: string

  private constructor(path: string) {
    this.path = path
  }

  static async create(folder: string, name: string): Promise<Outlet> {
    const path = join(folder, name)
    rmSync(path, { force: true })
    await promisify(execFile)('mkfifo', ['-m', '600', path])
    return new Outlet(path)
  }

  /** The reading end; must be open before the engine opens its own, or the engine waits. Ends when the engine closes its end. */
  open(): Socket {
    const fd = openSync(this.path, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      return new Socket({ fd, readable: true, writable: false })
    } catch (error) {
      closeSync(fd)
      throw error
    }
  }

  /** Gives the reading end its end when the engine finished without ever opening the pipe. */
  endIfUnused(): void {
    try {
      closeSync(openSync(this.path, constants.O_WRONLY | constants.O_NONBLOCK))
    } catch {
      // No reader is left: nothing waits.
    }
  }

  remove(): void {
    rmSync(this.path, { force: true })
  }
}
