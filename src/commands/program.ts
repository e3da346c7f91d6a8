import { Command } from 'commander'
import { addAnalyzeCommand } from './analyze-command.ts'
import { addDemoCommand } from './demo-command.ts'
import { addImportCommand } from './import-command.ts'
import { addLoopCommands } from './loop-commands.ts'
import { addQuarantineCommand } from './quarantine-command.ts'
import { addQueryCommand } from './query-command.ts'
import { addServeCommand } from './serve-command.ts'

/** The command line. Every command takes --json (one object as the last line of stdout); progress goes to stderr. */
export function buildProgram(): Command {
  const program = new Command('liuke')
    .description('Liuke 留客: from raw customer data to kept customers, measured against a control group.')
    .version('0.1.0')
    .showHelpAfterError('(liuke --help lists the commands)')
    .exitOverride()
  addServeCommand(program)
  addDemoCommand(program)
  addAnalyzeCommand(program)
  addImportCommand(program)
  addQueryCommand(program)
  addQuarantineCommand(program)
  addLoopCommands(program)
  return program
}
