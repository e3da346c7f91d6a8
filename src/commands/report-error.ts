import { CommanderError } from 'commander'
import { AppError, messageOf } from '#kernel/app-error.ts'
import { printable } from './table.ts'

/** 0 for help and version, 2 for an error that the user can correct in the command or its input, 1 for everything else. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  return error instanceof AppError && (error.kind === 'invalid-input' || error.kind === 'not-found') ? 2 : 1
}

/** One sentence on stderr. Commander's errors are already printed; unexpected ones also show their stack. */
export function reportError(error: unknown): void {
  if (error instanceof CommanderError) return
  // The sentence may contain what a person typed.
  process.stderr.write(`liuke: ${sentenceOf(error).split('\n').map(printable).join('\n')}\n`)
  if (!(error instanceof AppError) || process.env['LIUKE_DEBUG'] === '1') {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? '') : ''}\n`)
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof AppError) return error.message
  const code = isErrno(error) ? error.code : ''
  if (code === 'ENOSPC') return 'The disk is full. Free some space and run the command again. Nothing half-written was kept.'
  if (code === 'EADDRINUSE') return 'The port is in use: stop the other program or choose another with LIUKE_PORT or --port.'
  if (code === 'EACCES') return `Access was refused (${messageOf(error)}): run as a user with access to this file or port.`
  return `Something went wrong: ${messageOf(error)}`
}

function isErrno(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error
}
