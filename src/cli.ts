import { buildProgram } from './commands/program.ts'
import { exitCodeOf, reportError } from './commands/report-error.ts'

try {
  await buildProgram().parseAsync(process.argv)
} catch (error) {
  reportError(error)
  process.exitCode = exitCodeOf(error)
}
