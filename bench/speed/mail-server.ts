// A mail server in a process of its own that takes everything, and counts how often each message came. Prints its port; `count` over IPC answers with the counts.
import { SMTPServer } from 'smtp-server'

const seen = new Map<string, number>()
const server = new SMTPServer({
  disabledCommands: ['AUTH', 'STARTTLS'],
  disableReverseLookup: true,
  onData(stream, _session, callback) {
    let head = ''
    stream.on('data', (chunk: Buffer) => {
      if (head.length < 4_000) head += chunk.toString('latin1')
    })
    stream.on('end', () => {
      const key = /^X-Liuke-Send-Key:\s+(.+?)\r?$/m.exec(head)?.[1] ?? ''
      seen.set(key, (seen.get(key) ?? 0) + 1)
      callback()
    })
  },
})
const socket = server.listen(0, '127.0.0.1', () => process.send?.({ port: (socket.address() as { port: number }).port }))
process.on('message', (message) => {
  if (message !== 'count') return
  const keys = [...seen].filter(([key]) => key.includes(':'))
  process.send?.({ messages: keys.length, duplicates: keys.filter(([, times]) => times > 1).length })
})
