import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

export const IMAP_USER = 'bounces@example.com'
export const IMAP_PASSWORD = 'right "quoted" pass\\word'

interface Mail {
  readonly uid: number
  readonly raw: Buffer
  readonly at: Date
  readonly flags: Set<string>
}

interface Folder {
  uidValidity: number
  uidNext: number
  mails: Mail[]
}

export interface TestImap {
  readonly port: number
  readonly folders: Map<string, Folder>
  /** Commands as they came, without their tags and literals. */
  readonly commands: string[]
  /** Puts a mail into a folder and returns its number. */
  deliver(raw: string | Buffer, folder?: string): number
  /** The number of the mail whose fetch cuts the connection, once. */
  cutAt: number | null
  /** The number of the mail that is never given. */
  refused: number | null
  close(): Promise<void>
}

/** A mail server in memory that speaks what is needed of IMAP4rev1 (RFC 3501), with UID MOVE (RFC 6851) and literals. */
export async function startImap(): Promise<TestImap> {
  const folders = new Map<string, Folder>([['INBOX', { uidValidity: 7, uidNext: 1, mails: [] }]])
  const commands: string[] = []
  const sockets = new Set<Socket>()
  const state = { cutAt: null as number | null, refused: null as number | null }

  const session = (socket: Socket): void => {
    let selected: Folder | null = null
    let isKnown = false
    let buffered = Buffer.alloc(0)
    /** A command that goes on after a literal. */
    let begun = ''
    const say = (text: string | Buffer): void => void (socket.destroyed || socket.write(text))

    const fetch = (tag: string, set: string, items: string): void => {
      for (const mail of chosen(selected, set)) {
        if (mail.uid === state.cutAt) {
          state.cutAt = null
          socket.destroy()
          return
        }
        if (mail.uid === state.refused) return say(`${tag} NO cannot be read\r\n`)
        const place = (selected?.mails.indexOf(mail) ?? 0) + 1
        const part = /BODY\.PEEK\[\](?:<(\d+)\.(\d+)>)?/iu.exec(items)
        if (part === null) {
          say(`* ${place} FETCH (UID ${mail.uid} FLAGS (${[...mail.flags].join(' ')}))\r\n`)
          continue
        }
        const [from, most] = [Number(part[1] ?? 0), Number(part[2] ?? mail.raw.length)]
        const bytes = mail.raw.subarray(from, from + most)
        const name = part[1] === undefined ? 'BODY[]' : `BODY[]<${from}>`
        say(Buffer.concat([Buffer.from(`* ${place} FETCH (UID ${mail.uid} ${name} {${bytes.length}}\r\n`), bytes, Buffer.from(')\r\n')]))
      }
      say(`${tag} OK done\r\n`)
    }

    const move = (tag: string, set: string, to: string): void => {
      const target = folders.get(to)
      if (selected === null || target === undefined) return say(`${tag} NO [TRYCREATE] no such folder\r\n`)
      for (const mail of chosen(selected, set)) {
        const place = selected.mails.indexOf(mail) + 1
        selected.mails = selected.mails.filter((one) => one !== mail)
        target.mails.push({ ...mail, uid: target.uidNext++ })
        say(`* ${place} EXPUNGE\r\n`)
      }
      say(`${tag} OK moved\r\n`)
    }

    const select = (tag: string, name: string, isReadOnly: boolean): void => {
      const folder = folders.get(name)
      if (folder === undefined) return say(`${tag} NO no such folder\r\n`)
      selected = folder
      say(`* FLAGS (\\Seen \\Deleted)\r\n* ${folder.mails.length} EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY ${folder.uidValidity}] ok\r\n`)
      say(`* OK [UIDNEXT ${folder.uidNext}] ok\r\n* OK [PERMANENTFLAGS (\\Seen \\Deleted \\*)] ok\r\n`)
      say(`${tag} OK [${isReadOnly ? 'READ-ONLY' : 'READ-WRITE'}] selected\r\n`)
    }

    const take = (line: string): void => {
      const [tag = '', ...words] = wordsOf(line)
      const [first = '', second = '', ...rest] = words
      const command = first.toUpperCase() === 'UID' ? `UID ${second.toUpperCase()}` : first.toUpperCase()
      commands.push(command)
      if (command === 'CAPABILITY') return say(`* CAPABILITY IMAP4rev1 ID NAMESPACE MOVE LITERAL+\r\n${tag} OK done\r\n`)
      if (command === 'ID') return say(`* ID NIL\r\n${tag} OK done\r\n`)
      if (command === 'LOGIN') {
        isKnown = second === IMAP_USER && rest[0] === IMAP_PASSWORD
        return say(isKnown ? `${tag} OK welcome\r\n` : `${tag} NO [AUTHENTICATIONFAILED] wrong\r\n`)
      }
      if (command === 'LOGOUT') {
        say(`* BYE bye\r\n${tag} OK done\r\n`)
        return void socket.end()
      }
      if (command === 'NOOP') return say(`${tag} OK done\r\n`)
      if (!isKnown) return say(`${tag} NO log in first\r\n`)
      if (command === 'NAMESPACE') return say(`* NAMESPACE (("" "/")) NIL NIL\r\n${tag} OK done\r\n`)
      if (command === 'LIST' || command === 'LSUB') {
        for (const name of folders.keys()) say(`* ${command} () "/" "${name}"\r\n`)
        return say(`${tag} OK done\r\n`)
      }
      if (command === 'SELECT' || command === 'EXAMINE') return select(tag, second, command === 'EXAMINE')
      if (command === 'CREATE') {
        folders.set(second, { uidValidity: 1, uidNext: 1, mails: [] })
        return say(`${tag} OK made\r\n`)
      }
      const [set = '', ...more] = rest
      if (command === 'UID SEARCH') {
        const asked = [set, ...more].join(' ')
        const range = /UID (\S+)/iu.exec(asked)?.[1] ?? '1:*'
        const since = /SINCE (\S+)/iu.exec(asked)?.[1]
        const from = since === undefined ? 0 : Date.parse(`${since} UTC`)
        const found = chosen(selected, range).filter(({ at }) => at.getTime() >= from)
        return say(`* SEARCH${found.map(({ uid }) => ` ${uid}`).join('')}\r\n${tag} OK done\r\n`)
      }
      if (command === 'UID FETCH') return fetch(tag, set, more.join(' '))
      if (command === 'UID STORE') {
        for (const mail of chosen(selected, set)) mail.flags.add('\\Seen')
        return say(`${tag} OK done\r\n`)
      }
      if (command === 'UID MOVE') return move(tag, set, more[0] ?? '')
      say(`${tag} BAD what is ${command}\r\n`)
    }

    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    say('* OK ready\r\n')
    socket.on('data', (chunk) => {
      buffered = Buffer.concat([buffered, chunk])
      for (;;) {
        const end = buffered.indexOf('\r\n')
        if (end < 0) return
        const line = buffered.subarray(0, end).toString('utf8')
        const literal = /\{(\d+)(\+?)\}$/u.exec(line)
        if (literal === null) {
          buffered = buffered.subarray(end + 2)
          const whole = begun + line
          begun = ''
          take(whole)
          continue
        }
        const bytes = Number(literal[1])
        if (literal[2] === '' && buffered.length === end + 2) say('+ go on\r\n')
        if (buffered.length < end + 2 + bytes) return
        const text = buffered.subarray(end + 2, end + 2 + bytes).toString('utf8')
        begun += `${line.slice(0, literal.index)}"${text.replaceAll(/["\\]/gu, '\\$&')}"`
        buffered = buffered.subarray(end + 2 + bytes)
      }
    })
  }

  const server = createServer(session)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(state, {
    port: (server.address() as AddressInfo).port,
    folders,
    commands,
    deliver(raw: string | Buffer, name = 'INBOX'): number {
      const folder = folders.get(name)
      if (folder === undefined) throw new Error(`no folder ${name}`)
      const uid = folder.uidNext++
      folder.mails.push({ uid, raw: Buffer.from(raw as string), at: new Date('2026-12-01T02:00:00Z'), flags: new Set() })
      return uid
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  })
}

/** Mails of a set such as `1,4:7,9:*`; the last one counts as `*` whatever its number. */
function chosen(folder: Folder | null, set: string): readonly Mail[] {
  const mails = folder?.mails ?? []
  const last = mails.at(-1)?.uid ?? 0
  const ranges = set.split(',').map((part) => {
    const [from = '', to = from] = part.split(':')
    const ends = [from, to].map((end) => (end === '*' ? last : Number(end)))
    return [Math.min(...ends), Math.max(...ends)] as const
  })
  return mails.filter(({ uid }) => ranges.some(([from, to]) => uid >= from && uid <= to))
}

/** Words of a command: atoms, quoted strings, and what stands in parentheses as it is. */
function wordsOf(line: string): string[] {
  const found: string[] = []
  for (const [, quoted, atom] of line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/gu)) {
    found.push(quoted === undefined ? (atom ?? '') : quoted.replaceAll(/\\(.)/gu, '$1'))
  }
  return found
}
