import { Command } from 'commander'
import { addAccountCommands } from './account-commands.ts'
import { addAnalyzeCommand } from './analyze-command.ts'
import { addAuditCommands } from './audit-commands.ts'
import { addApprovalCommands } from './approval-commands.ts'
import { addBroadcastCommands } from './broadcast-commands.ts'
import { addCampaignCommands } from './campaign-commands.ts'
import { addJourneyCommands } from './journey-commands.ts'
import { addCalendarCommands } from './calendar-commands.ts'
import { addClusterCommands } from './cluster-commands.ts'
import { addContactRuleCommands } from './contact-rule-commands.ts'
import { addSendTimeCommand } from './send-time-command.ts'
import { addContentCommands } from './content-commands.ts'
import { addOfferCommands } from './offer-commands.ts'
import { addPieceCommands } from './piece-commands.ts'
import { addSuppressionCommands } from './suppression-commands.ts'
import { addCustomerCommands } from './customer-commands.ts'
import { addDictionaryCommands } from './dictionary-commands.ts'
import { addDemandCommand } from './demand-command.ts'
import { addDemoCommand } from './demo-command.ts'
import { addImportCommand } from './import-command.ts'
import { addJobCommands } from './job-commands.ts'
import { addKeyCommands } from './key-commands.ts'
import { addLoopCommands } from './loop-commands.ts'
import { addMailCommands } from './mail-commands.ts'
import { addMessageCommands } from './message-commands.ts'
import { addModelCommands } from './model-command.ts'
import { addPlanCommands } from './plan-commands.ts'
import { addQuarantineCommand } from './quarantine-command.ts'
import { addQualityCommands } from './quality-commands.ts'
import { addQueryCommand } from './query-command.ts'
import { addRecommendCommand } from './recommend-command.ts'
import { addSegmentCommands } from './segment-commands.ts'
import { addQuestionnaireCommands } from './questionnaire-commands.ts'
import { addPortraitCommands } from './portrait-commands.ts'
import { addTagCommands } from './tag-commands.ts'
import { addSeriesCommands } from './series-commands.ts'
import { addSettingsCommands } from './settings-commands.ts'
import { addSourceCommands } from './source-commands.ts'
import { addSyncCommands } from './sync-commands.ts'
import { addStrategyCommands } from './strategy-commands.ts'
import { addTaskCommands } from './task-commands.ts'
import { addTierCommands } from './tier-commands.ts'
import { addServeCommand } from './serve-command.ts'
import { addIdentityCommands } from './identity-commands.ts'
import { addBusinessLineCommands } from './business-line-commands.ts'
import { addUserCommands } from './user-commands.ts'
import { addChannelCommands } from './channel-commands.ts'
import { addNoticeCommands } from './notice-commands.ts'
import { addWebhookCommands } from './webhook-commands.ts'
import { addValueCommand } from './value-command.ts'

/** The command line. Every command takes --json (one object as the last line of stdout); progress goes to stderr. */
export function buildProgram(): Command {
  const program = new Command('liuke')
    .description('Liuke 留客: turns customer data into retained customers, measured against a control group.')
    .version('0.1.0')
  addServeCommand(program)
  addDemoCommand(program)
  addAnalyzeCommand(program)
  addModelCommands(program)
  addImportCommand(program)
  addQueryCommand(program)
  addQuarantineCommand(program)
  addSettingsCommands(program)
  addUserCommands(program)
  addBusinessLineCommands(program)
  addKeyCommands(program)
  addSourceCommands(program)
  addPlanCommands(program)
  addSyncCommands(program)
  addIdentityCommands(program)
  addQualityCommands(program)
  addDictionaryCommands(program)
  addCalendarCommands(program)
  addSeriesCommands(program)
  addChannelCommands(program)
  addNoticeCommands(program)
  addWebhookCommands(program)
  addStrategyCommands(program)
  addContactRuleCommands(program)
  addSendTimeCommand(program)
  addBroadcastCommands(program)
  addJourneyCommands(program)
  addCampaignCommands(program)
  addApprovalCommands(program)
  addContentCommands(program)
  addPieceCommands(program)
  addOfferCommands(program)
  addSuppressionCommands(program)
  addTaskCommands(program)
  addSegmentCommands(program)
  addTagCommands(program)
  addPortraitCommands(program)
  addQuestionnaireCommands(program)
  addTierCommands(program)
  addClusterCommands(program)
  addJobCommands(program)
  addAuditCommands(program)
  addLoopCommands(program)
  addMessageCommands(program)
  addMailCommands(program)
  addCustomerCommands(program)
  addAccountCommands(program)
  addValueCommand(program)
  addDemandCommand(program)
  addRecommendCommand(program)
  speakAlike(program, 'liuke')
  return program
}

/** Makes every command throw instead of ending the process, and point to its help. */
function speakAlike(command: Command, path: string): void {
  command
    .exitOverride()
    .showHelpAfterError(`See ${path} --help.`)
    .configureOutput({ outputError: (text, write) => write(sentenceOf(text)) })
  for (const child of command.commands) speakAlike(child, `${path} ${child.name()}`)
}

/** `error: unknown command 'improt'\n(Did you mean import?)` becomes one sentence. */
function sentenceOf(text: string): string {
  const line = text
    .trim()
    .replace(/^error: /u, '')
    .split('\n')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join(' ')
  return `liuke: ${line.replace(/\.$/u, '')}.\n`
}
