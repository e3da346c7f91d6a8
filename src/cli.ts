import { AppError, messageOf } from '#kernel/app-error.ts'
import { ownSetting } from './commands/command-setting.ts'
import { exitCodeOf, reportError } from './commands/report-error.ts'
import { runLine } from './commands/run-line.ts'

// The command goes on to its orderly end when nobody can take its result. A reader that has seen enough (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return
  const failure = new AppError(
    'unavailable',
    'output-failed',
    `The result could not be written to the standard output (${messageOf(error)}): free some space or send it elsewhere.`,
  )
  reportError(failure)
  process.exitCode = exitCodeOf(failure)
})
process.stderr.on('error', () => undefined)

try {
  await runLine(ownSetting(process.argv.slice(2)))
} catch (error) {
  reportError(error)
  process.exitCode = exitCodeOf(error)
}
